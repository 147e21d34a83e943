"""New Workspaces in v1alpha1: the older webhook, which v0.12 still ships, and which mostly crashes on presets.

It looks a preset up among the models that its process has met, by the name as it stands, and does not look whether it
found one. What it has in common with v1beta1 are the same rules; here stands what it does in its own way.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kaito_gen.changes.selector import unlabelled
from kaito_gen.kinds import V0_12, namespace_of
from kaito_gen.planning.context import CONFIG_KEY, SETTING
from kaito_gen.planning.request import BYPASS_ANNOTATION
from kaito_gen.planning.unknown import unknown_machine
from kaito_gen.planning.v0_12.fit import UNLISTED_SERIES
from kaito_gen.planning.v0_12.totals import memory_too_small
from kaito_gen.target import CLOUDS
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Places, Rule, Subject
from kaito_gen.validate.rules.v0_12.inference_config import read_settings
from kaito_gen.validate.rules.v0_12.workspace import (
    VLLM,
    annotations,
    inference,
    is_preset_name,
    refusal,
    runtime,
    served_name,
    served_preset,
)
from kaito_gen.validate.rules.walk import Step, once, part
from kaito_gen.world import Absence

PLACES: Places = {V0_12: ("Workspace/v1alpha1",)}
DEFAULT_CONFIG = "inference-params-template"
_SMALL_GPU_GIB = 20
_MACHINE, _PRESET = ("resource", "instanceType"), ("inference", "preset")
_CONFIG = ("inference", "config")


@once
def _crash(subject: Subject) -> Iterator[Step]:
    name, known = served_name(subject), subject.target.registered_models
    if not name:
        return
    machine = subject.catalog.machine(subject.target.cloud, str(part(subject.manifest, "resource").get("instanceType")))
    met = name in known if is_preset_name(name, subject.catalog) else True
    if (machine is not None and name.lower() not in known) or not met:
        message = (
            f"{name} is a preset that the v1alpha1 webhook has not met, on which it crashes and refuses everything"
        )
        yield "A7", Hit((*_PRESET, "name"), message, "write apiVersion: kaito.sh/v1beta1")


@once
def _nodes(subject: Subject) -> Iterator[Step]:
    if inference(subject) is None:
        return
    target, resource = subject.target, part(subject.manifest, "resource")
    name = str(resource.get("instanceType") or "")
    machine = subject.catalog.machine(target.cloud, name)
    if target.cloud not in CLOUDS:
        message = "KAITO's cloud is unknown, so it knows no machine at all"
        yield "26", Hit(_MACHINE, message, f"set CLOUD_PROVIDER to {', '.join(CLOUDS)}")
        return
    if machine is not None:
        preset = served_preset(subject)
        count = resource.get("count") or 0
        if preset and preset.model and BYPASS_ANNOTATION not in annotations(subject):
            short = memory_too_small(preset.model, nodes=count, node_gib=machine.memory_gib)
            if short:
                yield "A3", Hit(_MACHINE, short.message)
    elif not (target.cloud == "azure" and name.lower().startswith(UNLISTED_SERIES)):
        yield "A2", Hit(_MACHINE, unknown_machine(name, target, subject.catalog).message)
    index = unlabelled(part(resource, "labelSelector"))
    if index is not None:
        message = "nodes are chosen by plain labels: an expression may only be In with one value"
        where = ("resource", "labelSelector", "matchExpressions", index)
        yield "A4", Hit(where, message, "write it under matchLabels: key: value")


@once
def _access(subject: Subject) -> Iterator[Step]:
    preset = part(subject.manifest, *_PRESET)
    private = preset.get("accessMode") == "private" and not part(preset, "presetOptions").get("image")
    if private and is_preset_name(str(preset.get("name")), subject.catalog):
        message = "a private preset needs the image that holds it"
        yield "A6", Hit((*_PRESET, "accessMode"), message, "name it in presetOptions.image")


@once
def _config(subject: Subject) -> Iterator[Step]:
    serves = inference(subject)
    name = served_name(subject)
    if serves is None or runtime(subject) != VLLM:
        return
    if name is not None and not is_preset_name(name, subject.catalog):
        return
    given = serves.get("config") or ""
    namespace = namespace_of(subject.manifest) if given else subject.target.release_namespace
    where = f"ConfigMap {namespace}/{given or DEFAULT_CONFIG}"
    found = subject.world.get("ConfigMap", given or DEFAULT_CONFIG, namespace)
    if found is Absence.ABSENT:
        yield (
            "43",
            Hit(_CONFIG, f"{where} does not exist, and v1alpha1 needs one", "write kaito.sh/v1beta1, or create it"),
        )
    elif found is Absence.UNKNOWN:
        yield "43", Hit(_CONFIG, f"cannot know: {where} is in none of the files", severity=NOTE)
    else:
        yield from _content(subject, where, part(found, "data").get(CONFIG_KEY))


def _content(subject: Subject, where: str, text: Any) -> Iterator[Step]:
    if text is None:
        yield "44", Hit(_CONFIG, f"{where} has no key {CONFIG_KEY}", f"put the settings under {CONFIG_KEY}: |")
        return
    try:
        settings = read_settings(str(text))
    except ValueError as error:
        yield "45", Hit(_CONFIG, f"{where}: {CONFIG_KEY} cannot be read: {error}")
        return
    resource = part(subject.manifest, "resource")
    machine = subject.catalog.machine(subject.target.cloud, str(resource.get("instanceType") or ""))
    crowded = machine is not None and machine.gpus > 1 and machine.memory_gib / machine.gpus < _SMALL_GPU_GIB
    if not settings.get(SETTING) and (crowded or (resource.get("count") or 0) > 1):
        why = "several nodes" if (resource.get("count") or 0) > 1 else f"GPUs of less than {_SMALL_GPU_GIB} GiB"
        yield (
            "A9",
            Hit(_CONFIG, f"{where} lacks {SETTING}, which v1alpha1 needs for {why}", f"add {SETTING} under vllm"),
        )


UNANSWERED = (
    refusal(
        "v1alpha1-preset-crashes",
        "A7",
        _crash,
        "The webhook of v1alpha1 crashes on a preset.",
        places=PLACES,
        alone=True,
    ),
)
"""What takes the webhook down."""

RULES: tuple[Rule, ...] = (
    replace(
        refusal("v1alpha1-cloud-unknown", "26", _nodes, "KAITO does not know its cloud.", places=PLACES),
        upstream={V0_12: ("26", "A2")},  # The machine's rule, too: without a cloud none is known.
    ),
    *(
        refusal(rule_id, number, walk, summary, places=PLACES)
        for rule_id, number, walk, summary in (
            ("v1alpha1-instance-type-unknown", "A2", _nodes, "The instance type is unknown in this cloud."),
            ("v1alpha1-memory-too-small", "A3", _nodes, "All GPUs together cannot hold the weights."),
            ("v1alpha1-selector-not-labels", "A4", _nodes, "The node selector is more than plain labels."),
            ("private-image-missing", "A6", _access, "A private preset has no image."),
            ("v1alpha1-config-missing", "43", _config, "The ConfigMap of an inference does not exist."),
            ("v1alpha1-config-key-missing", "44", _config, "The ConfigMap of an inference lacks its key."),
            ("v1alpha1-config-unreadable", "45", _config, "The settings of an inference cannot be read."),
            ("v1alpha1-context-missing", "A9", _config, "The context length is not set where v1alpha1 needs it."),
        )
    ),
)
