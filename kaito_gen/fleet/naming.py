"""Which names work: Kubernetes' rule, and how long a name may be before something made from it is too long.

Source of the lengths: KAITO v0.12.0, measured 2026-08 (golden cases name-53, name-54, name-61, name-long): the label
``controller-revision-hash`` of a StatefulSet's pods holds its name and 11 more of 63 characters. An InferenceSet adds
6 to the names of its Workspaces, a multi-role inference ``-prefill`` to those of its InferenceSets.
"""

import re
from typing import Final

from kaito_gen.fleet.fault import Fault, FieldPath, dotted

LABEL: Final = 63
"""Longest name of a Service, and longest value of a label."""
LONGEST: Final = {"Workspace": 52, "InferenceSet": 46, "MultiRoleInference": 38}
"""Longest names that work in v0.12; the rest is bound by :data:`LABEL`."""

_LEGAL: Final = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?", re.ASCII).fullmatch


def a(kind: str) -> str:
    """Return a kind with its article."""
    return f"an {kind}" if kind[0] in "AEIOU" else f"a {kind}"


def name_fault(name: str, path: FieldPath, *, kind: str, longest: int) -> Fault | None:
    """Return what is wrong with a name; None when nothing is."""
    if not _LEGAL(name):
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:longest].rstrip("-")
        return Fault(
            path,
            f"{dotted(path)} is {name!r}: names have lower-case letters, digits and dashes, and begin and end with a "
            f"letter or digit",
            f"write {better}" if better else "",
        )
    if len(name) > longest:
        return Fault(
            path,
            f"{dotted(path)} has {len(name)} characters: {a(kind)} works up to {longest}",
            f"shorten it, such as {name[:longest].rstrip('-')}",
        )
    return None
