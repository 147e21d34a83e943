"""Which existing nodes a v0.3 Workspace takes, and so how many it still has to buy.

Nodes qualify by label and readiness alone; the release looks neither at GPUs nor at who else uses a node. A node of a
file that reports no conditions counts as ready: whoever writes one down offline means a node that can be used.
Source: KAITO v0.3.1, pkg/controllers (selection) and pkg/utils/resources (readiness); read 2026-08-21.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest, name_of
from kaito_gen.planning.byo import is_ready
from kaito_gen.render.form import child
from kaito_gen.render.v0_3.request import Request
from kaito_gen.target import Target
from kaito_gen.world import World

INSTANCE_TYPE = "node.kubernetes.io/instance-type"
MACHINE_TYPE = "kaito.sh/machine-type"
NODE_POOL = "karpenter.sh/nodepool"


def select_nodes(request: Request, target: Target, world: World) -> list[Manifest]:
    """Return the existing nodes that the Workspace takes, best first, at most as many as it asks for.

    Preferred nodes come first, then those it used before, then those that a provisioner made, then by name;
    ``preferredNodes`` never adds a node that the labels do not match. With the gate Karpenter both provisioners count.
    """
    bought = {MACHINE_TYPE, NODE_POOL} if target.gate("Karpenter") else {MACHINE_TYPE}

    def rank(node: Manifest) -> tuple[bool, bool, bool, str]:
        name = name_of(node)
        return (
            name not in request.preferred_nodes,
            name not in request.worker_nodes,
            bought.isdisjoint(_labels(node)),
            name,
        )

    fit = [node for node in world.of_kind("Node", labels=request.match_labels) if _qualifies(node, request)]
    return sorted(fit, key=rank)[: max(request.count, 0)]


def _qualifies(node: Manifest, request: Request) -> bool:
    return _labels(node).get(INSTANCE_TYPE, request.instance_type) == request.instance_type and is_ready(node)


def _labels(node: Manifest) -> Mapping[str, Any]:
    return child(child(node, "metadata"), "labels")
