"""What a new Workspace is for: exactly one of inference and tuning, and of preset and template (both releases)."""

from collections.abc import Iterator

from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.walk import Step, once

SUMMARIES = {
    "workload-missing": "A Workspace asks for neither inference nor tuning.",
    "workload-ambiguous": "A Workspace asks for inference and tuning at once.",
    "inference-empty": "An inference has neither preset nor template.",
    "preset-and-template": "An inference has both preset and template.",
}
"""The rules that ask the walk, with their summaries."""


@once
def purpose(subject: Subject) -> Iterator[Step]:
    """Yield what a Workspace lacks or has too much of, by the rule's id."""
    serves, tunes = subject.manifest.get("inference"), subject.manifest.get("tuning")
    if serves is None and tunes is None:
        yield "workload-missing", Hit((), "the Workspace asks for neither inference nor tuning", "add one of the two")
    if serves is not None and tunes is not None:
        message = "one Workspace does inference or tuning, not both"
        yield "workload-ambiguous", Hit(("tuning",), message, "make two Workspaces")
    if serves is None:
        return
    preset, template = serves.get("preset"), serves.get("template")
    if preset is None and template is None:
        hint = "name a model under inference.preset.name, see kaito-gen catalog models"
        yield "inference-empty", Hit(("inference",), "inference needs a preset or a template", hint)
    if preset is not None and template is not None:
        message = "inference takes a preset or a template, not both"
        yield "preset-and-template", Hit(("inference", "template"), message, "remove one")
