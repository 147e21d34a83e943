"""How nodes belong to a Workspace of release v0.12: by which labels, and which existing ones it may use.

Each provisioner marks the nodes that it buys with its own pair of ownership labels, and pods then ask for them; nodes
that users bring carry none. Source: KAITO v0.12.0, pkg/nodeprovision; read 2026-08-21.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest
from kaito_gen.planning.byo import is_ready
from kaito_gen.render.v0_12.request import Request
from kaito_gen.target import Target
from kaito_gen.world import World

NODE_POOL = "karpenter.sh/nodepool"
WORKSPACE = "kaito.sh/workspace"
KARPENTER_WORKSPACE = "karpenter.kaito.sh/workspace-name"
INSTANCE_TYPE = "node.kubernetes.io/instance-type"
TAINT: Mapping[str, str] = {"key": "sku", "value": "gpu", "effect": "NoSchedule"}


def ownership(request: Request, target: Target) -> dict[str, str]:
    """Return the labels by which the provisioner's nodes belong to the Workspace; empty for nodes that users bring."""
    if target.provisioner == "azure-gpu-provisioner":
        return {WORKSPACE: request.name, "kaito.sh/workspacenamespace": request.namespace}
    if target.provisioner == "karpenter":
        return {KARPENTER_WORKSPACE: request.name, "karpenter.kaito.sh/workspace-namespace": request.namespace}
    return {}


def brought_nodes(request: Request, target: Target, world: World) -> int:
    """Return how many ready nodes that nobody provisioned cover the Workspace's need.

    With gpu-provisioner such a node must carry the ownership labels as well, and belong to no NodePool; with Karpenter
    it must be of the Workspace's instance type, and carry no Workspace's name.
    """
    if target.provisioner == "karpenter":
        wanted, foreign = {INSTANCE_TYPE: request.instance_type}, {KARPENTER_WORKSPACE, WORKSPACE}
    else:
        wanted, foreign = ownership(request, target), {NODE_POOL}
    nodes = world.of_kind("Node", labels={**request.node_labels, **wanted})
    return sum(is_ready(node) and foreign.isdisjoint(_labels(node)) for node in nodes)


def _labels(node: Manifest) -> Mapping[str, Any]:
    return (node.get("metadata") or {}).get("labels") or {}
