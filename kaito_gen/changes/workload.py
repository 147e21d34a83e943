"""Changes of ``inference`` and ``tuning`` that the Workspace webhooks of both releases refuse alike.

Sources: KAITO v0.3.1 and v0.12.0, run on measured requests on 2026-08-21.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.changes.change import REFUSED, Change, at

_ANEW = "make a new Workspace with another name, and remove this one when the new one serves"
_PARTS = ("inference", "tuning")


def toggles(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the refusal of a part that comes or goes: a Workspace never changes what it is for."""
    for part in _PARTS:
        if (old.get(part) is None) != (new.get(part) is None):
            message = f"{part} cannot be {'added' if old.get(part) is None else 'removed'} once the Workspace exists"
            yield Change((part,), REFUSED, "workload-toggled", message, _ANEW)


def inference_refusals(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what is refused of changes within an ``inference`` that stays."""
    if preset_value(old.get("preset")) != preset_value(new.get("preset")):
        message = "the preset cannot be changed, its options and secrets included"
        yield Change(("inference", "preset"), REFUSED, "preset-changed", message, _ANEW)
    if (old.get("template") is None) != (new.get("template") is None):
        message = f"a template cannot be {'added' if old.get('template') is None else 'removed'} later"
        yield Change(("inference", "template"), REFUSED, "template-toggled", message, _ANEW)


def tuning_refusals(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what is refused of changes within a ``tuning`` that stays."""
    if preset_value(old.get("preset")) != preset_value(new.get("preset")):
        message = "the preset to tune cannot be changed"
        yield Change(("tuning", "preset"), REFUSED, "tuning-preset-changed", message, _ANEW)
    before, after = (str(version.get("method") or "") for version in (old, new))
    if before.lower() != after.lower():
        message = f"the method was {before or 'not named'} and cannot become {after or 'nothing'}"
        yield Change(("tuning", "method"), REFUSED, "tuning-method-changed", message, _ANEW)
    before, after = (str(at(version, "input", "name") or "") for version in (old, new))
    if before != after:
        message = f"the name of the input was {before!r} and cannot become {after!r}"
        yield Change(("tuning", "input", "name"), REFUSED, "tuning-input-renamed", message, "write the old name again")


def preset_value(preset: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return a preset as Go holds it: texts that are absent are empty ones, while an empty list is no absent one."""
    if preset is None:
        return None
    options = preset.get("presetOptions") or {}
    return {
        "name": preset.get("name") or "",
        "accessMode": preset.get("accessMode") or "",
        "image": options.get("image") or "",
        "modelAccessSecret": options.get("modelAccessSecret") or "",
        "imagePullSecrets": options.get("imagePullSecrets"),
    }
