"""A label selector as plain labels: KAITO turns it into a map, and refuses one that is more than that.

The API server's own ``LabelSelectorAsMap`` draws the line (k8s.io/apimachinery, alike in v0.30 and v0.35).
"""

from collections.abc import Mapping
from typing import Any

type Selector = Mapping[str, Any] | None


def unlabelled(selector: Selector) -> int | None:
    """Return the index of the first expression that is not one label, ``In`` with one value; None where all are."""
    for index, expression in enumerate((selector or {}).get("matchExpressions") or ()):
        if expression.get("operator") != "In" or len(expression.get("values") or ()) != 1:
            return index
    return None


def plain_labels(selector: Selector) -> dict[str, str] | None:
    """Return the labels of a selector that has no others; None for none at all, which is not the same as an empty one.

    An expression overrides the label of the same key.
    """
    if selector is None:
        return None
    expressions = selector.get("matchExpressions") or ()
    return dict(selector.get("matchLabels") or {}) | {str(one.get("key")): one["values"][0] for one in expressions}
