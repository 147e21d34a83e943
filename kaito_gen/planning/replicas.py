"""Root objects other than a Workspace, as the Workspaces that they stand for.

Planning knows Workspaces alone. A set of replicas is one Workspace that counts several times; a multi-role inference
is one for each of its roles; a RAG engine that names its compute buys nodes as a template does and asks nothing of a
model.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest, name_of, namespace_of
from kaito_gen.value import Value


class Replicas(Value):
    """One Workspace to plan, how often it runs, and the root object it comes from."""

    workspace: Manifest
    number: int
    kind: str
    name: str
    """Of the root object, with the role where there are several."""
    namespace: str


def workspaces(manifest: Manifest) -> tuple[Replicas, ...]:
    """Return the Workspaces that a root object stands for; empty for every other kind. Never raises."""
    kind, spec = manifest.get("kind"), _mapping(manifest, "spec")
    if kind == "Workspace":
        return (_replicas(manifest, manifest, 1),)
    if kind == "InferenceSet":
        template = _mapping(spec, "template")
        resource = {**_mapping(template, "resource"), "labelSelector": _mapping(spec, "labelSelector")}
        workspace = _workspace(manifest, resource, {"inference": template.get("inference")})
        workspace["metadata"]["annotations"] = _mapping(_mapping(template, "metadata"), "annotations")
        return (_replicas(manifest, workspace, _number(spec)),)
    if kind == "MultiRoleInference":
        listed = spec.get("roles")
        roles = [role for role in listed if isinstance(role, Mapping)] if isinstance(listed, list) else []
        return tuple(_replicas(manifest, _role(manifest, role), _number(role), str(role.get("type"))) for role in roles)
    if kind == "RAGEngine":
        if spec.get("compute") is None:  # it runs wherever there is room
            return ()
        compute = _mapping(spec, "compute")
        return (_replicas(manifest, _workspace(manifest, compute, {"inference": {"template": {}}}), 1),)
    return ()


def _role(manifest: Manifest, role: Mapping[str, Any]) -> Manifest:
    spec = _mapping(manifest, "spec")
    preset = {"name": _mapping(spec, "model").get("name")}
    resource = {"labelSelector": _mapping(spec, "labelSelector")}
    if role.get("instanceType"):
        resource["instanceType"] = role["instanceType"]
    return _workspace(manifest, resource, {"inference": {"preset": preset, "config": role.get("runtimeConfig")}})


def _workspace(manifest: Manifest, resource: Mapping[str, Any], purpose: Mapping[str, Any]) -> Manifest:
    metadata = {"name": name_of(manifest), "namespace": namespace_of(manifest)}
    return {"kind": "Workspace", "metadata": metadata, "resource": dict(resource), **purpose}


def _replicas(manifest: Manifest, workspace: Manifest, number: int, role: str = "") -> Replicas:
    name = f"{name_of(manifest)} ({role})" if role else name_of(manifest)
    return Replicas(workspace, number, str(manifest.get("kind")), name, namespace_of(manifest))


def _number(parent: Mapping[str, Any]) -> int:
    number = parent.get("replicas", 1)
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else 1


def _mapping(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, Mapping) else {}
