"""What v0.3's webhook refuses of a change; what that is stands in :mod:`kaito_gen.changes`, which others ask too.

A write to the status is such a change as well, and so is the controller's own first one.
"""

from collections.abc import Iterator

from kaito_gen.changes import changes
from kaito_gen.changes.change import REFUSED
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_3.workspace import CHANGES, refusal
from kaito_gen.validate.rules.walk import Step, once


@once
def _refused(subject: Subject) -> Iterator[Step]:
    for change in changes(subject.old or {}, subject.manifest, subject.target):
        if change.fate == REFUSED:
            yield change.code, Hit(change.keys, change.message, change.hint)


RULES = tuple(
    refusal(rule_id, _refused, summary, (number,), operations=CHANGES)
    for rule_id, number, summary in (
        ("workload-toggled", "U1", "Inference or tuning is added or removed."),
        ("count-changed", "U2", "The number of nodes is changed."),
        ("instance-type-immutable", "U3", "The machine is changed."),
        ("selector-change-unreadable", "U4", "The node selector is no plain labels, now or before."),
        ("selector-changed", "U5", "The labels of the nodes are changed."),
        ("preset-changed", "U6", "The preset is changed."),
        ("template-toggled", "U7", "A template is added or removed."),
        ("tuning-preset-changed", "U17", "The preset to tune is changed."),
        ("tuning-method-changed", "U17", "The tuning method is changed."),
        ("tuning-input-renamed", "U15", "The input of a tuning job is renamed."),
    )
)
