"""Replays what KAITO's own controllers made: a recorded case becomes a command line and files, the answer is compared.

A case is agreed on when every object that KAITO made in its first step is made by ``kaito-gen render`` as well and is
the same, after :mod:`canonical` has taken away what a server adds and what is random. Where KAITO stopped before the
workload (no node came, a panic, the API server refused) its objects are a prefix of ours; where we say ourselves that
we stop, nothing more than KAITO's objects may be there. Events, status and ControllerRevisions are the operator's.
"""

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yamlrocks
from canonical import canonical

from kaito_gen.kinds import is_namespaced, name_of, namespace_of
from kaito_gen.render.scripts.values import values_of

type Manifest = dict[str, Any]
type Run = Callable[[Sequence[str]], tuple[int, str, str]]

RELEASES = {"v0.12.0": "v0.12", "v0.3.1": "v0.3"}
CHILD_KINDS = ("InferenceSet", "Workspace")
WORKLOADS = ("Deployment", "StatefulSet", "Job")
FLAGS = {
    "--default-node-image-family": "--node-image-family",
    "--default-model-mirror-storage-class": "--streaming-storage-class",
    "--default-streaming-service-account": "--streaming-service-account",
}
"""KAITO's flag -> ours, where the value goes over as it stands."""
CLAIM = re.compile(r"ws-(?:CLAIM|MACHINE)-(\d+)\b")
RANDOM = re.compile(r"\b([a-z0-9][a-z0-9-]*)-RAND(\d+)\b")
SCRIPT = re.compile(r"<script sha256=\w+ bytes=\d+ lines=\d+(?: values=(\{.*\}))?>\Z", re.DOTALL)
ADDRESS = re.compile(r"<clusterIP of Service ([a-z0-9-]+)>")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the answers differ; an object that only one side has differs at its root (path empty)."""

    manifest: str
    path: str
    theirs: Any
    ours: Any

    def __str__(self) -> str:
        return f"{self.manifest} {self.path or '(whole)'}: theirs {_short(self.theirs)} ours {_short(self.ours)}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a replay of one case gave: it agrees when there are no differences."""

    case: str
    code: int
    differences: tuple[Difference, ...]
    messages: str

    @property
    def agrees(self) -> bool:
        """Whether both sides gave the same answer."""
        return not self.differences


