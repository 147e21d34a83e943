"""Walks: one function of KAITO's, followed step by step, from which several rules of ours read.

KAITO checks an object in a few functions, each of which looks at many things and may stop half-way. A walk follows one
such function and yields what it objects to in its order; a rule is what one of these steps says. So the order and the
stops stand in one place, and a walk is taken once for a subject, however many rules belong to it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, wraps
from typing import Any

from kaito_gen.validate.rule import Hit, Subject

type Step = tuple[str, Hit]
"""Which objection it is, and where it hits."""
type Walk = Callable[[Subject], tuple[Step, ...]]

_NOTHING: Mapping[str, Any] = {}


def once(steps: Callable[[Subject], Iterator[Step]]) -> Walk:
    """Return a walk that is taken once for a subject: its rules are asked one after the other."""

    @wraps(steps)
    def walk(subject: Subject) -> tuple[Step, ...]:
        return tuple(steps(subject))

    return lru_cache(maxsize=4)(walk)


def part(holder: Mapping[str, Any] | None, *names: str) -> Mapping[str, Any]:
    """Return the mapping below some names; an empty one where there is none."""
    for name in names:
        found = holder.get(name) if holder else None
        if found is None or not isinstance(found, dict | Mapping):  # a dict is quicker to tell than a Mapping
            return _NOTHING
        holder = found
    return holder or _NOTHING
