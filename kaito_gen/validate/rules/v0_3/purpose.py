"""What a Workspace of v0.3 is for: exactly one of inference and tuning, and of preset and template."""

from kaito_gen.validate.rules.purpose import SUMMARIES, purpose
from kaito_gen.validate.rules.v0_3.workspace import refusal

_NUMBERS = {
    "workload-missing": "2",
    "workload-ambiguous": "3",
    "inference-empty": "11",
    "preset-and-template": "12",
}

RULES = tuple(refusal(rule_id, purpose, SUMMARIES[rule_id], (number,)) for rule_id, number in _NUMBERS.items())
