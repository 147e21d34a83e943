"""Nodes that users bring (KAITO v0.12): which ones count, and what their labels say about their GPUs.

KAITO sizes everything from the first ready node in name order, also where the nodes differ. The labels are those of
NVIDIA's GPU feature discovery; memory stands there in MiB for one GPU and is rounded to whole GiB before anything is
computed.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest, name_of
from kaito_gen.planning.integers import atoi
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.request import Request
from kaito_gen.planning.shape import Shape
from kaito_gen.world import World

PRODUCT, COUNT, MEMORY = "nvidia.com/gpu.product", "nvidia.com/gpu.count", "nvidia.com/gpu.memory"
_MIG_CONFIG, _MIG_STATE = "nvidia.com/mig.config", "nvidia.com/mig.config.state"


def ready_nodes(request: Request, world: World) -> tuple[Manifest, ...]:
    """Return the ready nodes that match a Workspace's labels, in name order.

    A node whose manifest says nothing of readiness counts: a file that describes a node seldom has conditions.
    """
    return tuple(node for node in matching_nodes(request, world) if is_ready(node))


def node_shape(request: Request, world: World) -> Shape | Reason:
    """Return the shape of the first ready node, or why there is none.

    Reasons: ``nodes-unknown`` (no Node is known and the world may hold some), ``no-ready-node``,
    ``node-labels-missing`` and ``node-labels-invalid``.
    """
    ready = ready_nodes(request, world)
    if ready:
        return shape_of(ready[0])
    selector = ", ".join(f"{key}={value}" for key, value in sorted(request.node_labels.items())) or "any node"
    matching = matching_nodes(request, world)
    if not matching and not world.complete:
        return Reason(
            "nodes-unknown",
            f"which nodes match {selector} is not known here: give their Node objects in a file with --cluster "
            f"(kaito-gen plan also takes --nodes)",
        )
    found = f"{len(matching)} match and none is ready" if matching else "no node matches"
    return Reason(
        "no-ready-node",
        f"a ready node that matches {selector} is needed to know its GPUs, but {found}: label or repair a node first",
    )


def shape_of(node: Manifest) -> Shape | Reason:
    """Return the shape that a node's labels describe, or the reason why they do not."""
    found = (node.get("metadata") or {}).get("labels")
    labels: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    missing = [label for label in (PRODUCT, COUNT, MEMORY) if label not in labels]
    if missing:
        return Reason(
            "node-labels-missing",
            f"node {name_of(node)} lacks {', '.join(missing)}: install NVIDIA's GPU feature discovery on it",
        )
    gpus, mebibytes = atoi(str(labels[COUNT])), atoi(str(labels[MEMORY]))
    if gpus is None or mebibytes is None:
        label = COUNT if gpus is None else MEMORY
        return Reason(
            "node-labels-invalid", f"node {name_of(node)} has {label}={labels[label]!r}, which is not a whole number"
        )
    return Shape(
        gpus=gpus,
        memory_gib=int(mebibytes / 1024 + 0.5) * gpus,
        node=name_of(node),
        model=str(labels[PRODUCT]),
        sliced=labels.get(_MIG_CONFIG, "") not in ("", "all-disabled") and labels.get(_MIG_STATE) == "success",
    )


def is_ready(node: Manifest) -> bool:
    """Return whether a node is ready and not being deleted."""
    metadata, status = node.get("metadata"), node.get("status")
    if isinstance(metadata, Mapping) and metadata.get("deletionTimestamp"):
        return False
    found = status.get("conditions") if isinstance(status, Mapping) else None
    conditions = found if isinstance(found, list) else []
    ready = [item.get("status") for item in conditions if isinstance(item, Mapping) and item.get("type") == "Ready"]
    return all(status == "True" for status in ready)


def differences(request: Request, world: World) -> tuple[Reason, ...]:
    """Return what KAITO's webhook objects to in the matching nodes, ready or not: bad labels, or unlike shapes."""
    first: Shape | None = None
    for node in matching_nodes(request, world):
        shape = shape_of(node)
        if isinstance(shape, Reason):
            return (shape,)
        first = first or shape
        if (shape.model, shape.gpus, shape.memory_gib) != (first.model, first.gpus, first.memory_gib):
            return (
                Reason(
                    "nodes-differ",
                    f"node {shape.node} has {shape.gpus} x {shape.model} with {shape.memory_gib} GiB, node "
                    f"{first.node} has {first.gpus} x {first.model} with {first.memory_gib} GiB: select nodes of one "
                    f"kind",
                    (shape.gpus, shape.memory_gib, first.gpus, first.memory_gib),
                ),
            )
    return ()


def matching_nodes(request: Request, world: World) -> tuple[Manifest, ...]:
    """Return the nodes that match a Workspace's labels, ready or not, in name order."""
    return tuple(sorted(world.of_kind("Node", labels=request.node_labels), key=name_of))
