"""Planning for KAITO v0.12: an estimator of its own for vLLM, counts as asked for the rest."""

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.kinds import Manifest
from kaito_gen.planning import request
from kaito_gen.planning.placement import longest_context, parallelism
from kaito_gen.planning.plan import NoFit, Parallelism, Plan, Reason
from kaito_gen.planning.shape import Shape
from kaito_gen.planning.v0_12.fit import refusals
from kaito_gen.planning.v0_12.sizing import VLLM, Sizing, size
from kaito_gen.target import Target
from kaito_gen.world import World

_V1ALPHA1 = "kaito.sh/v1alpha1"
_V1ALPHA1_MACHINE = "Standard_NC24ads_A100_v4"
"""What the schema of v1alpha1 still fills in where a Workspace names no instance type; v1beta1 fills in nothing."""


def plan(workspace: Manifest, target: Target, world: World, catalog: Catalog, *, admitted: bool) -> Plan | NoFit:
    """Return what a Workspace gets; see :func:`kaito_gen.planning.releases.plan`."""
    older = workspace.get("apiVersion") == _V1ALPHA1
    ask = request.read(workspace, instance_type=_V1ALPHA1_MACHINE if older else "")
    sizing = size(ask, target, world, catalog)
    stop = sizing.target if isinstance(sizing.target, Reason) else None
    unique: dict[str, Reason] = {}
    for reason in ((stop,) if stop else ()) + (() if admitted else tuple(refusals(sizing, target, world, catalog))):
        unique.setdefault(reason.code, reason)
    node, pod = sizing.node, sizing.pod
    machine = node.machine if isinstance(node, Shape) else None
    price = catalog.price(target.cloud, target.region, machine.name if machine else sizing.request.instance_type)
    estimated, refusal = _split(sizing.estimated)
    nodes, _ = _split(sizing.target)
    if nodes is None or unique:
        return NoFit(
            workload=sizing.request.workload,
            reasons=tuple(unique.values()),
            preset=sizing.preset,
            machine=machine,
            runtime=sizing.runtime,
            estimated_nodes=estimated,
            refusal=refusal,
            target_nodes=nodes,
            stop=stop,
            gpus_per_node=pod.gpus if pod else 0,
            memory_gib=pod.memory_gib if pod else 0,
            context=sizing.context,
            disk=sizing.disk,
            price=price,
            notes=sizing.notes,
        )
    return Plan(
        workload=sizing.request.workload,
        runtime=sizing.runtime,
        preset=sizing.preset,
        machine=machine,
        nodes=nodes,
        estimated_nodes=estimated,
        refusal=refusal,
        gpus_per_node=pod.gpus if pod else 0,
        memory_gib=pod.memory_gib if pod else 0,
        parallelism=_parallelism(sizing, nodes),
        context=sizing.context,
        max_context=_max_context(sizing),
        disk=sizing.disk,
        price=price,
        brought=not target.provisions_nodes,
        notes=(*sizing.notes, *_notes(sizing)),
    )


def count(workspace: Manifest, target: Target, machine: Machine, catalog: Catalog) -> int | None:
    """Return None: what v0.12 does not compute itself, it takes from the CRD's default."""
    del workspace, target, machine, catalog
    return None


def _split(answer: int | Reason) -> tuple[int | None, Reason | None]:
    return (None, answer) if isinstance(answer, Reason) else (answer, None)


def _parallelism(sizing: Sizing, nodes: int) -> Parallelism:
    if sizing.runtime != VLLM or sizing.pod is None or sizing.preset is None or sizing.preset.model is None:
        return Parallelism()
    return parallelism(sizing.preset.model, sizing.pod, nodes)


def _max_context(sizing: Sizing) -> int | None:
    if sizing.runtime != VLLM or sizing.preset is None or sizing.preset.model is None:
        return None
    if isinstance(sizing.node, Reason) or isinstance(sizing.estimated, Reason):
        return None
    return longest_context(sizing.preset.model, sizing.node, nodes=sizing.estimated)


def _notes(sizing: Sizing) -> tuple[Reason, ...]:
    count = sizing.request.count
    if sizing.runtime == VLLM and count and count > 1 and count != sizing.target:
        return (
            Reason(
                "count-ignored",
                f"resource.count asks for {count} nodes, but vLLM presets get what the estimator computes: use an "
                f"InferenceSet for more replicas",
                (count,),
            ),
        )
    return ()
