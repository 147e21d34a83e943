"""Values inside scripts: written so that neither the shell nor the kubelet changes them, and read back.

A script stands in ``command`` or ``args``, where the kubelet turns ``$(NAME)`` into an environment variable and ``$$``
into ``$`` before any shell sees it. Quoting for the shell alone is therefore not enough; it is our scripts' rule that
neither sequence ever appears in them by accident, and a test holds it for every script.
"""

import re
import shlex
from collections.abc import Mapping
from functools import lru_cache

MARK = "\n# ---\n"
"""Ends the assignments at the top of a script."""

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


@lru_cache(maxsize=1024)  # the flags of a command come again with every service of the same model
def quote(value: str) -> str:
    """Return ``value`` as one shell word that a container receives unchanged."""
    return re.sub(r"\$(?=[$(])", "$''", shlex.quote(value))


def assignments(values: Mapping[str, str]) -> str:
    """Return the head of a script: one line ``NAME=value`` for each value, in the order given, and a mark."""
    return "\n".join(f"{name}={quote(value)}" for name, value in values.items()) + MARK


def values_of(script: str) -> dict[str, str]:
    """Return what a script of ours was filled in with: its assignments at the top, without quotes.

    For comparing rendered manifests; an empty result means that the script takes no values.
    """
    head, mark, _ = script.rpartition(MARK)
    found: dict[str, str] = {}
    for word in shlex.split(head) if mark else ():
        if _ASSIGNMENT.match(word):
            name, _, value = word.partition("=")
            found[name] = value
    return found
