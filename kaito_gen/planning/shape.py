"""What the GPUs of one node offer to a pod: the input of every placement, wherever it was read from."""

from kaito_gen.catalog.machine import Machine
from kaito_gen.units import GIB
from kaito_gen.value import Value


class Shape(Value, kw_only=True):
    """GPUs of one node, or the part of them that a partition leaves to the pod."""

    gpus: int
    memory_gib: int
    """Of all these GPUs together."""
    machine: Machine | None = None
    """None for nodes that users bring."""
    node: str = ""
    """The node it was read from; empty for machines and partitions."""
    model: str = ""
    """The GPU's product name."""
    sliced: bool = False
    """Whether the GPUs are MIG slices, which cannot be joined over nodes."""

    @property
    def known(self) -> bool:
        """Whether there is enough to compute with; the estimator falls back to the count asked for otherwise."""
        return self.gpus > 0 and self.memory_gib != 0

    @property
    def bytes_per_gpu(self) -> int:
        """Memory of one GPU in bytes, whole, as KAITO divides it."""
        return self.memory_gib * GIB // self.gpus


def of_machine(machine: Machine) -> Shape:
    """Return the shape of a machine of the catalog."""
    return Shape(gpus=machine.gpus, memory_gib=machine.memory_gib, machine=machine, model=machine.gpu_model)
