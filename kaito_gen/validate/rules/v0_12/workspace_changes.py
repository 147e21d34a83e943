"""What KAITO's webhook refuses of a change: of a Workspace, and of the nodes behind a RAGEngine.

What is refused stands in :mod:`kaito_gen.changes`, which others ask too; here each reason gets its number and page. A
write to the status is such a change as well: an object that was let in with a mistake can then never be written again.
"""

from collections.abc import Iterator

from kaito_gen.changes import changes
from kaito_gen.changes.change import REFUSED
from kaito_gen.kinds import V0_12
from kaito_gen.validate.rule import STATUS_UPDATE, UPDATE, Hit, Places, Rule, Subject
from kaito_gen.validate.rules.v0_12.controllers import is_served
from kaito_gen.validate.rules.v0_12.workspace import refusal
from kaito_gen.validate.rules.walk import Step, once

CHANGES = (UPDATE, STATUS_UPDATE)
V1ALPHA1: Places = {V0_12: ("Workspace/v1alpha1",)}
_V1BETA1: Places = {V0_12: ("Workspace/v1beta1",)}
_WORKSPACE: Places = {V0_12: ("Workspace/v1beta1", "Workspace/v1alpha1")}
_ENGINE = ("RAGEngine/v1beta1", "RAGEngine/v1alpha1")
_BOTH: Places = {V0_12: (*_WORKSPACE[V0_12], *_ENGINE)}
_NEW_WEBHOOK: Places = {V0_12: (*_V1BETA1[V0_12], *_ENGINE)}


@once
def refused(subject: Subject) -> Iterator[Step]:
    """Yield the code of each change that is refused."""
    if subject.old is None or not is_served(subject):
        return
    for change in changes(subject.old, subject.manifest, subject.target):
        if change.fate == REFUSED:
            yield change.code, Hit(change.keys, change.message, change.hint)


@once
def _crashing(subject: Subject) -> Iterator[Step]:
    for part in ("inference", "tuning"):
        if subject.old is not None and subject.old.get(part) is None and subject.manifest.get(part) is not None:
            message = f"{part} that is added later crashes KAITO's v1alpha1 webhook, which then refuses the Workspace"
            yield "75", Hit((part,), message, "make a new Workspace with another name, in v1beta1")


def change_rule(code: str, number: str, summary: str, places: Places) -> Rule:
    """Return the rule behind one code of :mod:`kaito_gen.changes`, under the same name."""
    return refusal(code, number, refused, summary, operations=CHANGES, places=places, step=code)


UNANSWERED = (
    refusal(
        "workload-added-crashes",
        "75",
        _crashing,
        "A Workspace in v1alpha1 gets another purpose.",
        operations=CHANGES,
        alone=True,
        places=V1ALPHA1,
    ),
)

RULES = (
    change_rule("streaming-changed", "49", "Streaming is switched for a Workspace that exists.", _V1BETA1),
    change_rule("workload-toggled", "75", "Inference or tuning is added or removed.", _WORKSPACE),
    change_rule("count-changed", "76", "The number of nodes is changed.", _BOTH),
    change_rule("partition-changed", "77", "The partition of the GPUs is changed.", _NEW_WEBHOOK),
    change_rule("instance-type-added", "78", "A machine is named although nodes are brought.", _NEW_WEBHOOK),
    change_rule("instance-type-exchanged", "79", "The machine is changed although nodes are brought.", _NEW_WEBHOOK),
    change_rule("instance-type-removed", "80", "The machine is removed although nodes are bought.", _NEW_WEBHOOK),
    change_rule("instance-type-changed", "81", "The machine is changed.", _NEW_WEBHOOK),
    change_rule("instance-type-immutable", "A11", "The machine is changed.", V1ALPHA1),
    change_rule("selector-change-unreadable", "82", "The node selector is no plain labels, now or before.", _BOTH),
    change_rule("selector-changed", "83", "The labels of the nodes are changed.", _BOTH),
    change_rule("preset-changed", "84", "The preset is changed.", _WORKSPACE),
    change_rule("template-toggled", "85", "A template is added or removed.", _WORKSPACE),
    change_rule("tuning-preset-changed", "93", "The preset to tune is changed.", _WORKSPACE),
    change_rule("tuning-method-changed", "94", "The tuning method is changed.", _WORKSPACE),
    change_rule("tuning-input-renamed", "95", "The input of a tuning job is renamed.", _WORKSPACE),
)
