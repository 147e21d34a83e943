"""The NodeClaims of a Workspace with gpu-provisioner: one for every node that it lacks.

A claim stays wanted once it exists; otherwise the second look at a cluster would no longer want what the first one
made. Claims under other names than ours (KAITO's hold a hash of the time) count as nodes on their way and stay as they
are. Source: KAITO v0.12.0, pkg/utils/nodeclaim; measured in kaito-v0.12-golden, 2026-08.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest, api_version, name_of
from kaito_gen.planning.plan import Reason
from kaito_gen.render.labels import refused_label
from kaito_gen.render.names import claim_name, kept_first
from kaito_gen.render.v0_12.nodes import INSTANCE_TYPE, NODE_POOL, TAINT, brought_nodes, ownership
from kaito_gen.render.v0_12.request import Request
from kaito_gen.target import Target
from kaito_gen.world import World

IMAGE_FAMILY = "kaito.sh/node-image-family"
MOST_NODES = 5000
"""Nodes that Kubernetes supports in a cluster (kubernetes.io, considerations for large clusters; read 2026-08-21)."""


def node_claims(request: Request, target: Target, world: World, *, nodes: int, disk: str) -> list[Manifest]:
    """Return the claims that the Workspace wants, those of ours that exist included.

    ``nodes`` is how many nodes it needs, ``disk`` a quantity.
    """
    existing = {name_of(claim) for claim in world.of_kind("NodeClaim", labels=ownership(request, target))}
    candidates = [claim_name(request.namespace, request.name, index) for index in range(nodes + len(existing))]
    others = len(existing - set(candidates))
    needed = nodes - brought_nodes(request, target, world) - others
    names = kept_first(candidates, existing, needed)
    return [node_claim(request, target, name=name, disk=disk) for name in names]


def node_claim(request: Request, target: Target, *, name: str, disk: str) -> Manifest:
    """Return one claim."""
    return claim(
        target,
        name=name,
        labels={NODE_POOL: "kaito", **ownership(request, target), **request.node_labels},
        instance_type=request.instance_type,
        family=image_family(request.annotations, target),
        disk=disk,
    )


def claim(target: Target, *, name: str, labels: dict[str, str], instance_type: str, family: str, disk: str) -> Manifest:
    """Return the claim for one node of an instance type, whoever owns it."""
    requirements = [_in(NODE_POOL, "kaito"), _in(INSTANCE_TYPE, instance_type), _in("kubernetes.io/os", "linux")]
    if target.cloud == "azure":
        requirements.append(_in("karpenter.azure.com/sku-name", instance_type))
        node_class = {"name": "default", "kind": "KaitoNodeClass", "group": "kaito.sh"}
    else:
        requirements.append({"key": "karpenter.k8s.aws/instance-gpu-count", "operator": "Gt", "values": ["0"]})
        node_class = {"name": "default", "kind": "EC2NodeClass", "group": "karpenter.k8s.aws"}
    annotations = {"karpenter.sh/do-not-disrupt": "true"}
    if family:
        annotations[IMAGE_FAMILY] = family
    return {
        "apiVersion": api_version("NodeClaim", target.release),
        "kind": "NodeClaim",
        "metadata": {"name": name, "labels": labels, "annotations": annotations},
        "spec": {
            "nodeClassRef": node_class,
            "taints": [dict(TAINT)],
            "requirements": requirements,
            "resources": {"requests": {"storage": disk}},
            "expireAfter": "Never",
        },
    }


def refusal(request: Request, target: Target) -> Reason | None:
    """Return why the API server refuses every claim of the Workspace, or None when it takes them."""
    if target.cloud == "arc":
        return Reason(
            "claim-refused",
            "on Arc the release names no node class in its NodeClaims, and the API server refuses them: bring your own "
            "nodes (provisioner byo)",
        )
    label = refused_label({**ownership(request, target), **request.node_labels})
    if label:
        return Reason("claim-refused", f"nodes cannot carry the label {label}: the API server refuses the claim")
    return None


def image_family(annotations: Mapping[str, str], target: Target) -> str:
    """Return the annotation's node image family, else the installation's; empty when both are unknown ones."""
    default = target.node_image_family or "ubuntu"
    families = (family.strip().lower() for family in (annotations.get(IMAGE_FAMILY, ""), default))
    return next((family for family in families if family in ("ubuntu", "azurelinux")), "")


def _in(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "operator": "In", "values": [value]}
