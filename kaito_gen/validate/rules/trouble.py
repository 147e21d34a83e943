"""How rules of the stages ``runtime`` and ``practice`` are declared: nobody refuses, so they mirror nothing of KAITO's.

A walk names its steps by the rule's id. Unlike the webhook's, these rules judge what stands in the files, whether it is
new or was changed; a write to the status is no file.
"""

from collections.abc import Iterator
from functools import lru_cache

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.planning.releases import plan
from kaito_gen.planning.request import BYPASS_ANNOTATION, RUNTIME_ANNOTATION
from kaito_gen.target import Target
from kaito_gen.validate.finding import RUNTIME, WARNING
from kaito_gen.validate.rule import CREATE, UPDATE, Hit, Places, Rule, Subject
from kaito_gen.validate.rules.walk import Walk, part
from kaito_gen.world import World

FILES = (CREATE, UPDATE)


def trouble(
    rule_id: str,
    walk: Walk,
    places: Places,
    summary: str,
    *,
    severity: str = WARNING,
    stage: str = RUNTIME,
    operations: tuple[str, ...] = FILES,
) -> Rule:
    """Return the rule of the steps that a walk yields under its id."""

    def check(subject: Subject) -> Iterator[Hit]:
        return (hit for found, hit in walk(subject) if found == rule_id)

    return Rule(
        id=rule_id,
        stage=stage,
        severity=severity,
        summary=summary,
        applies=places,
        check=check,
        operations=operations,
        walk=walk,
    )


@lru_cache(maxsize=8)
def planned(subject: Subject) -> Plan | NoFit:
    """Return what planning says of a Workspace; it is asked once, however many rules read the answer.

    Workspaces in a repository are often alike but for their names, which planning does not ask for. So it is asked once
    for all that are, where neither the nodes nor a ConfigMap of each has a say.
    """
    manifest, target = subject.manifest, subject.target
    resource, purpose = part(manifest, "resource"), part(manifest, "inference") or part(manifest, "tuning")
    if purpose.get("config") or resource.get("partition") or not target.provisions_nodes:
        return plan(manifest, target, subject.world, subject.catalog)
    annotations = part(manifest, "metadata", "annotations")
    alike = (
        subject.api_version,
        manifest.get("tuning") is not None,
        part(purpose, "preset").get("name"),
        resource.get("instanceType"),
        resource.get("count", 1) if resource else None,
        str(annotations.get(RUNTIME_ANNOTATION)),
        BYPASS_ANNOTATION in annotations,
    )
    known = _known(subject.world, target.release)
    if known.target is not target or known.catalog is not subject.catalog:
        known.clear(target, subject.catalog)
    answer = known.answers.get(alike)
    if answer is None:
        answer = known.answers[alike] = plan(manifest, target, subject.world, subject.catalog)
    return answer


class _Known:
    """The answers for one installation, as long as it is the one that is asked about."""

    def __init__(self) -> None:
        self.clear(None, None)

    def clear(self, target: Target | None, catalog: Catalog | None) -> None:
        self.target, self.catalog = target, catalog
        self.answers: dict[tuple[object, ...], Plan | NoFit] = {}


@lru_cache(maxsize=1)
def _known(world: World, release: str) -> _Known:
    del world, release  # for these the answers hold
    return _Known()


def is_sound(subject: Subject) -> bool:
    """Return whether a Workspace asks for one thing, so that there is something to say beyond that it does not."""
    serves, tunes = subject.manifest.get("inference"), subject.manifest.get("tuning")
    if serves is None or tunes is not None:
        return serves is None and tunes is not None
    return (serves.get("preset") is None) != (serves.get("template") is None)
