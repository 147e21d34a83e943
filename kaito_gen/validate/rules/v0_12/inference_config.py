"""The ConfigMap behind ``inference.config``: settings that vLLM starts with, of which KAITO checks the form and one."""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.documents.loose import read_texts, read_values
from kaito_gen.kinds import namespace_of
from kaito_gen.planning.context import BLANK, CONFIG_KEY, SETTING
from kaito_gen.planning.integers import atoi
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.config_maps import meant
from kaito_gen.validate.rules.v0_12.workspace import VLLM, inference, refusal, runtime, served_preset
from kaito_gen.validate.rules.walk import Step, once, part
from kaito_gen.world import Absence

_KEYS = ("inference", "config")
_NONE: Mapping[str, str] = {}


@once
def _config(subject: Subject) -> Iterator[Step]:
    name = part(subject.manifest, "inference").get("config")
    if not name or inference(subject) is None or runtime(subject) != VLLM:
        return
    namespace = namespace_of(subject.manifest)
    where = f"ConfigMap {namespace}/{name}"
    found = subject.world.get("ConfigMap", name, namespace)
    if isinstance(found, Absence):
        near = meant(subject.world, name, namespace)
        if found is Absence.ABSENT:
            hint = near or "create it in the Workspace's namespace first"
            yield "43", Hit(_KEYS, f"{where} does not exist", hint)
        else:
            yield "43", Hit(_KEYS, f"cannot know: {where} is in none of the files", near, NOTE)
        return
    text = part(found, "data").get(CONFIG_KEY)
    if text is None:
        yield "44", Hit(_KEYS, f"{where} has no key {CONFIG_KEY}", f"put the settings under {CONFIG_KEY}: |")
        return
    try:
        settings = read_settings(str(text))
    except ValueError as error:
        yield "45", Hit(_KEYS, f"{where}: {CONFIG_KEY} cannot be read: {error}", "write vllm: and one setting a line")
        return
    yield from _context(subject, where, settings.get(SETTING, ""))


def read_settings(text: str) -> Mapping[str, str]:
    """Return the settings under ``vllm``; ValueError with a sentence where they are not one text each."""
    document = read_values(text)
    if document is None:
        return _NONE
    if not isinstance(document, dict):
        msg = "it is no mapping"
        raise ValueError(msg)
    if document.get("vllm") is None:
        return _NONE
    settings: Mapping[str, Any] = read_texts(text)["vllm"]
    if not isinstance(settings, dict):
        msg = "vllm holds no mapping"
        raise ValueError(msg)
    for name, value in settings.items():
        if not isinstance(value, str):
            msg = f"the setting {name} is a list or a mapping, where one value belongs"
            raise ValueError(msg)
    return settings


def _context(subject: Subject, where: str, written: str) -> Iterator[Step]:
    preset = served_preset(subject)
    limit = preset.model.token_limit if preset and preset.model else 0
    text = written.strip(BLANK)
    if not limit or not text:
        return
    value = atoi(text)
    if value is None:
        message = f"{where}: {SETTING} is {text!r}, where a whole number of tokens belongs"
        yield "46", Hit(_KEYS, message, f"write digits alone, at most {limit}")
    elif value > limit:
        message = f"{where}: {SETTING} is {value}, more than the {limit} tokens that the model can take"
        yield "47", Hit(_KEYS, message, f"write at most {limit}")


RULES = (
    refusal("config-missing", "43", _config, "The ConfigMap of an inference does not exist."),
    refusal("config-key-missing", "44", _config, "The ConfigMap of an inference lacks its key."),
    refusal("config-unreadable", "45", _config, "The settings of an inference cannot be read."),
    refusal("context-not-a-number", "46", _config, "The context length is no whole number."),
    refusal("context-too-long", "47", _config, "The context is longer than the model can take."),
)
