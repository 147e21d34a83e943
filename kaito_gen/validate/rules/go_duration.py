"""Durations as Go's ``time.ParseDuration`` reads them: ``4h``, ``1h30m``, ``-0.5s``, ``0``.

Source: the documentation and behaviour of Go 1.26, with which KAITO v0.12.0 was measured on 2026-08-21.
"""

import re

_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "\u00b5s": 10**3,
    "\u03bcs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_PART = re.compile(r"(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))([^0-9.]+)")
_LIMIT = 2**63


def parse_duration(text: str) -> int | None:
    """Return a duration in nanoseconds, or None for a text that Go does not take."""
    negative = text.startswith("-")
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return 0
    total = position = 0
    while position < len(rest):
        match = _PART.match(rest, position)
        unit = _NANOSECONDS.get(match[4]) if match else None
        if match is None or unit is None:
            return None
        fraction = match[2] or match[3] or ""
        total += int(match[1] or "0") * unit + (int(fraction) * unit // 10 ** len(fraction) if fraction else 0)
        position = match.end()
    if not rest or total > _LIMIT or (total == _LIMIT and not negative):
        return None
    return -total if negative else total
