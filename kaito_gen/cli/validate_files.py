"""What ``validate`` is pointed at: the files below the paths, their documents, and the objects in them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kaito_gen.cli.contents import content
from kaito_gen.documents import Document, read
from kaito_gen.errors import KaitoGenError, Problem, UsageError, Where
from kaito_gen.kinds import Manifest, name_of, namespace_of
from kaito_gen.validate.finding import ERROR, NOTE, PRACTICE, SCHEMA, WARNING, Finding, Keys
from kaito_gen.validate.located import Located
from kaito_gen.value import Value

STANDARD_INPUT = Path("-")
ENDINGS = (".yaml", ".yml", ".json")
OWN_GROUPS = ("kaito-gen/", "kustomize.config.k8s.io/")
"""What lies beside manifests and is no object of a cluster."""
_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml")
"""Kustomize finds these by their names, and wants neither apiVersion nor kind in them."""


class Item(Value):
    """One object: a document, or an item of a List in it (``place`` leads there)."""

    manifest: Manifest
    document: Document
    place: Keys = ()

    @property
    def subject(self) -> str:
        """The object as ``Kind namespace/name``."""
        manifest = self.manifest
        name = "/".join(part for part in (namespace_of(manifest), name_of(manifest)) if part)
        return f"{manifest['kind']} {name}".strip()

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """API group, kind, namespace and name."""
        group = str(self.manifest["apiVersion"]).rpartition("/")[0]
        return group, str(self.manifest["kind"]), namespace_of(self.manifest), name_of(self.manifest)


class File(Value):
    """One file that was read: its text, its objects, and what kept others from being read."""

    path: str
    text: str
    items: tuple[Item, ...]
    problems: tuple[Located, ...]
    holds_fleet: bool = False
    """Whether a fleet of ours is in it, which says what the other files are for."""


def paths_below(given: Iterable[Path]) -> Iterator[Path]:
    """Yield every file that was named, and those of our endings below every folder, in the order of their names.

    Hidden files and folders, and node_modules, are left out; a file that was named is taken whatever it is called.
    """
    for path in given:
        if path == STANDARD_INPUT or not path.is_dir():
            yield path
            continue
        try:
            yield from sorted(_below(path))
        except OSError as error:
            msg = f"{error.filename}: cannot be listed: {error.strerror}"
            raise KaitoGenError(msg) from error


def _below(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            if not entry.name.startswith(".") and entry.name != "node_modules":
                yield from _below(entry)
        elif entry.suffix in ENDINGS and not entry.name.startswith(".") and entry.is_file():
            yield entry


def is_wanted(below: str) -> bool:
    """Whether a file is one of those that are judged, by its path below a folder that was named."""
    *folders, name = below.split("/")
    hidden = any(folder.startswith(".") or folder == "node_modules" for folder in folders)
    return name.endswith(ENDINGS) and not hidden and not name.startswith(".")


def read_file(path: Path) -> File:
    """Return what is in a file; mistakes in it are its problems, KaitoGenError is for a file that cannot be read."""
    return read_content(content(path), path)


def read_content(data: bytes, path: Path) -> File:
    """Return what is in the bytes of a file; never raises for what they hold."""
    name = "<stdin>" if path == STANDARD_INPUT else str(path)
    text = data.decode("utf-8", "replace")
    if "{{" in text and _is_template(path):
        message = "a Helm template is judged when it is rendered: helm template CHART | kaito-gen validate -"
        return File(name, text, (), (_located(Finding("helm-template", PRACTICE, NOTE, message), Where(name)),))
    reading = read(data, name)
    lines = text.split("\n") if reading.problems or reading.notes else ()
    problems = [_unread(problem, SCHEMA, ERROR, name, lines) for problem in reading.problems]
    problems += [_unread(problem, PRACTICE, WARNING, name, lines) for problem in reading.notes]
    items: list[Item] = []
    fleet = False
    for document in reading.documents:
        for place, value in _objects(document.value):
            if _is_kustomization(path, value):
                continue
            faults = list(_faults(value))
            problems += [_located(fault, document.where((*place, *fault.keys))) for fault in faults]
            if faults:
                continue
            if not str(value["apiVersion"]).startswith(OWN_GROUPS):
                items.append(Item(value, document, place))
            elif value["kind"] == "Fleet":
                fleet = path != STANDARD_INPUT
    return File(name, text, tuple(items), tuple(problems), fleet)


def unique(files: Iterable[File]) -> Iterator[Located]:
    """Yield a finding for every object that stands in the files twice."""
    first: dict[tuple[str, str, str, str], Item] = {}
    for file in files:
        for item in file.items:
            other = first.setdefault(item.identity, item)
            if other is not item and name_of(item.manifest):
                where = other.document.where(other.place)
                finding = Finding("object-twice", PRACTICE, ERROR, f"the object stands at {where} already")
                yield Located(finding, item.document.where(item.place), item.subject)


def stored_object(path: Path) -> Manifest:
    """Return the one object of ``--old FILE``; UsageError when there is not exactly one."""
    items = context(path, "--old")
    if len(items) != 1:
        msg = f"--old {path}: one object is needed, the file holds {len(items)}"
        raise UsageError(msg)
    return items[0].manifest


def context(path: Path, flag: str) -> tuple[Item, ...]:
    """Return the objects of a file that others are judged by; UsageError where it cannot be read.

    Half of such a file would make findings out of what it does not say. ``flag`` is how the file was named.
    """
    file = read_file(path)
    for problem in file.problems:
        if problem.finding.rule == "yaml" and problem.finding.severity == ERROR:
            msg = f"{flag} {problem.where}: {problem.finding.message}"
            raise UsageError(msg)
    return file.items


def _is_template(path: Path) -> bool:
    return "templates" in path.parts or path.suffix == ".tpl"


def _is_kustomization(path: Path, value: Any) -> bool:
    return path.name in _KUSTOMIZATIONS and isinstance(value, dict) and not {"apiVersion", "kind"} <= value.keys()


def _unread(problem: Problem, stage: str, severity: str, name: str, lines: Sequence[str]) -> Located:
    """Return what reading says of a place, with the line that stands there."""
    where = problem.where or Where(name)
    line = lines[where.line - 1].rstrip("\r") if 0 < where.line <= len(lines) else ""
    return Located(Finding("yaml", stage, severity, problem.message, hint=problem.hint), where, line=line)


def _objects(value: Any) -> Iterator[tuple[Keys, Any]]:
    """Yield the objects of a document with their place: itself, or the items of a List; nothing for an empty one."""
    if isinstance(value, dict) and isinstance(value.get("items"), list) and str(value.get("kind")).endswith("List"):
        for index, item in enumerate(value["items"]):
            yield ("items", index), item
    elif value is not None:
        yield (), value


def _faults(value: Any) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield Finding("no-object", SCHEMA, ERROR, "a Kubernetes object is a mapping with apiVersion and kind")
        return
    hint = "every Kubernetes object has apiVersion and kind"
    if "apiVersion" not in value and "kind" not in value:
        message = "this is no Kubernetes object: apiVersion and kind are missing"
        yield Finding("no-kind", SCHEMA, ERROR, message, hint=f"{hint}; is it no manifest, name other paths")
        return
    for key in ("apiVersion", "kind"):
        if not isinstance(value.get(key), str) or not value[key]:
            yield Finding("no-kind", SCHEMA, ERROR, f"{key} is missing or no text", keys=(key,), hint=hint)
    if not isinstance(value.get("metadata", {}), dict | None):
        yield Finding("no-object", SCHEMA, ERROR, "metadata is no mapping", keys=("metadata",))


def _located(finding: Finding, where: Where) -> Located:
    return Located(finding, where)
