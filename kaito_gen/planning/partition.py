"""Parts of a node's GPUs (KAITO v0.12, nodes that users bring): one MIG slice, or some of the whole GPUs."""

import re

from kaito_gen.planning.plan import Reason
from kaito_gen.planning.request import Partition
from kaito_gen.planning.shape import Shape
from kaito_gen.target import Target

MIG = "mig"
ACCELERATOR = "accelerator"
GATES = {MIG: "enableMIG", ACCELERATOR: "enableAccelerator"}
"""Mode -> the feature gate without which the controller sizes pods as if there were no partition."""

_MEMORIES = {
    1: (5, 6, 10, 12, 18, 20, 23, 24, 35, 45),
    2: (10, 12, 20, 24, 35, 45),
    3: (20, 40, 47, 48, 71, 90),
    4: (20, 24, 40, 47, 48, 71, 90),
    7: (40, 80, 94, 96, 141, 180),
}
PROFILES = frozenset(f"{slices}g.{memory}gb" for slices, memories in _MEMORIES.items() for memory in memories)
"""MIG profiles that admission knows. Source: KAITO v0.12.0, read 2026-08-21."""

_PROFILE = re.compile(r"(\d{1,9})g\.(\d{1,9}(?:\.\d*)?|\.\d+)gb\Z", re.ASCII)


def mode_in_force(partition: Partition | None, target: Target) -> str:
    """Return the mode by which the controller sizes pods, empty without one; its estimator asks for no gate."""
    gate = GATES.get(partition.mode) if partition else None
    return partition.mode if partition and gate and target.gate(gate) else ""


def slice_shape(profile: str) -> Shape | Reason:
    """Return the shape of one MIG slice, or ``bad-slice`` when the profile is not written like 3g.40gb.

    A profile that no GPU has is estimated all the same; that it is unknown is for admission to say (:data:`PROFILES`).
    """
    match = _PROFILE.match(profile)
    slices, memory = (int(match[1]), int(float(match[2]))) if match else (0, 0)
    if slices == 0 or memory == 0:
        return Reason("bad-slice", f"{profile!r} is not a MIG profile: write it like 3g.40gb")
    return Shape(gpus=1, memory_gib=memory, sliced=True)


def accelerators(node: Shape, partition: Partition) -> Shape | Reason:
    """Return the shape of some whole GPUs of a node, or ``partition-too-large`` (GPUs wanted, GPUs there)."""
    count = partition.count or 0
    if count <= 0:
        return node
    if count > node.gpus:
        where = f"node {node.node}" if node.node else "the node"
        return Reason(
            "partition-too-large",
            f"partition.count asks for {count} GPUs, but {where} has {node.gpus}: ask for at most {node.gpus}",
            (count, node.gpus),
        )
    return Shape(
        gpus=count,
        memory_gib=node.memory_gib // node.gpus * count,
        node=node.node,
        model=node.model,
        sliced=node.sliced,
    )
