"""CEL values as Python values, where the two languages mean different things by "equal" and "less".

null, bool, int, double, string, bytes, list and map are Python's own; the other types are here. Times are whole
nanoseconds. Numbers of different types compare by value, everything else of different types is not equal.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from kaito_gen.validate.cel.errors import CelError


class Uint(int):
    """An unsigned integer."""

    __slots__ = ()


class Timestamp(NamedTuple):
    """A moment, in nanoseconds since 1970; the offset it was written with, in minutes, is only for writing it."""

    nanoseconds: int
    offset: int = 0


class Duration(NamedTuple):
    """A span of time, in nanoseconds."""

    nanoseconds: int


class Type(NamedTuple):
    """A type as a value, such as ``int`` in ``type(x) == int``."""

    name: str


class Optional(NamedTuple):
    """A value that may be absent."""

    present: bool
    value: Any = None


NONE = Optional(False)


class SetList(list[Any]):
    """A list of the type "set": its order does not matter."""


class KeyedList(list[Any]):
    """A list of the type "map": its items are told apart by some of their fields, and their order does not matter."""

    keys: Sequence[str] = ()


_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "bool"),
    (Uint, "uint"),
    (int, "int"),
    (float, "double"),
    (str, "string"),
    (bytes, "bytes"),
    (Timestamp, "google.protobuf.Timestamp"),
    (Duration, "google.protobuf.Duration"),
    (Optional, "optional_type"),
    (Type, "type"),
    (list, "list"),
    (dict, "map"),
)


def type_name(value: Any) -> str:
    """Return the name of a value's type, as ``type()`` would."""
    if value is None:
        return "null_type"
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return name
    return str(getattr(value, "cel_type", type(value).__name__))


def is_number(value: Any) -> bool:
    """Return whether a value is an int, a uint or a double."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def equal(one: Any, other: Any) -> bool:
    """Return whether two values are equal; values of different types are not, save numbers of the same value."""
    if type(one) is str and type(other) is str:
        return one == other
    if is_number(one) and is_number(other):
        return bool(one == other)
    if isinstance(one, list):
        return isinstance(other, list) and _equal_lists(one, other)
    if isinstance(one, dict):
        if not isinstance(other, dict) or len(one) != len(other):
            return False
        return all(key in other and equal(value, other[key]) for key, value in one.items())
    if isinstance(one, Timestamp):
        return isinstance(other, Timestamp) and one.nanoseconds == other.nanoseconds
    if isinstance(one, Optional):
        return isinstance(other, Optional) and one.present == other.present and equal(one.value, other.value)
    if isinstance(one, CelError):
        raise one
    if type(one) is not type(other):
        return False
    return bool(one.value == other.value) if hasattr(one, "scale") else bool(one == other)


def _equal_lists(one: list[Any], other: list[Any]) -> bool:
    if len(one) != len(other):
        return False
    if isinstance(one, SetList):
        return all(contains(one, item) for item in other)
    if isinstance(one, KeyedList):
        mine = {item_key(item, one.keys): item for item in one}
        return all(equal(mine.get(item_key(item, one.keys)), item) for item in other)
    return all(map(equal, one, other))


def contains(items: list[Any], value: Any) -> bool:
    """Return whether a list has an item equal to the value."""
    return value in items if type(value) is str else any(equal(item, value) for item in items)


def item_key(item: Any, keys: Sequence[str]) -> str:
    """Return what tells an item of a keyed list from the others."""
    return repr([item.get(key) for key in keys]) if isinstance(item, dict) else repr(item)


def compare(one: Any, other: Any) -> int:
    """Return -1, 0 or 1; CelError when the two have no order."""
    comparable = (is_number(one) and is_number(other)) or (
        type(one) is type(other) and isinstance(one, bool | str | bytes | Timestamp | Duration)
    )
    if not comparable or one != one or other != other:
        raise no_overload()
    if isinstance(one, Timestamp):
        one, other = one.nanoseconds, other.nanoseconds
    return 0 if one == other else 1 if one > other else -1


def no_overload() -> CelError:
    """Return the error of a function that is not there for these types."""
    return CelError("no such overload")


def integer(value: int) -> int:
    """Return a result of integer arithmetic; CelError when it does not fit 64 bits."""
    if not -(2**63) <= value < 2**63:
        msg = "integer overflow"
        raise CelError(msg)
    return value


def unsigned(value: int) -> Uint:
    """Return a result of unsigned arithmetic; CelError when it does not fit 64 bits."""
    if not 0 <= value < 2**64:
        msg = "unsigned integer overflow"
        raise CelError(msg)
    return Uint(value)
