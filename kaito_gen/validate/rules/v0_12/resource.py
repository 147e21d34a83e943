"""What an inference asks of its nodes: selector, partition, machine, GPU memory. One walk, because it stops often."""

from collections.abc import Iterator

from kaito_gen.catalog.preset import Model
from kaito_gen.planning import byo, request
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.request import BYPASS_ANNOTATION
from kaito_gen.planning.shape import Shape
from kaito_gen.planning.unknown import unknown_machine
from kaito_gen.planning.v0_12.fit import UNLISTED_SERIES
from kaito_gen.planning.v0_12.totals import memory_too_small, one_machine_only
from kaito_gen.target import CLOUDS
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12 import instance_type, node_selector, partition
from kaito_gen.validate.rules.v0_12.workspace import (
    TRANSFORMERS,
    annotations,
    brings_nodes,
    inference,
    is_preset_name,
    refusal,
    runtime,
    served_name,
    served_preset,
)
from kaito_gen.validate.rules.walk import Step, once, part

_PRESET = ("inference", "preset", "name")
_CONFIG_DIFFERS = ("node-labels-missing", "node-labels-invalid")


@once
def _nodes(subject: Subject) -> Iterator[Step]:
    if inference(subject) is None:
        return
    resource = part(subject.manifest, "resource")
    stops = tuple(_deprecated(subject)) or tuple(node_selector.selector_steps(resource))
    yield from stops
    if stops:
        return
    parted = resource.get("partition") is not None
    if not brings_nodes(subject.target):
        if parted:
            message = "GPUs are partitioned on nodes that users bring alone, and here nodes are bought"
            yield "13", Hit(partition.KEYS, message, "remove resource.partition")
        else:
            yield from _bought(subject)
    elif parted:
        yield from partition.partition_steps(subject)
    elif served_name(subject) is not None:
        yield from _brought(subject)


def _deprecated(subject: Subject) -> Iterator[Step]:
    name = served_name(subject)
    retired = subject.catalog.retired(name) if name else None
    if name and retired and retired.deprecated and not is_preset_name(name, subject.catalog):
        instead = f"write {retired.successor}" if retired.successor else "choose another model"
        yield "10", Hit(_PRESET, f"KAITO no longer serves {retired.name}", instead)


def _bought(subject: Subject) -> Iterator[Step]:
    target, resource = subject.target, part(subject.manifest, "resource")
    name = str(resource.get("instanceType") or "")
    if target.cloud not in CLOUDS:
        said = f"unknown ({target.cloud})" if target.cloud else "not said"
        message = f"KAITO's cloud is {said}, so it knows no machine at all"
        yield "26", Hit(instance_type.KEYS, message, "set CLOUD_PROVIDER to azure, aws or arc")
        return
    machine = subject.catalog.machine(target.cloud, name)
    if machine is None:
        if not (target.cloud == "azure" and name.lower().startswith(UNLISTED_SERIES)):
            yield "27", Hit(instance_type.KEYS, unknown_machine(name, target, subject.catalog).message)
        return
    preset = served_preset(subject)
    if preset and preset.model and runtime(subject) == TRANSFORMERS:
        count = resource.get("count")
        yield from _memory(subject, preset.model, nodes=1 if count is None else count, node_gib=machine.memory_gib)


def _brought(subject: Subject) -> Iterator[Step]:
    """Yield what is wrong with nodes that users bring, as far as the world knows them."""
    ask, world = request.read(subject.manifest), subject.world
    matching = byo.matching_nodes(ask, world)
    if not matching:
        wanted = ", ".join(f"{key}={value}" for key, value in sorted(ask.node_labels.items()))
        message = f"no node carries the labels {wanted}" if wanted else "there is no node"
        if world.complete:
            yield "23", Hit(node_selector.KEYS, message, "label the nodes first")
        else:
            hint = "give the Node objects with --cluster"
            yield "23", Hit(node_selector.KEYS, "cannot know: the files hold no Node that matches", hint, NOTE)
        return
    for reason in byo.differences(ask, world):
        yield "24" if reason.code in _CONFIG_DIFFERS else "25", Hit(node_selector.KEYS, reason.message)
        return
    preset, shape = served_preset(subject), byo.shape_of(matching[0])
    if preset and preset.model and isinstance(shape, Shape):
        for step, hit in _memory(subject, preset.model, nodes=len(matching), node_gib=shape.memory_gib):
            sure = world.complete or step == "29"
            yield step, hit if sure else Hit(hit.keys, f"cannot know: {hit.message}", severity=NOTE)


def _memory(subject: Subject, model: Model, *, nodes: int, node_gib: int) -> Iterator[Step]:
    short = memory_too_small(model, nodes=nodes, node_gib=node_gib)
    if short and BYPASS_ANNOTATION not in annotations(subject):
        yield "28", _at_machine(subject, short)
    alone = one_machine_only(model, node_gib=node_gib) if runtime(subject) == TRANSFORMERS else None
    if alone:
        yield "29", _at_machine(subject, alone)


def _at_machine(subject: Subject, reason: Reason) -> Hit:
    return Hit(node_selector.KEYS if brings_nodes(subject.target) else instance_type.KEYS, reason.message)


RULES = (
    refusal("preset-deprecated", "10", _nodes, "KAITO stopped serving the preset."),
    refusal("selector-not-labels", "11", _nodes, "The node selector is more than plain labels."),
    refusal("selector-reserved-labels", "12", _nodes, "The node selector holds nothing but labels of KAITO's own."),
    refusal("partition-of-bought-nodes", "13", _nodes, "A GPU partition is asked of nodes that are bought."),
    refusal("mig-gate-off", "15", _nodes, "A MIG slice is asked for, but the feature gate is off."),
    refusal("mig-count", "16", _nodes, "A MIG slice has a count."),
    refusal("mig-profile-unknown", "17", _nodes, "The MIG profile is missing or unknown."),
    refusal("mig-slice-too-small", "18", _nodes, "The weights do not fit the MIG slice."),
    refusal("accelerator-gate-off", "20", _nodes, "A part of a node's GPUs is asked for, but the feature gate is off."),
    refusal("accelerator-profile", "21", _nodes, "Whole GPUs are given a MIG profile."),
    refusal("accelerator-count-missing", "22", _nodes, "A part of a node's GPUs is asked for without a number."),
    refusal("nodes-missing", "23", _nodes, "No node matches the selector."),
    refusal("node-gpu-labels-missing", "24", _nodes, "A node does not say which GPUs it has."),
    refusal("nodes-differ", "25", _nodes, "The selector matches nodes with different GPUs."),
    refusal("cloud-unknown", "26", _nodes, "KAITO does not know its cloud."),
    refusal("instance-type-unknown", "27", _nodes, "The instance type is unknown in this cloud."),
    refusal("memory-too-small", "28", _nodes, "All GPUs together cannot hold the weights."),
    refusal("one-machine-only", "29", _nodes, "The transformers runtime cannot spread the model over machines."),
)
