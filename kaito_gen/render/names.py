"""Names of generated objects: from namespace, name and index alone, so that Git and the cluster agree."""

import hashlib
from collections.abc import Collection


def claim_name(namespace: str, workspace: str, index: int) -> str:
    """Return the name of a Workspace's ``index``-th claim: ``ws`` and nine hex digits, legal as an AKS pool name.

    KAITO hashes the time as well, so its names change on every run; ours must not.
    """
    digest = hashlib.sha256(f"{namespace}/{workspace}/{index}".encode()).hexdigest()
    return f"ws{digest[:9]}"


def child_name(parent: str, index: int) -> str:
    """Return the name of the ``index``-th Workspace of an InferenceSet."""
    return f"{parent}-{index}"


def kept_first(candidates: list[str], existing: Collection[str], count: int) -> list[str]:
    """Return ``count`` of the candidate names in their order, preferring those that exist already.

    So a set of numbered objects with a gap in it keeps its members instead of making one anew and dropping another.
    """
    chosen = [name for name in candidates if name in existing]
    chosen += [name for name in candidates if name not in existing]
    return sorted(chosen[: max(count, 0)], key=candidates.index)
