"""Objects that exist already under the names of a Workspace's own: whose they are, and what KAITO does with them.

KAITO never asks who made an object of the name it wants. It leaves a Service as it is, replaces a Job, and of a
workload changes only what it would change of its own. Source: KAITO v0.3.1 and v0.12.0, pkg/controllers and
pkg/workspace/controllers; the cases ``existing-*`` of kaito-v0.12-golden, 2026-08.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest, name_of
from kaito_gen.planning.plan import Reason
from kaito_gen.render.form import at, child
from kaito_gen.world import World

_MARK = "kaito.sh/workspace"
_OURS_TO_SAY = ("name", "namespace", "labels", "annotations")
"""What a manifest may say of its own metadata; the rest is the server's and the controllers'."""


def foreign(world: World, kind: str, *, name: str, namespace: str, workspace: str) -> Manifest | None:
    """Return the object of this name if it is not the Workspace's own; None where it is, or where none is known."""
    found = world.find(kind, name, namespace)
    if found is None or _belongs(found, workspace):
        return None
    return found


def as_wanted(manifest: Manifest) -> Manifest:
    """Return a copy of an object as a user would apply it, without what the server and controllers added."""
    from copy import deepcopy  # few runs meet such an object

    kept = deepcopy({key: value for key, value in manifest.items() if key != "status"})
    kept["metadata"] = {key: value for key, value in child(kept, "metadata").items() if key in _OURS_TO_SAY}
    return kept


def selectively_updated(existing: Manifest, wanted: Manifest) -> Manifest:
    """Return a workload of someone else's after KAITO's update: environment, mounts, volumes and init containers."""
    updated = as_wanted(existing)
    pod, wanted_pod = _pod(updated), _pod(wanted)
    containers, wanted_containers = pod.get("containers"), wanted_pod.get("containers")
    if isinstance(containers, list) and containers and wanted_containers:
        _take(containers[0], wanted_containers[0], ("env", "volumeMounts"))
    _take(pod, wanted_pod, ("initContainers", "volumes"))
    return updated


def note(manifest: Manifest, fates: Mapping[str, str]) -> Reason:
    """Return what to say of a foreign object: ``fates`` holds, by kind, what the release does with it."""
    kind, name = str(manifest.get("kind")), name_of(manifest)
    return Reason("foreign-object", f"{kind} {name} exists and is not this Workspace's: {fates.get(kind, 'it stays')}")


def _belongs(manifest: Manifest, workspace: str) -> bool:
    for owner in at(manifest, "metadata.ownerReferences") or ():
        if isinstance(owner, dict) and owner.get("kind") == "Workspace" and owner.get("name") == workspace:
            return True
    spec = child(manifest, "spec")
    selector = child(spec, "selector")
    marked = (
        child(child(manifest, "metadata"), "labels"),
        selector,
        child(selector, "matchLabels"),
        child(child(child(spec, "template"), "metadata"), "labels"),
    )
    return any(labels.get(_MARK) == workspace for labels in marked)


def _pod(manifest: Manifest) -> dict[str, Any]:
    return child(child(child(manifest, "spec"), "template"), "spec")


def _take(into: dict[str, Any], source: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in source:
            into[key] = source[key]
        else:
            into.pop(key, None)
