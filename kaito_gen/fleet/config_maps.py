"""The ConfigMaps that a fleet writes itself: settings of a runtime or of a training, as KAITO reads them.

KAITO v0.12's estimator reads ``max-model-len`` line by line, not as YAML: a bare number on a line of its own, two
blanks deeper than ``vllm:``. Block style with a number that stays a number is what it understands, so a context that
is given as text is made one.
"""

from collections.abc import Mapping
from typing import Any, Final

from kaito_gen.emit import dump_faithful
from kaito_gen.kinds import Manifest

INFERENCE_KEY: Final = "inference_config.yaml"
TRAINING_KEY: Final = "training_config.yaml"
CONTEXT_SETTING: Final = "max-model-len"


def inference_text(*, vllm: Mapping[str, Any] | None, settings: Mapping[str, Any] | None, context: int | None) -> str:
    """Return the text of an inference_config.yaml; raises NotFaithful for text that YAML would not bring back."""
    section = dict(vllm or {})
    if context is not None:
        section[CONTEXT_SETTING] = context
    elif str(section.get(CONTEXT_SETTING, "")).isdecimal():
        section[CONTEXT_SETTING] = int(section[CONTEXT_SETTING])
    text = dump_faithful(dict(settings)) if settings else ""
    return text + dump_faithful({"vllm": section}) if section else text


def training_text(sections: Mapping[str, Any]) -> str:
    """Return the text of a training_config.yaml; raises NotFaithful for text that YAML would not bring back."""
    return dump_faithful({"training_config": dict(sections)})


def config_map(metadata: Mapping[str, Any], key: str, text: str) -> Manifest:
    """Return a ConfigMap with one key."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": dict(metadata), "data": {key: text}}
