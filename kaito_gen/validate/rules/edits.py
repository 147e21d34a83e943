"""What becomes of edits that the webhook takes, in either release: nothing, new pods, or a start from the beginning.

What KAITO makes of an edit stands in :mod:`kaito_gen.changes`; here it becomes findings.
"""

from collections.abc import Iterator

from kaito_gen.changes import changes
from kaito_gen.changes.change import IGNORED, REPLACED, ROLLED
from kaito_gen.kinds import ROOT_KINDS, V0_3, V0_12
from kaito_gen.validate.finding import NOTE, RUNTIME, WARNING
from kaito_gen.validate.rule import UPDATE, Check, Hit, Rule, Subject

_EVERY = tuple(f"{kind}/{version}" for kind in ROOT_KINDS for version in ("v1alpha1", "v1beta1"))


def _with_fate(fate: str, opening: str) -> Check:
    def check(subject: Subject) -> Iterator[Hit]:
        if subject.old is None:
            return
        for change in changes(subject.old, subject.manifest, subject.target):
            if change.fate == fate:
                yield Hit(change.keys, f"{opening}: {change.message}", change.hint)

    return check


def _rule(rule_id: str, severity: str, summary: str, check: Check) -> Rule:
    return Rule(
        id=rule_id,
        stage=RUNTIME,
        severity=severity,
        summary=summary,
        applies={V0_12: _EVERY, V0_3: ("Workspace/v1alpha1",)},
        check=check,
        operations=(UPDATE,),
    )


RULES = (
    _rule(
        "edit-without-effect",
        WARNING,
        "An edit is taken, and nothing ever acts on it.",
        _with_fate(IGNORED, "this edit has no effect"),
    ),
    _rule(
        "edit-starts-over",
        WARNING,
        "An edit deletes what runs, and makes it anew.",
        _with_fate(REPLACED, "this edit starts over"),
    ),
    _rule("edit-restarts-pods", NOTE, "An edit replaces the pods.", _with_fate(ROLLED, "this edit restarts pods")),
)
