"""Sizes, types, conversions between types, and optional values."""

from collections.abc import Callable
from typing import Any

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.overloads import Overloads
from kaito_gen.validate.cel.values import (
    NONE,
    Duration,
    Optional,
    Timestamp,
    Type,
    Uint,
    integer,
    type_name,
    unsigned,
)

_SECOND = 10**9
_FIRST, _LAST = -62135596800, 253402300799
_TRUE, _FALSE = ("1", "t", "T", "TRUE", "true", "True"), ("0", "f", "F", "FALSE", "false", "False")


def number_text(value: float) -> str:
    """Return a double as Go prints it with ``%g``: its shortest digits, with an exponent from a million on."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    shortest = next(text for size in range(18) if float(text := f"{value:.{size}e}") == value)
    mantissa, _, power = shortest.partition("e")
    place = int(power)
    if place < -4 or place >= 6:
        return f"{mantissa}e{'-' if place < 0 else '+'}{abs(place):02d}"
    return f"{value:.{max(0, len(mantissa.lstrip('-').replace('.', '')) - 1 - place)}f}"


def _to_int(value: Any) -> int:
    if isinstance(value, float):
        if not -(2**63) < value < 2**63:
            msg = "integer overflow"
            raise CelError(msg)
        return int(value)
    return integer(int(value))


def _to_uint(value: Any) -> Uint:
    if isinstance(value, float) and not 0 <= value < 2**64:
        msg = "unsigned integer overflow"
        raise CelError(msg)
    return unsigned(int(value))


def _parsed_int(text: str) -> int:
    if not text.lstrip("+-").isdigit() or not text.isascii() or text[1:].lstrip("0123456789"):
        raise _not_convertible(text, "int")
    return integer(int(text))


def _parsed_uint(text: str) -> Uint:
    if not text.isdigit() or not text.isascii():
        raise _not_convertible(text, "uint")
    return unsigned(int(text))


def _parsed_double(text: str) -> float:
    try:
        if text != text.strip() or "_" in text:
            raise ValueError
        return float(text)
    except ValueError:
        raise _not_convertible(text, "double") from None


def _parsed_bool(text: str) -> bool:
    if text not in _TRUE and text not in _FALSE:
        raise _not_convertible(text, "bool")
    return text in _TRUE


def _text_of_bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise _not_convertible(repr(value), "string") from None


def _moment(seconds: int) -> Timestamp:
    if not _FIRST <= seconds <= _LAST:
        msg = "timestamp overflow"
        raise CelError(msg)
    return Timestamp(seconds * _SECOND)


def _not_convertible(text: str, name: str) -> CelError:
    return CelError(f"{text!r} cannot be converted to {name}")


def _value_of(optional: Optional) -> Any:
    if not optional.present:
        msg = "optional.none() dereference"
        raise CelError(msg)
    return optional.value


def _non_zero(value: Any) -> Optional:
    empty = value is None or value == Timestamp(0) or value == Duration(0) or value in (0, "", b"", [], {})
    return NONE if empty else Optional(True, value)


def _times(name: str) -> Callable[[Any], Any]:
    """Return a function of the module times, which is loaded when it is called."""

    def call(value: Any) -> Any:
        from kaito_gen.validate.cel import times

        return getattr(times, name)(value)

    return call


FUNCTIONS: Overloads = {
    "size": (((str,), len), ((bytes,), len), ((list,), len), ((dict,), len)),
    "type": (((object,), lambda value: Type(type_name(value))),),
    "dyn": (((object,), lambda value: value),),
    "int": (
        ((int,), _to_int),
        ((Uint,), _to_int),
        ((float,), _to_int),
        ((str,), _parsed_int),
        ((Timestamp,), lambda value: value.nanoseconds // _SECOND),
        ((Duration,), lambda value: value.nanoseconds),
    ),
    "uint": (((Uint,), _to_uint), ((int,), _to_uint), ((float,), _to_uint), ((str,), _parsed_uint)),
    "double": (((float,), float), ((int,), float), ((Uint,), float), ((str,), _parsed_double)),
    "bool": (((bool,), bool), ((str,), _parsed_bool)),
    "string": (
        ((str,), str),
        ((bool,), lambda value: "true" if value else "false"),
        ((int,), str),
        ((Uint,), lambda value: str(int(value))),
        ((float,), number_text),
        ((bytes,), _text_of_bytes),
        ((Timestamp,), _times("text_of_timestamp")),
        ((Duration,), _times("text_of_duration")),
    ),
    "bytes": (((bytes,), bytes), ((str,), str.encode)),
    "timestamp": (((Timestamp,), lambda value: value), ((str,), _times("parse_timestamp")), ((int,), _moment)),
    "duration": (((Duration,), lambda value: value), ((str,), _times("parse_duration")), ((int,), Duration)),
    "optional.of": (((object,), lambda value: Optional(True, value)),),
    "optional.none": (((), lambda: NONE),),
    "optional.ofNonZeroValue": (((object,), _non_zero),),
}
METHODS: Overloads = {
    "size": FUNCTIONS["size"],
    "hasValue": (((Optional,), lambda optional: optional.present),),
    "value": (((Optional,), _value_of),),
    "orValue": (((Optional, object), lambda optional, other: optional.value if optional.present else other),),
    "or": (((Optional, Optional), lambda optional, other: optional if optional.present else other),),
}
