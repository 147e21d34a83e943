"""The pod template of a service that runs no preset: said in the fleet, or in a file beside it."""

from collections.abc import Mapping
from typing import Any

from kaito_gen.fleet.bindings import plain
from kaito_gen.fleet.fault import FieldPath, dotted
from kaito_gen.fleet.scope import Draft, Scope
from kaito_gen.fleet.service import Template


def pod_template(draft: Draft, template: Template, scope: Scope) -> dict[str, Any]:
    """Return the pod template of a service; what is wrong with it becomes a fault of ``scope``."""
    inline = {key: plain(value) for key in ("metadata", "spec") if (value := getattr(template, key)) is not None}
    path = (*draft.path, "template")
    if template.file is None:
        if "spec" not in inline:
            scope.fault(path, f"{dotted(path)} has neither file nor spec", "say one of them")
        return inline
    if inline:
        scope.fault((*path, "file"), f"{dotted(path)} says file and {' and '.join(inline)}", "say one of them")
    documents = scope.files.get(template.file, ())
    if isinstance(documents, bytes) or len(documents) != 1:
        scope.fault((*path, "file"), f"{template.file} holds {len(documents)} documents", "a template is one document")
        return {}
    return _from_file(documents[0], (*path, "file"), template.file, scope)


def _from_file(document: Any, path: FieldPath, file: str, scope: Scope) -> dict[str, Any]:
    """A Pod is a pod template with an apiVersion, a kind and a name; as one it can be checked by every tool."""
    if not isinstance(document, Mapping):
        scope.fault(path, f"{file} holds no mapping: it is no pod template", "write a Pod, or metadata and spec alone")
        return {}
    found = {key: value for key, value in document.items() if key in ("metadata", "spec")}
    beside = set(document) - {"metadata", "spec"}
    if document.get("kind") == "Pod":
        beside -= {"apiVersion", "kind"}
        metadata = document.get("metadata")
        if isinstance(metadata, Mapping):
            found["metadata"] = {key: value for key, value in metadata.items() if key not in ("name", "namespace")}
            if not found["metadata"]:
                del found["metadata"]
    if beside or not isinstance(found.get("spec"), Mapping):
        wrong = f"has {', '.join(sorted(beside))}" if beside else "has no spec"
        scope.fault(path, f"{file} {wrong}: it is no pod template", "write a Pod, or metadata and spec alone")
    return found
