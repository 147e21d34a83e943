"""What a Workspace is for, by the numbers of v0.12."""

from kaito_gen.validate.rules.purpose import SUMMARIES, purpose
from kaito_gen.validate.rules.v0_12.workspace import refusal

_NUMBERS = {
    "workload-missing": "2",
    "workload-ambiguous": "3",
    "inference-empty": "32",
    "preset-and-template": "33",
}

RULES = tuple(
    refusal(rule_id, number, purpose, SUMMARIES[rule_id], step=rule_id) for rule_id, number in _NUMBERS.items()
)
