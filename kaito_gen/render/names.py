"""Names of generated objects: from namespace, name and index alone, so that Git and the cluster agree."""

import hashlib


def claim_name(namespace: str, workspace: str, index: int) -> str:
    """Return the name of a Workspace's ``index``-th claim: ``ws`` and nine hex digits, legal as an AKS pool name.

    KAITO hashes the time as well, so its names change on every run; ours must not.
    """
    digest = hashlib.sha256(f"{namespace}/{workspace}/{index}".encode()).hexdigest()
    return f"ws{digest[:9]}"


def child_name(parent: str, index: int) -> str:
    """Return the name of the ``index``-th Workspace of an InferenceSet."""
    return f"{parent}-{index}"
