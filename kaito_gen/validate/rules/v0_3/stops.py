"""What v0.3's webhook gets no further than: it cannot read the Workspace, or its process crashes on it.

The webhook decodes both versions of the object and then calls, one after the other, the checks of inference and of
tuning; much of what it does not expect there is a nil pointer that it follows. Users see the end of a connection
instead of a reason. Only the first such stop is ever met, so the walk follows that order and ends with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.adapters import without_source
from kaito_gen.validate.rules.open_parts import unreadable
from kaito_gen.validate.rules.tuning_config import tuning_config
from kaito_gen.validate.rules.v0_3.workspace import CHANGES, CREATES, WRITES, adapters, refusal
from kaito_gen.validate.rules.walk import Step, once, part

UNREADABLE = "open-part-unreadable"
PRESET, SOURCE, RESOURCE = "preset-unknown", "adapter-source-missing", "tuning-resource-missing"
SECTION = "tuning-section-not-text"
ADDED, INPUT = "workload-added-crashes", "tuning-input-added"


@once
def _stop(subject: Subject) -> Iterator[Step]:
    """Yield every hit of the first stop."""
    first = ""
    for step, hit in _stops(subject):
        if first and step != first:
            return
        first = step
        yield step, hit


def _stops(subject: Subject) -> Iterator[Step]:
    yield from _decoding(subject)
    yield from _created(subject) if subject.creates else _changed(subject.manifest, subject.old or {})


def _decoding(subject: Subject) -> Iterator[Step]:
    for fault in unreadable(subject.manifest, subject.decoder):
        yield UNREADABLE, Hit(fault.keys, fault.message, fault.hint)
    for fault in unreadable(subject.old or {}, subject.decoder):
        message = f"{fault.message}, and the webhook reads the stored object as well"
        yield UNREADABLE, Hit(fault.keys, message, fault.hint or "make a new Workspace with another name")


def _created(subject: Subject) -> Iterator[Step]:
    preset = part(subject.manifest, "inference").get("preset")
    if preset is not None and subject.catalog.preset(preset["name"]) is None:
        message = f"{unknown_preset(preset['name'], subject.catalog).message}; an unknown one crashes KAITO's webhook"
        yield PRESET, Hit(("inference", "preset", "name"), message)
    yield from ((SOURCE, hit) for hit in without_source(adapters(subject.manifest)))
    if subject.manifest.get("tuning") is None:
        return
    if subject.manifest.get("resource") is None:
        message = "a tuning job without a resource crashes KAITO's webhook, which then refuses the Workspace"
        yield RESOURCE, Hit(("resource",), message, "write resource: with an instanceType and a labelSelector")
    yield from (step for step in tuning_config(subject) if step[0] == SECTION)


def _changed(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Step]:
    yield from _added("inference", new, old)
    yield from ((SOURCE, hit) for hit in without_source(adapters(new)))
    yield from _added("tuning", new, old)
    if part(new, "tuning").get("input") is not None and part(old, "tuning").get("input") is None:
        message = "a tuning job that had no input crashes KAITO's webhook on every write"
        yield INPUT, Hit(("tuning", "input"), message, "make a new Workspace with another name")


def _added(name: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Step]:
    if new.get(name) is not None and old.get(name) is None:
        message = f"{name} that is added later crashes KAITO's webhook, which then refuses the Workspace"
        yield ADDED, Hit((name,), message, "make a new Workspace with another name")


RULES = (
    refusal(
        UNREADABLE,
        _stop,
        "A pod template or a volume holds a field or a type that Kubernetes does not know.",
        ("1",),
        operations=WRITES,
        alone=True,
    ),
    refusal(PRESET, _stop, "The preset to serve is unknown.", ("5",), operations=CREATES, alone=True),
    refusal(SOURCE, _stop, "An adapter has no source.", ("16", "U8", "U14"), operations=WRITES, alone=True),
    refusal(RESOURCE, _stop, "A tuning job has no resource.", ("4",), operations=CREATES, alone=True),
    refusal(
        SECTION,
        _stop,
        "The config of a tuning job has a section whose name is no text.",
        ("21",),
        operations=CREATES,
        alone=True,
    ),
    refusal(ADDED, _stop, "A Workspace gets another purpose.", ("U1",), operations=CHANGES, alone=True),
    refusal(INPUT, _stop, "A tuning job gets an input later.", ("U15",), operations=CHANGES, alone=True),
)
