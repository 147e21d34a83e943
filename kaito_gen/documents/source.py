"""The text of one document, and its positions: computed on the first question, kept for the next."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kaito_gen.documents.fault import Fault, Unreadable
from kaito_gen.documents.limits import Budget
from kaito_gen.errors import Problem, Where

if TYPE_CHECKING:
    from kaito_gen.documents.nodes import Node

type Keys = Sequence[str | int]
"""Names and list indexes from the root of a document to a value."""

_ESCAPE = re.compile(r"\\(?:\\|/|u[dD][89a-fA-F][0-9a-fA-F]{2})")
_BLANK = re.compile(rb"[\s\xef\xbb\xbf]*(?:#[^\n]*\n\s*)*+")


class Source:
    """The bytes from ``start`` to ``end`` of a file, which hold one document.

    ``start`` is a byte offset; ``json`` says that the document was read as JSON, some of whose escapes YAML
    does not know.
    """

    __slots__ = ("_characters", "_data", "_lines", "_root", "json", "path", "start", "text")

    def __init__(self, data: bytes, start: int, end: int, path: str, *, json: bool = False) -> None:
        self.text = data[start:end]
        self.path = path
        self.json = json
        self._data = data
        self.start = start
        self._lines: int | None = None
        self._characters: str | None = None
        self._root: Node | None = None

    def part(self, start: int, end: int, *, json: bool) -> "Source":
        """Return the source of a part of this text; ``start`` and ``end`` are byte offsets into ``text``."""
        return Source(self._data, self.start + start, self.start + end, self.path, json=json)

    def decoded(self) -> str:
        """Return the text as characters, fit for the composer; raises Unreadable at a byte that is not UTF-8."""
        try:
            text = self.text.decode()
        except UnicodeDecodeError as error:
            offset = len(self.text[: error.start].decode())
            byte = self.text[error.start]
            fault = Fault(f"the byte 0x{byte:02X} is not UTF-8", offset, hint="save the file as UTF-8")
            raise Unreadable(fault) from None
        return _ESCAPE.sub(_known_to_yaml, text) if self.json else text

    def where(self, offset: int) -> Where:
        """Return the place of a character offset in this text."""
        if self._characters is None:
            self._characters = self.text.decode(errors="replace")
        text = self._characters
        if self._lines is None:
            self._lines = self._data.count(b"\n", 0, self.start)
        line = self._lines + text.count("\n", 0, offset) + 1
        newline = text.rfind("\n", 0, offset)
        if newline >= 0:
            return Where(self.path, line, offset - newline)
        line_start = self._data.rfind(b"\n", 0, self.start) + 1  # JSON documents may start within a line
        before = self._data[line_start : self.start].decode(errors="replace").lstrip("\ufeff")
        return Where(self.path, line, len(before) + offset + 1)

    def problem(self, fault: Fault) -> Problem:
        """Return a fault of this text as a problem with its place."""
        message = fault.message
        if fault.related:
            what, offset = fault.related
            other = self.where(offset)
            message += f" ({what} at line {other.line}, column {other.column})"
        return Problem(message, self.where(fault.offset), fault.hint)

    def locate(self, keys: Keys) -> tuple[Where, Where]:
        """Return the places of a value's key and of the value, or of the deepest ancestor that exists."""
        root = self._compose()
        if root is None:
            start = _BLANK.match(self.text)
            place = self.where(start.end() if start and start.end() < len(self.text) else 0)
            return place, place
        from kaito_gen.documents.locator import locate

        key, value = locate(root, keys)
        return self.where(key), self.where(value)

    def _compose(self) -> "Node | None":
        from kaito_gen.documents.composer import compose

        if self._root is None:
            try:
                self._root = compose(self.decoded(), Budget()).root
            except Unreadable:  # JSON that is not YAML, such as a key of more than 1,024 characters
                return None
        return self._root


def _known_to_yaml(escape: re.Match[str]) -> str:
    """Return an escape of JSON as YAML knows it, of the same length."""
    text = escape.group()
    return "//" if text == "\\/" else "\\ufffd" if len(text) == 6 else text
