"""Workspaces that choose the same nodes, where their labels alone decide: in v0.3, and where nodes are brought.

Both then count a node as theirs, and one of them waits for GPUs that the other has. Labels overlap here when every
node that carries the ones carries the others as well; whether some node carries two labels by chance, files do not say.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from kaito_gen.kinds import V0_3, V0_12, name_of, namespace_of
from kaito_gen.planning import request
from kaito_gen.planning.v0_3.sizing import DEFAULT_MACHINE
from kaito_gen.validate.finding import PRACTICE
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.walk import Step, once
from kaito_gen.world import World

_PLACES: Places = {V0_12: ("Workspace/v1beta1", "Workspace/v1alpha1"), V0_3: ("Workspace/v1alpha1",)}
_KEYS = ("resource", "labelSelector")
_MOST_LABELS = 6
"""Of a selector with more labels only the whole is compared: their subsets would be too many."""

type _Chosen = tuple[frozenset[tuple[str, str]], str]
"""The labels, and the machine, which is empty where it does not matter."""


@once
def _shared(subject: Subject) -> Iterator[Step]:
    if subject.target.release == V0_12 and subject.target.provisioner != "byo":
        return
    index = _index(subject.world, subject.target.release)
    ask = request.read(subject.manifest, instance_type=DEFAULT_MACHINE)
    labels, machine = _chosen(ask, subject.target.release)
    if not labels:
        return
    me = (namespace_of(subject.manifest), name_of(subject.manifest))
    sizes = range(1, len(labels) + 1) if len(labels) <= _MOST_LABELS else (len(labels),)
    for size in sizes:
        for some in combinations(sorted(labels), size):
            other = next((one for one in index.get((frozenset(some), machine), ()) if one != me), None)
            if other is not None:
                shown = ", ".join(f"{key}={value}" for key, value in some)
                message = (
                    f"Workspace {'/'.join(other)} chooses nodes by {shown} as well: both count the same nodes as "
                    f"theirs, and one waits for GPUs that the other has"
                )
                yield "nodes-shared", Hit(_KEYS, message, "give each Workspace a label of its own")
                return


def _chosen(ask: request.Request, release: str) -> _Chosen:
    return frozenset(ask.node_labels.items()), ask.instance_type if release == V0_3 else ""


@lru_cache(maxsize=2)
def _index(world: World, release: str) -> dict[_Chosen, list[tuple[str, str]]]:
    """Return the Workspaces of the files by what they choose."""
    found: dict[_Chosen, list[tuple[str, str]]] = {}
    for workspace in world.of_kind("Workspace"):
        chosen = _chosen(request.read(workspace, instance_type=DEFAULT_MACHINE), release)
        mine = found.setdefault(chosen, [])
        if len(mine) < 2:  # one to name, and one more in case that is the one that asks
            mine.append((namespace_of(workspace), name_of(workspace)))
    return found


RULES = (trouble("nodes-shared", _shared, _PLACES, "Two Workspaces choose the same nodes.", stage=PRACTICE),)
