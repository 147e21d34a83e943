"""The loops of CEL: over the items of a list, or the keys of a map.

The ones with two variables see index and item of a list, or key and value of a map. An error in one turn of ``all``
and ``exists`` does not count when another turn decides.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.values import Optional, compare, no_overload

type Scope = dict[str, Any]
type Step = Callable[[Scope], Any]


BUDGET = "#turns"
"""Where a scope keeps how many turns are left, which no variable can be called."""
TURNS = 300_000
"""Turns that the rules of one object may take together, a second's work. The server counts in another unit."""


class Macro(NamedTuple):
    """A macro: how many of its arguments name variables, and what it does with source, names, steps and scope."""

    variables: int
    expand: Callable[[Any, Sequence[str], Sequence[Step], Scope], Any]


def _turns(source: Any, names: Sequence[str], scope: Scope) -> Iterator[tuple[Any, Scope]]:
    """Yield each item with the scope that its turn sees."""
    if isinstance(source, list):
        pairs: Any = enumerate(source)
    elif isinstance(source, dict):
        pairs = source.items()
    else:
        raise no_overload()
    inner = dict(scope)
    budget = scope[BUDGET]
    for key, value in pairs:
        budget[0] -= 1
        if budget[0] < 0:
            msg = "more turns than the server would take"
            raise CelError(msg)
        single = value if isinstance(source, list) else key
        inner.update(zip(names, (key, value) if len(names) == 2 else (single,), strict=True))
        yield single, inner


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise no_overload()
    return value


def _any(decisive: bool) -> Callable[..., bool]:
    def run(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> bool:
        failure: CelError | None = None
        for _, inner in _turns(source, names, scope):
            try:
                if _flag(steps[0](inner)) is decisive:
                    return decisive
            except CelError as error:
                failure = failure or error
        if failure is not None:
            raise failure
        return not decisive

    return run


def _exactly_one(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> bool:
    return sum(_flag(steps[0](inner)) for _, inner in _turns(source, names, scope)) == 1


def _filter(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> list[Any]:
    return [item for item, inner in _turns(source, names, scope) if _flag(steps[0](inner))]


def _map(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> list[Any]:
    *conditions, make = steps
    return [
        make(inner)
        for _, inner in _turns(source, names, scope)
        if all(_flag(condition(inner)) for condition in conditions)
    ]


def _transform_map(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> dict[Any, Any]:
    *conditions, make = steps
    return {
        inner[names[0]]: make(inner)
        for _, inner in _turns(source, names, scope)
        if all(_flag(condition(inner)) for condition in conditions)
    }


def _transform_entry(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> dict[Any, Any]:
    *conditions, make = steps
    out: dict[Any, Any] = {}
    for _, inner in _turns(source, names, scope):
        if all(_flag(condition(inner)) for condition in conditions):
            entry = make(inner)
            if not isinstance(entry, dict):
                raise no_overload()
            for key, value in entry.items():
                if key in out:
                    msg = f"repeated key {key!r}"
                    raise CelError(msg)
                out[key] = value
    return out


def _opt_map(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> Optional:
    if not isinstance(source, Optional):
        raise no_overload()
    return Optional(True, steps[0]({**scope, names[0]: source.value})) if source.present else source


def _opt_flat_map(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> Optional:
    found = _opt_map(source, names, steps, scope)
    if not found.present:
        return found
    if not isinstance(found.value, Optional):
        raise no_overload()
    return found.value


def _sort_by(source: Any, names: Sequence[str], steps: Sequence[Step], scope: Scope) -> list[Any]:
    from functools import cmp_to_key

    if not isinstance(source, list):
        raise no_overload()
    keyed = [(steps[0](inner), item) for item, inner in _turns(source, names, scope)]
    by_key = cmp_to_key(_compare_first)
    return [item for _, item in sorted(keyed, key=by_key)]


def _compare_first(one: tuple[Any, Any], other: tuple[Any, Any]) -> int:
    return compare(one[0], other[0])


MACROS: Mapping[tuple[str, int], Macro] = {
    ("all", 2): Macro(1, _any(decisive=False)),
    ("all", 3): Macro(2, _any(decisive=False)),
    ("exists", 2): Macro(1, _any(decisive=True)),
    ("exists", 3): Macro(2, _any(decisive=True)),
    ("exists_one", 2): Macro(1, _exactly_one),
    ("exists_one", 3): Macro(2, _exactly_one),
    ("existsOne", 2): Macro(1, _exactly_one),
    ("existsOne", 3): Macro(2, _exactly_one),
    ("filter", 2): Macro(1, _filter),
    ("map", 2): Macro(1, _map),
    ("map", 3): Macro(1, _map),
    ("transformList", 3): Macro(2, _map),
    ("transformList", 4): Macro(2, _map),
    ("transformMap", 3): Macro(2, _transform_map),
    ("transformMap", 4): Macro(2, _transform_map),
    ("transformMapEntry", 3): Macro(2, _transform_entry),
    ("transformMapEntry", 4): Macro(2, _transform_entry),
    ("optMap", 2): Macro(1, _opt_map),
    ("optFlatMap", 2): Macro(1, _opt_flat_map),
    ("sortBy", 2): Macro(1, _sort_by),
}
"""By name and number of arguments."""
