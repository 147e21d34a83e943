"""From files to a typed Fleet: the chain of overlays, their merge, and the files that they name.

Nothing here touches a disk: the caller passes ``read``, which returns the bytes of a path or raises a KaitoGenError.
Paths stay as the user wrote them, so that messages name what the user knows; a file named inside a document is looked
for beside that document, and never outside its folder and the fleet's.
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from kaito_gen.documents.document import Document
from kaito_gen.documents.reading import parse as parse_documents
from kaito_gen.errors import InvalidInput, KaitoGenError, Problem, Where
from kaito_gen.fleet import overlay as overlays
from kaito_gen.fleet import parsing
from kaito_gen.fleet.fault import Fault, by_name
from kaito_gen.fleet.fleet import LISTS, Fleet, Overlay
from kaito_gen.fleet.installation import target_of
from kaito_gen.fleet.origin import NOWHERE, Origin, in_order
from kaito_gen.fleet.scope import Files
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target
from kaito_gen.value import Value

type Read = Callable[[str], bytes]

_NAMED_FILES: Final = {"template": True, "manifest": True, "config": False}
"""Fields of an entry that may name a ``file``, and whether it is YAML."""


class Loaded(Value, kw_only=True):
    """A fleet from files: what it says, where it says so, and what is in the files that it names."""

    fleet: Fleet
    origin: Origin = NOWHERE
    files: Files = MappingProxyType({})
    paths: tuple[str, ...] = ()
    """Every file that was read, the fleet first."""

    @property
    def target(self) -> Target:
        """The installation that the fleet is for; its release decides which catalog to load."""
        return target_of(self.fleet.target)


def load(path: str, *, read: Read, overlay: str | None = None) -> Loaded:
    """Return the fleet in a file: a Fleet, or an Overlay with the chain that it ``extends``.

    With ``overlay`` (also a path) that file is applied to the fleet; its own ``extends``, where it has one, must lead
    to it. Raises InvalidInput with every mistake and its place, and what ``read`` raises for ``path`` and ``overlay``.
    """
    chain = list(_chain(overlay or path, read))
    if overlay is not None and _normal(chain[-1].path) != _normal(path):
        if _extends(chain[-1]) is None and _kind(chain[-1]) is Overlay:
            chain += _chain(path, read)
        else:
            raise InvalidInput([_problem(chain[-1], Fault((), f"{overlay} changes this fleet, not {path}"))])
    chain.reverse()
    _check(chain)
    base = posixpath.dirname(chain[0].path)
    documents = [_Placed(document, base) for document in chain]
    content, fleet = _merged(documents)
    origin = Origin(tuple(chain))
    files = _files(content, origin, read)
    return Loaded(fleet=fleet, origin=origin, files=files, paths=(*(document.path for document in chain), *files))


def overlay_paths(path: str, environment: str) -> tuple[str, ...]:
    """Return where the overlay of an environment may lie, best first: in ``overlays/`` beside the fleet, beside it."""
    folder = posixpath.dirname(path)
    names = (f"overlays/{environment}.yaml", f"overlays/{environment}.yml", f"{environment}.yaml", f"{environment}.yml")
    return tuple(posixpath.join(folder, name) for name in names)


def is_overlay_of(overlay: str, path: str, *, read: Read) -> bool:
    """Whether the overlay in a file changes the fleet in another: it extends it, or leaves open what it extends.

    An overlay that cannot be followed counts as one, so that its mistakes are told by :func:`load`.
    """
    try:
        *_, last = _chain(overlay, read)
    except InvalidInput:
        return True
    return _kind(last) is Overlay or _normal(last.path) == _normal(path)


def _chain(path: str, read: Read) -> Iterator[Document]:
    """A document and what it extends, up to the Fleet."""
    seen: dict[str, str] = {}
    document = _document(path, read)
    while True:
        seen[_normal(document.path)] = document.path
        yield document
        extends = _extends(document)
        if extends is None:
            return
        path = _normal(posixpath.join(posixpath.dirname(document.path), extends))
        if path in seen:
            circle = " -> ".join((*seen.values(), path))
            fault = Fault(("extends",), f"extends goes in a circle: {circle}", "the last one extends a Fleet")
            raise InvalidInput([_problem(document, fault)])
        try:
            document = _document(path, read)
        except InvalidInput:
            raise
        except KaitoGenError as error:
            raise InvalidInput([_problem(document, Fault(("extends",), f"extends: {error}"))]) from error


def _document(path: str, read: Read) -> Document:
    documents = [document for document in parse_documents(read(path), path) if document.value is not None]
    if len(documents) == 1:
        return documents[0]
    if not documents:
        raise InvalidInput([Problem("the file is empty", Where(path), "kaito-gen init writes a fleet to start from")])
    raise InvalidInput([_problem(documents[1], Fault((), "a second document: a file holds one fleet or one overlay"))])


def _kind(document: Document) -> type[Fleet | Overlay]:
    kind, faults = parsing.kind_of(document.value)
    if kind is None:
        raise InvalidInput(_problem(document, fault) for fault in faults)
    return kind


def _extends(document: Document) -> str | None:
    if _kind(document) is not Overlay:
        return None
    extends = document.value.get("extends")
    return extends if isinstance(extends, str) else None


def _problem(document: Document, fault: Fault) -> Problem:
    return Origin((document,)).problem(fault)


def _check(chain: list[Document]) -> None:
    """Hold each document to its own type; raises InvalidInput with every mistake of the chain."""
    problems = []
    if _kind(chain[0]) is Overlay:
        hint = "extends: ../fleet.yaml, or name the fleet too"
        raise InvalidInput([_problem(chain[0], Fault((), "this overlay says no fleet that it changes", hint))])
    for document in chain:
        _, faults = parsing.read(document.value, _kind(document))
        faults = faults or list(overlays.duplicates(document.value))
        problems += [_problem(document, fault) for fault in faults]
    if problems:
        raise in_order(problems)


class _Placed:
    """A document, and its content with the files that it names as paths from where the user stands."""

    def __init__(self, document: Document, base: str) -> None:
        self.document = document
        self.content: dict[str, Any] = dict(document.value)
        self.outside: list[Fault] = []
        folder = posixpath.dirname(document.path)
        roots = {folder, base}
        for section in LISTS:
            entries = self.content.get(section)
            if entries and any(name in entry for entry in entries for name in _NAMED_FILES):
                self.content[section] = [
                    self._placed(entry, (section, entry["name"]), folder, roots) for entry in entries
                ]

    def _placed(self, entry: dict[str, Any], path: tuple[str, ...], folder: str, roots: set[str]) -> dict[str, Any]:
        changed = dict(entry)
        for name in _NAMED_FILES:
            named = entry.get(name)
            if isinstance(named, Mapping) and isinstance(named.get("file"), str):
                file = posixpath.normpath(posixpath.join(folder, named["file"]))
                changed[name] = {**named, "file": file}
                if not any(_within(file, root) for root in roots):
                    hint = "keep what a fleet needs beside it"
                    self.outside.append(
                        Fault((*path, name, "file"), f"{named['file']} is outside the fleet's folder", hint)
                    )
        return changed


def _merged(documents: list[_Placed]) -> tuple[dict[str, Any], Fleet]:
    content = documents[0].content
    problems = [_problem(placed.document, fault) for placed in documents for fault in placed.outside]
    for placed in documents[1:]:
        content, faults = overlays.merge(content, placed.content)
        problems += [_problem(placed.document, fault) for fault in faults]
    fleet, faults = parsing.read(content, Fleet)
    origin = Origin(tuple(placed.document for placed in documents))
    problems += [origin.problem(Fault(by_name(fault.path, content), fault.message, fault.hint)) for fault in faults]
    if problems:
        raise in_order(problems)
    return content, cast("Fleet", fleet)


def _files(content: Mapping[str, Any], origin: Origin, read: Read) -> Files:
    files: dict[str, bytes | tuple[Manifest, ...]] = {}
    problems: list[Problem] = []
    for section in LISTS:
        for entry in content.get(section) or ():
            for name, is_yaml in _NAMED_FILES.items():
                named = entry.get(name)
                if entry.get("enabled") is False or not isinstance(named, Mapping) or "file" not in named:
                    continue
                file = named["file"]
                if file in files:
                    continue
                try:
                    data = read(file)
                    files[file] = data
                    if is_yaml:
                        found = [document.value for document in parse_documents(data, file)]
                        files[file] = tuple(value for value in found if value is not None)
                except InvalidInput as error:
                    problems += error.problems
                except KaitoGenError as error:
                    problems.append(origin.problem(Fault((section, entry["name"], name, "file"), str(error))))
    if problems:
        raise in_order(problems)
    return files


def _normal(path: str) -> str:
    return posixpath.normpath(path)


def _within(path: str, folder: str) -> bool:
    root = posixpath.normpath(folder or ".")
    if path.startswith("/") != root.startswith("/"):
        return False
    if root == ".":
        return not path.startswith("..")
    return path.startswith(root.rstrip("/") + "/")
