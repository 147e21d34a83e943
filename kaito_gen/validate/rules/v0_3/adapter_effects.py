"""Adapters that v0.3's webhook lets in, and that then keep the controller from its work, or do nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.render.labels import is_container_name
from kaito_gen.validate.finding import ERROR, Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.adapters import KEYS
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.v0_3.adapters import adapter_steps
from kaito_gen.validate.rules.v0_3.workspace import CREATES, PLACES, adapters
from kaito_gen.validate.rules.walk import Step, once, part


@once
def _effects(subject: Subject) -> Iterator[Step]:
    found = adapters(subject.manifest)
    name = part(subject.manifest, "inference", "preset").get("name")
    preset = subject.catalog.preset(name) if found and name else None
    if preset is None:
        return
    spreads = preset.launch is not None and preset.launch.distributed
    if spreads:
        message = f"{name} runs over several nodes, whose pods copy no adapters in this release"
        yield "adapters-unread", Hit(KEYS, message, "remove them, or take a preset that runs on one node")
    for index, adapter in enumerate(found):
        if adapter.get("source") is None:
            return
        yield from _adapter(adapter, (*KEYS, index), creates=subject.creates, spreads=spreads)


def _adapter(adapter: Mapping[str, Any], keys: Keys, *, creates: bool, spreads: bool) -> Iterator[Step]:
    source = adapter["source"]
    faults = tuple(adapter_steps(adapter, keys)) if creates else ()
    for _, hit in faults:
        message = f"this is let in, and then every later write is refused, the controller's own first: {hit.message}"
        yield "adapter-blocks-later-writes", Hit(hit.keys, message, hit.hint)
    if adapter.get("strength") is None and not spreads:
        message = "at an adapter without a strength the controller crashes, and again at every start, for everybody"
        yield "adapter-strength-missing", Hit(keys, message, 'write strength: "1.0"')
    name = str(source.get("name") or "")
    if name and not faults and not spreads and not is_container_name(name):
        message = f"the adapter's name {name!r} becomes that of a container, which has at most 63 of a-z, 0-9 and '-'"
        yield "adapter-name-no-container", Hit((*keys, "source", "name"), message, "write a name such as my-adapter")
    if source.get("imagePullSecrets"):
        message = "this release never uses an adapter's own secrets, so its image must be readable without"
        hint = "let the nodes' identity or the service account pull it"
        yield "adapter-secret-unread", Hit((*keys, "source", "imagePullSecrets"), message, hint)


RULES = (
    trouble(
        "adapter-blocks-later-writes",
        _effects,
        PLACES,
        "An adapter is let in that every later write is refused for.",
        severity=ERROR,
        operations=CREATES,
    ),
    trouble("adapter-strength-missing", _effects, PLACES, "An adapter has no strength.", severity=ERROR),
    trouble("adapter-name-no-container", _effects, PLACES, "No container can have the adapter's name.", severity=ERROR),
    trouble("adapter-secret-unread", _effects, PLACES, "A secret for an adapter is not used."),
    trouble("adapters-unread", _effects, PLACES, "Adapters are listed for what does not load them."),
)
