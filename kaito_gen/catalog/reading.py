"""Typed reading of catalog entries, with every mistake kept as a value.

Maintainers and users write these files by hand, so each field is checked as it is read: a wrong type or an unknown name
becomes a :class:`Fault` with the path to it, and reading goes on with the default, so that one run shows them all.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kaito_gen import units
from kaito_gen.value import Value

type Path = tuple[str, ...]
"""Keys from the top of a document down to a value."""


class Fault(Value):
    """One mistake in a document: the keys that lead to it, the sentence, and the way out."""

    path: Path
    message: str
    hint: str = ""


class Reader:
    """One mapping of a document; each method takes a field and remembers that it exists.

    ``faults`` is shared with the readers of nested mappings. Call :meth:`finish` last: it reports unknown fields.
    """

    __slots__ = ("content", "faults", "known", "path")

    def __init__(self, content: Mapping[str, Any], path: Path, faults: list[Fault]) -> None:
        self.content = content
        self.path = path
        self.faults = faults
        self.known: list[str] = []

    def fault(self, name: str, message: str, hint: str = "") -> None:
        """Remember a mistake in the field ``name``."""
        self.faults.append(Fault((*self.path, name) if name else self.path, message, hint))

    def _take(self, name: str, kind: type, words: str) -> Any:
        self.known.append(name)
        value = self.content.get(name)
        if value is None or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
            return value
        self.fault(name, f"{'.'.join((*self.path, name))} must be {words}, not {_show(value)}")
        return None

    def text(self, name: str, default: str = "") -> str:
        """Return a string."""
        value = self._take(name, str, "text")
        return default if value is None else value

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number that is not negative."""
        value = self._take(name, int, "a whole number")
        if value is not None and value < 0:
            self.fault(name, f"{'.'.join((*self.path, name))} must not be negative")
        return default if value is None else value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self._take(name, bool, "true or false")
        return default if value is None else value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings."""
        values = self._take(name, list, "a list") or []
        for value in values:
            if not isinstance(value, str):
                self.fault(name, f"{'.'.join((*self.path, name))} must hold text only, not {_show(value)}")
        return tuple(value for value in values if isinstance(value, str))

    def peek(self, name: str) -> tuple[str, ...]:
        """Return the strings of a list without judging it, for an entry that may never be read."""
        values = self.content.get(name)
        return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()

    def flags(self, name: str) -> dict[str, str]:
        """Return command line flags: text to text."""
        values = self._take(name, dict, "a mapping") or {}
        for key, value in values.items():
            if not (isinstance(key, str) and isinstance(value, str)):
                self.fault(name, f"{'.'.join((*self.path, name))}.{key} must be text: put it in quotes")
        return {key: value for key, value in values.items() if isinstance(key, str) and isinstance(value, str)}

    def quantity(self, name: str) -> str:
        """Return a required Kubernetes quantity, as written."""
        value = self.text(name)
        if not value:
            self.missing(name)
            return "0"
        try:
            units.parse_quantity(value)
        except ValueError as error:
            self.fault(name, str(error))
            return "0"
        return value

    def day(self, name: str) -> date | None:
        """Return a date written as ``2026-08-21``."""
        self.known.append(name)
        value = self.content.get(name)
        try:
            return None if value is None else date.fromisoformat(str(value))
        except ValueError:
            self.fault(name, f"{name} must be a date such as 2026-08-21, not {_show(value)}")
            return None

    def missing(self, name: str) -> None:
        """Report that a required field is not there, unless it was reported already."""
        if self.content.get(name) is None:
            self.fault("", f"{'.'.join(self.path)} lacks {name}")

    def required(self, *names: str) -> None:
        """Report each of these fields that is not there."""
        for name in names:
            self.missing(name)

    def nested(self, name: str) -> "Reader | None":
        """Return the reader of a nested mapping; None where there is none."""
        value = self._take(name, dict, "a mapping")
        return None if value is None else Reader(value, (*self.path, name), self.faults)

    def entries(self, name: str) -> "Iterable[Reader]":
        """Yield a reader for each named entry of a mapping of mappings."""
        nested = self.nested(name)
        return () if nested is None else nested.all_entries()

    def all_entries(self) -> "Iterable[Reader]":
        """Yield a reader for each entry of this mapping of mappings; names that differ in case only are a mistake."""
        seen: dict[str, str] = {}
        for key, value in self.content.items():
            if not isinstance(value, dict):
                self.fault(str(key), f"{'.'.join((*self.path, str(key)))} must be a mapping, not {_show(value)}")
                continue
            name = str(key)
            twin = seen.setdefault(name.lower(), name)
            if twin != name:
                self.fault(name, f"{'.'.join((*self.path, name))} is there already as {twin}", "remove one of the two")
            yield Reader(value, (*self.path, name), self.faults)

    @property
    def name(self) -> str:
        """The key under which this mapping stands."""
        return self.path[-1]

    def finish(self) -> None:
        """Report the fields that nobody read."""
        for name in self.content:
            if name not in self.known:
                from difflib import get_close_matches  # only a mistake needs it

                close = get_close_matches(str(name), self.known, 1)
                hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted(self.known))}"
                self.fault(str(name), f"{'.'.join((*self.path, str(name)))} is unknown", hint)


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
