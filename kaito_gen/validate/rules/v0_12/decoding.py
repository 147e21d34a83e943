"""The parts of a Workspace that its CRD leaves open: pod templates and volumes, which the webhook reads strictly."""

from collections.abc import Iterator
from typing import Any

from kaito_gen.validate.decoding import POD_TEMPLATE, VOLUME_SOURCE
from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.workspace import WRITES, inference, refusal, tuning
from kaito_gen.validate.rules.walk import Step, once, part


@once
def _decoded(subject: Subject) -> Iterator[Step]:
    for keys, kind, value in _open_parts(subject):
        for fault in subject.decoder.faults(value, kind, keys):
            yield "decode", Hit(fault.keys, fault.message, fault.hint)


def _open_parts(subject: Subject) -> Iterator[tuple[Keys, str, Any]]:
    """Yield each part that is there: its keys, its structure, its value."""
    serves, tunes = inference(subject) or {}, tuning(subject) or {}
    if serves.get("template") is not None:
        yield ("inference", "template"), POD_TEMPLATE, serves["template"]
    holders: list[tuple[Keys, Any]] = [
        (("inference", "adapters", index, "source"), part(adapter, "source"))
        for index, adapter in enumerate(serves.get("adapters") or ())
    ]
    holders += [(("tuning", name), part(tunes, name)) for name in ("input", "output")]
    for keys, holder in holders:
        if holder.get("volumeSource") is not None:
            yield (*keys, "volumeSource"), VOLUME_SOURCE, holder["volumeSource"]


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
