"""What KAITO v0.12's controller makes of a Workspace: runtime, GPUs of a node, the node count it sets.

Two numbers, because the controller has two: its estimator computes one for every Workspace, and sets another for
those that do not ask it (transformers take ``resource.count``, tuning takes 1). Whether admission lets the Workspace
through is not asked here (:mod:`kaito_gen.planning.v0_12.fit`). Source: KAITO v0.12.0, read 2026-08-21; measured.
"""

from kaito_gen import units
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.planning import byo, partition, request, shape
from kaito_gen.planning.context import DEFAULT_CONTEXT, SETTING, explicit_context
from kaito_gen.planning.placement import estimate_nodes
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.request import Request
from kaito_gen.planning.shape import Shape
from kaito_gen.planning.unknown import unknown_machine, unknown_preset
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import ABSENT, UNKNOWN, World

VLLM, TRANSFORMERS = "vllm", "transformers"

_DISK_BESIDE_WEIGHTS_GIB = 80
_DISK_WITHOUT_PRESET_GIB = 1024
"""What a claim asks for when no inference preset says more: templates and tuning."""


class Sizing(Value, kw_only=True):
    """The controller's view of one Workspace; a Reason stands where it fails."""

    request: Request
    runtime: str
    preset: Preset | None
    node: Shape | Reason
    """What one node offers, as the estimator sees it."""
    pod: Shape | None
    """What the pod on a node gets; None where it is not known."""
    context: int | None
    estimated: int | Reason
    target: int | Reason
    disk: str
    notes: tuple[Reason, ...]


def size(workspace_request: Request, target: Target, world: World, catalog: Catalog) -> Sizing:
    """Return what the controller computes for a Workspace on this installation."""
    ask = workspace_request
    preset = catalog.preset(ask.preset) if ask.preset else None
    serves_preset = ask.workload == "preset"
    transformers = ask.serves and _runtime(ask, target) == TRANSFORMERS
    context, notes = _context(ask, world)
    node = _node(ask, target, world, catalog)
    estimated = _estimate(ask, preset, node, context, catalog)
    return Sizing(
        request=ask,
        runtime=_runtime(ask, target) if serves_preset else "",
        preset=preset,
        node=node,
        pod=_pod(ask, node, target, world),
        context=context,
        estimated=estimated,
        target=_target(ask, estimated, transformers=transformers),
        disk=_disk(preset if serves_preset else None),
        notes=notes,
    )


def _runtime(ask: Request, target: Target) -> str:
    if not target.gate("vLLM"):
        return TRANSFORMERS
    return TRANSFORMERS if ask.annotations.get(request.RUNTIME_ANNOTATION) == TRANSFORMERS else VLLM


def _context(ask: Request, world: World) -> tuple[int | None, tuple[Reason, ...]]:
    if ask.workload != "preset" or not ask.config:
        return None, ()
    config_map = world.get("ConfigMap", ask.config, ask.namespace)
    where = f"ConfigMap {ask.namespace}/{ask.config}"
    if config_map is ABSENT:
        return None, (Reason("config-missing", f"{where} does not exist: the pod cannot start until it does"),)
    if config_map is UNKNOWN:
        return None, (
            Reason("config-unknown", f"{where} is not among the files: planned with {DEFAULT_CONTEXT} tokens"),
        )
    text = request.config_text(config_map)
    context = explicit_context(text)
    if context is None and SETTING in text:
        return None, (
            Reason(
                "context-not-read",
                f"KAITO's estimator finds no {SETTING} in {where} and plans with {DEFAULT_CONTEXT} tokens: write a "
                f"bare number on a line of its own, two blanks deeper than vllm:, without quotes or comment",
            ),
        )
    return context, ()


def _node(ask: Request, target: Target, world: World, catalog: Catalog) -> Shape | Reason:
    if target.provisions_nodes:
        machine = catalog.machine(target.cloud, ask.instance_type)
        return shape.of_machine(machine) if machine else unknown_machine(ask.instance_type, target, catalog)
    part = ask.partition
    if part and part.mode == partition.MIG and part.profile:
        return partition.slice_shape(part.profile)
    first = byo.node_shape(ask, world)
    if isinstance(first, Shape) and part and part.mode == partition.ACCELERATOR:
        return partition.accelerators(first, part)
    return first


def _pod(ask: Request, node: Shape | Reason, target: Target, world: World) -> Shape | None:
    """A MIG profile shapes the pod on every provisioner; whole GPUs are shared out on nodes that users bring alone.

    Unlike the estimator, this asks for the gate of the partition.
    """
    pod, mode = node, partition.mode_in_force(ask.partition, target)
    if ask.partition and mode == partition.MIG:
        pod = partition.slice_shape(ask.partition.profile)
    elif ask.partition and not mode and not target.provisions_nodes:
        pod = byo.node_shape(ask, world)
    return pod if isinstance(pod, Shape) else None


def _estimate(
    ask: Request, preset: Preset | None, node: Shape | Reason, context: int | None, catalog: Catalog
) -> int | Reason:
    requested = max(ask.count or 1, 1)
    if ask.workload != "preset":
        return requested
    if preset is None or preset.model is None:
        return unknown_preset(ask.preset, catalog)
    if isinstance(node, Reason):
        return node
    return estimate_nodes(preset.model, node, context=context or DEFAULT_CONTEXT, requested=requested)


def _target(ask: Request, estimated: int | Reason, *, transformers: bool) -> int | Reason:
    if ask.workload == "tuning":
        return 1
    if not transformers:
        return estimated
    if ask.count is None:
        return Reason(
            "count-missing",
            "the transformers runtime takes its nodes from resource.count, and without one the controller fails: "
            "write resource.count",
        )
    return ask.count


def _disk(preset: Preset | None) -> str:
    if preset is None or preset.model is None:
        return units.format_gib(_DISK_WITHOUT_PRESET_GIB)
    return units.format_gib(int(preset.model.weight_gib + _DISK_BESIDE_WEIGHTS_GIB))
