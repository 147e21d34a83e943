"""Replicas in Git beside an autoscaler: the sync sets one number, the autoscaler another, and so on for ever."""

from collections.abc import Iterator
from functools import lru_cache

from kaito_gen.kinds import V0_3, V0_12, name_of, namespace_of
from kaito_gen.validate.finding import PRACTICE
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.walk import Step, once, part
from kaito_gen.world import World

_SCALED = ("Deployment/v1", "StatefulSet/v1", "ReplicaSet/v1")
_PLACES: Places = {V0_3: _SCALED, V0_12: (*_SCALED, "InferenceSet/v1beta1", "InferenceSet/v1alpha1")}
_SCALERS = ("ScaledObject", "HorizontalPodAutoscaler")
_PROVISION = "scaledobject.kaito.sh/auto-provision"


@once
def _replicas(subject: Subject) -> Iterator[Step]:
    if subject.written is None or part(subject.written, "spec").get("replicas") is None:
        return
    by = _scalers(subject.world).get((subject.kind, namespace_of(subject.manifest), name_of(subject.manifest)))
    if not by and part(subject.manifest, "metadata", "annotations").get(_PROVISION) == "true":
        by = f"the ScaledObject that {_PROVISION} asks for"
    if by:
        message = f"{by} sets the replicas as well: each sync undoes what it has scaled"
        yield "replicas-fought-over", Hit(("spec", "replicas"), message, "remove replicas from the file")


@lru_cache(maxsize=2)
def _scalers(world: World) -> dict[tuple[str, str, str], str]:
    """Return what autoscalers in the files scale, as kind, namespace and name, with the autoscaler."""
    found = {}
    for kind in _SCALERS:
        for scaler in world.of_kind(kind):
            reference = part(scaler, "spec", "scaleTargetRef")
            scaled = str(reference.get("kind") or "Deployment"), namespace_of(scaler), str(reference.get("name") or "")
            found[scaled] = f"{kind} {name_of(scaler)}"
    return found


RULES = (
    trouble("replicas-fought-over", _replicas, _PLACES, "Git and an autoscaler both set the replicas.", stage=PRACTICE),
)
