"""Functions of strings: CEL's own, its strings extension (version 2), and Kubernetes' find and findAll."""

import re
from typing import Any

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.overloads import Overloads
from kaito_gen.validate.schema.patterns import compiled

_QUOTED = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
_QUOTED |= {"\\": "\\\\", '"': '\\"'}
_BLANKS = " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
_BLANKS += "\u202f\u205f\u3000"


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return compiled(text)
    except (re.error, OverflowError):
        msg = f"{text!r} is no regular expression"
        raise CelError(msg) from None


def _matches(text: str, pattern: str) -> bool:
    return _pattern(pattern).search(text) is not None


def _find(text: str, pattern: str) -> str:
    found = _pattern(pattern).search(text)
    return found.group() if found else ""


def _find_all(text: str, pattern: str, most: int = -1) -> list[str]:
    found = [match.group() for match in _pattern(pattern).finditer(text)]
    return found if most < 0 else found[:most]


def _within(place: int, size: int) -> int:
    if not 0 <= place <= size:
        msg = f"index out of range: {place}"
        raise CelError(msg)
    return place


def _char_at(text: str, place: int) -> str:
    return text[_within(place, len(text)) :][:1]


def _index_of(text: str, part: str, start: int = 0) -> int:
    if not part:
        return start
    if start < 0:
        _within(start, len(text))
    return text.find(part, start)


def _last_index_of(text: str, part: str, start: int | None = None) -> int:
    if not part:
        return len(text) if start is None else start
    if start is None:
        return text.rfind(part)
    if start < 0:
        _within(start, len(text))
    return -1 if start >= len(text) else text.rfind(part, 0, start + len(part))


def _substring(text: str, start: int, end: int | None = None) -> str:
    if end is not None and start > end:
        msg = f"invalid substring range: {start} to {end}"
        raise CelError(msg)
    return text[_within(start, len(text)) : len(text) if end is None else _within(end, len(text))]


def _replace(text: str, old: str, new: str, most: int = -1) -> str:
    return text.replace(old, new, max(most, -1))


def _split(text: str, separator: str, most: int = -1) -> list[str]:
    if most == 0:
        return []
    if separator:
        return text.split(separator, most - 1 if most > 0 else -1)
    letters = list(text)
    return letters if most < 0 or len(letters) <= most else [*letters[: most - 1], "".join(letters[most - 1 :])]


def _join(parts: list[Any], separator: str = "") -> str:
    for part in parts:
        if not isinstance(part, str):
            msg = "join takes strings"
            raise CelError(msg)
    return separator.join(parts)


def _formatted(text: str, values: list[Any]) -> str:
    from kaito_gen.validate.cel.text_format import formatted

    return formatted(text, values)


def _ascii(text: str, *, upper: bool) -> str:
    return "".join((letter.upper() if upper else letter.lower()) if letter.isascii() else letter for letter in text)


METHODS: Overloads = {
    "startsWith": (((str, str), str.startswith),),
    "endsWith": (((str, str), str.endswith),),
    "contains": (((str, str), str.__contains__),),
    "matches": (((str, str), _matches),),
    "find": (((str, str), _find),),
    "findAll": (((str, str), _find_all), ((str, str, int), _find_all)),
    "charAt": (((str, int), _char_at),),
    "indexOf": (((str, str), _index_of), ((str, str, int), _index_of)),
    "lastIndexOf": (((str, str), _last_index_of), ((str, str, int), _last_index_of)),
    "lowerAscii": (((str,), lambda text: _ascii(text, upper=False)),),
    "upperAscii": (((str,), lambda text: _ascii(text, upper=True)),),
    "replace": (((str, str, str), _replace), ((str, str, str, int), _replace)),
    "split": (((str, str), _split), ((str, str, int), _split)),
    "substring": (((str, int), _substring), ((str, int, int), _substring)),
    "trim": (((str,), lambda text: text.strip(_BLANKS)),),
    "join": (((list,), _join), ((list, str), _join)),
    "format": (((str, list), _formatted),),
}
FUNCTIONS: Overloads = {
    "matches": METHODS["matches"],
    "strings.quote": (((str,), lambda text: f'"{"".join(_QUOTED.get(letter, letter) for letter in text)}"'),),
}
