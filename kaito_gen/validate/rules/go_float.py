"""Numbers as Go's ``strconv.ParseFloat`` reads them: hexadecimal floats and ``_`` between digits, but no blanks.

KAITO's webhooks read an adapter's strength with it. Source: Go 1.26, compared by run on 2026-08-21.
"""

import math
import re

_DIGITS, _HEX = r"[0-9]+(?:_[0-9]+)*", r"[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*"
_DECIMAL = re.compile(rf"[+-]?(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?\Z")
_HEXADECIMAL = re.compile(rf"[+-]?0[xX](?:_?{_HEX}\.?(?:{_HEX})?|\.{_HEX})[pP][+-]?{_DIGITS}\Z")
_SPECIAL = re.compile(r"[+-]?inf(?:inity)?\Z|nan\Z", re.IGNORECASE | re.ASCII)


def parse_float(text: str) -> tuple[float, bool]:
    """Return the number and whether Go takes it: 0 for a text that is none, an infinity for one out of range."""
    if _SPECIAL.match(text):
        return float(text), True
    plain = text.replace("_", "")
    if _DECIMAL.match(text):
        value = float(plain)
    elif _HEXADECIMAL.match(text):
        try:
            value = float.fromhex(plain)
        except OverflowError:
            value = -math.inf if text.startswith("-") else math.inf
    else:
        return 0.0, False
    return value, math.isfinite(value)
