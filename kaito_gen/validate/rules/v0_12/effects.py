"""What is let in and then comes to nothing: edits that nobody acts on, adapters that block every later write."""

from collections.abc import Iterator

from kaito_gen.changes import changes
from kaito_gen.changes.change import IGNORED
from kaito_gen.kinds import ROOT_KINDS, V0_12
from kaito_gen.validate.finding import RUNTIME, WARNING
from kaito_gen.validate.rule import CREATE, UPDATE, Hit, Rule, Subject
from kaito_gen.validate.rules.v0_12.adapter_changes import adapter_steps
from kaito_gen.validate.rules.walk import part


def _ignored(subject: Subject) -> Iterator[Hit]:
    if subject.old is None:
        return
    for change in changes(subject.old, subject.manifest, subject.target):
        if change.fate == IGNORED:
            yield Hit(change.keys, f"this edit has no effect: {change.message}", change.hint)


def _blocking(subject: Subject) -> Iterator[Hit]:
    for index, adapter in enumerate(part(subject.manifest, "inference").get("adapters") or ()):
        if adapter.get("source") is None:
            return
        keys = ("inference", "adapters", index)
        inspects = subject.api_version.endswith("/v1beta1")
        for _, hit in adapter_steps(adapter, keys, inspects_urls=inspects):
            message = (
                f"this is let in, and then every later write is refused, the controller's own first: {hit.message}"
            )
            yield Hit(hit.keys, message, hit.hint)


_EVERY = tuple(f"{kind}/{version}" for kind in ROOT_KINDS for version in ("v1alpha1", "v1beta1"))

RULES = (
    Rule(
        id="edit-without-effect",
        stage=RUNTIME,
        severity=WARNING,
        summary="An edit is taken, and nothing ever acts on it.",
        applies={V0_12: _EVERY},
        check=_ignored,
        operations=(UPDATE,),
    ),
    Rule(
        id="adapter-blocks-later-writes",
        stage=RUNTIME,
        summary="An adapter is let in that every later write is refused for.",
        applies={V0_12: ("Workspace/v1beta1", "Workspace/v1alpha1")},
        check=_blocking,
        operations=(CREATE,),
    ),
)
