"""``.kaito-gen-index``: which files of a tree are ours, and what we wrote into them.

Without it synth could neither remove a stale file nor tell a user's file from its own. The format is that of
``sha256sum``, one line a file, and not JSON, for two reasons: ``sha256sum -c`` can check it, and a merge conflict in
Git loses nothing, because the lines of both sides are valid and a file may be listed with more than one hash. The same
property lets synth announce what it is about to write, so that a killed run is not taken for a user's files.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from kaito_gen.errors import KaitoGenError

INDEX: Final = ".kaito-gen-index"
"""File name of the index, at the root of a tree."""

VERSION: Final = 1

_HEADER: Final = f"# kaito-gen index {VERSION}: files that synth wrote here, and may change and remove\n"
_HEADER_START: Final = "# kaito-gen index "
_CONFLICT_MARKERS: Final = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_NO_PARTS: Final = frozenset({"", ".", ".."})
"""What no part of a path in a tree may be."""
_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)\Z").match

type Index = Mapping[str, frozenset[str]]
"""Path -> the sha256 (hex) of every content that we may have left there."""


def digest(content: bytes) -> str:
    """Return the hash under which a file's content stands in an index."""
    return sha256(content).hexdigest()


def index_of(files: Mapping[str, bytes]) -> Index:
    """Return the index of these files; an index among them is left out."""
    return {path: frozenset({digest(content)}) for path, content in files.items() if path != INDEX}


def render(index: Index) -> bytes:
    """Return the bytes of an index file: sorted by path, so that a changed object changes one line."""
    lines = (f"{found}  {path}\n" for path in sorted(index) for found in sorted(index[path]))
    return (_HEADER + "".join(lines)).encode()


def sealed(tree: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the tree with its index, sorted by path; a tree that has one keeps it."""
    content = tree.get(INDEX)
    if content is None:
        content = render(index_of(tree))
    return dict(sorted({**tree, INDEX: content}.items()))


def parse(content: bytes, *, where: str) -> Index:
    """Return what an index file says; lines of an unresolved merge conflict count from both sides.

    Raises KaitoGenError, which names ``where`` and the line, for anything that synth did not write: guessing would mean
    deleting files that may not be ours.
    """
    way_out = "restore it from Git, or remove the folder and run synth again"
    try:
        text = content.decode()
    except UnicodeDecodeError:
        msg = f"{where}: is damaged: {way_out}"
        raise KaitoGenError(msg) from None
    result: dict[str, set[str]] = {}
    headers = 0
    for line_number, line in enumerate(text.splitlines(), 1):
        if line.startswith(_HEADER_START):
            _check_version(line.removeprefix(_HEADER_START), where=f"{where}:{line_number}")
            headers += 1
            continue
        if line.startswith(_CONFLICT_MARKERS):
            continue
        match = _LINE(line)
        if match is None or not is_tree_path(match[2]):
            msg = f"{where}:{line_number}: is not a line that synth writes: {way_out}"
            raise KaitoGenError(msg)
        result.setdefault(match[2], set()).add(match[1])
    if not headers:
        msg = f"{where}: does not begin with {_HEADER.strip()!r}: {way_out}"
        raise KaitoGenError(msg)
    return {path: frozenset(hashes) for path, hashes in result.items()}


def is_tree_path(path: str) -> bool:
    """Return whether a path stays inside of a tree: relative, with ``/``, printable, without ``..``."""
    return path.isprintable() and "\\" not in path and _NO_PARTS.isdisjoint(path.split("/"))


def folders(paths: Iterable[str]) -> set[str]:
    """Return every folder that these files need, without the root."""
    found: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found


def _check_version(rest: str, *, where: str) -> None:
    version = rest.partition(":")[0]
    if version != str(VERSION):
        msg = f"{where}: index version {version[:20]!r} is not {VERSION}: a newer kaito-gen wrote it, upgrade this one"
        raise KaitoGenError(msg)
