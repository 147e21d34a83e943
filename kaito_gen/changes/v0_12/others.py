"""Changes of InferenceSets, RAGEngines, MultiRoleInferences and ModelMirrors in release v0.12.

Source: KAITO v0.12.0, their controllers; the webhooks' refusals were run on 2026-08-21.
"""

from collections.abc import Iterator

from kaito_gen.changes.change import APPLIED, IGNORED, REFUSED, ROLLED, Change, at, edited
from kaito_gen.changes.resource import count_changes, machine_changes, partition_changes, selector_changes
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target

_TEMPLATE = "Workspaces that exist keep the old template; only new ones get this"
_RECREATE = "delete the Workspaces of the set one by one, so that new ones are made"
_COMPUTE = ("spec", "compute")

_SET = (
    Change(("spec", "replicas"), APPLIED, "set-scaled", "Workspaces are made or removed"),
    Change(("spec", "template"), IGNORED, "set-template-not-rolled", _TEMPLATE, _RECREATE),
    Change(("spec", "labelSelector"), IGNORED, "set-template-not-rolled", _TEMPLATE, _RECREATE),
    Change(("spec", "nodeCountLimit"), IGNORED, "node-limit-unread", "this release never reads nodeCountLimit"),
    Change(("spec", "updateStrategy"), IGNORED, "update-strategy-unread", "this release never reads updateStrategy"),
    Change(("spec", "autoUpgrade"), APPLIED, "auto-upgrade-changed", "the next upgrade follows it"),
)
_ENGINE_ROLLS = "the Deployment's environment is renewed and its pod replaced"
_ENGINE = (
    Change(("spec", "inferenceService"), ROLLED, "rag-environment-rolled", _ENGINE_ROLLS),
    Change(("spec", "guardrails"), ROLLED, "rag-environment-rolled", _ENGINE_ROLLS),
    Change(("spec", "storage", "vectorDB"), ROLLED, "rag-environment-rolled", _ENGINE_ROLLS),
    Change(
        ("spec", "storage", "persistentVolume"),
        IGNORED,
        "rag-volume-edit-without-effect",
        "the volumes of a Deployment that exists stay as they are",
        "delete the Deployment to have it made anew",
    ),
    Change(("spec", "embedding"), IGNORED, "rag-embedding-unread", "this release's service never reads the embedding"),
)


def set_refusals(old: Manifest, new: Manifest, _: Target) -> Iterator[Change]:
    """Yield what the InferenceSet webhook refuses of a change; v1alpha1 has no partition."""
    keys = ("spec", "template", "resource")
    for change in partition_changes(at(old, *keys), at(new, *keys), keys):
        yield change.replace(code="set-partition-changed")


def set_effects(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Yield what becomes of the other edits of an InferenceSet."""
    return edited(old, new, _SET)


def engine_refusals(old: Manifest, new: Manifest, target: Target) -> Iterator[Change]:
    """Yield what the RAGEngine webhook refuses of a change; nothing where either version has no ``spec``."""
    if at(old, "spec") is None or at(new, "spec") is None:
        return
    before, after = at(old, *_COMPUTE), at(new, *_COMPUTE)
    if before is None and after is None:
        return
    if before is None or after is None:
        message = f"compute cannot be {'added' if before is None else 'removed'} once the RAGEngine exists"
        yield Change(_COMPUTE, REFUSED, "rag-compute-toggled", message, "make a new RAGEngine with another name")
        return
    yield from count_changes(before, after, _COMPUTE)
    yield from partition_changes(before, after, _COMPUTE)
    brings = target.gate("disableNodeAutoProvisioning")
    yield from machine_changes(before, after, _COMPUTE, brings_nodes=brings)
    yield from selector_changes(before, after, _COMPUTE)


def engine_effects(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Yield what becomes of the other edits of a RAGEngine."""
    return edited(old, new, _ENGINE)


def roles_refusals(old: Manifest, new: Manifest, _: Target) -> Iterator[Change]:
    """Yield what the MultiRoleInference webhook refuses of a change: another model, by letter case too."""
    before, after = (str(at(version, "spec", "model", "name") or "") for version in (old, new))
    if before != after:
        message = f"the model was {before or 'not named'} and cannot become {after or 'nothing'}"
        hint = "make a new MultiRoleInference with another name"
        yield Change(("spec", "model", "name"), REFUSED, "role-model-changed", message, hint)


def mirror_refusals(old: Manifest, new: Manifest, _: Target) -> Iterator[Change]:
    """Yield what the ModelMirror webhook refuses of a change: any at all."""
    if _mirrored(old) != _mirrored(new):
        message = "the spec of a ModelMirror cannot be changed"
        yield Change(("spec",), REFUSED, "mirror-changed", message, "delete the ModelMirror and make it anew")


def _mirrored(mirror: Manifest) -> object:
    """Return what a ModelMirror asks for as Go holds it: absent texts are empty ones, absent parts are none."""
    spec = mirror.get("spec") or {}
    source, storage = spec.get("source"), spec.get("storage")
    return (
        spec.get("mode") or "",
        None if source is None else _texts(source),
        None if storage is None else (storage.get("size") or "", storage.get("storageClassName")),
        spec.get("jobNamespace") or "",
        spec.get("serviceAccountName") or "",
    )


def _texts(source: Manifest) -> object:
    secret = source.get("accessSecret")
    named = None if secret is None else {key: value for key, value in secret.items() if value}
    return (source.get("registry") or "", source.get("modelID") or "", named)
