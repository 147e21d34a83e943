"""The files that verbs take: roots to work on, and everything else that they hold as the world around them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kaito_gen.cli.contents import content
from kaito_gen.documents import Document, parse
from kaito_gen.errors import InvalidInput, Problem, UsageError, Where
from kaito_gen.kinds import ROOT_KINDS, Manifest, is_namespaced, name_of, namespace_of
from kaito_gen.render.form import malformed
from kaito_gen.value import Value
from kaito_gen.world import World

STANDARD_INPUT = Path("-")
_TEXTS = {"": str}
_FORM = {
    "apiVersion": str,
    "kind": str,
    "metadata": {"name": str, "namespace": str, "labels": _TEXTS, "annotations": _TEXTS},
}
_FORMS: Mapping[str, Mapping[str, Any]] = {
    "ConfigMap": {"data": _TEXTS},
    "Node": {"status": {"conditions": [{"type": str, "status": str}], "capacity": dict, "allocatable": dict}},
}
"""What is read of objects beside the roots, by kind; roots are judged by their renderer."""


class Located(Value):
    """An object and where it was read: its document, and its place in that where it is an item of a List."""

    manifest: Manifest
    document: Document
    place: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        name = "/".join(part for part in (namespace_of(self.manifest), name_of(self.manifest)) if part)
        return f"{self.manifest['kind']} {name}"

    def problem(self, message: str, keys: tuple[str | int, ...] = (), hint: str = "") -> Problem:
        """Return a problem with the value at ``keys`` of this object."""
        return self.document.problem(f"{self}: {message}", (*self.place, *keys), hint)

    def remark(self, message: str, keys: tuple[str | int, ...] = ()) -> Problem:
        """Return a note on this object; one on no value of it names the file alone, as finding a line takes 15 ms."""
        return self.problem(message, keys) if keys else Problem(f"{self}: {message}", Where(self.document.path))


class Given(Value):
    """What the files of a run hold: the roots in their order, and all objects together."""

    roots: tuple[Located, ...]
    world: World


def read_given(files: Iterable[Path], *, cluster: Path | None, namespace: str) -> Given:
    """Return the roots in ``files``, and the world that these and ``cluster`` describe.

    With a ``cluster`` file the world is complete: what is in none of the files does not exist. ``-`` is standard input,
    ``namespace`` is for objects that name none, and a ``List`` counts as its items. Raises InvalidInput with every
    problem of all files, KaitoGenError for a file that cannot be read.
    """
    paths = list(files)
    if [*paths, cluster].count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be read once: name - one time only")
    problems: list[Problem] = []
    known = [] if cluster is None else list(_objects(cluster, namespace, problems))
    own = [one for path in paths for one in _objects(path, namespace, problems)]
    roots: dict[tuple[str, str, str], Located] = {}
    for root in own:
        manifest = root.manifest
        if manifest["kind"] not in ROOT_KINDS or not str(manifest.get("apiVersion")).startswith("kaito.sh/"):
            continue
        first = roots.setdefault((manifest["kind"], namespace_of(manifest), name_of(manifest)), root)
        if first is not root:
            problems.append(root.problem(f"given twice, first at {first.document.where(first.place)}"))
    if paths and not roots and not problems:
        names = ", ".join(map(str, paths))
        problems.append(Problem(f"{names}: no object of kind {', '.join(ROOT_KINDS)} of the group kaito.sh"))
    if problems:
        raise InvalidInput(problems)
    return Given(tuple(roots.values()), World((one.manifest for one in (*known, *own)), complete=cluster is not None))


def _objects(path: Path, namespace: str, problems: list[Problem]) -> Iterator[Located]:
    """Yield the sound objects of a file, and add what is wrong with the others to ``problems``."""
    try:
        documents = parse(content(path), str(path))
    except InvalidInput as error:
        problems += error.problems
        return
    for document in documents:
        for keys, value in _items(document.value):
            wrong = list(_faults(value, keys, document))
            problems += wrong
            if not wrong:
                yield Located(_placed(value, namespace), document, keys)


def _items(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield a document's objects with their place in it: itself, or the items of a List; nothing for an empty one."""
    if isinstance(value, dict) and str(value.get("kind")).endswith("List") and isinstance(value.get("items"), list):
        for index, item in enumerate(value["items"]):
            yield ("items", index), item
    elif value is not None:
        yield (), value


def _faults(value: Any, keys: tuple[str | int, ...], document: Document) -> Iterator[Problem]:
    form = {**_FORM, **_FORMS.get(str(value.get("kind")) if isinstance(value, dict) else "", {})}
    for fault in malformed(value, form):
        yield document.problem(fault.message, (*keys, *fault.keys))
    if isinstance(value, dict) and not value.get("kind"):
        yield document.problem("the document has no kind", keys, "every Kubernetes object has apiVersion and kind")


def _placed(manifest: Manifest, namespace: str) -> Manifest:
    metadata = manifest.get("metadata") or {}
    if not is_namespaced(str(manifest["kind"])) or metadata.get("namespace"):
        return manifest
    return {**manifest, "metadata": {**metadata, "namespace": namespace}}
