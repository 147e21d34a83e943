"""Functions by the types of their arguments, as CEL chooses among those of one name."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kaito_gen.validate.cel.values import no_overload

type Overload = tuple[tuple[type, ...], Callable[..., Any]]
type Overloads = Mapping[str, tuple[Overload, ...]]
"""By name: what each overload takes (``object`` for anything), the receiver first, and what it does."""

_EXACT = (bool, int, float)


class Function(NamedTuple):
    """All overloads of one name: how many arguments they take, and the function that picks one of them."""

    counts: frozenset[int]
    call: Callable[..., Any]


def chosen(overloads: tuple[Overload, ...]) -> Function:
    """Return the function that picks the first overload that fits, and raises CelError when none does."""

    def call(*arguments: Any) -> Any:
        for types, function in overloads:
            if len(types) == len(arguments) and all(map(_fits, arguments, types)):
                return function(*arguments)
        raise no_overload()

    return Function(frozenset(len(types) for types, _ in overloads), call)


def _fits(value: Any, kind: type) -> bool:
    return type(value) is kind if kind in _EXACT else isinstance(value, kind)


def merged(*libraries: Overloads) -> dict[str, Function]:
    """Return one function for each name of the libraries."""
    names = dict.fromkeys(name for library in libraries for name in library)
    return {
        name: chosen(tuple(overload for library in libraries for overload in library.get(name, ()))) for name in names
    }
