"""Manifests that a fleet takes over word for word; only a namespace is filled in where they name none."""

from collections.abc import Mapping
from typing import Any

from kaito_gen.fleet.bindings import plain
from kaito_gen.fleet.fault import FieldPath, did_you_mean, dotted
from kaito_gen.fleet.placement import Entry, Manifests
from kaito_gen.fleet.scope import Draft, Scope
from kaito_gen.kinds import ROOT_KINDS, Manifest, is_namespaced


def build_manifests(draft: Draft, manifest: Manifests, scope: Scope) -> None:
    """Fill a draft with an entry's own objects; the first kind that KAITO acts on is its root."""
    path = (*draft.path, "manifest")
    for document in _documents(manifest, path, scope):
        found = _checked(document, path, scope)
        if found is None:
            continue
        namespace = scope.namespace(draft.entry)
        if namespace and is_namespaced(found["kind"]) and not found["metadata"].get("namespace"):
            found = {**found, "metadata": {**found["metadata"], "namespace": namespace}}
        if draft.root is None and found["kind"] in ROOT_KINDS:
            draft.root = found
        else:
            draft.beside.append(found)


def says_more(entry: Entry) -> list[str]:
    """Return what an entry with a manifest says besides, which nothing would heed."""
    kept = {"name", "enabled", "namespace", "manifest"}
    return [name for name in plain(entry) if name not in kept]


def _documents(manifest: Manifests, path: FieldPath, scope: Scope) -> list[Any]:
    if (manifest.file is None) == (manifest.objects is None):
        said = "file and objects" if manifest.file else "neither file nor objects"
        scope.fault(path, f"{dotted(path)} says {said}", "say one of them")
        return []
    if manifest.file is None:
        return [plain(one) for one in manifest.objects or ()]
    documents = scope.files.get(manifest.file, ())
    if not documents:
        scope.fault((*path, "file"), f"{manifest.file} holds no objects", "write one, or remove the entry")
    return [] if isinstance(documents, bytes) else list(documents)


def _checked(document: Any, path: FieldPath, scope: Scope) -> Manifest | None:
    metadata = document.get("metadata") if isinstance(document, Mapping) else None
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    if not (isinstance(name, str) and isinstance(document.get("kind"), str) and document.get("apiVersion")):
        scope.fault(
            path, f"{dotted(path)} holds something that is no object", "give apiVersion, kind and metadata.name"
        )
        return None
    kind, version = document["kind"], document["apiVersion"]
    if kind in ROOT_KINDS:
        release, served = scope.dialect.release, scope.dialect.served.get(kind, ())
        if version not in served:
            hint = did_you_mean(str(version), served) or "choose a later release"
            scope.fault(path, f"release {release} serves no {kind} of {version}", hint)
            return None
    return dict(document)
