"""What ``training_config.yaml`` of a tuning job may hold, by the rules of KAITO's webhook.

Both releases find the same faults; what differs is how many of them each tells apart by number.
"""

import posixpath
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from kaito_gen.documents.loose import read_values
from kaito_gen.render.training_config import BASE_FOLDER, KEY

SECTIONS = ("ModelConfig", "QuantizationConfig", "LoraConfig", "TrainingArguments", "DatasetConfig", "DataCollator")
_TOP = "training_config"
_SWITCHES = ("load_in_4bit", "load_in_8bit")
_NOTHING: Mapping[str, Any] = {}


class Fault(NamedTuple):
    """One mistake: the id of the rule that reports it, the sentence, the way out."""

    rule: str
    message: str
    hint: str = ""


def training_faults(text: Any, method: str) -> Iterator[Fault]:
    """Yield what is wrong with the text of a config; ``method`` is in lower case, ``text`` None where the key lacks."""
    if text is None:
        yield Fault("tuning-config-unreadable", f"it has no key {KEY}", f"put the settings under {KEY}: |")
        return
    try:
        document = read_values(str(text))
    except ValueError as error:
        yield Fault("tuning-config-unreadable", f"{KEY} cannot be read: {error}")
        return
    sections = document.get(_TOP) if isinstance(document, dict) else None
    if not isinstance(sections, dict):
        yield Fault(
            "tuning-config-unreadable",
            f"{KEY} has no mapping {_TOP}",
            f"begin with {_TOP}: and put the sections below it",
        )
        if sections is not None or not (document is None or isinstance(document, dict)):
            return
        sections = _NOTHING
    yield from _sections(sections)
    yield from _method(sections.get("QuantizationConfig"), method)
    yield from _output(sections.get("TrainingArguments"))


def _sections(sections: Mapping[Any, Any]) -> Iterator[Fault]:
    for section in sections:
        if not isinstance(section, str):
            yield Fault(
                "tuning-section-not-text", f"the section {section!r} has no name that is text", "put it in quotes"
            )
        elif section not in SECTIONS:
            near = get_close_matches(section, SECTIONS, 1)
            hint = f"did you mean {near[0]}?" if near else f"KAITO knows {', '.join(SECTIONS)}"
            yield Fault("tuning-section-unknown", f"KAITO knows no section {section}", hint)


def _method(quantization: Any, method: str) -> Iterator[Fault]:
    """Yield the first mistake in the quantization: KAITO looks no further."""
    if quantization is not None and not isinstance(quantization, dict):
        yield Fault(
            "quantization-not-a-map", "QuantizationConfig is no mapping", f"write {_SWITCHES[0]}: true below it"
        )
        return
    values = [(quantization or _NOTHING).get(switch) for switch in _SWITCHES]
    for switch, value in zip(_SWITCHES, values, strict=True):
        if value is not None and not isinstance(value, bool):
            yield Fault(
                "quantization-not-boolean",
                f"{switch} is {value!r}, where true or false belongs",
                "write it without quotes",
            )
            return
    if all(values):
        yield Fault("quantization-twice", f"{' and '.join(_SWITCHES)} are both true", "keep one of the two")
    elif method == "lora" and any(values):
        yield Fault(
            "quantization-with-lora",
            "the method lora trains an unquantized model",
            "remove the switch, or write method: qlora",
        )
    elif method == "qlora" and not any(values):
        hint = f"write {_SWITCHES[0]}: true below QuantizationConfig, or method: lora"
        yield Fault("quantization-missing", "the method qlora trains a quantized model, and none is asked for", hint)


def _output(arguments: Any) -> Iterator[Fault]:
    if arguments is not None and not isinstance(arguments, dict):
        yield Fault(
            "training-arguments-not-a-map", "TrainingArguments is no mapping", "write output_dir: results below it"
        )
        return
    if not arguments or "output_dir" not in arguments:
        return
    folder = arguments["output_dir"]
    if not isinstance(folder, str):
        yield Fault(
            "output-folder-not-text",
            f"output_dir is {folder!r}, where the name of a folder belongs",
            "put it in quotes",
        )
        return
    full = posixpath.normpath(f"{BASE_FOLDER}/{folder}")
    if full == BASE_FOLDER or not full.startswith(BASE_FOLDER):
        yield Fault("output-folder-outside", f"output_dir {folder!r} is no folder below {BASE_FOLDER}", "write results")
