"""Names that v0.3's webhook, which looks at none, takes, and of which no Service, container or label can be made."""

from collections.abc import Iterator

from kaito_gen.render.labels import LIMIT, is_container_name, is_label_value, is_service_name
from kaito_gen.validate.finding import ERROR
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.v0_3.workspace import PLACES
from kaito_gen.validate.rules.walk import Step, once, part

_STATEFUL = LIMIT - len("-") - 10
"""A StatefulSet writes its name and a hash of ten characters into a label of its pods."""


@once
def _names(subject: Subject) -> Iterator[Step]:
    name = str(part(subject.manifest, "metadata").get("name") or "")
    if not name:
        return
    served = part(subject.manifest, "inference", "preset").get("name")
    preset = subject.catalog.preset(served) if served else None
    why = ""
    if preset is not None and preset.launch is not None and preset.launch.distributed and len(name) > _STATEFUL:
        why = f"it has {len(name)} characters, and a StatefulSet's pods need {_STATEFUL} at most"
    elif preset is not None and not is_service_name(name):
        why = f"a Service begins with a letter, and has at most {LIMIT} of a-z, 0-9 and '-'"
    elif subject.manifest.get("tuning") is not None and not is_container_name(name):
        why = f"a container has at most {LIMIT} of a-z, 0-9 and '-'"
    elif not is_label_value(name):
        why = f"a label has at most {LIMIT} characters"
    if why:
        message = f"objects are made of the name {name}, which are refused: {why}"
        yield "name-unfit-for-objects", Hit(("metadata", "name"), message, "write a short name without dots")


RULES = (
    trouble("name-unfit-for-objects", _names, PLACES, "A name is no name for what is made of it.", severity=ERROR),
)
