"""What a fleet may ask for beside its models: a Namespace, a ResourceQuota, and an order for Argo CD.

All of it is made from manifests and gives manifests; nothing that the caller passes in is changed.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from kaito_gen.kinds import Manifest, rank

SYNC_WAVE: Final = "argocd.argoproj.io/sync-wave"
"""Annotation by which Argo CD orders an apply. Source: Argo CD 3, "Sync Phases and Waves", read 2026-08-21."""

_DEFAULT_WAVE: Final = 0


def namespace_object(
    name: str, *, labels: Mapping[str, str] | None = None, annotations: Mapping[str, str] | None = None
) -> Manifest:
    """Return a Namespace."""
    metadata: Manifest = {"name": name}
    if labels:
        metadata["labels"] = dict(labels)
    if annotations:
        metadata["annotations"] = dict(annotations)
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}


def resource_quota(name: str, *, namespace: str, hard: Mapping[str, str | int]) -> Manifest:
    """Return a ResourceQuota; ``hard`` maps a resource such as ``requests.nvidia.com/gpu`` to a quantity.

    Quantities are written as strings, as the API server returns them, so that a later diff is quiet.
    """
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"hard": {resource: str(quantity) for resource, quantity in hard.items()}},
    }


def with_sync_waves(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Return the manifests, each with the wave of its kind's rank.

    An object that names its wave keeps it, and wave 0, which is Argo CD's default, is not written, so that a Workspace
    stays as its author wrote it.
    """
    return [_with_sync_wave(manifest) for manifest in manifests]


def _with_sync_wave(manifest: Manifest) -> Manifest:
    wave = rank(str(manifest.get("kind")))
    metadata = manifest.get("metadata") or {}
    annotations = metadata.get("annotations") or {}
    if wave == _DEFAULT_WAVE or SYNC_WAVE in annotations:
        return manifest
    return {**manifest, "metadata": {**metadata, "annotations": {**annotations, SYNC_WAVE: str(wave)}}}
