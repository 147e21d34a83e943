"""What both releases say of a Workspace's adapters alike: their number, their names, their strength."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rule import Hit
from kaito_gen.validate.rules.go_float import parse_float

type Adapters = Sequence[Mapping[str, Any]]

MOST = 10
KEYS = ("inference", "adapters")
_STRENGTH = 'write a text such as "0.5"'


def too_many(adapters: Adapters) -> Iterator[Hit]:
    """Yield the objection to more adapters than KAITO takes in a new Workspace."""
    if len(adapters) > MOST:
        message = f"{len(adapters)} adapters are listed, KAITO takes at most {MOST}"
        yield Hit(KEYS, message, "make a second Workspace for the rest")


def without_source(adapters: Adapters) -> Iterator[Hit]:
    """Yield the objection to each adapter without a source; one is enough to crash the webhook."""
    for index, adapter in enumerate(adapters):
        if adapter.get("source") is None:
            message = "an adapter without a source crashes KAITO's webhook, which then refuses the Workspace"
            hint = "write source: with a name and an image or a volumeSource"
            yield Hit((*KEYS, index), message, hint)


def repeated_names(adapters: Adapters) -> Iterator[Hit]:
    """Yield the objection to each adapter whose name an earlier one has; those without a name share one."""
    named = [str((adapter.get("source") or {}).get("name") or "") for adapter in adapters]
    times = Counter(named)
    for index, name in enumerate(named):
        if name in named[:index]:
            message = f"{times[name]} adapters have {f'the name {name!r}' if name else 'no name'}"
            yield Hit((*KEYS, index, "source", "name"), message, "give each adapter a name of its own")


def strength_faults(adapter: Mapping[str, Any], keys: Keys) -> Iterator[tuple[str, Hit]]:
    """Yield what is wrong with the strength of one adapter, by the rule's id; none at all is 1.0."""
    text = adapter.get("strength")
    if text is None:
        return
    name = (adapter.get("source") or {}).get("name") or ""
    value, taken = parse_float(text)
    where = (*keys, "strength")
    if not taken:
        message = f"the strength {text!r} of the adapter {name!r} is no number"
        yield "adapter-strength-not-a-number", Hit(where, message, _STRENGTH)
    if value < 0 or value > 1:
        message = f"the strength {text} of the adapter {name!r} is not between 0 and 1"
        yield "adapter-strength-out-of-range", Hit(where, message, _STRENGTH)
