"""How much a file may hold, checked before any parser sees it.

A parser's own limits are found by crashing it: 30,000 nested brackets end some processes, and ten lines of aliases fill
any memory. The numbers are far above real manifests and far below harm; an etcd object may hold 1.5 MB.
"""

import re
from typing import Any

from kaito_gen.documents.fault import Fault, Unreadable

MAX_BYTES = 5 * 1024 * 1024
"""The largest file that is read."""
MAX_DOCUMENTS = 1000
"""Documents in one file."""
MAX_DEPTH = 64
"""Lists and mappings inside one another."""
MAX_VALUES = 500_000
"""Keys and values in one file."""
MAX_ALIASED = 100_000
"""Keys and values that aliases may add to one file."""
MAX_FAULTS = 100
"""Faults that are reported for one document."""

TOO_DEEP = f"lists and mappings are nested more than {MAX_DEPTH} levels deep"

_WIDE = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


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
    if data.startswith(tuple(_WIDE)):
        return _not_utf8(next(name for mark, name in _WIDE.items() if data.startswith(mark)))
    nul = data.find(b"\x00")
    if nul < 0:
        return None
    if re.match(rb"(?s)(?:[^\x00]\x00{3}){2}|(?:\x00{3}[^\x00]){2}", data):
        return _not_utf8("UTF-32")
    if re.match(rb"(?s)(?:[^\x00]\x00){2}|(?:\x00[^\x00]){2}", data):
        return _not_utf8("UTF-16")
    return Fault("the file is binary: it holds a NUL byte", nul, hint="name YAML or JSON files only")


def depth(value: Any) -> int:
    """Return how deep lists and mappings are nested in a value: 0 for a scalar."""
    level, layer = 0, [value]
    while layer := [item for item in layer if isinstance(item, dict | list)]:
        level += 1
        layer = [child for item in layer for child in (item.values() if isinstance(item, dict) else item)]
    return level


def too_deep(offset: int) -> Fault:
    """Return the fault of lists and mappings that are nested too deep."""
    return Fault(TOO_DEEP, offset, hint="flatten the document")


def _not_utf8(name: str) -> Fault:
    hint = f"save it as UTF-8: iconv -f {name} -t UTF-8"
    return Fault(f"the file is {name}; kubectl would read at most its first document", hint=hint)
