"""What v0.3 takes and never reads, or reads otherwise than it looks."""

from collections.abc import Iterator

from kaito_gen import units
from kaito_gen.kinds import V0_3
from kaito_gen.validate.finding import ERROR
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules import unread
from kaito_gen.validate.rules.trouble import is_sound, trouble
from kaito_gen.validate.rules.unread import ANNOTATIONS, ENABLE_LB
from kaito_gen.validate.rules.v0_3.workspace import PLACES
from kaito_gen.validate.rules.walk import Step, once, part

_SELECTOR = ("resource", "labelSelector")


@once
def _unread(subject: Subject) -> Iterator[Step]:
    given = part(subject.manifest, "metadata", "annotations")
    if given:
        yield from unread.exact_switches(given, {ENABLE_LB: "True"})
        yield from unread.unknown_keys(given, (ENABLE_LB,), V0_3)
    if not is_sound(subject):
        return
    serves = part(subject.manifest, "inference")
    if given.get(ENABLE_LB) and serves.get("preset") is None:
        message = f"{ENABLE_LB} is not read here: only presets get a Service"
        yield "annotation-unread", Hit((*ANNOTATIONS, ENABLE_LB), message, "remove it, or write a Service")
    yield from _labels(subject)
    yield from unread.unread_adapters(subject)
    yield from unread.method_in_capitals(subject)
    private = part(serves or part(subject.manifest, "tuning"), "preset").get("accessMode") == "private"
    yield from unread.unread_image(subject, read=private)
    yield from _disk(subject)


def _labels(subject: Subject) -> Iterator[Step]:
    selector = part(subject.manifest, *_SELECTOR)
    yield from unread.unread_expressions(subject)
    if subject.manifest.get("inference") is not None and not selector.get("matchLabels"):
        message = "without matchLabels the pods ask for a node that cannot exist, and wait for ever"
        yield "selector-without-labels", Hit(_SELECTOR, message, "write matchLabels: apps: and a name")


def _disk(subject: Subject) -> Iterator[Step]:
    """Yield that a disk is asked for in bytes, where gigabytes are meant."""
    name = part(subject.manifest, "inference", "preset").get("name")
    preset = subject.catalog.preset(name) if name else None
    disk = preset.requirement.disk if preset and preset.requirement else ""
    if disk and units.parse_quantity(disk) < units.GIB:
        message = (
            f"the release asks for a disk of {disk} bytes for {name}: only provisioners that take this for gigabytes "
            f"buy a node with room for the model"
        )
        yield "disk-without-unit", Hit(("inference", "preset", "name"), message, "keep gpu-provisioner at 0.2")


RULES = (
    trouble("annotation-value-unread", _unread, PLACES, "A switch is written otherwise than KAITO looks for it."),
    trouble("annotation-unknown", _unread, PLACES, "KAITO has no such annotation."),
    trouble("annotation-unread", _unread, PLACES, "An annotation is for another installation or workload."),
    trouble("selector-expressions-unread", _unread, PLACES, "Node labels are expressions, which are not read."),
    trouble("selector-without-labels", _unread, PLACES, "No label says which nodes are meant.", severity=ERROR),
    trouble("adapters-unread", _unread, PLACES, "Adapters are listed for what does not load them."),
    trouble("preset-image-unread", _unread, PLACES, "An image is named that does not run."),
    trouble("method-in-capitals", _unread, PLACES, "The method of tuning has capitals.", severity=ERROR),
    trouble("disk-without-unit", _unread, PLACES, "The release asks for next to no disk for the preset."),
)
