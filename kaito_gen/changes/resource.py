"""Changes of what chooses and buys nodes: ``resource`` of a Workspace, ``spec.compute`` of a RAGEngine.

KAITO never moves a workload to other nodes, so nearly every edit is refused. Sources: KAITO v0.3.1 and v0.12.0, the
webhooks of Workspace and RAGEngine, run on measured requests on 2026-08-21.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.changes.change import REFUSED, Change, Keys, at
from kaito_gen.changes.selector import plain_labels, unlabelled

_ANEW = "make a new object with another name, and remove this one when the new one serves"

type Resource = Mapping[str, Any] | None


def count_changes(old: Resource, new: Resource, keys: Keys) -> Iterator[Change]:
    """Yield the refusal of another ``count``; one that comes or goes with the whole part is no change of it."""
    before, after = at(old, "count"), at(new, "count")
    if before is not None and after is not None and before != after:
        message = f"the number of nodes was {before} and cannot become {after}"
        yield Change((*keys, "count"), REFUSED, "count-changed", message, _ANEW)


def partition_changes(old: Resource, new: Resource, keys: Keys) -> Iterator[Change]:
    """Yield the refusal of another partition of the GPUs, or of its coming and going."""
    if _partition(old) != _partition(new):
        message = "the partition of the GPUs cannot be changed, added or removed"
        yield Change((*keys, "partition"), REFUSED, "partition-changed", message, _ANEW)


def _partition(resource: Resource) -> tuple[str, str, int | None] | None:
    """Return a partition as Go holds it: an absent profile is an empty one, an absent count is none."""
    partition = at(resource, "partition")
    if partition is None:
        return None
    return str(partition.get("mode") or ""), str(partition.get("profile") or ""), partition.get("count")


def machine_changes(old: Resource, new: Resource, keys: Keys, *, brings_nodes: bool) -> Iterator[Change]:
    """Yield the refusal of another machine, as v0.12 has it: by letter case too, and by whether nodes are brought."""
    before, after = str(at(old, "instanceType") or ""), str(at(new, "instanceType") or "")
    where: Keys = (*keys, "instanceType")
    if brings_nodes and not before and after:
        message = f"nodes are brought here, so the machine {after} cannot be asked for"
        yield Change(where, REFUSED, "instance-type-added", message, "remove it again")
    elif brings_nodes and after and before != after:
        message = f"the machine was {before} and cannot become {after}; here it can only be removed"
        yield Change(where, REFUSED, "instance-type-exchanged", message, f"write {before} again, or nothing")
    elif not brings_nodes and not after:
        message = "nodes are bought here, so the machine cannot be left out"
        yield Change(where, REFUSED, "instance-type-removed", message, f"write {before} again" if before else "")
    elif not brings_nodes and before and before != after:
        message = f"the machine was {before} and cannot become {after}"
        yield Change(where, REFUSED, "instance-type-changed", message, _ANEW)


def exact_machine_changes(old: Resource, new: Resource, keys: Keys) -> Iterator[Change]:
    """Yield the refusal of any other machine, as v0.3 and v1alpha1 have it."""
    before, after = str(at(old, "instanceType") or ""), str(at(new, "instanceType") or "")
    if before != after:
        message = f"the machine was {before or 'not named'} and cannot become {after or 'nothing'}"
        yield Change((*keys, "instanceType"), REFUSED, "instance-type-immutable", message, _ANEW)


def selector_changes(old: Resource, new: Resource, keys: Keys) -> Iterator[Change]:
    """Yield the refusal of other node labels; how they are written (plainly, or In with one value) does not count."""
    where: Keys = (*keys, "labelSelector")
    before, after = at(old, "labelSelector"), at(new, "labelSelector")
    if unlabelled(before) is not None or unlabelled(after) is not None:
        message = (
            "nodes are chosen by plain labels, before a change and after it: an expression may only be In with one"
        )
        hint = "write matchLabels; an object that already has another expression must be made anew"
        yield Change(where, REFUSED, "selector-change-unreadable", f"{message} value", hint)
        return
    if plain_labels(before) != plain_labels(after):
        message = "the labels by which nodes are chosen cannot be changed"
        yield Change(where, REFUSED, "selector-changed", message, _ANEW)
