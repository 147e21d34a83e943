"""Edits that the webhook takes and nobody acts on, in either release; what KAITO makes of an edit stands in changes."""

from collections.abc import Iterator

from kaito_gen.changes import changes
from kaito_gen.changes.change import IGNORED
from kaito_gen.kinds import ROOT_KINDS, V0_3, V0_12
from kaito_gen.validate.finding import RUNTIME, WARNING
from kaito_gen.validate.rule import UPDATE, Hit, Rule, Subject

_EVERY = tuple(f"{kind}/{version}" for kind in ROOT_KINDS for version in ("v1alpha1", "v1beta1"))


def _ignored(subject: Subject) -> Iterator[Hit]:
    if subject.old is None:
        return
    for change in changes(subject.old, subject.manifest, subject.target):
        if change.fate == IGNORED:
            yield Hit(change.keys, f"this edit has no effect: {change.message}", change.hint)


RULES = (
    Rule(
        id="edit-without-effect",
        stage=RUNTIME,
        severity=WARNING,
        summary="An edit is taken, and nothing ever acts on it.",
        applies={V0_12: _EVERY, V0_3: ("Workspace/v1alpha1",)},
        check=_ignored,
        operations=(UPDATE,),
    ),
)
