"""Where pods may run: node affinity by labels, and the tolerations that GPU nodes ask for."""

from collections.abc import Mapping
from typing import Any


def node_affinity(labels: Mapping[str, str], ownership: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the affinity of pods to nodes that carry all these labels; empty when there are none.

    The user's labels stand first, sorted (KAITO writes them in random order), the ownership labels last in their order.
    """
    expressions = [
        {"key": key, "operator": "In", "values": [value]}
        for key, value in [*sorted(labels.items()), *(ownership or {}).items()]
    ]
    if not expressions:
        return {}
    terms = {"nodeSelectorTerms": [{"matchExpressions": expressions}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


def tolerates(key: str, value: str | None = None) -> dict[str, str]:
    """Return the toleration of a NoSchedule taint, with exactly this value, or with any when it is None."""
    if value is None:
        return {"key": key, "operator": "Exists", "effect": "NoSchedule"}
    return {"key": key, "operator": "Equal", "value": value, "effect": "NoSchedule"}
