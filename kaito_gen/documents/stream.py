"""A file cut into the texts of its documents, as Kubernetes cuts it: at every line that starts with ``---``.

Nothing else can hold such a line: block scalars are indented, and YAML forbids it inside quotes. Cutting first is what
keeps one broken document from hiding the others.
"""

import re
from collections.abc import Iterator

_SEPARATOR = re.compile(rb"\n---([^\n]*)")
_FILLER = re.compile(rb"(?:[ \t\r]*+(?:#[^\n]*+)?+(?:\n|\Z))*+")
_DIRECTIVES = re.compile(rb"(?:[ \t\r]*+(?:[#%][^\n]*+)?+(?:\n|\Z))*+")
_MARK = b"\xef\xbb\xbf"


type Piece = tuple[int, int, int | None]
"""Where a document's bytes begin and end, and where text stands after its ``---``, which Kubernetes refuses."""


def pieces(data: bytes) -> Iterator[Piece]:
    """Yield the documents of a file, lazily and in order; empty ones count, except before the first ``---``."""
    start = len(_MARK) if data.startswith(_MARK) else 0
    junk: int | None = None
    explicit = False
    for begin, content, rest in _separators(data, start):
        if not explicit and not _FILLER.fullmatch(data, start, begin) and _DIRECTIVES.fullmatch(data, start, begin):
            junk, explicit = rest, True
            continue  # %YAML 1.1 and its --- belong to the document that follows
        if explicit or not _FILLER.fullmatch(data, start, begin):
            yield _piece(data, start, begin, junk)
        start, junk, explicit = content, rest, True
    if explicit or not _FILLER.fullmatch(data, start):
        yield _piece(data, start, len(data), junk)


def _separators(data: bytes, start: int) -> Iterator[tuple[int, int, int | None]]:
    """Yield each separator line: where it begins, where the next line begins, and where junk stands on it."""
    if data.startswith(b"---", start):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        yield start, min(end + 1, len(data)), _junk(data, start + 3, end)
    if b"\n---" not in data:
        return
    for match in _SEPARATOR.finditer(data):
        yield match.start() + 1, min(match.end() + 1, len(data)), _junk(data, match.start(1), match.end())


def _junk(data: bytes, start: int, end: int) -> int | None:
    rest = data[start:end]
    content = rest.strip()
    return None if not content or content.startswith(b"#") else start + rest.index(content[:1])


def _piece(data: bytes, start: int, end: int, junk: int | None) -> Piece:
    return (start + len(_MARK) if data.startswith(_MARK, start, end) else start), end, junk
