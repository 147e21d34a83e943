"""What a cluster, and the tools that wrote to it, added to an object; a fleet says none of it again.

Source of the keys: Kubernetes' ObjectMeta, and the annotations and finalizers of KAITO v0.3.1 and v0.12.0, read
2026-08-21.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from kaito_gen.kinds import Manifest

_SERVER_METADATA: Final = frozenset(
    {"creationTimestamp", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}
)
_TOOL_ANNOTATIONS: Final = ("kubectl.kubernetes.io/last-applied-configuration", "argocd.argoproj.io/tracking-id")
_CONTROLLER_ANNOTATIONS: Final = ("workspace.kaito.io/", "inferenceset.kaito.io/", "ragengine.kaito.io/")
_CONTROLLER_FINALIZERS: Final = ".kaito.sh"
_DEFAULTED_EMPTY: Final = "presetOptions"
"""KAITO's controllers write it empty with their first update."""


def cleaned(manifest: Manifest) -> Manifest:
    """Return an object as its author may have written it: without status, server fields, nulls and bookkeeping."""
    found: Manifest = _without_nothing({key: value for key, value in manifest.items() if key != "status"})
    metadata = found.get("metadata")
    if isinstance(metadata, Mapping):
        found["metadata"] = dict(_metadata(metadata))
    return found


def unpacked(manifests: list[Manifest]) -> Iterator[Manifest]:
    """Yield objects, those inside a List (what ``kubectl get -o yaml`` prints) in its place."""
    for manifest in manifests:
        items = manifest.get("items")
        if str(manifest.get("kind")).endswith("List") and isinstance(items, list):
            yield from unpacked([item for item in items if isinstance(item, dict)])
        else:
            yield manifest


def _metadata(metadata: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in metadata.items():
        if key in _SERVER_METADATA:
            continue
        kept = value
        if key == "annotations" and isinstance(value, Mapping):
            kept = {name: text for name, text in value.items() if not _is_bookkeeping(name)}
        elif key == "finalizers" and isinstance(value, list):
            kept = [name for name in value if not _is_kaito_finalizer(str(name))]
        if kept not in ({}, []):
            yield key, kept


def _is_bookkeeping(annotation: str) -> bool:
    return annotation in _TOOL_ANNOTATIONS or annotation.startswith(_CONTROLLER_ANNOTATIONS)


def _is_kaito_finalizer(name: str) -> bool:
    return name.endswith(_CONTROLLER_FINALIZERS) or name.startswith(("multiroleinference.kaito.sh/", "kaito.sh/"))


def _without_nothing(value: Any) -> Any:
    """A null in a mapping is what Kubernetes reads as absent."""
    if isinstance(value, Mapping):
        return {
            key: _without_nothing(inner)
            for key, inner in value.items()
            if inner is not None and not (key == _DEFAULTED_EMPTY and inner == {})
        }
    if isinstance(value, list):
        return [_without_nothing(inner) for inner in value]
    return value
