"""The tree of one environment: path -> bytes, in the shape that cdk8s's synth gives it.

``<chart>/<Kind>.<name>.yaml`` is cdk8s's FOLDER_PER_CHART_FILE_PER_RESOURCE with the extension ``.yaml`` (cdk8s
2.70.106, read 2026-08-21), with one chart a namespace; so constructs and synth give the same files. cdk8s lets the
second of two objects with one file name overwrite the first; here that is an error, because one of them would be
missing in the cluster.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kaito_gen.emit import NotFaithful, dump_faithful
from kaito_gen.errors import InvalidInput, Problem
from kaito_gen.gitops.index import sealed
from kaito_gen.gitops.kustomization import KUSTOMIZATION, kustomization
from kaito_gen.kinds import Manifest, is_namespaced, name_of, namespace_of

type Tree = dict[str, bytes]
"""The files of one environment, by path relative to its folder, with ``/``; sorted by path."""

WORKSPACE_NAMESPACE_LABEL: Final = "kaito.sh/workspacenamespace"
"""What ties a cluster-scoped claim to its Workspace's namespace. Source: KAITO v0.3.1 and v0.12.0, label of claims."""

_DROPPED_FROM_NAMES: Final = re.compile(r"[^0-9a-zA-Z_.-]")
_CHART: Final = re.compile(r"[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?\Z")
_LONGEST_FILE_NAME: Final = 255
"""Bytes; the limit of every file system in use (Linux NAME_MAX)."""


def tree(manifests: Iterable[Manifest], *, namespace: str) -> Tree:
    """Return every file of an environment: the objects, kustomization.yaml, and the index; see object_files."""
    return completed(object_files(manifests, namespace=namespace))


def completed(files: Mapping[str, bytes]) -> Tree:
    """Return the files of objects with kustomization.yaml, which lists them, and the index."""
    if files:  # kustomize refuses an empty kustomization, and Argo CD and Flux do without one
        files = {**files, KUSTOMIZATION: kustomization(files)}
    return sealed(files)


def object_files(manifests: Iterable[Manifest], *, namespace: str) -> dict[str, bytes]:
    """Return one file an object, by path.

    ``namespace`` is the fleet's: the chart of cluster-scoped objects that belong to no Workspace. Objects that are
    equal may come more than once. Raises InvalidInput with every object that cannot have a file of its own: without a
    name, in a namespace that cannot be a folder, two objects for one file, or text that would not arrive in Kubernetes.
    """
    files: dict[str, bytes] = {}
    owners: dict[str, Manifest] = {}
    problems: list[Problem] = []
    for manifest in manifests:
        path, problem = _place(manifest, namespace)
        if problem is not None:
            problems.append(problem)
            continue
        try:
            content = dump_faithful(manifest).encode()
        except NotFaithful as error:
            problems.append(Problem(f"{describe(manifest)}: {error}", hint="write the value in another way"))
            continue
        other = owners.setdefault(path.lower(), manifest)  # macOS and Windows would keep one of Job.A and Job.a
        if other is not manifest:
            if files.get(path) != content:
                problems.append(_clash(path, other, manifest))
            continue
        files[path] = content
    if problems:
        raise InvalidInput(problems)
    return files


def chart_of(manifest: Mapping[str, Any], *, namespace: str) -> str:
    """Return the chart, which is the folder, of an object: its namespace.

    For cluster scope: a Namespace's own name, a claim's Workspace's namespace, else ``namespace``.
    """
    kind = str(manifest.get("kind"))
    if is_namespaced(kind):
        return namespace_of(manifest)
    if kind == "Namespace":
        return name_of(manifest)
    labels = (manifest.get("metadata") or {}).get("labels") or {}
    return str(labels.get(WORKSPACE_NAMESPACE_LABEL) or namespace)


def file_name(manifest: Mapping[str, Any]) -> str:
    """Return the name that cdk8s gives an object's file: ``<Kind>.<name>.yaml``, without characters that it drops."""
    return _DROPPED_FROM_NAMES.sub("", f"{manifest.get('kind')}.{name_of(manifest)}") + ".yaml"


def describe(manifest: Mapping[str, Any]) -> str:
    """Return how messages name an object: ``Service models/phi-4 (v1)``."""
    place = namespace_of(manifest)
    name = f"{place}/{name_of(manifest)}" if place else name_of(manifest)
    return f"{manifest.get('kind')} {name} ({manifest.get('apiVersion')})"


def _place(manifest: Manifest, namespace: str) -> tuple[str, Problem | None]:
    chart = chart_of(manifest, namespace=namespace)
    name = file_name(manifest)
    if not name_of(manifest):
        return "", Problem(f"{describe(manifest)} has no metadata.name", hint="name it")
    if not _CHART.match(chart):
        hint = "use lower-case letters, digits and '-', at most 63"
        return "", Problem(f"{describe(manifest)}: namespace {chart!r} is not a DNS label", hint=hint)
    if len(name) > _LONGEST_FILE_NAME:
        hint = f"its file name would have {len(name)} characters, {_LONGEST_FILE_NAME} are possible"
        return "", Problem(f"{describe(manifest)}: the name is too long", hint=hint)
    return f"{chart}/{name}", None


def _clash(path: str, first: Manifest, second: Manifest) -> Problem:
    ours, theirs = describe(first), describe(second)
    if ours == theirs:
        return Problem(f"{ours} is there twice, with different content", hint="rename one, or remove it")
    return Problem(f"{ours} and {theirs} would share the file {path}", hint="rename one of them")
