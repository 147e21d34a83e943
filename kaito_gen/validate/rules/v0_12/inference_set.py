"""InferenceSets: as many Workspaces as replicas, made from one template, and judged by it before they exist.

In v1beta1 the webhook builds the Workspace of the template and asks all its rules for a new Workspace, at every write,
the status included; in v1alpha1 it does not.
"""

from collections.abc import Iterator
from typing import Any

from kaito_gen.kinds import V0_12, Manifest
from kaito_gen.validate.finding import NOTE, Keys
from kaito_gen.validate.rule import CREATE, Hit, Places, Subject
from kaito_gen.validate.rules.cron import schedule_fault
from kaito_gen.validate.rules.go_duration import parse_duration
from kaito_gen.validate.rules.open_parts import unreadable
from kaito_gen.validate.rules.v0_12 import workspace_rules
from kaito_gen.validate.rules.v0_12.controllers import is_served
from kaito_gen.validate.rules.v0_12.identity import name_rule
from kaito_gen.validate.rules.v0_12.machines import machine_steps
from kaito_gen.validate.rules.v0_12.workspace import WRITES, brings_nodes, refusal
from kaito_gen.validate.rules.v0_12.workspace_changes import change_rule
from kaito_gen.validate.rules.walk import Step, once, part

_V1BETA1: Places = {V0_12: ("InferenceSet/v1beta1",)}
PLACES: Places = {V0_12: ("InferenceSet/v1beta1", "InferenceSet/v1alpha1")}
_TEMPLATE = ("spec", "template")
_WINDOW = ("spec", "autoUpgrade", "maintenanceWindow")
_BENCHMARK = "kaito.sh/disable-benchmark"


def child(manifest: Manifest, *, brings: bool) -> Manifest:
    """Return the Workspace that an InferenceSet makes, yet without a name; ``brings`` says that nodes are brought."""
    spec, own = part(manifest, "spec"), part(manifest, "metadata")
    template = part(spec, "template")
    metadata = part(template, "metadata")
    annotations = dict(part(metadata, "annotations"))
    if _BENCHMARK in (own.get("annotations") or {}):
        annotations[_BENCHMARK] = own["annotations"][_BENCHMARK]
    kept = ("partition",) if brings else ("partition", "instanceType")
    chosen = {field: value for field, value in part(template, "resource").items() if field in kept}
    resource: dict[str, Any] = {"count": 1, "labelSelector": spec.get("labelSelector") or {}, **chosen}
    return {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "Workspace",
        "metadata": {
            "generateName": f"{own.get('name', '')}-",
            "namespace": own.get("namespace") or "default",
            "annotations": annotations,
            "labels": part(metadata, "labels"),
        },
        "resource": resource,
        "inference": template.get("inference"),
    }


@once
def _child(subject: Subject) -> Iterator[Step]:
    """Yield what the webhook objects to in the Workspace of the template, at the place in the set where it stands."""
    if not is_served(subject):
        return
    workspace = child(subject.manifest, brings=brings_nodes(subject.target))
    made = Subject(
        manifest=workspace,
        target=subject.target,
        world=subject.world,
        catalog=subject.catalog,
        operation=CREATE,
        decoder=subject.decoder,
    )
    for rule in workspace_rules.UNANSWERED:
        hits = tuple(rule.check(made))
        if hits:
            yield from (("crash", _lifted(hit, rule.id)) for hit in hits)
            return
    for rule in workspace_rules.OTHERS:
        yield from (("I8", _lifted(hit, rule.id)) for hit in rule.check(made))


def _lifted(hit: Hit, rule_id: str) -> Hit:
    unknown = hit.severity == NOTE
    message = hit.message if unknown else f"the Workspaces of this set would be refused ({rule_id}): {hit.message}"
    return Hit(place_in_set(hit.keys), message, hit.hint, hit.severity)


def place_in_set(keys: Keys) -> Keys:
    """Return where in a set the value stands that its Workspaces have at ``keys``."""
    return ("spec", *keys[1:]) if keys[:2] == ("resource", "labelSelector") else (*_TEMPLATE, *keys)


