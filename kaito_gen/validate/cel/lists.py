"""Functions of lists: Kubernetes' own, CEL's lists extension (version 3), and sets."""

from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.operators import BINARY
from kaito_gen.validate.cel.overloads import Overloads
from kaito_gen.validate.cel.values import NONE, Duration, Optional, compare, contains, equal, is_number, no_overload


def _is_sorted(items: list[Any]) -> bool:
    return all(compare(one, other) <= 0 for one, other in pairwise(items))


def _sum(items: list[Any]) -> Any:
    if not items:
        return 0
    total = items[0]
    if not is_number(total) and not isinstance(total, Duration):
        raise no_overload()
    for item in items[1:]:
        total = BINARY["+"](total, item)
    return total


def _extreme(items: list[Any], sign: int) -> Any:
    if not items:
        msg = "min and max need an item"
        raise CelError(msg)
    found = items[0]
    for item in items:
        if compare(item, found) * sign > 0:
            found = item
    return found


def _index_of(items: list[Any], value: Any) -> int:
    return next((place for place, item in enumerate(items) if equal(item, value)), -1)


def _last_index_of(items: list[Any], value: Any) -> int:
    place = _index_of(items[::-1], value)
    return len(items) - 1 - place if place >= 0 else -1


def _slice(items: list[Any], start: int, end: int) -> list[Any]:
    if start < 0 or end < 0 or start > end or end > len(items):
        msg = f"cannot slice {start} to {end} of {len(items)} items"
        raise CelError(msg)
    return items[start:end]


def _flatten(items: list[Any], depth: int = 1) -> list[Any]:
    if depth < 0:
        msg = "level must be non-negative"
        raise CelError(msg)
    out: list[Any] = []
    for item in items:
        if isinstance(item, list) and depth:
            out += _flatten(item, depth - 1)
        else:
            out.append(item)
    return out


def _range(number: int) -> list[int]:
    if number > 10**6:
        msg = "too many items"
        raise CelError(msg)
    return list(range(number))


def _distinct(items: list[Any]) -> list[Any]:
    out: list[Any] = []
    for item in items:
        if not contains(out, item):
            out.append(item)
    return out


def _sorted(items: list[Any]) -> list[Any]:
    if len({type(item) for item in items}) > 1:
        raise no_overload()
    for item in items:
        compare(item, item)
    return sorted(items, key=cmp_to_key(compare))


def _contains_all(items: list[Any], wanted: list[Any]) -> bool:
    return all(contains(items, item) for item in wanted)


METHODS: Overloads = {
    "isSorted": (((list,), _is_sorted),),
    "sum": (((list,), _sum),),
    "max": (((list,), lambda items: _extreme(items, 1)),),
    "min": (((list,), lambda items: _extreme(items, -1)),),
    "indexOf": (((list, object), _index_of),),
    "lastIndexOf": (((list, object), _last_index_of),),
    "slice": (((list, int, int), _slice),),
    "flatten": (((list,), _flatten), ((list, int), _flatten)),
    "distinct": (((list,), _distinct),),
    "reverse": (((list,), lambda items: items[::-1]),),
    "sort": (((list,), _sorted),),
    "first": (((list,), lambda items: Optional(True, items[0]) if items else NONE),),
    "last": (((list,), lambda items: Optional(True, items[-1]) if items else NONE),),
}
FUNCTIONS: Overloads = {
    "lists.range": (((int,), _range),),
    "sets.contains": (((list, list), _contains_all),),
    "sets.equivalent": (((list, list), lambda one, other: _contains_all(one, other) and _contains_all(other, one)),),
    "sets.intersects": (((list, list), lambda one, other: any(contains(one, item) for item in other)),),
}
