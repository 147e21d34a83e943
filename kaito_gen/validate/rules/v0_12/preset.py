"""The model that an inference serves, and what its runtime and its adapters may be."""

from collections.abc import Iterator
from typing import Any

from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.adapters import KEYS, repeated_names, too_many, without_source
from kaito_gen.validate.rules.v0_12.workspace import (
    TRANSFORMERS,
    WRITES,
    inference,
    is_preset_name,
    refusal,
    runtime,
    served_name,
    served_preset,
)
from kaito_gen.validate.rules.walk import Step, once

_PRESET = ("inference", "preset", "name")
_SLOW = "kaito.sh/runtime"


@once
def _served(subject: Subject) -> Iterator[Step]:
    serves = inference(subject)
    if serves is None:
        return
    adapters = serves.get("adapters") or ()
    name = served_name(subject) if subject.creates else None
    if name is not None:
        if not is_preset_name(name, subject.catalog):
            yield "31", Hit(_PRESET, unknown_preset(name, subject.catalog).message)
            return
        yield from _model(subject, name, adapters)
    if subject.creates:
        yield from (("40", hit) for hit in too_many(adapters))
    sourceless = tuple(without_source(adapters))
    yield from (("42", hit) for hit in sourceless)
    if not sourceless:
        yield from (("41", hit) for hit in repeated_names(adapters))


def _model(subject: Subject, name: str, adapters: Any) -> Iterator[Step]:
    preset = served_preset(subject)
    if preset is None:
        message = f"cannot know: {unknown_preset(name, subject.catalog).message}"
        yield "34", Hit(_PRESET, message, "KAITO asks huggingface.co when the Workspace is created", NOTE)
    if runtime(subject) == TRANSFORMERS:
        if preset is not None and preset.transformers is None:
            message = f"{preset.name} is served by vLLM alone, not by the transformers runtime"
            yield "35", Hit(_runtime_keys(subject), message, f"remove the annotation {_SLOW}, or choose another model")
        return
    for index, adapter in enumerate(adapters):
        if adapter.get("strength") is not None:
            message = "vLLM knows no adapter strength: it is for the transformers runtime"
            hint = f"remove strength, or set the annotation {_SLOW}: transformers"
            yield "36", Hit((*KEYS, index, "strength"), message, hint)


def _runtime_keys(subject: Subject) -> tuple[str, ...]:
    """Return where the runtime was chosen: at the annotation, unless KAITO's gate decides for all."""
    return ("metadata", "annotations", _SLOW) if subject.target.gate("vLLM") else _PRESET


CRASHES = (
    refusal("adapter-source-missing", "42", _served, "An adapter has no source.", operations=WRITES, alone=True),
)
"""What takes the webhook down: these come before every other rule."""

RULES = (
    refusal("preset-unknown", "31", _served, "The preset to serve is unknown."),
    refusal("preset-outside-catalog", "34", _served, "KAITO looks the model up at huggingface.co."),
    refusal("runtime-unsupported", "35", _served, "The transformers runtime does not serve the model."),
    refusal("adapter-strength-with-vllm", "36", _served, "An adapter has a strength, which vLLM does not know."),
    refusal("too-many-adapters", "40", _served, "More than ten adapters are listed."),
    refusal("adapter-names-repeat", "41", _served, "Two adapters have the same name.", operations=WRITES),
)
