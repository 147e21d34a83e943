"""Planning for KAITO v0.3: the nodes are those that the Workspace asks for; fixed figures say whether it fits."""

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.kinds import Manifest
from kaito_gen.planning.plan import NoFit, Parallelism, Plan
from kaito_gen.planning.v0_3.fit import notes, refusals, smallest_count
from kaito_gen.planning.v0_3.sizing import ADMISSION_CLOUD, DEFAULT_MACHINE, Sizing, size
from kaito_gen.target import Target
from kaito_gen.world import World

__all__ = ["DEFAULT_MACHINE", "count", "plan"]


def plan(workspace: Manifest, target: Target, world: World, catalog: Catalog, *, admitted: bool) -> Plan | NoFit:
    """Return what a Workspace gets; see :func:`kaito_gen.planning.releases.plan`."""
    del world  # which nodes exist already decides only how many of the count are bought
    sizing = size(workspace, target, catalog)
    price = catalog.price(target.cloud or ADMISSION_CLOUD, target.region, sizing.request.instance_type)
    reasons = () if admitted else tuple(refusals(sizing, target, catalog))
    memory = sizing.machine.memory_gib if sizing.machine else 0
    if reasons:
        return NoFit(
            workload=sizing.request.workload,
            reasons=reasons,
            preset=sizing.preset,
            machine=sizing.machine,
            runtime=_launcher(sizing),
            target_nodes=sizing.count,
            gpus_per_node=sizing.requested_gpus,
            memory_gib=memory,
            disk=sizing.disk,
            price=price,
        )
    return Plan(
        workload=sizing.request.workload,
        runtime=_launcher(sizing),
        preset=sizing.preset,
        machine=sizing.machine,
        nodes=sizing.count,
        estimated_nodes=None,
        gpus_per_node=sizing.requested_gpus,
        memory_gib=memory,
        parallelism=_parallelism(sizing),
        disk=sizing.disk,
        price=price,
        notes=tuple(notes(sizing)),
    )


def count(workspace: Manifest, target: Target, machine: Machine, catalog: Catalog) -> int | None:
    """Return the count that a preset over several nodes needs on a machine; None for all others, which take one."""
    sizing = size(workspace, target, catalog)
    if sizing.launch is None or not sizing.distributed or sizing.preset is None or sizing.preset.requirement is None:
        return None
    return smallest_count(sizing.preset.requirement, machine, ranks=sizing.launch.world_size)


def _launcher(sizing: Sizing) -> str:
    if sizing.launch is None:
        return ""
    return "torchrun" if "torchrun" in sizing.launch.command else "accelerate"


def _parallelism(sizing: Sizing) -> Parallelism:
    """Ranks on a node stand as tensor, nodes as pipeline; copies of a model on several nodes are no parallelism."""
    if sizing.launch is None or not sizing.distributed or sizing.count < 1:
        return Parallelism()
    return Parallelism(tensor=max(sizing.launch.world_size // sizing.count, 1), pipeline=sizing.count)
