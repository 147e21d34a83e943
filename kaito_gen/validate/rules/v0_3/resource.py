"""The nodes of a new Workspace of v0.3: whether admission knows the machine, and whether the preset fits on it.

A machine outside its table passes by its first letters, whatever it is, and then nothing is compared.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.changes.selector import unlabelled
from kaito_gen.planning.unknown import unknown_machine
from kaito_gen.planning.v0_3.admission import UNLISTED_SERIES, listed_machine, shortfalls
from kaito_gen.planning.v0_3.sizing import ADMISSION_CLOUD
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_3.workspace import CREATES, refusal
from kaito_gen.validate.rules.walk import Step, once, part

_MACHINE = ("resource", "instanceType")
_SELECTOR = ("resource", "labelSelector")


@once
def _nodes(subject: Subject) -> Iterator[Step]:
    """Follow the check of the nodes that an inference asks for; those of a tuning job are not looked at."""
    inference = subject.manifest.get("inference")
    if inference is None:
        return
    resource = part(subject.manifest, "resource")
    yield from _machine(subject, str(resource.get("instanceType") or ""), resource.get("count"), inference)
    index = unlabelled(part(resource, "labelSelector"))
    if index is not None:
        message = "nodes are chosen by plain labels: an expression may only be In with one value"
        hint = "write it under matchLabels: key: value"
        yield "selector-not-labels", Hit((*_SELECTOR, "matchExpressions", index), message, hint)


def _machine(subject: Subject, name: str, count: int | None, inference: Mapping[str, Any]) -> Iterator[Step]:
    machine = listed_machine(name, subject.catalog)
    if machine is None:
        if not name.startswith(UNLISTED_SERIES):
            yield "instance-type-unknown", Hit(_MACHINE, _unknown(subject, name))
        return
    preset = subject.catalog.preset(part(inference, "preset").get("name") or "")
    if preset is not None and preset.requirement is not None and count is not None:
        for reason in shortfalls(preset.name, preset.requirement, machine, count):
            yield reason.code, Hit(_MACHINE, reason.message)


def _unknown(subject: Subject, name: str) -> str:
    if subject.target.cloud in ("", ADMISSION_CLOUD) or not name:
        return unknown_machine(name, subject.target.replace(cloud=ADMISSION_CLOUD), subject.catalog).message
    return (
        f"release {subject.target.release} admits machines of Azure alone, whatever the cloud: on "
        f"{subject.target.cloud} {name} can only tune"
    )


RULES = tuple(
    refusal(rule_id, _nodes, summary, (number,), operations=CREATES)
    for rule_id, number, summary in (
        ("too-few-gpus", "6", "The machines have too few GPUs for the preset."),
        ("gpu-too-small", "7", "A GPU of the machine has too little memory for the preset."),
        ("memory-too-small", "8", "The machines have too little GPU memory for the preset."),
        ("instance-type-unknown", "9", "The machine is unknown."),
        ("selector-not-labels", "10", "The node selector is more than plain labels."),
    )
)