def load(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the recorded cases of a folder in name order."""
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def files(case: dict[str, Any]) -> dict[str, str]:
    """Return the files of a case: what the user applied, and what else the recorded cluster held."""
    return {
        "input.yaml": _stream(case["steps"][0]["inputs"]),
        "cluster.yaml": _stream(_cluster(case)),
    }


def arguments(case: dict[str, Any], folder: Path) -> list[str]:
    """Return the command line that asks our question; ``folder`` is where :func:`files` lie."""
    settings = case["settings"]
    argv = ["render", str(folder / "input.yaml"), "--cluster", str(folder / "cluster.yaml")]
    argv += ["--namespace", case["namespace"], "--release", RELEASES[case["kaito"]]]
    argv += ["--cloud", settings["cloudProvider"] or "none"]
    if "nodeProvisioner" in settings:
        argv += ["--provisioner", settings["nodeProvisioner"]]
    if "releaseNamespace" in settings:
        argv += ["--release-namespace", settings["releaseNamespace"], "--cluster-name", "c1"]
    if "presetRegistryName" in settings:
        argv += ["--registry", settings["presetRegistryName"]]
    api: dict[str, str] = {}
    for flag in settings["flags"]:
        name, _, value = flag.partition("=")
        if name in FLAGS:
            argv += [FLAGS[name], value]
        elif name == "--feature-gates":
            argv += [word for gate in value.split(",") for word in ("--gate", gate)]
        elif name == "--karpenter-node-classes":
            classes = sorted(json.loads(value), key=lambda item: not item.get("default", False))
            argv += [word for item in classes for word in ("--node-class", item["name"])]
        elif name.startswith("--karpenter-node-class-"):
            api[name.removeprefix("--karpenter-node-class-")] = value
        else:
            msg = f"{case['case']}: the flag {flag} has no place in a Target"
            raise ValueError(msg)
    if api:
        argv += ["--node-class-api", "/".join(api[part] for part in ("group", "version", "kind", "resource-name"))]
    return argv


def replay(case: dict[str, Any], folder: Path, run: Run) -> Outcome:
    """Ask ``run`` (argv -> exit code, stdout, stderr) the question of a case and compare the answers."""
    for name, text in files(case).items():
        (folder / name).write_text(text, encoding="utf-8")
    code, output, messages = run(arguments(case, folder))
    if code not in (0, 1):
        return Outcome(case["case"], code, (Difference("exit code", "", "0 or 1", code),), messages)
    ours = [manifest for manifest in yamlrocks.loads_all(output, option=yamlrocks.OPT_YAML_1_1) if manifest]
    return Outcome(case["case"], code, tuple(compare(case, ours, stopped=code == 1)), messages)


def in_process(argv: Sequence[str]) -> tuple[int, str, str]:
    """Run the command line in this process and return its exit code, stdout and stderr."""
    from kaito_gen.cli import main

    output, messages = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(messages):
        code = main(argv)
    return code, output.getvalue(), messages.getvalue()


def compare(case: dict[str, Any], rendered: Iterable[Manifest], *, stopped: bool) -> Iterator[Difference]:
    """Yield every difference between KAITO's first step and what we rendered."""
    step = case["steps"][0]
    ours = list(rendered)
    theirs = _renamed(list(_made(step, case["namespace"])), ours)
    mine = {_identity(manifest): manifest for manifest in ours}
    given = {_identity(manifest): manifest for manifest in _placed(step["inputs"], case["namespace"])}
    for manifest in theirs:
        key = _identity(manifest)
        if key in mine:
            for path, their, our in _differences(canonical(manifest), canonical(mine.pop(key)), ""):
                yield Difference(_label(manifest), path, their, our)
        elif key not in given or canonical(given[key]) != canonical(manifest):
            yield Difference(_label(manifest), "", manifest, None)
    for name in step["result"].get("persistentVolumeClaims", ()):  # of these only the names were recorded
        mine.pop(("PersistentVolumeClaim", case["namespace"], name), None)
    may_go_on = not stopped or "apiServerRefused" in step
    if mine and not (may_go_on and _unfinished(step)):
        for manifest in mine.values():
            yield Difference(_label(manifest), "", None, manifest)


def _cluster(case: dict[str, Any]) -> Iterator[Manifest]:
    """Yield what stood in the recorded clusters before the first step, as the data's README tells it."""
    from kaito_gen.data import load_catalog

    settings = case["settings"]
    catalog = load_catalog(RELEASES[case["kaito"]])
    namespace = settings.get("releaseNamespace", "kaito-workspace")
    for name in ("inference-params-template", "lora-params-template", "qlora-params-template"):
        template = catalog.config(name)
        if template:
            yield {**template, "metadata": {**template["metadata"], "namespace": namespace}}
    if settings.get("storageClassKaitoLocalNvmeDisk"):
        yield _storage_class("kaito-local-nvme-disk", "localdisk.csi.acstor.io")
    for flag in settings["flags"]:
        name, _, value = flag.partition("=")
        if name == "--default-model-mirror-storage-class":
            # The recorded volumes lay in the container "container" of the storage account "account".
            yield _storage_class(
                value, "blob.csi.azure.com", {"storageAccount": "account", "containerName": "container"}
            )


def _storage_class(name: str, provisioner: str, parameters: dict[str, str] | None = None) -> Manifest:
    manifest: Manifest = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name}}
    manifest["provisioner"] = provisioner
    if parameters:
        manifest["parameters"] = parameters
    return manifest


