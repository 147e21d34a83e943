"""How large a Workspace's pods are, from its plan: GPUs, nodes, parallelism, and what follows from the machine.

Of nodes that users bring and that differ, KAITO takes the one that its cache lists first, which is random. We take the
one with the most GPU memory: a pod of its size can only land there, so the choice at least runs.
"""

from collections.abc import Iterator

from kaito_gen.planning import byo, partition
from kaito_gen.planning import request as placement
from kaito_gen.planning.placement import parallelism
from kaito_gen.planning.plan import Parallelism, Plan
from kaito_gen.planning.shape import Shape
from kaito_gen.render.v0_12.request import VLLM, Request
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import World

LOW_UTILIZATION_GPU = "NVIDIA A10"


class Sizing(Value):
    """What the builders of a preset's pods need to know of its nodes."""

    nodes: int
    gpus: int
    """Of each pod; 0 where they cannot be known."""
    parallelism: Parallelism
    sliced: bool
    """Whether the pod gets a slice of a GPU instead of whole ones."""
    gpu_model: str
    nvme: bool
    """Whether the machine keeps weights on local disks."""
    disk: str

    @property
    def distributed(self) -> bool:
        """Whether one replica spans several nodes."""
        return self.parallelism.pipeline > 1


def size(request: Request, plan: Plan, target: Target, world: World, *, ask: placement.Request) -> Sizing:
    """Return the sizes that follow from a plan; ``ask`` is the Workspace as planning reads it."""
    mig = partition.mode_in_force(request.partition, target) == partition.MIG
    sizing = Sizing(
        nodes=plan.nodes,
        gpus=1 if mig else plan.gpus_per_node,
        parallelism=plan.parallelism,
        sliced=mig,
        gpu_model=plan.machine.gpu_model if plan.machine else "",
        nvme=bool(plan.machine and plan.machine.nvme and not mig),
        disk=plan.disk,
    )
    if target.provisions_nodes or mig or not plan.gpus_per_node:
        return sizing
    shape = max(_shapes(ask, target, world), key=lambda shape: (shape.memory_gib, shape.gpus))
    if plan.preset and plan.preset.model and request.runtime == VLLM:
        sizing = sizing.replace(parallelism=parallelism(plan.preset.model, shape, plan.nodes))
    return sizing.replace(gpus=shape.gpus, sliced=shape.sliced)


def _shapes(ask: placement.Request, target: Target, world: World) -> Iterator[Shape]:
    """Yield the shape that each ready node gives to a pod."""
    shared = partition.mode_in_force(ask.partition, target) == partition.ACCELERATOR
    for node in byo.ready_nodes(ask, world):
        shape = byo.shape_of(node)
        if isinstance(shape, Shape) and ask.partition and shared:
            shape = partition.accelerators(shape, ask.partition)
        if isinstance(shape, Shape):
            yield shape
