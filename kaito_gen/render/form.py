"""Whether a manifest has the form that its builders rely on, so that a user's document is never an exception.

A form is a nested sample: a dict names fields, the key ``""`` stands for every key of a map, a list holds the form of
its items, and a type stands for a scalar (``dict`` and ``list`` for whatever the API server does not look into). Fields
that a form does not name are not looked at; judging those is validation's work, not ours.
"""

from typing import Any

from kaito_gen.planning.plan import Reason

_LONGEST = 60
_WORDS = {str: "text", int: "a whole number", bool: "true or false", dict: "a map", list: "a list"}


def malformed(manifest: Any, form: Any) -> tuple[Reason, ...]:
    """Return one reason for each field whose value has another form, in the order of the manifest; empty when sound.

    A value that is null counts as absent, as it does for the API server.
    """
    found: list[Reason] = []
    _judge(manifest, form, (), found)
    return tuple(found)


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
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def child(parent: Any, key: str) -> dict[str, Any]:
    """Return the map below ``key``, or an empty one where there is none."""
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else {}


def _judge(value: Any, form: Any, keys: tuple[str | int, ...], found: list[Reason]) -> None:
    """Add to ``found`` what is wrong with the value at ``keys`` and with everything in it."""
    if value is None:
        return
    wanted: type = type(form) if isinstance(form, (dict, list)) else form
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        sentence = f"{_dotted(keys) or 'the document'} is {_shown(value)}: write {_WORDS[wanted]}"
        found.append(Reason("malformed", sentence, keys=keys))
    elif isinstance(form, list) and isinstance(value, list):
        for index, item in enumerate(value):
            if item is None:
                sentence = f"{_dotted((*keys, index))} is empty: remove it"
                found.append(Reason("malformed", sentence, keys=(*keys, index)))
            _judge(item, form[0], (*keys, index), found)
    elif isinstance(form, dict) and isinstance(value, dict):
        every = form.get("")
        for key, item in value.items():
            below = form.get(key, every)
            if below is not None and type(item) is not below:  # a scalar of the right type is what nearly all are
                _judge(item, below, (*keys, str(key)), found)


def _dotted(keys: tuple[str | int, ...]) -> str:
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
