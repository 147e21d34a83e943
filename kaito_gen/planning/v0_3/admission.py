"""The sums of KAITO v0.3's webhook: which machines it lets through, and what it compares with a preset.

It multiplies memory by the count for every preset, whether or not the preset can use several nodes. Source: KAITO
v0.3.1, read 2026-08-21; measured in kaito-v0.3-verdicts.jsonl.
"""

from collections.abc import Iterator

from kaito_gen import units
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.catalog.preset import Requirement
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.v0_3.sizing import ADMISSION_CLOUD

UNLISTED_SERIES = ("Standard_N", "Standard_D")
"""Series of which admission lets every machine through, also those that its table does not list; case matters."""


def listed_machine(name: str, catalog: Catalog) -> Machine | None:
    """Return the machine that admission compares; None where its one table, that of Azure, does not list it."""
    machine = catalog.machine(ADMISSION_CLOUD, name)
    return machine if machine is not None and machine.admitted else None


def shortfalls(preset: str, need: Requirement, machine: Machine, count: int, *, nodes: str = "") -> Iterator[Reason]:
    """Yield what ``count`` machines lack of what a preset needs: GPUs, memory on each, memory of all together.

    ``nodes`` is said before "take a larger machine", such as "ask for 2 nodes or ".
    """
    total_needed, per_gpu_needed = gib(need.total_memory), gib(need.memory_per_gpu)
    gpus, total, per_gpu = count * machine.gpus, count * machine.memory_gib, machine.memory_gib // machine.gpus
    if gpus < need.gpus:
        yield Reason(
            "too-few-gpus",
            f"{count} x {machine.name} have {gpus} GPU{'s' * (gpus != 1)}, {preset} needs {need.gpus}: {nodes}"
            f"take a larger machine",
            (gpus, need.gpus),
        )
    if per_gpu < per_gpu_needed:
        yield Reason(
            "gpu-too-small",
            f"a GPU of {machine.name} has {per_gpu} GiB, {preset} needs {per_gpu_needed:g} GiB on each: take a "
            f"machine with larger GPUs",
            (per_gpu, per_gpu_needed),
        )
    if total < total_needed:
        yield Reason(
            "memory-too-small",
            f"{count} x {machine.name} have {total} GiB of GPU memory, {preset} needs {total_needed:g} GiB: "
            f"{nodes}take a larger machine",
            (total, total_needed),
        )


def gib(quantity: str) -> float:
    """Return a quantity in GiB; exact for all that a catalog holds: whole GiB, or halves and quarters of them."""
    return float(units.parse_quantity(quantity) / units.GIB)
