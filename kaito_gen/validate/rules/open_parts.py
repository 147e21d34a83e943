"""The parts of a Workspace that its CRD leaves open: pod templates and volumes, which the webhook reads strictly."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kaito_gen.validate.decoding import POD_TEMPLATE, VOLUME_SOURCE, Decoder, Fault
from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rules.walk import part

_TEMPLATE = ("inference", "template")


class OpenPart(NamedTuple):
    """One part that is there: its keys, the structure that it is read into, its value."""

    keys: Keys
    kind: str
    value: Any


def unreadable(workspace: Mapping[str, Any], decoder: Decoder) -> Iterator[Fault]:
    """Yield what keeps the webhook from reading a Workspace; it then answers nothing else."""
    for open_part in open_parts(workspace):
        yield from decoder.faults(open_part.value, open_part.kind, open_part.keys)


def open_parts(workspace: Mapping[str, Any]) -> Iterator[OpenPart]:
    """Yield each open part that a Workspace has."""
    serves, tunes = part(workspace, "inference"), part(workspace, "tuning")
    if serves.get("template") is not None:
        yield OpenPart(_TEMPLATE, POD_TEMPLATE, serves["template"])
    holders: list[tuple[Keys, Mapping[str, Any]]] = [
        (("inference", "adapters", index, "source"), part(adapter, "source"))
        for index, adapter in enumerate(serves.get("adapters") or ())
    ]
    holders += [(("tuning", name), part(tunes, name)) for name in ("input", "output")]
    for keys, holder in holders:
        if holder.get("volumeSource") is not None:
            yield OpenPart((*keys, "volumeSource"), VOLUME_SOURCE, holder["volumeSource"])
