"""Frozen dataclasses whose methods are written once instead of generated for each.

``dataclasses`` compiles an ``__init__``, ``__repr__``, ``__eq__``, ``__hash__`` and ``__setattr__`` for every class.
For the forty classes of a fleet file that takes 30 ms of every start, more than all the work of a small fleet;
inherited methods take a fifth of it. They stay real dataclasses to ``dataclasses``, to pydantic and to type checkers.
"""

from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from typing import Any, NoReturn, dataclass_transform


class Record:
    """Base of the values of a fleet file: keyword arguments only, equal by content, never changed."""

    __slots__ = ()

    def __init__(self, **said: Any) -> None:
        for name, default in _defaults(type(self)):
            value = said.pop(name, default)
            if value is MISSING:
                msg = f"{type(self).__name__} needs {name}"
                raise TypeError(msg)
            object.__setattr__(self, name, value)
        if said:
            msg = f"{type(self).__name__} has no {', '.join(said)}"
            raise TypeError(msg)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        msg = f"{type(self).__name__}.{name} cannot be changed: use dataclasses.replace"
        raise FrozenInstanceError(msg)

    def __delattr__(self, name: str) -> NoReturn:
        self.__setattr__(name, None)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash((type(self), *_values(self)))

    def __repr__(self) -> str:
        said = zip(_defaults(type(self)), _values(self), strict=True)
        shown = ", ".join(f"{name}={value!r}" for (name, default), value in said if value is not default)
        return f"{type(self).__name__}({shown})"


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record[T](kind: type[T]) -> type[T]:
    """Make a subclass of :class:`Record` a frozen, slotted, keyword-only dataclass."""
    return dataclass(init=False, repr=False, eq=False, match_args=False, slots=True, kw_only=True)(kind)


_DEFAULTS: dict[type, tuple[tuple[str, Any], ...]] = {}


def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    if kind not in _DEFAULTS:
        _DEFAULTS[kind] = tuple((field.name, field.default) for field in fields(kind))
    return _DEFAULTS[kind]


def _values(value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, name) for name, _ in _defaults(type(value)))
