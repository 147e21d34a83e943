"""How much a file may hold, checked before any parser sees it.

A parser's own limits are found by crashing it: 30,000 nested brackets end some processes, and ten lines of aliases fill
any memory. The numbers are far above real manifests and far below harm; an etcd object may hold 1.5 MB.
"""

import re

from kaito_gen.documents.nodes import Fault, Unreadable

MAX_BYTES = 5 * 1024 * 1024
"""The largest file that is read."""
MAX_DOCUMENTS = 1000
"""Documents in one file."""
MAX_DEPTH = 64
"""Lists and mappings inside one another."""
MAX_DIRECTIVES = 100
"""Directives of one document; libyaml compares each with all others."""
TOO_DEEP = f"lists and mappings are nested more than {MAX_DEPTH} levels deep"
MAX_VALUES = 500_000
"""Keys and values in one file."""
MAX_ALIASED = 100_000
"""Keys and values that aliases may add to one file."""
MAX_FAULTS = 100
"""Faults that are reported for one document."""

_WIDE = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_UNMARKED = {
    re.compile(rb"(?s)(?:[^\x00]\x00\x00\x00){2}|(?:\x00\x00\x00[^\x00]){2}"): "UTF-32",
    re.compile(rb"(?s)(?:[^\x00]\x00){2}|(?:\x00[^\x00]){2}"): "UTF-16",
}
_HEAD = re.compile(r"(?:[ \t\r]*+(?:[#%][^\n]*+)?+\n)*+")
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML refuses, and the byte order mark inside a text, of which its readers make different things."""


class Budget:
    """What one file may still spend; shared by its documents."""

    __slots__ = ("aliased", "values")

    def __init__(self) -> None:
        self.values = MAX_VALUES
        self.aliased = MAX_ALIASED

    def spend_value(self, offset: int) -> None:
        """Count one key or value; raises Unreadable when the file holds too many."""
        self.values -= 1
        if self.values < 0:
            message = f"the file holds more than {MAX_VALUES:,} keys and values"
            raise Unreadable(Fault(message, offset, hint="split it into several files"))

    def spend_aliased(self, offset: int) -> None:
        """Count one key or value that an alias repeats; raises Unreadable when aliases add too many."""
        self.aliased -= 1
        if self.aliased < 0:
            message = f"aliases repeat more than {MAX_ALIASED:,} values"
            raise Unreadable(Fault(message, offset, hint="write the values out, or generate the file"))


def refuse_file(data: bytes) -> Fault | None:
    """Return why a whole file cannot be read as text, with a byte offset; None when its documents may be tried."""
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024**2:.1f} MiB"
        return Fault(f"the file has {size}; at most {MAX_BYTES >> 20} MiB are read", hint="split it into several files")
    for mark, name in _WIDE.items():
        if data.startswith(mark):
            return _not_utf8(name)
    nul = data.find(b"\x00")
    if nul < 0:
        return None
    for pattern, name in _UNMARKED.items():
        if pattern.match(data):
            return _not_utf8(name)
    return Fault("the file is binary: it holds a NUL byte", nul, hint="name YAML or JSON files only")


def refuse_text(text: str) -> Fault | None:
    """Return what keeps a document's text from the parser: a character that YAML refuses, too many directives."""
    head = _HEAD.match(text)
    if head and head.group().count("\n%") >= MAX_DIRECTIVES:
        return Fault(f"more than {MAX_DIRECTIVES} directives (%) stand before the document", hint="leave them out")
    match = UNPRINTABLE.search(text)
    if match is None:
        return None
    if match.group() == "\ufeff":
        message = "an invisible byte order mark stands inside the text"
        return Fault(message, match.start(), hint="delete this character; files that were joined may hold one each")
    code = f"U+{ord(match.group()):04X}"
    return Fault(f"the character {code} is not allowed in YAML", match.start(), hint=f'write it as "\\u{code[2:]:>04}"')


def too_deep(offset: int) -> Fault:
    """Return the fault of lists and mappings that are nested too deep."""
    return Fault(TOO_DEEP, offset, hint="flatten the document")


def _not_utf8(name: str) -> Fault:
    hint = f"save it as UTF-8: iconv -f {name} -t UTF-8"
    return Fault(f"the file is {name}; kubectl would read at most its first document", hint=hint)
