"""What a Workspace is for: exactly one of inference and tuning, and of preset and template."""

from collections.abc import Iterator

from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.workspace import inference, refusal, tuning
from kaito_gen.validate.rules.walk import Step, once


@once
def _purpose(subject: Subject) -> Iterator[Step]:
    serves, tunes = inference(subject), tuning(subject)
    if serves is None and tunes is None:
        yield "2", Hit((), "the Workspace asks for neither inference nor tuning", "add one of the two")
    if serves is not None and tunes is not None:
        yield "3", Hit(("tuning",), "one Workspace does inference or tuning, not both", "make two Workspaces")
    if serves is None:
        return
    preset, template = serves.get("preset"), serves.get("template")
    if preset is None and template is None:
        yield "32", Hit(("inference",), "inference needs a preset or a template", "name a model: preset: {name: phi-4}")
    if preset is not None and template is not None:
        yield "33", Hit(("inference", "template"), "inference takes a preset or a template, not both", "remove one")


RULES = (
    refusal("workload-missing", "2", _purpose, "A Workspace asks for neither inference nor tuning."),
    refusal("workload-ambiguous", "3", _purpose, "A Workspace asks for inference and tuning at once."),
    refusal("inference-empty", "32", _purpose, "An inference has neither preset nor template."),
    refusal("preset-and-template", "33", _purpose, "An inference has both preset and template."),
)
