"""The ConfigMap of a tuning job, by the numbers of v0.12."""

from kaito_gen.validate.rules.tuning_config import SUMMARIES, tuning_config
from kaito_gen.validate.rules.v0_12.workspace import refusal

_NUMBERS = {
    "release-namespace-unknown": "53",
    "tuning-config-missing": "54",
    "tuning-config-unreadable": "55",
    "tuning-section-not-text": "55",
    "tuning-section-unknown": "56",
    "quantization-not-a-map": "55",
    "quantization-not-boolean": "57",
    "quantization-twice": "58",
    "quantization-with-lora": "59",
    "quantization-missing": "60",
    "training-arguments-not-a-map": "55",
    "output-folder-not-text": "61",
    "output-folder-outside": "62",
}

RULES = tuple(
    refusal(rule_id, number, tuning_config, SUMMARIES[rule_id], step=rule_id) for rule_id, number in _NUMBERS.items()
)
