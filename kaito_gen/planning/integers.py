"""Integers as KAITO reads and multiplies them: Go's ``strconv.Atoi`` and 64-bit ``int``.

Python's ``int()`` takes ``4_096``, `` 4096 `` and digits of other scripts; KAITO takes none of them, and what it
does not take it treats as unset. So the same text must mean the same number here.
"""

import re

_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_LIMIT = 2**63


def atoi(text: str) -> int | None:
    """Return the integer that Go reads in ``text``: ASCII digits with an optional sign, 64 bits; None for the rest."""
    if not _INTEGER.match(text):
        return None
    digits = text.lstrip("+-").lstrip("0")
    if len(digits) > 19:
        return None
    value = int(digits or "0")
    if text.startswith("-"):
        value = -value
    return value if -_LIMIT <= value < _LIMIT else None


def wrap(value: int) -> int:
    """Return what remains of a product in a 64-bit signed integer, which overflows silently in Go."""
    return (value + _LIMIT) % (2 * _LIMIT) - _LIMIT
