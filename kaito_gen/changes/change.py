"""One change between two versions of an object, and what becomes of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kaito_gen.value import Value

REFUSED = "refused"
"""KAITO's webhook denies the write."""
REPLACED = "replaced"
"""What runs is deleted and made anew."""
ROLLED = "rolled"
"""The pods are replaced, one after the other."""
APPLIED = "applied"
"""It takes effect without a restart of what runs."""
IGNORED = "ignored"
"""The write is taken, and nothing ever acts on it for what exists."""
FATES = (IGNORED, APPLIED, ROLLED, REPLACED, REFUSED)
"""Mildest first, as a cluster sees it."""

type Keys = tuple[str | int, ...]


class Change(Value):
    """What becomes of one edit: ``keys`` lead to it in the new version, or to where it stood before.

    ``code`` names the reason in kebab-case; for a refusal it is the id of the validator's rule. ``message`` is a
    sentence, ``hint`` the way out where there is one.
    """

    keys: Keys
    fate: str
    code: str
    message: str
    hint: str = ""


def at(holder: Any, *keys: str) -> Any:
    """Return what keys lead to; None where nothing is."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, Mapping) else None
    return holder


def edited(old: Any, new: Any, edits: Iterable[Change]) -> Iterator[Change]:
    """Yield those of the prepared changes whose place differs between two versions; an empty value counts as absent."""
    for edit in edits:
        before, after = (at(version, *map(str, edit.keys)) for version in (old, new))
        if before != after and (before or after or before == 0 or after == 0):
            yield edit