@once
def _unread(subject: Subject) -> Iterator[Step]:
    if not is_served(subject):
        return
    for version in (subject.manifest, subject.old or {}):
        spec = part(version, "spec")
        template = part(spec, "template")
        for keys, kind, value in (
            ((*_TEMPLATE, "metadata"), "ObjectMeta", template.get("metadata")),
            (("spec", "updateStrategy"), "StatefulSetUpdateStrategy", spec.get("updateStrategy")),
        ):
            for fault in subject.decoder.faults(value, kind, keys):
                yield "decode", Hit(fault.keys, fault.message, fault.hint)
        for fault in unreadable({"inference": template.get("inference")}, subject.decoder):
            yield "decode", Hit((*_TEMPLATE, *fault.keys), fault.message, fault.hint)


@once
def _unread_window(subject: Subject) -> Iterator[Step]:
    if not is_served(subject):
        return
    for version in (subject.manifest, subject.old or {}):
        text = part(version, *_WINDOW).get("duration")
        if text is not None and parse_duration(text) is None:
            message = f"{text!r} is no duration"
            yield "decode", Hit((*_WINDOW, "duration"), message, "write hours and minutes: 4h or 1h30m")


@once
def _set(subject: Subject) -> Iterator[Step]:
    if not is_served(subject):
        return
    resource = part(subject.manifest, *_TEMPLATE, "resource")
    yield from machine_steps(subject, resource.get("instanceType"), (*_TEMPLATE, "resource", "instanceType"))
    if part(subject.manifest, "spec", "autoUpgrade").get("maintenanceWindow") is None:
        return
    window = part(subject.manifest, *_WINDOW)
    schedule = str(window.get("schedule") or "")
    fault = schedule_fault(schedule) if schedule else "is missing"
    if fault:
        message = f"the schedule {schedule!r} {fault}" if schedule else "the schedule is missing"
        yield "I5", Hit((*_WINDOW, "schedule"), message, "write minute hour day month weekday: 0 2 * * 6")
    length = parse_duration(window.get("duration") or "")
    if length is not None and length <= 0:
        yield "I6", Hit((*_WINDOW, "duration"), f"the window {window['duration']} is no time at all", "write 4h")


UNANSWERED = (
    refusal(
        "set-open-part-unreadable",
        "decode",
        _unread,
        "The template or the update strategy holds what Kubernetes does not know.",
        operations=WRITES,
        places=PLACES,
        alone=True,
    ),
    refusal(
        "set-window-unreadable",
        "decode",
        _unread_window,
        "The length of the maintenance window is no duration.",
        operations=WRITES,
        places=PLACES,
        alone=True,
    ),
    refusal(
        "set-template-crashes",
        "I8",
        _child,
        "The template makes a Workspace that crashes the webhook.",
        operations=WRITES,
        places=_V1BETA1,
        alone=True,
        step="crash",
    ),
)
"""What the webhook cannot read, and what takes it down."""

RULES = (
    name_rule("set-name-not-a-label", "I1", "InferenceSet", "v1beta1", "v1alpha1"),
    *(
        refusal(rule_id, number, _set, summary, operations=WRITES, places=PLACES, step=step)
        for rule_id, number, step, summary in (
            ("set-instance-type-with-own-nodes", "I3", "brought", "A machine is named although nodes are brought."),
            ("set-instance-type-missing", "I4", "bought", "No machine is named although nodes are bought."),
            ("set-schedule-malformed", "I5", "I5", "The maintenance window begins at no schedule."),
            ("set-window-not-positive", "I6", "I6", "The maintenance window has no length."),
        )
    ),
    change_rule("set-partition-changed", "I7", "The partition of the GPUs is changed.", _V1BETA1),
    refusal(
        "set-template-refused",
        "I8",
        _child,
        "The template makes a Workspace that is refused.",
        operations=WRITES,
        places=_V1BETA1,
    ),
)
