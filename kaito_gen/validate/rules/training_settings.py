"""What ``training_config.yaml`` of a tuning job may hold, by the rules of KAITO's webhook.

Faults carry the numbers of release v0.12 and, where one number stands for several mistakes, which of them it is; a
release that numbers the same faults in another way maps the two.
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


KEY_TYPE, QUANTIZATION, ARGUMENTS = "section-key", "quantization", "arguments"
"""Mistakes apart from the others of their number: a section's name, and what stands in two of the sections."""


class Fault(NamedTuple):
    """One mistake: the number of KAITO's rule, the sentence, the way out, and which mistake of the number it is."""

    number: str
    message: str
    hint: str = ""
    which: str = ""


def training_faults(text: Any, method: str) -> Iterator[Fault]:
    """Yield what is wrong with the text of a config; ``method`` is in lower case, ``text`` None where the key lacks."""
    if text is None:
        yield Fault("55", f"it has no key {KEY}", f"put the settings under {KEY}: |")
        return
    try:
        document = read_values(str(text))
    except ValueError as error:
        yield Fault("55", f"{KEY} cannot be read: {error}")
        return
    sections = document.get(_TOP) if isinstance(document, dict) else None
    if not isinstance(sections, dict):
        yield Fault("55", f"{KEY} has no mapping {_TOP}", f"begin with {_TOP}: and put the sections below it")
        if sections is not None or not (document is None or isinstance(document, dict)):
            return
        sections = _NOTHING
    yield from _sections(sections)
    yield from _method(sections.get("QuantizationConfig"), method)
    yield from _output(sections.get("TrainingArguments"))


def _sections(sections: Mapping[Any, Any]) -> Iterator[Fault]:
    for section in sections:
        if not isinstance(section, str):
            yield Fault("55", f"the section {section!r} has no name that is text", "put it in quotes", KEY_TYPE)
        elif section not in SECTIONS:
            near = get_close_matches(section, SECTIONS, 1)
            hint = f"did you mean {near[0]}?" if near else f"KAITO knows {', '.join(SECTIONS)}"
            yield Fault("56", f"KAITO knows no section {section}", hint)


def _method(quantization: Any, method: str) -> Iterator[Fault]:
    """Yield the first mistake in the quantization: KAITO looks no further."""
    if quantization is not None and not isinstance(quantization, dict):
        yield Fault("55", "QuantizationConfig is no mapping", f"write {_SWITCHES[0]}: true below it", QUANTIZATION)
        return
    values = [(quantization or _NOTHING).get(switch) for switch in _SWITCHES]
    for switch, value in zip(_SWITCHES, values, strict=True):
        if value is not None and not isinstance(value, bool):
            yield Fault("57", f"{switch} is {value!r}, where true or false belongs", "write it without quotes")
            return
    if all(values):
        yield Fault("58", f"{' and '.join(_SWITCHES)} are both true", "keep one of the two")
    elif method == "lora" and any(values):
        yield Fault("59", "the method lora trains an unquantized model", "remove the switch, or write method: qlora")
    elif method == "qlora" and not any(values):
        hint = f"write {_SWITCHES[0]}: true below QuantizationConfig, or method: lora"
        yield Fault("60", "the method qlora trains a quantized model, and none is asked for", hint)


def _output(arguments: Any) -> Iterator[Fault]:
    if arguments is not None and not isinstance(arguments, dict):
        yield Fault("55", "TrainingArguments is no mapping", "write output_dir: results below it", ARGUMENTS)
        return
    if not arguments or "output_dir" not in arguments:
        return
    folder = arguments["output_dir"]
    if not isinstance(folder, str):
        yield Fault("61", f"output_dir is {folder!r}, where the name of a folder belongs", "put it in quotes")
        return
    full = posixpath.normpath(f"{BASE_FOLDER}/{folder}")
    if full == BASE_FOLDER or not full.startswith(BASE_FOLDER):
        yield Fault("62", f"output_dir {folder!r} is no folder below {BASE_FOLDER}", "write results")
