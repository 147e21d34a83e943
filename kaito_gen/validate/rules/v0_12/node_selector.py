"""``resource.labelSelector``: KAITO turns it into plain labels, and keeps some keys to itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.changes.selector import unlabelled
from kaito_gen.planning.request import RESERVED_LABELS
from kaito_gen.validate.rule import Hit
from kaito_gen.validate.rules.walk import Step, part

KEYS = ("resource", "labelSelector")


def selector_steps(resource: Mapping[str, Any]) -> Iterator[Step]:
    """Yield the first mistake in a Workspace's selector: KAITO looks no further."""
    selector = part(resource, "labelSelector")
    index = unlabelled(selector)
    labels = selector.get("matchLabels") or {}
    if index is not None:
        message = "nodes are chosen by plain labels: an expression may only be In with one value"
        hint = "write it under matchLabels: key: value"
        yield "11", Hit((*KEYS, "matchExpressions", index), message, hint)
    elif labels and RESERVED_LABELS.issuperset(labels):
        message = f"KAITO keeps {', '.join(sorted(labels))} to itself, so nothing is left to choose nodes by"
        yield "12", Hit((*KEYS, "matchLabels"), message, "add a label of your own, such as apps: my-model")
