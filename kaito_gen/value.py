"""Immutable values with named fields: frozen dataclasses to readers and type checkers, but cheap to declare.

``dataclasses`` compiles five methods for every class (0.6 ms each), after an import of 9 ms. A short run meets sixty
such classes, which was more than all of its work. Here they inherit methods that were written once: 0.01 ms a class,
and half a microsecond more for each value that is made.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform

EMPTY: Mapping[Any, Any] = MappingProxyType({})
"""The default of fields that are mappings."""

_MISSING: Any = object()


@dataclass_transform(frozen_default=True)
class Value:
    """Base of immutable values: a subclass declares its fields as annotations, with defaults where they may be absent.

    Values are equal when they are of one class and their fields are, and hashable when their fields are. Defaults are
    shared by all values of a class, so they must be immutable themselves. ``class Plan(Value, kw_only=True)`` takes its
    fields by keyword only. ``repr`` leaves out fields whose names begin with an underscore.
    """

    _blank: ClassVar[Mapping[str, Any]] = {}
    """Every field with its default, those of base classes first."""
    _positional: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        own = {name: vars(cls).get(name, _MISSING) for name in cls.__annotations__}
        cls._blank = {**cls._blank, **own}
        cls._positional = cls._positional if kw_only else tuple(dict.fromkeys((*cls._positional, *own)))

    def __init__(self, *args: Any, **said: Any) -> None:
        values = self.__dict__
        values.update(self._blank)
        if args:
            values.update(zip(self._positional, args, strict=False))
        if said:
            values.update(said)
        if len(args) > len(self._positional) or len(values) > len(self._blank) or _MISSING in values.values():
            self._refuse(len(args))

    def _refuse(self, placed: int) -> NoReturn:
        """Raise the TypeError of a call that does not fit the fields."""
        missing = [name for name, value in vars(self).items() if value is _MISSING]
        unknown = [name for name in vars(self) if name not in self._blank]
        problem = f"needs {', '.join(missing)}" if missing else f"has no {', '.join(unknown)}"
        if placed > len(self._positional):
            problem = f"takes {len(self._positional)} fields by position, not {placed}"
        msg = f"{type(self).__name__} {problem}"
        raise TypeError(msg)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with these fields changed."""
        return type(self)(**{**vars(self), **changes})

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name, in their order; values inside stay values."""
        return dict(vars(self))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        msg = f"{type(self).__name__}.{name} cannot be changed: use replace()"
        raise AttributeError(msg)

    def __delattr__(self, name: str) -> NoReturn:
        self.__setattr__(name, None)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if not name.startswith("_"))
        return f"{type(self).__name__}({shown})"
