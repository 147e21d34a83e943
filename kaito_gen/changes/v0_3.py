"""Changes of a Workspace in release v0.3.

The controller rewrites a Deployment's init containers, environment, mounts and volumes, never a StatefulSet, never the
command, the image or the nodes. Source: KAITO v0.3.1, pkg/controllers; the webhook's refusals were run on 2026-08-21.
"""

from collections.abc import Iterator

from kaito_gen.changes.change import IGNORED, REPLACED, ROLLED, Change, at, edited
from kaito_gen.changes.resource import count_changes, exact_machine_changes, selector_changes
from kaito_gen.changes.workload import inference_refusals, toggles, tuning_refusals
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target

_KEYS = ("resource",)
_AGAIN = "delete the Deployment to have it made anew, or make a new Workspace"
_ROLLS = "a Deployment's pods are replaced and copy the adapters anew; a preset over several nodes stays as it is"
_EDITS = {
    "inference": (Change(("inference", "adapters"), ROLLED, "adapters-rolled", _ROLLS),),
    "tuning": tuple(
        Change(("tuning", field), REPLACED, "tuning-job-replaced", "the tuning Job is deleted and starts again")
        for field in ("config", "input", "output", "method")
    ),
    "metadata": (
        Change(
            ("metadata", "annotations", "kaito.sh/enablelb"),
            IGNORED,
            "enablelb-edit-without-effect",
            "a Service that exists keeps its type",
            "delete the Service to have it made anew",
        ),
    ),
}
"""The edits within each part, which count only where the part was there before and still is."""


def refusals(old: Manifest, new: Manifest, _: Target) -> Iterator[Change]:
    """Yield what the webhook refuses of a change."""
    before, after = old.get("resource"), new.get("resource")
    yield from toggles(old, new)
    yield from count_changes(before, after, _KEYS)
    yield from exact_machine_changes(before, after, _KEYS)
    yield from selector_changes(before, after, _KEYS)
    for part, refused in (("inference", inference_refusals), ("tuning", tuning_refusals)):
        if old.get(part) is not None and new.get(part) is not None:
            yield from refused(old[part], new[part])


def effects(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Yield what becomes of what the webhook lets through."""
    for part, edits in _EDITS.items():
        if old.get(part) is not None and new.get(part) is not None:
            yield from edited(old, new, edits)
    before, after = at(old, "inference", "template"), at(new, "inference", "template")
    if before is not None and after is not None and before != after:
        message = "a template is read when the workload is made, later edits of it never are"
        yield Change(("inference", "template"), IGNORED, "template-edit-without-effect", message, _AGAIN)
