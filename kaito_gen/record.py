"""Frozen, slotted dataclasses whose methods are written once instead of generated for each class.

``dataclasses`` compiles an ``__init__``, ``__repr__``, ``__eq__``, ``__hash__`` and ``__setattr__`` for every class:
about 0.7 ms each, 30 ms of every start for the forty classes of a fleet file alone, which is more than all the work of
a small fleet. Inherited methods take a tenth of it, and make a value in 3 us where generated ones need 1: right for
values that are read from files or made a few times a run, wrong inside a hot loop.

They stay real dataclasses to ``dataclasses``, to pydantic and to type checkers.
"""

from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from typing import Any, NamedTuple, NoReturn, dataclass_transform


class Record:
    """Base of every record: equal by content, hashable when its content is, never changed."""

    __slots__ = ()

    def __init__(self, *values: Any, **said: Any) -> None:
        shape = _shape(type(self))
        if len(values) > shape.positional:
            msg = f"{type(self).__name__} takes {shape.positional} values by position, not {len(values)}"
            raise TypeError(msg)
        for name, value in zip(shape.names, values, strict=False):
            if name in said:
                msg = f"{type(self).__name__} is given {name} twice"
                raise TypeError(msg)
            said[name] = value
        for name, default, factory in zip(shape.names, shape.defaults, shape.factories, strict=True):
            value = said.pop(name, default)
            if value is MISSING:
                if factory is MISSING:
                    msg = f"{type(self).__name__} needs {name}"
                    raise TypeError(msg)
                value = factory()
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
        shape = _shape(type(self))
        said = zip(shape.names, shape.defaults, _values(self), strict=True)
        shown = ", ".join(f"{name}={value!r}" for name, default, value in said if value is not default)
        return f"{type(self).__name__}({shown})"

    def __getstate__(self) -> tuple[Any, ...]:
        return _values(self)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        for name, value in zip(_shape(type(self)).names, state, strict=True):
            object.__setattr__(self, name, value)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record[T](kind: type[T]) -> type[T]:
    """Make a subclass of :class:`Record` a frozen, slotted dataclass whose fields are given by name."""
    return dataclass(init=False, repr=False, eq=False, match_args=False, slots=True, kw_only=True)(kind)


@dataclass_transform(frozen_default=True)
def record_by_position[T](kind: type[T]) -> type[T]:
    """Make a subclass of :class:`Record` a frozen, slotted dataclass whose fields may be given in their order."""
    return dataclass(init=False, repr=False, eq=False, match_args=False, slots=True)(kind)


class _Shape(NamedTuple):
    """What is known of a class's fields; a tuple, because it is unpacked for every value that is made."""

    names: tuple[str, ...]
    defaults: tuple[Any, ...]
    factories: tuple[Any, ...]
    positional: int


_SHAPES: dict[type, _Shape] = {}


def _shape(kind: Any) -> _Shape:
    if kind not in _SHAPES:
        own = fields(kind)
        _SHAPES[kind] = _Shape(
            tuple(field.name for field in own),
            tuple(field.default for field in own),
            tuple(field.default_factory for field in own),
            sum(not field.kw_only for field in own),
        )
    return _SHAPES[kind]


def _values(value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, name) for name in _shape(type(value)).names)
