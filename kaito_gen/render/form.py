"""Whether a manifest has the form that its builders rely on, so that a user's document is never an exception.

A form is a nested sample: a dict names fields, the key ``""`` stands for every key of a map, a list holds the form of
its items, and a type stands for a scalar (``dict`` and ``list`` for whatever the API server does not look into). Fields
that a form does not name are not looked at; judging those is validation's work, not ours.
"""

from collections.abc import Iterator
from typing import Any

from kaito_gen.planning.plan import Reason

_LONGEST = 60
_WORDS = {str: "text", int: "a whole number", bool: "true or false", dict: "a map", list: "a list"}


def malformed(manifest: Any, form: Any) -> tuple[Reason, ...]:
    """Return one reason for each field whose value has another form, in the order of the manifest; empty when sound.

    A value that is null counts as absent, as it does for the API server.
    """
    return tuple(Reason("malformed", sentence, keys=keys) for keys, sentence in _wrong(manifest, form, ()))


def missing(manifest: Any, required: tuple[tuple[str, str], ...]) -> tuple[Reason, ...]:
    """Return one reason for each required field that is absent though the map that needs it is there.

    ``required`` holds pairs of a dotted path (empty: the top) and the field that it needs.
    """
    return tuple(
        Reason(
            "malformed",
            f"{parent + '.' if parent else ''}{key} is missing: the API server requires it",
            keys=tuple(parent.split(".") if parent else ()),
        )
        for parent, key in required
        if isinstance(holder := at(manifest, parent), dict) and holder.get(key) is None
    )


def at(manifest: Any, path: str) -> Any:
    """Return the value at a dotted path, or None where the path ends early."""
    value = manifest
    for key in path.split(".") if path else ():
        value = value.get(key) if isinstance(value, dict) else None
    return value


def child(parent: Any, key: str) -> dict[str, Any]:
    """Return the map below ``key``, or an empty one where there is none."""
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else {}


def _wrong(value: Any, form: Any, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if value is None:
        return
    wanted: type = type(form) if isinstance(form, dict | list) else form
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        yield keys, f"{_dotted(keys) or 'the document'} is {_shown(value)}: write {_WORDS[wanted]}"
    elif isinstance(form, list) and isinstance(value, list):
        for index, item in enumerate(value):
            if item is None:
                yield (*keys, index), f"{_dotted((*keys, index))} is empty: remove it"
            yield from _wrong(item, form[0], (*keys, index))
    elif isinstance(form, dict) and isinstance(value, dict):
        for key, item in value.items():
            if key in form or "" in form:
                yield from _wrong(item, form.get(key, form.get("")), (*keys, str(key)))


def _dotted(keys: tuple[str | int, ...]) -> str:
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
