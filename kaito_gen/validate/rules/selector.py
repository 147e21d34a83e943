"""A label selector as plain labels: KAITO turns it into a map, and refuses one that is more than that."""

from collections.abc import Mapping
from typing import Any


def unlabelled(selector: Mapping[str, Any]) -> int | None:
    """Return the index of the first expression that is not one label, ``In`` with one value; None where all are.

    The API server's own ``LabelSelectorAsMap`` draws this line.
    """
    for index, expression in enumerate(selector.get("matchExpressions") or ()):
        if expression.get("operator") != "In" or len(expression.get("values") or ()) != 1:
            return index
    return None
