"""Planning for KAITO v0.3: fixed figures, compared at admission; the nodes are those that the Workspace asks for.

The webhook multiplies memory by the count for every preset, but only presets that start as one job over all nodes can
use it so; the others start one whole copy on each node. Where a copy does not fit on one machine we say so, though
the webhook lets it pass. Source: KAITO v0.3.1, read 2026-08-21; admission measured in kaito-v0.3-verdicts.jsonl.
"""

from collections.abc import Iterator
from fractions import Fraction

from kaito_gen import units
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.catalog.preset import Launch, Preset, Requirement
from kaito_gen.kinds import Manifest
from kaito_gen.planning import request
from kaito_gen.planning.plan import NoFit, Parallelism, Plan, Reason
from kaito_gen.planning.request import Request
from kaito_gen.planning.unknown import unknown_machine, unknown_preset
from kaito_gen.target import Target
from kaito_gen.world import World

DEFAULT_MACHINE = "Standard_NC12s_v3"
"""What the CRD fills in where a Workspace names no instance type."""

_ADMISSION_CLOUD = "azure"
"""The cloud of the one table that admission has; also what an installation without CLOUD_PROVIDER is judged by."""

_UNLISTED_SERIES = ("Standard_N", "Standard_D")
"""Series of which admission lets every machine through, also those that its table does not list; case matters."""


def plan(workspace: Manifest, target: Target, world: World, catalog: Catalog, *, admitted: bool) -> Plan | NoFit:
    """Return what a Workspace gets; see :func:`kaito_gen.planning.releases.plan`."""
    del world  # v0.3 counts what is asked for; which nodes exist already decides only how many are bought
    ask = request.read(workspace)
    name = ask.instance_type or DEFAULT_MACHINE
    machine = catalog.machine(target.cloud or _ADMISSION_CLOUD, name)
    preset = catalog.preset(ask.preset) if ask.preset else None
    count = 1 if ask.count is None else ask.count
    price = catalog.price(target.cloud or _ADMISSION_CLOUD, target.region, name)
    reasons = () if admitted else tuple(_refusals(ask, preset, machine, name, target, catalog))
    launch = _launch(ask, preset)
    gpus = _requested_gpus(ask, preset, machine)
    disk = preset.requirement.disk if ask.workload == "preset" and preset and preset.requirement else "0"
    if reasons:
        return NoFit(
            workload=ask.workload,
            reasons=reasons,
            preset=preset,
            machine=machine,
            runtime=_launcher(launch),
            target_nodes=count,
            gpus_per_node=gpus,
            memory_gib=machine.memory_gib if machine else 0,
            disk=disk,
            price=price,
        )
    return Plan(
        workload=ask.workload,
        runtime=_launcher(launch),
        preset=preset,
        machine=machine,
        nodes=count,
        estimated_nodes=None,
        gpus_per_node=gpus,
        memory_gib=machine.memory_gib if machine else 0,
        parallelism=_parallelism(launch, count),
        disk=disk,
        price=price,
        notes=tuple(_notes(ask, preset, machine, count)),
    )


