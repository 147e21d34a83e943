"""What an overlay does to a fleet, on plain mappings and before anything is planned.

One rule for everything, so that nobody has to look it up a field at a time: mappings merge by key, entries of the named
lists merge by name, null takes a field back to unsaid, and every other value (lists too) replaces. It is JSON Merge
Patch (RFC 7396) with named lists.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.fleet.fault import Fault, did_you_mean, dotted
from kaito_gen.fleet.fleet import LISTS

_ITS_OWN = ("apiVersion", "kind", "extends")


def merge(base: Mapping[str, Any], overlay: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Return a fleet as an overlay changes it, and a fault for each entry that the fleet does not have.

    Neither argument is changed; the result shares their values. Both are documents that their validators took.
    """
    merged, faults = dict(base), []
    for key, value in overlay.items():
        if key in _ITS_OWN:
            continue
        if key in LISTS:
            entries = {entry["name"]: entry for entry in base.get(key, ())}
            for entry in value or ():
                name = entry["name"]
                if name in entries:
                    entries[name] = _patched(entries[name], entry)
                else:
                    hint = did_you_mean(name, entries) or f"the fleet has no {key}"
                    path = (key, name)
                    faults.append(
                        Fault((*path, "name"), f"{dotted(path)} changes an entry that the fleet does not have", hint)
                    )
            merged[key] = list(entries.values())
        else:
            _patch(merged, key, value)
    return merged, faults


def duplicates(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each name that a named list of a document has twice; the paths have places of entries."""
    for key in LISTS:
        first: dict[str, int] = {}
        for place, entry in enumerate(document.get(key) or ()):
            name = entry["name"]
            if name in first:
                message = f"{dotted((key, name))} is there twice"
                hint = "merge the two, or rename one"
                yield Fault((key, place, "name"), message, hint, (key, first[name], "name"))
            else:
                first[name] = place


def _patched(base: Any, patch: Any) -> Any:
    if not (isinstance(base, Mapping) and isinstance(patch, Mapping)):
        return _without_nulls(patch)
    merged = dict(base)
    for key, value in patch.items():
        _patch(merged, key, value)
    return merged


def _patch(merged: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        merged.pop(key, None)
    else:
        merged[key] = _patched(merged.get(key), value)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return value
