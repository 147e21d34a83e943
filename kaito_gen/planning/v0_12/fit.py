"""Why a Workspace that KAITO v0.12's controller would place does not run all the same.

Either the webhook refuses it, or it waits for ever: for nodes that nobody brings, for a GPU that the machine does not
have. Source: KAITO v0.12.0, read 2026-08-21 and measured.
"""

from collections.abc import Iterator

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.catalog.preset import Model
from kaito_gen.planning import byo, partition
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.request import BYPASS_ANNOTATION
from kaito_gen.planning.unknown import unknown_machine, unknown_preset
from kaito_gen.planning.v0_12.sizing import TRANSFORMERS, Sizing
from kaito_gen.planning.v0_12.totals import memory_too_small, one_machine_only
from kaito_gen.target import Target
from kaito_gen.world import World

UNLISTED_SERIES = ("standard_n", "standard_d")
"""Azure series of which the webhook lets every machine through, also those that the catalog does not list."""


def refusals(sizing: Sizing, target: Target, world: World, catalog: Catalog) -> Iterator[Reason]:
    """Yield everything that keeps a Workspace from running; nothing when it runs."""
    yield from _workload(sizing, catalog)
    yield from _machine(sizing, target, catalog)
    yield from _partition(sizing, target)
    if not target.provisions_nodes:
        yield from _nodes(sizing, world)
    yield from _memory(sizing, target, world)
    yield from _context(sizing)


def _workload(sizing: Sizing, catalog: Catalog) -> Iterator[Reason]:
    ask, preset = sizing.request, sizing.preset
    if not ask.workload:
        yield Reason("nothing-asked", "the Workspace asks for neither a preset, a template nor tuning: add one of them")
    if ask.workload in ("preset", "tuning") and preset is None:
        yield unknown_preset(ask.preset, catalog)
    if sizing.runtime == TRANSFORMERS and preset is not None and preset.transformers is None:
        yield Reason(
            "runtime-unsupported",
            f"{preset.name} is served by vLLM alone: remove the annotation kaito.sh/runtime, or choose another model",
        )
    if ask.workload == "tuning" and preset is not None:
        if preset.tuning is None:
            yield Reason("tuning-unsupported", f"{preset.name} cannot be tuned: see kaito-gen catalog models")
        elif preset.tuning.fails:
            yield Reason("tuning-fails", f"tuning {preset.name} is accepted and then fails: {preset.tuning.fails}")
    if ask.workload == "tuning" and (ask.count or 1) > 1:
        yield Reason("tuning-count", f"tuning runs on one node, not {ask.count}: write count: 1", (ask.count or 1,))
    if isinstance(sizing.target, int) and sizing.target < 1:
        yield Reason("no-nodes", f"resource.count is {sizing.target}: ask for one node or more", (sizing.target,))


def _machine(sizing: Sizing, target: Target, catalog: Catalog) -> Iterator[Reason]:
    ask = sizing.request
    if not target.provisions_nodes:
        if ask.workload == "tuning":
            yield Reason(
                "tuning-needs-machine",
                "tuning takes its GPUs from resource.instanceType, which nodes that users bring must leave empty: "
                "tune on an installation that provisions nodes",
            )
        return
    if isinstance(sizing.node, Reason):
        unlisted = target.cloud == "azure" and ask.instance_type.lower().startswith(UNLISTED_SERIES)
        if not (unlisted and ask.workload == "template"):
            yield unknown_machine(ask.instance_type, target, catalog)
    elif (machine := sizing.node.machine) and _lacks_nvidia(machine) and ask.workload != "template":
        yield Reason(
            "no-nvidia-gpu",
            f"{machine.name} has {machine.gpu_model}, but pods ask for nvidia.com/gpu and would wait for ever: take a "
            f"machine with NVIDIA GPUs",
        )


def _lacks_nvidia(machine: Machine) -> bool:
    """Whether the machine is said to have other GPUs; one of the users' own may say no more than how large it is."""
    return bool(machine.gpu_model) and not (machine.compute_capability or machine.gpu_model.startswith("NVIDIA"))


def _partition(sizing: Sizing, target: Target) -> Iterator[Reason]:
    part = sizing.request.partition
    if part is None:
        return
    if target.provisions_nodes or sizing.request.workload == "tuning":
        yield Reason(
            "partition-refused",
            "GPUs are partitioned for inference on nodes that users bring alone: remove resource.partition",
        )
        return
    gate = partition.GATES.get(part.mode)
    if gate is None:
        yield Reason("partition-mode", f"partition mode {part.mode!r} is unknown: write mig or accelerator")
    elif not target.gate(gate):
        yield Reason("gate-off", f"partition mode {part.mode} needs the feature gate {gate}: switch it on in KAITO")
    if part.mode == partition.ACCELERATOR and part.count is None:
        yield Reason("partition-count", "partition mode accelerator needs a count: write partition.count")
    if part.mode == partition.MIG and part.profile not in partition.PROFILES:
        slice_or_reason = partition.slice_shape(part.profile)
        if isinstance(slice_or_reason, Reason):
            yield slice_or_reason
        else:
            known = ", ".join(sorted(partition.PROFILES))
            yield Reason("unknown-slice", f"no GPU has the MIG profile {part.profile}: KAITO knows {known}")


def _nodes(sizing: Sizing, world: World) -> Iterator[Reason]:
    ask = sizing.request
    matching = byo.matching_nodes(ask, world)
    if not matching and not world.complete:
        return  # offline nothing is said about nodes; where they decide, the estimator has said so
    if ask.workload == "preset" and ask.partition is None:
        yield from byo.differences(ask, world)
    ready = len(byo.ready_nodes(ask, world))
    if isinstance(sizing.target, int) and ready < sizing.target:
        yield Reason(
            "too-few-nodes",
            f"{sizing.target} ready nodes that match the labels are needed, {ready} are there: bring more or larger "
            f"nodes",
            (sizing.target, ready),
        )


def _memory(sizing: Sizing, target: Target, world: World) -> Iterator[Reason]:
    """The webhook's own sums, made where the estimator does not decide: transformers, and nodes that users bring."""
    ask, model, node = sizing.request, _model(sizing), sizing.node
    transformers = sizing.runtime == TRANSFORMERS
    if model is None or isinstance(node, Reason):
        return
    if ask.partition or (target.provisions_nodes and not transformers):
        return
    nodes = max(ask.count or 1, 1) if target.provisions_nodes else len(byo.matching_nodes(ask, world))
    short = memory_too_small(model, nodes=nodes, node_gib=node.memory_gib)
    if short and BYPASS_ANNOTATION not in ask.annotations:
        yield short
    alone = one_machine_only(model, node_gib=node.memory_gib) if transformers else None
    if alone:
        yield alone


def _context(sizing: Sizing) -> Iterator[Reason]:
    model = _model(sizing)
    if model and sizing.context and 0 < model.token_limit < sizing.context and sizing.runtime != TRANSFORMERS:
        yield Reason(
            "context-too-long",
            f"a context of {sizing.context} tokens exceeds what the model can do: ask for at most {model.token_limit}",
            (sizing.context, model.token_limit),
        )


def _model(sizing: Sizing) -> Model | None:
    return sizing.preset.model if sizing.preset and sizing.request.workload == "preset" else None
