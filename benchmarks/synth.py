"""Synth of 4,000 objects against `helm template` of a chart that makes the same 4,000 objects.

Whole processes: typed parse, planning, rendering and 4,000 written files here; values, templates and one stream there.
The chart is made from what kaito-gen rendered for one service, so both make the same objects; that is checked. helm
writes into a pipe, which is memory; so the tree goes to memory too where the machine has a tmpfs: what is compared is
the programs, and not one of them with a disk (on ext4 creating 4,000 files takes from 0.1 to 2 s, whoever does it).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from measure import Measurement, Run, median_ratio, median_wall, peak, program, run

SERVICES = 800  # five objects each: Workspace, NodeClaim, two Services, StatefulSet
ROUNDS = 7
TOKEN = "helm-token"
HEAD = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: many}
target: {release: v0.12, cloud: azure, region: swedencentral, provisioner: azure-gpu-provisioner}
mode: rendered
namespace: models
services:
"""
SERVICE = """\
- name: %s
  model: phi-4-mini-instruct
  machine: Standard_NC24ads_A100_v4
  labels: {app: %s}
"""


def helm() -> Path:
    """Return helm: the one on PATH, or one built from its Go module into the cache beside the checkout's own."""
    found = shutil.which("helm")
    if found:
        return Path(found)
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "kaito-gen", "bin")
    if not (folder / "helm").exists():
        print("building helm, once (two minutes)", file=sys.stderr)
        environment = {**os.environ, "GOBIN": str(folder)}
        subprocess.run(["go", "install", "helm.sh/helm/v3/cmd/helm@v3.19.2"], env=environment, check=True)
    return folder / "helm"


def fleet(folder: Path, names: list[str]) -> Path:
    """Write a fleet of these services and return its path."""
    folder.mkdir(parents=True)
    path = folder / "fleet.yaml"
    path.write_text(HEAD + "".join(SERVICE % (name, name) for name in names))
    return path


def synth(fleet_file: Path, out: Path) -> list[str | Path]:
    """Return the command that synthesises a fleet into ``out``."""
    return [program(), "synth", fleet_file, "--out", out]


def objects(folder: Path) -> list[dict[str, object]]:
    """Read every object below a folder."""
    files = sorted(path for path in folder.rglob("*.yaml") if path.name != "kustomization.yaml")
    return [document for path in files for document in yaml.load_all(path.read_text(), yaml.CSafeLoader)]


def chart(folder: Path, tree: Path, values: list[dict[str, str]]) -> Path:
    """Write a chart whose templates are one service's objects with its names as values."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: many\nversion: 1.0.0\n")
    (folder / "values.yaml").write_text(yaml.safe_dump({"services": values}))
    files = sorted(path for path in tree.rglob("*.yaml") if path.name != "kustomization.yaml")
    claim = next(path for path in files if path.name.startswith("NodeClaim.")).name.split(".")[1]
    for path in files:
        text = path.read_text().replace("{{", "{{ `{{` }}").replace(TOKEN, "{{ .name }}").replace(claim, "{{ .claim }}")
        body = "{{- range .Values.services }}\n---\n" + text + "{{- end }}\n"
        (folder / "templates" / f"{path.name.split('.')[0]}-{files.index(path)}.yaml").write_text(body)
    return folder


def memory_folder() -> str | None:
    """Return a folder in memory, or None where there is none that we may use."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def measure() -> Iterator[Measurement]:
    """Yield the wall-clock ratio and the peak memory against 150 MiB."""
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        folder = Path(name)
        names = [f"service-{number:04d}" for number in range(SERVICES)]
        many = fleet(folder / "many", names)
        run(synth(fleet(folder / "one", [TOKEN]), folder / "one-tree"))
        run(synth(many, folder / "tree"))
        made = objects(folder / "tree")
        claims = {
            str(one["metadata"]["labels"]["kaito.sh/workspace"]): str(one["metadata"]["name"])  # type: ignore[index]
            for one in made
            if one["kind"] == "NodeClaim"
        }
        values = [{"name": each, "claim": claims[each]} for each in names]
        template = [helm(), "template", "many", chart(folder / "chart", folder / "one-tree", values)]
        theirs = subprocess.run(template, capture_output=True, check=True).stdout
        stream = [one for one in yaml.load_all(theirs, yaml.CSafeLoader) if one]
        if len(made) != len(stream) or sorted(map(repr, made)) != sorted(map(repr, stream)):
            msg = f"the chart is not equal: {len(made)} objects against {len(stream)}"
            raise RuntimeError(msg)
        ours, helms = [], []
        for number in range(ROUNDS):
            ours.append(run(synth(many, folder / f"tree-{number}")))
            helms.append(run(template))
        figures = f"{median_wall(ours):.2f} s against {median_wall(helms):.2f} s, {len(made)} objects"
        yield Measurement("synth", median_ratio(ours, helms), 0.5, figures)
        yield memory("synth-memory", ours, 150)


def memory(name: str, runs: list[Run], limit_mib: float) -> Measurement:
    """Return the peak memory as a share of its absolute limit."""
    return Measurement(name, peak(runs) / limit_mib, 1, f"{peak(runs):.0f} MiB of {limit_mib:g}")
