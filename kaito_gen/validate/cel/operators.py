"""What the operators do with values of each type."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.values import (
    NONE,
    Duration,
    KeyedList,
    Optional,
    SetList,
    Timestamp,
    Uint,
    compare,
    contains,
    equal,
    integer,
    item_key,
    no_overload,
    unsigned,
)

_RESERVED_NAMES = (
    "true false null in as break const continue else for function if import let loop package namespace return var void "
    "while"
)
_RESERVED = frozenset(_RESERVED_NAMES.split())
_PARTS = {"underscores": "__", "dot": ".", "dash": "-", "slash": "/"}


def select(holder: Any, field: str, *, optional: bool = False) -> Any:
    """Return a field of an object or a map; of an optional value, the field as an optional value."""
    if isinstance(holder, Optional):
        return select(holder.value, field, optional=True) if holder.present else NONE
    if not isinstance(holder, dict):
        raise no_overload()
    if field not in holder and "__" in field:
        field = _unescaped(field)
    if field in holder:
        value = _value(holder[field])
        return Optional(True, value) if optional else value
    if optional:
        return NONE
    msg = f"no such key: {field}"
    raise CelError(msg)


def _unescaped(field: str) -> str:
    """Return the name of a property that is no name in CEL: ``a__dash__b`` is a-b, ``__if__`` is if."""
    if field.startswith("__") and field.endswith("__") and field[2:-2] in _RESERVED:
        return field[2:-2]
    parts = field.split("__")
    out = parts[0]
    for place in range(1, len(parts) - 1, 2):
        out += _PARTS.get(parts[place], f"__{parts[place]}__") + parts[place + 1]
    return out if len(parts) % 2 else field


def _value(value: Any) -> Any:
    if isinstance(value, CelError):
        raise value
    return value


def index(holder: Any, key: Any, *, optional: bool = False) -> Any:
    """Return an item of a list or an entry of a map."""
    if isinstance(holder, Optional):
        return index(holder.value, key, optional=True) if holder.present else NONE
    if isinstance(holder, list):
        place = key
        if isinstance(place, float) and place == int(place):
            place = int(place)
        if isinstance(place, bool) or not isinstance(place, int):
            raise no_overload()
        found = 0 <= place < len(holder)
    elif isinstance(holder, dict):
        place, found = key, isinstance(key, bool | int | str | float) and key in holder
    else:
        raise no_overload()
    if found:
        value = _value(holder[place])
        return Optional(True, value) if optional else value
    if optional:
        return NONE
    msg = f"index out of bounds: {key}" if isinstance(holder, list) else f"no such key: {key}"
    raise CelError(msg)


def _add(one: Any, other: Any) -> Any:
    if isinstance(one, list) and isinstance(other, list):
        return _joined(one, other)
    if type(one) is type(other) and isinstance(one, str | bytes):
        return one + other
    if isinstance(one, Duration) and isinstance(other, Timestamp | Duration):
        return other._replace(nanoseconds=integer(one.nanoseconds + other.nanoseconds))
    if isinstance(one, Timestamp) and isinstance(other, Duration):
        return one._replace(nanoseconds=integer(one.nanoseconds + other.nanoseconds))
    return _arithmetic(one, other, lambda a, b: a + b)


def _joined(one: list[Any], other: list[Any]) -> list[Any]:
    if isinstance(one, SetList):
        out = SetList(one)
        for item in other:
            if not contains(out, item):
                out.append(item)
        return out
    if isinstance(one, KeyedList):
        merged = {item_key(item, one.keys): item for item in one}
        merged.update((item_key(item, one.keys), item) for item in other)
        keyed = KeyedList(merged.values())
        keyed.keys = one.keys
        return keyed
    return [*one, *other]


def _subtract(one: Any, other: Any) -> Any:
    if isinstance(one, Timestamp) and isinstance(other, Timestamp):
        return Duration(integer(one.nanoseconds - other.nanoseconds))
    if isinstance(one, Timestamp | Duration) and isinstance(other, Duration):
        return one._replace(nanoseconds=integer(one.nanoseconds - other.nanoseconds))
    return _arithmetic(one, other, lambda a, b: a - b)


def _arithmetic(one: Any, other: Any, operation: Callable[[Any, Any], Any]) -> Any:
    """Apply an operation to two numbers of one type; nothing is converted."""
    if type(one) is not type(other) or isinstance(one, bool):
        raise no_overload()
    if isinstance(one, Uint):
        return unsigned(operation(int(one), int(other)))
    if isinstance(one, int):
        return integer(operation(one, other))
    if isinstance(one, float):
        return operation(one, other)
    raise no_overload()


def _divide(one: Any, other: Any) -> Any:
    if isinstance(one, float) and isinstance(other, float) and other == 0:
        return math.nan if one == 0 or math.isnan(one) else math.copysign(math.inf, one) * math.copysign(1, other)
    return _arithmetic(one, other, _quotient)


def _quotient(one: Any, other: Any) -> Any:
    if isinstance(one, float):
        return one / other
    _not_zero(other, "division by zero")
    return abs(one) // abs(other) * (1 if (one < 0) == (other < 0) else -1)


def _remainder(one: Any, other: Any) -> Any:
    if isinstance(one, float):
        raise no_overload()
    return _arithmetic(one, other, _rest)


def _rest(one: int, other: int) -> int:
    _not_zero(other, "modulus by zero")
    return int(math.fmod(one, other)) if abs(one) < 2**53 > abs(other) else one - other * int(_quotient(one, other))


def _not_zero(value: int, message: str) -> None:
    if value == 0:
        raise CelError(message)


def _within(value: Any, holder: Any) -> bool:
    if isinstance(holder, list):
        return contains(holder, value)
    if isinstance(holder, dict):
        return isinstance(value, bool | int | str | float) and value in holder
    raise no_overload()


def _negate(value: Any) -> Any:
    if isinstance(value, bool | Uint):
        raise no_overload()
    if isinstance(value, int):
        return integer(-value)
    if isinstance(value, float):
        return -value
    if isinstance(value, Duration):
        return Duration(integer(-value.nanoseconds))
    raise no_overload()


def _not(value: Any) -> bool:
    if not isinstance(value, bool):
        raise no_overload()
    return not value


BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": equal,
    "!=": lambda one, other: not equal(one, other),
    "<": lambda one, other: compare(one, other) < 0,
    "<=": lambda one, other: compare(one, other) <= 0,
    ">": lambda one, other: compare(one, other) > 0,
    ">=": lambda one, other: compare(one, other) >= 0,
    "in": _within,
    "+": _add,
    "-": _subtract,
    "*": lambda one, other: _arithmetic(one, other, lambda a, b: a * b),
    "/": _divide,
    "%": _remainder,
}
UNARY: Mapping[str, Callable[[Any], Any]] = {"!": _not, "negate": _negate}
