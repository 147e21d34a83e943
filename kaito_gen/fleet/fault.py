"""What is wrong in a fleet, before anybody knows in which file: the path of the field, the sentence, the way out."""

from collections.abc import Iterable, Mapping
from typing import Any

from kaito_gen.value import Value

type FieldPath = tuple[str | int, ...]
"""Keys from the top of a fleet; an entry of a named list is addressed by its name: ("services", "phi-4", "machine")."""


class Fault(Value):
    """One mistake; ``also`` is a second place that belongs to it, such as the other of two equal names."""

    path: FieldPath
    message: str
    hint: str = ""
    also: FieldPath | None = None


def dotted(path: FieldPath) -> str:
    """Return a path as people read it: ``services.phi-4.adapters[1].image``."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text or "the document"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "did you mean x?" for the closest of the known words, or all of them where none is close."""
    from difflib import get_close_matches  # a fleet without mistakes never needs it

    words = list(known)
    lower = {candidate.lower(): candidate for candidate in words}
    close = get_close_matches(word.lower(), lower, 2, 0.6)
    if close:
        return f"did you mean {' or '.join(lower[match] for match in close)}?"
    return f"choose one of {', '.join(words)}" if words else ""


def by_name(path: FieldPath, document: Mapping[str, Any]) -> FieldPath:
    """Return a path with the places of named entries replaced by their names, as far as the document has them."""
    found: list[str | int] = []
    value: Any = document
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            value = None
        name = value.get("name") if isinstance(key, int) and isinstance(value, Mapping) else None
        found.append(name if isinstance(name, str) and name else key)
    return tuple(found)
