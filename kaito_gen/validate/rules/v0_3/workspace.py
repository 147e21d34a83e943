"""How rules of v0.3's Workspace webhook are declared.

A walk names its steps by the rule's id; the numbers of KAITO's rules stand beside them for the measured data. A number
with a U is the rule that answers a change, one without it answers a new Workspace.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.kinds import V0_3
from kaito_gen.validate.finding import ADMISSION
from kaito_gen.validate.rule import CREATE, STATUS_UPDATE, UPDATE, Hit, Places, Rule, Subject
from kaito_gen.validate.rules.walk import Walk, part

PLACES: Places = {V0_3: ("Workspace/v1alpha1",)}
CREATES = (CREATE,)
CHANGES = (UPDATE, STATUS_UPDATE)
WRITES = (*CREATES, *CHANGES)


def refusal(
    rule_id: str,
    walk: Walk,
    summary: str,
    numbers: tuple[str, ...],
    *,
    operations: tuple[str, ...] = CREATES,
    alone: bool = False,
) -> Rule:
    """Return the rule of the steps that a walk yields under its id: an error of the admission stage."""

    def check(subject: Subject) -> Iterator[Hit]:
        return (hit for found, hit in walk(subject) if found == rule_id)

    return Rule(
        id=rule_id,
        stage=ADMISSION,
        summary=summary,
        applies=PLACES,
        check=check,
        upstream={V0_3: numbers},
        operations=operations,
        alone=alone,
        walk=walk,
    )


def adapters(workspace: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the adapters of a Workspace."""
    return list(part(workspace, "inference").get("adapters") or ())