def _stream(manifests: Iterable[Manifest]) -> str:
    return "".join(f"---\n{json.dumps(manifest)}\n" for manifest in manifests)


def _made(step: dict[str, Any], namespace: str) -> Iterator[Manifest]:
    """Yield what KAITO made, and the children it derived from the user's roots."""
    result = step["result"]
    for manifest in result.get("objects", ()):
        if manifest["kind"] != "ControllerRevision":
            yield manifest
    given = {_identity(manifest) for manifest in _placed(step["inputs"], namespace)}
    for manifest in result.get("roots", ()):
        if manifest["kind"] in CHILD_KINDS and _identity(manifest) not in given:
            yield manifest


def _placed(manifests: Iterable[Manifest], namespace: str) -> Iterator[Manifest]:
    for manifest in manifests:
        place = {"namespace": namespace} if is_namespaced(manifest["kind"]) else {}
        yield {**manifest, "metadata": {**place, **manifest["metadata"]}}


def _renamed(theirs: list[Manifest], ours: list[Manifest]) -> list[Manifest]:
    """Give KAITO's random names ours: children and jobs by their number, claims in turn within their Workspace."""
    text = RANDOM.sub(lambda match: f"{match[1]}-{int(match[2]) - 1}", json.dumps(theirs))
    manifests: list[Manifest] = json.loads(text)
    free: dict[str, list[str]] = {}
    for manifest in ours:
        if manifest["kind"] in ("NodeClaim", "Machine"):
            free.setdefault(_claimant(manifest), []).append(name_of(manifest))
    names = {}
    for manifest in sorted(manifests, key=_claim_number):
        waiting = free.get(_claimant(manifest), [])
        if CLAIM.fullmatch(name_of(manifest)) and waiting:
            names[name_of(manifest)] = waiting.pop(0)
    text = CLAIM.sub(lambda match: names.get(match[0], match[0]), json.dumps(manifests))
    renamed: list[Manifest] = json.loads(ADDRESS.sub(r"\1", text))
    return renamed


def _claimant(manifest: Manifest) -> str:
    labels = manifest["metadata"].get("labels") or {}
    return f"{manifest['kind']}/{labels.get('kaito.sh/workspacenamespace')}/{labels.get('kaito.sh/workspace')}"


def _claim_number(manifest: Manifest) -> int:
    match = CLAIM.fullmatch(name_of(manifest))
    return int(match[1]) if match else 0


def _identity(manifest: Manifest) -> tuple[str, str, str]:
    return str(manifest["kind"]), namespace_of(manifest), name_of(manifest)


def _label(manifest: Manifest) -> str:
    return f"{manifest['kind']}/{name_of(manifest)}"


def _unfinished(step: dict[str, Any]) -> bool:
    """Whether KAITO left a Workspace without its workload in this step, or never saw it because it was refused."""
    result = step["result"]
    if "apiServerRefused" in step:
        return True
    made = {name_of(manifest) for manifest in result.get("objects", ()) if manifest["kind"] in WORKLOADS}
    return any(name_of(root) not in made for root in result.get("roots", ()) if root["kind"] == "Workspace")


def _differences(theirs: Any, ours: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in [*theirs, *(key for key in ours if key not in theirs)]:
            yield from _differences(theirs.get(key), ours.get(key), f"{path}.{key}" if path else key)
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, (their, our) in enumerate(zip(theirs, ours, strict=True)):
            yield from _differences(their, our, f"{path}[{index}]")
    elif not _same(theirs, ours):
        yield path, theirs, ours


def _same(theirs: Any, ours: Any) -> bool:
    if isinstance(theirs, str) and isinstance(ours, str):
        script = SCRIPT.match(theirs)
        if script:
            values = json.loads(script[1]) if script[1] else {}
            return "\n" in ours and set(values.values()) <= set(values_of(ours).values())
    return bool(theirs == ours) and isinstance(theirs, bool) == isinstance(ours, bool)


def _short(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= 300 else f"{text[:300]}..."
