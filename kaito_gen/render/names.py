"""Names of generated objects: from namespace, name and index alone, so that Git and the cluster agree."""

from collections.abc import Collection

try:
    from _sha2 import sha256  # type: ignore[import-not-found]  # as random does: hashlib loads OpenSSL, 2.5 ms a start
except ImportError:  # a Python built without hashes of its own
    from hashlib import sha256


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hex digits."""
    hexadecimal: str = sha256(text.encode()).hexdigest()
    return hexadecimal


def claim_name(namespace: str, workspace: str, index: int) -> str:
    """Return the name of a Workspace's ``index``-th claim: ``ws`` and nine hex digits, legal as an AKS pool name.

    KAITO hashes the time as well, so its names change on every run; ours must not.
    """
    return f"ws{digest(f'{namespace}/{workspace}/{index}')[:9]}"


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