def smallest_count(preset: Preset, machine: Machine) -> int:
    """Return the smallest ``resource.count`` with which admission takes a preset on a machine; 1 where none helps."""
    need = preset.requirement
    if need is None or machine.gpus < 1 or machine.memory_gib < 1:
        return 1
    by_memory = -(-_gib(need.total_memory) // machine.memory_gib)
    return max(1, -(-need.gpus // machine.gpus), int(by_memory))


def _refusals(
    ask: Request, preset: Preset | None, machine: Machine | None, name: str, target: Target, catalog: Catalog
) -> Iterator[Reason]:
    if not ask.workload:
        yield Reason("nothing-asked", "the Workspace asks for neither a preset, a template nor tuning: add one of them")
    if ask.workload in ("preset", "tuning") and preset is None:
        yield unknown_preset(ask.preset, catalog)
    if ask.workload == "tuning":
        yield from _tuning(ask, preset)
        return
    count = 1 if ask.count is None else ask.count
    if count < 1:
        yield Reason("no-nodes", f"resource.count is {count}: ask for one node or more", (count,))
        return
    if machine is None or not machine.admitted:
        if machine is not None and machine.cloud != _ADMISSION_CLOUD:
            yield Reason(
                "unknown-machine",
                f"release v0.3 admits machines of Azure alone, {name} not: on {machine.cloud} it can only tune",
            )
        elif machine is None and (target.cloud == "aws" or not name.startswith(_UNLISTED_SERIES)):
            yield unknown_machine(name, target, catalog)
        return
    if ask.workload == "preset" and preset and preset.requirement:
        yield from _memory(preset, preset.requirement, machine, count)


def _tuning(ask: Request, preset: Preset | None) -> Iterator[Reason]:
    if preset and preset.tuning is None:
        yield Reason("tuning-unsupported", f"{preset.name} cannot be tuned: see kaito-gen catalog models")
    elif preset and preset.tuning and preset.tuning.fails:
        yield Reason("tuning-fails", f"tuning {preset.name} is accepted and then fails: {preset.tuning.fails}")
    if ask.count is not None and ask.count > 1:
        yield Reason("tuning-count", f"tuning runs on one node, not {ask.count}: write count: 1", (ask.count,))


def _memory(preset: Preset, need: Requirement, machine: Machine, count: int) -> Iterator[Reason]:
    gpus, total = count * machine.gpus, count * machine.memory_gib
    per_gpu = machine.memory_gib // machine.gpus
    enough = smallest_count(preset, machine)
    if gpus < need.gpus:
        yield Reason(
            "too-few-gpus",
            f"{count} x {machine.name} have {gpus} GPUs, {preset.name} needs {need.gpus}: ask for {enough} nodes or a "
            f"larger machine",
            (gpus, need.gpus),
        )
    if per_gpu < _gib(need.memory_per_gpu):
        yield Reason(
            "gpu-too-small",
            f"a GPU of {machine.name} has {per_gpu} GiB, {preset.name} needs {float(_gib(need.memory_per_gpu)):g} GiB "
            f"on each: take a machine with larger GPUs",
            (per_gpu, float(_gib(need.memory_per_gpu))),
        )
    if total < _gib(need.total_memory):
        yield Reason(
            "memory-too-small",
            f"{count} x {machine.name} have {total} GiB of GPU memory, {preset.name} needs "
            f"{float(_gib(need.total_memory)):g} GiB: ask for {enough} nodes or a larger machine",
            (total, float(_gib(need.total_memory))),
        )
    elif not _distributed(preset) and machine.memory_gib < _gib(need.total_memory):
        yield Reason(
            "one-machine-only",
            f"{preset.name} starts a whole copy on each node and needs {float(_gib(need.total_memory)):g} GiB there, "
            f"{machine.name} has {machine.memory_gib} GiB: take a larger machine",
            (machine.memory_gib, float(_gib(need.total_memory))),
        )
    if preset.launch and _distributed(preset) and preset.launch.world_size % count:
        world_size = preset.launch.world_size
        yield Reason(
            "uneven-ranks",
            f"{preset.name} starts {world_size} processes, which {count} nodes cannot share evenly: ask for a count "
            f"that divides {world_size}",
            (world_size, count),
        )


def _notes(ask: Request, preset: Preset | None, machine: Machine | None, count: int) -> Iterator[Reason]:
    if ask.workload == "preset" and preset and count > 1 and not _distributed(preset):
        yield Reason("copies", f"each of the {count} nodes runs a copy of its own: they share the load, not the model")
    need = preset.tuning.requirement if ask.workload == "tuning" and preset and preset.tuning else None
    if need and machine and machine.memory_gib // machine.gpus < _gib(need.memory_per_gpu):
        per_gpu = machine.memory_gib // machine.gpus
        yield Reason(
            "tuning-memory",
            f"the release states {float(_gib(need.memory_per_gpu)):g} GiB of GPU memory for tuning and checks nothing; "
            f"a GPU of {machine.name} has {per_gpu} GiB",
            (float(_gib(need.memory_per_gpu)), per_gpu),
        )


def _requested_gpus(ask: Request, preset: Preset | None, machine: Machine | None) -> int:
    if preset is None or ask.workload not in ("preset", "tuning"):
        return 0
    if machine is not None and machine.requested_gpus is not None:
        return machine.requested_gpus
    need = preset.tuning.requirement if ask.workload == "tuning" and preset.tuning else preset.requirement
    return need.gpus if need else 0


def _launch(ask: Request, preset: Preset | None) -> Launch | None:
    if preset is None or ask.workload not in ("preset", "tuning"):
        return None
    return preset.tuning.launch if ask.workload == "tuning" and preset.tuning else preset.launch


def _launcher(launch: Launch | None) -> str:
    if launch is None:
        return ""
    return "torchrun" if "torchrun" in launch.command else "accelerate"


def _parallelism(launch: Launch | None, count: int) -> Parallelism:
    """Return ranks on a node as tensor, nodes as pipeline; copies of a model on several nodes are no parallelism."""
    if launch is None or not launch.distributed or count < 1:
        return Parallelism()
    return Parallelism(tensor=max(launch.world_size // count, 1), pipeline=count)


def _distributed(preset: Preset) -> bool:
    return preset.launch is not None and preset.launch.distributed


def _gib(quantity: str) -> Fraction:
    return units.parse_quantity(quantity) / units.GIB
