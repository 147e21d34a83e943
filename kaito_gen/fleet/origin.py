"""Where a fleet came from: the file that says a field, in a fleet that several files made.

A fleet built in Python has no files; its mistakes then name the field alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from kaito_gen.errors import InvalidInput, Problem, Where
from kaito_gen.fleet.fault import Fault, FieldPath
from kaito_gen.value import Value


class Source(Protocol):
    """One document: its plain content, and the places in it."""

    @property
    def value(self) -> Any:
        """The content."""

    def where_key(self, keys: Sequence[str | int] = ()) -> Where:
        """Return the place of a key; of its deepest existing parent when it is absent."""


class Origin(Value):
    """The documents of a fleet, the fleet first, then its overlays in the order in which they apply."""

    sources: tuple[Source, ...] = ()

    def where(self, path: FieldPath) -> Where | None:
        """Return the place that decides a field: in the last document that says it, or that says most of its path."""
        best: tuple[int, Source, tuple[str | int, ...]] | None = None
        for source in self.sources:
            keys = _keys(source.value, path)
            if best is None or len(keys) >= best[0]:
                best = (len(keys), source, keys)
        return best[1].where_key(best[2]) if best else None

    def problem(self, fault: Fault) -> Problem:
        """Return a fault as a problem with its place."""
        message = fault.message
        if fault.also is not None and (other := self.where(fault.also)):
            message = f"{message}; the other one is at {other}"
        return Problem(message, self.where(fault.path), fault.hint)

    def invalid(self, faults: Iterable[Fault]) -> InvalidInput:
        """Return the exception that carries faults as problems, in the order of their places."""
        return in_order(map(self.problem, faults))


def in_order(problems: Iterable[Problem]) -> InvalidInput:
    """Return the exception that carries problems, in the order of their places."""
    return InvalidInput(sorted(problems, key=lambda problem: problem.where or Where("")))


NOWHERE = Origin()
"""The origin of a fleet that no file holds."""


def _keys(value: Any, path: FieldPath) -> tuple[str | int, ...]:
    """The keys of a path as far as a document has them, with names of entries turned into their places."""
    keys: list[str | int] = []
    for key in path:
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and (place := _place(value, key)) is not None:
            key, value = place, value[place]
        else:
            break
        keys.append(key)
    return tuple(keys)


def _place(entries: list[Any], key: str | int) -> int | None:
    if isinstance(key, int):
        return key if key < len(entries) else None
    return next(
        (at for at, entry in enumerate(entries) if isinstance(entry, Mapping) and entry.get("name") == key), None
    )
