"""Adapters that the webhook lets in with a new Workspace, and for which it then refuses every later write."""

from collections.abc import Iterator

from kaito_gen.kinds import V0_12
from kaito_gen.validate.finding import RUNTIME
from kaito_gen.validate.rule import CREATE, Hit, Rule, Subject
from kaito_gen.validate.rules.v0_12.adapter_changes import adapter_steps
from kaito_gen.validate.rules.walk import part


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


RULES = (
    Rule(
        id="adapter-blocks-later-writes",
        stage=RUNTIME,
        summary="An adapter is let in that every later write is refused for.",
        applies={V0_12: ("Workspace/v1beta1", "Workspace/v1alpha1")},
        check=_blocking,
        operations=(CREATE,),
    ),
)
