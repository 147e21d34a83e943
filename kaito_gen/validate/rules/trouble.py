"""How rules of the stages ``runtime`` and ``practice`` are declared: nobody refuses, so they mirror nothing of KAITO's.

A walk names its steps by the rule's id. Unlike the webhook's, these rules judge what stands in the files, whether it is
new or was changed; a write to the status is no file.
"""

from collections.abc import Iterator
from functools import lru_cache

from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.planning.releases import plan
from kaito_gen.validate.finding import RUNTIME, WARNING
from kaito_gen.validate.rule import CREATE, UPDATE, Hit, Places, Rule, Subject
from kaito_gen.validate.rules.walk import Walk

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
    """Return what planning says of a Workspace; it is asked once, however many rules read the answer."""
    return plan(subject.manifest, subject.target, subject.world, subject.catalog)


def is_sound(subject: Subject) -> bool:
    """Return whether a Workspace asks for one thing, so that there is something to say beyond that it does not."""
    serves, tunes = subject.manifest.get("inference"), subject.manifest.get("tuning")
    if serves is None or tunes is not None:
        return serves is None and tunes is not None
    return (serves.get("preset") is None) != (serves.get("template") is None)
