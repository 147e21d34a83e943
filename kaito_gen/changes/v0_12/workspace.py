"""Changes of a Workspace in release v0.12.

The controller writes a StatefulSet once and then only renews its init containers, volumes, mounts and environment:
what shows in the command line, the image or the nodes stays as it was. A tuning Job is deleted and made anew whenever
``tuning`` changes. Source: KAITO v0.12.0, pkg/workspace/controllers; the webhook's refusals were run on 2026-08-21.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.changes.change import IGNORED, REFUSED, REPLACED, ROLLED, Change, at, edited
from kaito_gen.changes.resource import (
    count_changes,
    exact_machine_changes,
    machine_changes,
    partition_changes,
    selector_changes,
)
from kaito_gen.changes.workload import inference_refusals, toggles, tuning_refusals
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target

_STREAMING = "kaito.sh/model-streaming"
_RESTART = "delete the StatefulSet to have it made anew, or make a new Workspace"
_ANNOTATIONS = ("metadata", "annotations")

_UNREAD = (
    Change(
        ("resource", "preferredNodes"), IGNORED, "preferred-nodes-unread", "this release never reads preferredNodes"
    ),
    *(
        Change((*_ANNOTATIONS, f"kaito.sh/{name}"), IGNORED, f"{name}-edit-without-effect", message, hint)
        for name, message, hint in (
            ("runtime", "the runtime of a workload that exists stays as it is", _RESTART),
            ("performance-mode", "the command line of a workload that exists stays as it is", _RESTART),
            ("use-local-weights", "the weights of a workload that exists stay where they are", _RESTART),
            ("enablelb", "a Service that exists keeps its type", "delete the Service to have it made anew"),
            ("node-image-family", "nodes that were bought keep their image", ""),
        )
    ),
)
_TUNING = tuple(
    Change(
        ("tuning", field), REPLACED, "tuning-job-replaced", "the tuning Job is deleted and starts from the beginning"
    )
    for field in ("config", "input", "output", "method")
)


def refusals(old: Manifest, new: Manifest, target: Target) -> Iterator[Change]:
    """Yield what the webhook refuses of a change, the rules of the object's version applied."""
    keys = ("resource",)
    before, after = old.get("resource"), new.get("resource")
    yield from toggles(old, new)
    yield from count_changes(before, after, keys)
    if new["apiVersion"].endswith("/v1alpha1"):
        yield from exact_machine_changes(before, after, keys)
    else:
        yield from partition_changes(before, after, keys)
        brings = target.gate("disableNodeAutoProvisioning")
        yield from machine_changes(before, after, keys, brings_nodes=brings)
        yield from _streaming(old, new, target)
    yield from selector_changes(before, after, keys)
    for part, refused in (("inference", inference_refusals), ("tuning", tuning_refusals)):
        if old.get(part) is not None and new.get(part) is not None:
            yield from refused(old[part], new[part])


def effects(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Yield what becomes of what the webhook lets through."""
    yield from edited(old, new, _UNREAD)
    before, after = old.get("inference"), new.get("inference")
    if before is not None and after is not None:
        yield from _inference(before, after)
    if old.get("tuning") is not None and new.get("tuning") is not None:
        yield from edited(old, new, _TUNING)


def _streaming(old: Manifest, new: Manifest, target: Target) -> Iterator[Change]:
    before, after = (at(version, *_ANNOTATIONS, _STREAMING) or "" for version in (old, new))
    if target.gate("ModelStreaming") and before != after:
        message = f"{_STREAMING} was {before!r} and cannot become {after!r}"
        keys = (*_ANNOTATIONS, _STREAMING)
        yield Change(keys, REFUSED, "streaming-changed", message, "make a new Workspace with another name")


def _inference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    keys = ("inference",)
    if old.get("template") is not None and new.get("template") is not None and old["template"] != new["template"]:
        message = "a template is read when the workload is made, later edits of it never are"
        yield Change((*keys, "template"), IGNORED, "template-edit-without-effect", message, _RESTART)
    before, after = old.get("config") or "", new.get("config") or ""
    if before != after:
        yield _config(before, after)
    adapters, wanted = old.get("adapters") or [], new.get("adapters") or []
    if adapters == wanted:
        return
    if not adapters:
        message = "adapters that come later are copied into the pods, but the server was started without adapters"
        yield Change((*keys, "adapters"), IGNORED, "first-adapter-without-effect", message, _RESTART)
    else:
        message = "the pods are replaced and copy the adapters anew"
        yield Change((*keys, "adapters"), ROLLED, "adapters-rolled", message)


def _config(before: str, after: str) -> Change:
    keys = ("inference", "config")
    if before and after:
        return Change(keys, ROLLED, "config-rolled", f"the pods are replaced and read the ConfigMap {after}")
    if after:
        message = "a config that comes later is mounted, but the command line never names it"
        return Change(keys, IGNORED, "config-added-without-effect", message, _RESTART)
    message = "the config is no longer mounted, but the command line goes on naming it"
    return Change(keys, IGNORED, "config-removed-without-effect", message, _RESTART)
