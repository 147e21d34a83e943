"""An InferenceSet: Workspaces of one template, and with the Gateway API gate a pool over their servers.

KAITO gives the Workspaces random names; ours are numbered, so that Git and the cluster agree. Source: KAITO v0.12.0,
pkg/inferenceset; measured in kaito-v0.12-golden, 2026-08.
"""

from collections.abc import Iterator
from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest, api_version, name_of, namespace_of, rank
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.request import RUNTIME_ANNOTATION
from kaito_gen.render.form import at, child, malformed, missing
from kaito_gen.render.names import child_name, kept_first
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.v0_12.claims import MOST_NODES
from kaito_gen.render.v0_12.inference_pool import inference_pool
from kaito_gen.render.v0_12.request import (
    INFERENCE,
    METADATA,
    MULTI_ROLE_LABEL,
    PARTITION,
    ROLE_LABEL,
    SELECTOR,
    SET_LABEL,
    TRANSFORMERS,
)
from kaito_gen.render.v0_12.workspace import render_workspace
from kaito_gen.target import Target
from kaito_gen.world import World

_NO_BENCHMARK = "kaito.sh/disable-benchmark"
_POOL_INTERVAL = "0s"
_FORM: dict[str, Any] = {
    "metadata": METADATA,
    "spec": {
        "replicas": int,
        "labelSelector": SELECTOR,
        "template": {
            "metadata": {"labels": {"": str}, "annotations": {"": str}},
            "resource": {"instanceType": str, "partition": PARTITION},
            "inference": INFERENCE,
        },
    },
}
_REQUIRED = (
    ("", "spec"),
    ("", "metadata"),
    ("metadata", "name"),
    ("spec", "labelSelector"),
    ("spec", "template"),
    ("spec.template", "inference"),
    ("spec.template.inference.preset", "name"),
    ("spec.template.resource.partition", "mode"),
)


def render_inference_set(root: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return the Workspaces of an InferenceSet with everything that is made of them, and its pool."""
    refused = (*malformed(root, _FORM), *missing(root, _REQUIRED))
    if refused:
        return Rendered((), refused)
    if not target.gate("enableInferenceSetController"):
        return Rendered((), (Reason("gate-off", "InferenceSets need the feature gate enableInferenceSetController"),))
    replicas = at(root, "spec.replicas")
    replicas = 1 if replicas is None else replicas
    if replicas > MOST_NODES:
        message = (
            f"{replicas} replicas are asked for, but a cluster has at most {MOST_NODES} nodes: lower spec.replicas"
        )
        return Rendered((), (Reason("too-many-nodes", message, (replicas, MOST_NODES)),))
    objects, stops, notes = list[Manifest](), dict[str, Reason](), dict[str, Reason]()
    existing = _existing(root, world)
    for name in _names(root, replicas, existing):
        workspace = child_workspace(root, name, target)
        made = render_workspace(workspace, target, world, catalog)
        objects += [workspace, *made.objects]
        # The children are alike, so what stops one stops all: it is said once.
        stops |= {stop.code: stop for stop in made.stops}
        notes |= {note.message: note for note in made.notes}
    if replicas > 0 or existing:
        objects += _pool(root, target, catalog)
    objects.sort(key=lambda manifest: rank(manifest["kind"]))
    return Rendered(tuple(objects), tuple(stops.values()), tuple(notes.values()))


def child_workspace(root: Manifest, name: str, target: Target) -> Manifest:
    """Return one Workspace of an InferenceSet."""
    template = at(root, "spec.template")
    metadata, resource = child(template, "metadata"), dict(child(template, "resource"))
    own = child(root, "metadata")
    if not target.provisions_nodes:
        resource.pop("instanceType", None)
    labels = {**child(metadata, "labels"), SET_LABEL: name_of(root)}
    inherited = child(own, "labels")
    labels |= {key: inherited[key] for key in (MULTI_ROLE_LABEL, ROLE_LABEL) if key in inherited}
    annotations = dict(child(metadata, "annotations"))
    if child(own, "annotations").get(_NO_BENCHMARK) == "true":
        annotations[_NO_BENCHMARK] = "true"
    workspace: Manifest = {
        "apiVersion": api_version("Workspace", target.release),
        "kind": "Workspace",
        "metadata": {"name": name, "namespace": namespace_of(root), "labels": labels},
        "resource": {**resource, "labelSelector": at(root, "spec.labelSelector")},
        "inference": at(template, "inference"),
    }
    if annotations:
        workspace["metadata"]["annotations"] = annotations
    return workspace


def _existing(root: Manifest, world: World) -> set[str]:
    """Return the names of its Workspaces that exist."""
    children = world.of_kind("Workspace", labels={SET_LABEL: name_of(root)})
    return {name_of(made) for made in children if namespace_of(made) == namespace_of(root)}


def _names(root: Manifest, replicas: int, existing: set[str]) -> Iterator[str]:
    """Yield the names of the Workspaces wanted; existing ones of other names count, and render as roots themselves."""
    candidates = [child_name(name_of(root), index) for index in range(replicas + len(existing))]
    yield from kept_first(candidates, existing, replicas - len(existing - set(candidates)))


def _pool(root: Manifest, target: Target, catalog: Catalog) -> list[Manifest]:
    """Return the pool over the set's servers; a MultiRoleInference makes one over both of its sets itself."""
    metadata = child(root, "metadata")
    serves_vllm = (
        bool(at(root, "spec.template.inference.preset"))
        and target.gate("vLLM")
        and child(metadata, "annotations").get(RUNTIME_ANNOTATION) != TRANSFORMERS
    )
    if not target.gate("gatewayAPIInferenceExtension") or not serves_vllm:
        return []
    if MULTI_ROLE_LABEL in child(metadata, "labels"):
        return []
    return inference_pool(
        name_of(root),
        namespace_of(root),
        {SET_LABEL: name_of(root)},
        interval=_POOL_INTERVAL,
        target=target,
        catalog=catalog,
    )
