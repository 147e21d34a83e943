"""Workspaces that other objects make: what holds for a Workspace holds for those of a set and of its roles as well.

A walk over Workspaces becomes one over all three kinds; its hits are put where the value stands in the object that
was written.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from kaito_gen.kinds import V0_12
from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rule import CREATE, Hit, Places, Subject
from kaito_gen.validate.rules.v0_12.controllers import is_served
from kaito_gen.validate.rules.v0_12.inference_set import child, place_in_set
from kaito_gen.validate.rules.v0_12.workspace import BOTH_PLACES, brings_nodes
from kaito_gen.validate.rules.walk import Step, Walk, once, part

MADE: Places = {V0_12: ("InferenceSet/v1beta1", "InferenceSet/v1alpha1", "MultiRoleInference/v1alpha1")}
EVERY: Places = {V0_12: (*BOTH_PLACES[V0_12], *MADE[V0_12])}

type _Place = Callable[[Keys], Keys]


def of_each(steps: Callable[[Subject], Iterator[Step]]) -> Walk:
    """Return a walk over Workspaces as one that also follows those that the object makes."""

    @once
    def walk(subject: Subject) -> Iterator[Step]:
        if subject.kind == "Workspace":
            yield from steps(subject)
            return
        told = set()
        for made, place in workspaces_of(subject):
            for step, hit in steps(made):
                lifted = Hit(place(hit.keys), hit.message, hit.hint, hit.severity)
                if (step, lifted) not in told:
                    told.add((step, lifted))
                    yield step, lifted

    return walk


@lru_cache(maxsize=4)
def workspaces_of(subject: Subject) -> tuple[tuple[Subject, _Place], ...]:
    """Return the Workspaces that a set or the roles make, each with what leads from its keys to the object's own."""
    if not is_served(subject):
        return ()
    if subject.kind == "InferenceSet":
        return ((_made(subject, subject.manifest), place_in_set),)
    from kaito_gen.render.v0_12.multi_role import role_set  # a kind that few have, and much to load

    roles = part(subject.manifest, "spec").get("roles") or ()
    return tuple(
        (_made(subject, role_set(subject.manifest, role, subject.target)), _role_place(index))
        for index, role in enumerate(roles)
    )


def _made(subject: Subject, inference_set: dict[str, object]) -> Subject:
    return Subject(
        manifest=child(inference_set, brings=brings_nodes(subject.target)),
        target=subject.target,
        world=subject.world,
        catalog=subject.catalog,
        operation=CREATE,
        decoder=subject.decoder,
        limits=subject.limits,
    )


def _role_place(index: int) -> _Place:
    role: Keys = ("spec", "roles", index)

    def place(keys: Keys) -> Keys:
        if keys[:2] == ("resource", "labelSelector"):
            return ("spec", *keys[1:])
        if keys[:2] == ("inference", "preset"):
            return ("spec", "model", "modelAccessSecret" if "modelAccessSecret" in keys else "name")
        if keys[:2] == ("metadata", "annotations"):
            return keys
        fields = {("resource", "instanceType"): "instanceType", ("inference", "config"): "runtimeConfig"}
        field = fields.get((str(keys[0]), str(keys[1])) if len(keys) > 1 else ("", ""))
        return (*role, field) if field else role

    return place
