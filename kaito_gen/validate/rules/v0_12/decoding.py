"""The parts of a Workspace that its CRD leaves open: pod templates and volumes, which the webhook reads strictly."""

from collections.abc import Iterator

from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.open_parts import unreadable
from kaito_gen.validate.rules.v0_12.workspace import WRITES, refusal
from kaito_gen.validate.rules.walk import Step, once


@once
def _decoded(subject: Subject) -> Iterator[Step]:
    for fault in unreadable(subject.manifest, subject.decoder):
        yield "decode", Hit(fault.keys, fault.message, fault.hint)
    for fault in unreadable(subject.old or {}, subject.decoder):
        message = f"{fault.message}, and the webhook reads the stored object as well"
        yield "decode", Hit(fault.keys, message, fault.hint or "make a new Workspace with another name")


RULES = (
    refusal(
        "open-part-unreadable",
        "decode",
        _decoded,
        "A pod template or a volume holds a field or a type that Kubernetes does not know.",
        operations=WRITES,
        alone=True,
    ),
)
"""What the webhook cannot read: this comes before every other rule."""
