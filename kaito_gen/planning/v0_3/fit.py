"""Why a Workspace does not run on KAITO v0.3: what admission compares, and what it lets pass that cannot work.

The webhook multiplies memory by the count for every preset, but only presets that start as one job over all nodes can
use it so; the others start one whole copy on each node. Where a copy does not fit on one machine we say so, though
the webhook lets it pass. Source: KAITO v0.3.1, read 2026-08-21; admission measured in kaito-v0.3-verdicts.jsonl.
"""

from collections.abc import Iterator

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.catalog.preset import Requirement
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.unknown import unknown_machine, unknown_preset
from kaito_gen.planning.v0_3.admission import UNLISTED_SERIES, gib, shortfalls
from kaito_gen.planning.v0_3.sizing import ADMISSION_CLOUD, Sizing
from kaito_gen.target import Target


def smallest_count(need: Requirement, machine: Machine, *, ranks: int) -> int:
    """Return the smallest ``resource.count`` on which a job of ``ranks`` processes runs on a machine.

    Admission compares GPUs and memory; the processes are shared out evenly, so the count divides them as well. Where
    no count does both, the answer is the first.
    """
    by_memory = -(-gib(need.total_memory) // machine.memory_gib)
    least = int(max(1, -(-need.gpus // machine.gpus), by_memory))
    return next((count for count in range(least, ranks + 1) if ranks % count == 0), least)


def refusals(sizing: Sizing, target: Target, catalog: Catalog) -> Iterator[Reason]:
    """Yield everything that keeps a Workspace from running; nothing when it runs."""
    ask = sizing.request
    if not ask.workload:
        yield Reason("nothing-asked", "the Workspace asks for neither a preset, a template nor tuning: add one of them")
    if ask.workload in ("preset", "tuning") and sizing.preset is None:
        yield unknown_preset(ask.preset, catalog)
    if sizing.count < 1:
        yield Reason("no-nodes", f"resource.count is {sizing.count}: ask for one node or more", (sizing.count,))
    elif ask.workload == "tuning":
        yield from _tuning(sizing)
    else:
        yield from _machine(sizing, target, catalog)
        yield from _memory(sizing)


def notes(sizing: Sizing) -> Iterator[Reason]:
    """Yield what is worth telling about a Workspace that runs."""
    preset, machine = sizing.preset, sizing.machine
    if sizing.request.workload == "preset" and sizing.count > 1 and not sizing.distributed:
        yield Reason(
            "copies",
            f"each of the {sizing.count} nodes runs a copy of its own: they share the load, not the model",
            (sizing.count,),
        )
    if sizing.request.workload == "preset" and machine is None:
        yield Reason(
            "machine-unlisted",
            f"the release does not know {sizing.request.instance_type}: whether the model fits is not checked",
        )
    need = preset.tuning.requirement if sizing.request.workload == "tuning" and preset and preset.tuning else None
    if need and machine and machine.memory_gib // machine.gpus < gib(need.memory_per_gpu):
        per_gpu = machine.memory_gib // machine.gpus
        yield Reason(
            "tuning-memory",
            f"the release states {gib(need.memory_per_gpu):g} GiB of GPU memory for tuning and checks nothing; a GPU "
            f"of {machine.name} has {per_gpu} GiB",
            (gib(need.memory_per_gpu), per_gpu),
        )


def _tuning(sizing: Sizing) -> Iterator[Reason]:
    preset = sizing.preset
    if preset and preset.tuning is None:
        yield Reason("tuning-unsupported", f"{preset.name} cannot be tuned: see kaito-gen catalog models")
    elif preset and preset.tuning and preset.tuning.fails:
        yield Reason("tuning-fails", f"tuning {preset.name} is accepted and then fails: {preset.tuning.fails}")
    if sizing.count > 1:
        yield Reason("tuning-count", f"tuning runs on one node, not {sizing.count}: write count: 1", (sizing.count,))


def _machine(sizing: Sizing, target: Target, catalog: Catalog) -> Iterator[Reason]:
    machine, name = sizing.machine, sizing.request.instance_type
    if machine is None:
        if (target.cloud or ADMISSION_CLOUD) != ADMISSION_CLOUD or not name.startswith(UNLISTED_SERIES):
            yield unknown_machine(name, target, catalog)
    elif machine.cloud != ADMISSION_CLOUD:
        yield Reason(
            "unknown-machine",
            f"release {catalog.release} admits machines of Azure alone: on {machine.cloud} {name} can only tune",
        )
    elif machine.gpu_model and not machine.gpu_model.startswith("NVIDIA") and sizing.request.workload == "preset":
        yield Reason(
            "no-nvidia-gpu",
            f"{name} has {machine.gpu_model}, but pods ask for nvidia.com/gpu and would wait for ever: take a machine "
            f"with NVIDIA GPUs",
        )


def _memory(sizing: Sizing) -> Iterator[Reason]:
    preset, machine, count = sizing.preset, sizing.machine, sizing.count
    if sizing.request.workload != "preset" or preset is None or preset.requirement is None or machine is None:
        return
    need = preset.requirement
    ranks = preset.launch.world_size if preset.launch and sizing.distributed else 0
    nodes = f"ask for {smallest_count(need, machine, ranks=ranks)} nodes or " if ranks else ""
    found = tuple(shortfalls(preset.name, need, machine, count, nodes=nodes))
    yield from found
    total_needed = gib(need.total_memory)
    if machine.memory_gib < total_needed <= count * machine.memory_gib and not ranks:
        yield Reason(
            "one-machine-only",
            f"{preset.name} starts a whole copy on each node and needs {total_needed:g} GiB there, {machine.name} has "
            f"{machine.memory_gib} GiB: take a larger machine",
            (machine.memory_gib, total_needed),
        )
    if ranks % count and not found:
        yield Reason(
            "uneven-ranks",
            f"{preset.name} starts {ranks} processes, which {count} nodes cannot share evenly: ask for a count that "
            f"divides {ranks}",
            (ranks, count),
        )
