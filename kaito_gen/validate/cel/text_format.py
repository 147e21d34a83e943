"""``'%s is %d'.format([...])``: the clauses of CEL, which are few, strict about types, and exact about digits."""

import re
from typing import Any

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.values import Duration, Optional, Timestamp, Type, Uint, type_name

_CLAUSE = re.compile(r"%(?:%|(?:\.(\d+))?([sdfexXbo]))|%.?", re.DOTALL)
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NAMED = ("NaN", "Infinity", "-Infinity")


def formatted(text: str, values: list[Any]) -> str:
    """Return the text with each clause replaced by its value; CelError when types or numbers do not fit."""
    place = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal place
        if match.group() == "%%":
            return "%"
        clause = match[2]
        if clause is None:
            msg = f"{match.group()!r} is no clause"
            raise CelError(msg)
        if place >= len(values):
            msg = f"index {place} out of range"
            raise CelError(msg)
        value = values[place]
        place += 1
        return _clause(clause, value, 6 if match[1] is None else int(match[1]))

    return _CLAUSE.sub(replaced, text)


def _clause(clause: str, value: Any, digits: int) -> str:
    if clause == "s":
        return shown(value)
    if clause in "fe":
        return _floating(clause, value, digits)
    if isinstance(value, bool) and clause == "b":
        return "1" if value else "0"
    if isinstance(value, int) and not isinstance(value, bool):
        return format(int(value), clause)
    if clause == "d" and isinstance(value, float):
        return _floating("f", value, 0) if value == int(value) else shown(value)
    if clause in "xX" and isinstance(value, str | bytes):
        text = (value.encode() if isinstance(value, str) else value).hex()
        return text.upper() if clause == "X" else text
    raise _unfit(clause, value)


def _floating(clause: str, value: Any, digits: int) -> str:
    if value in _NAMED:
        value = float(value)
    if not isinstance(value, float):
        raise _unfit(clause, value)
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "-∞"
    if clause == "f":
        return format(value, f",.{digits}f")
    mantissa, _, power = format(value, ".6e").partition("e")
    return f"{mantissa}×10{power.removeprefix('+').translate(_RAISED)}"


def shown(value: Any, *, inside: bool = False) -> str:
    """Return a value as ``%s`` shows it; ``inside`` a list or map, texts are quoted and times named."""
    from kaito_gen.validate.cel.conversions import number_text
    from kaito_gen.validate.cel.times import text_of_duration, text_of_timestamp

    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str | bytes):
        text = _decoded(value) if isinstance(value, bytes) else value
        return f'{"b" if isinstance(value, bytes) else ""}"{text}"' if inside else text
    if isinstance(value, int | Uint):
        return str(int(value))
    if isinstance(value, float):
        return _floating("f", value, 6) if inside else number_text(value)
    if isinstance(value, Timestamp):
        return f'timestamp("{text_of_timestamp(value)}")' if inside else text_of_timestamp(value)
    if isinstance(value, Duration):
        return f'duration("{text_of_duration(value)}")' if inside else text_of_duration(value)
    if isinstance(value, Type):
        return value.name
    if isinstance(value, list):
        return f"[{', '.join(shown(item, inside=True) for item in value)}]"
    if isinstance(value, dict):
        pairs = sorted((shown(key, inside=True), shown(item, inside=True)) for key, item in value.items())
        return f"{{{', '.join(f'{key}:{item}' for key, item in pairs)}}}"
    raise _unfit("s", value)


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise _unfit("s", value) from None


def _unfit(clause: str, value: Any) -> CelError:
    name = "optional" if isinstance(value, Optional) else type_name(value)
    return CelError(f"%{clause} does not take a {name}")
