"""A new tuning job of v0.3: its node, its method, its model and its config."""

from collections.abc import Iterator

from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.render.training_config import TEMPLATES
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.tuning_config import SUMMARIES, tuning_config
from kaito_gen.validate.rules.v0_3.workspace import refusal
from kaito_gen.validate.rules.walk import Step, once, part

_CONFIG_NUMBERS = {
    "release-namespace-unknown": "19",
    "tuning-config-missing": "19",
    "tuning-config-unreadable": "20",
    "tuning-section-unknown": "21",
    "quantization-not-a-map": "22",
    "quantization-not-boolean": "22",
    "quantization-twice": "23",
    "quantization-with-lora": "24",
    "quantization-missing": "25",
    "training-arguments-not-a-map": "26",
    "output-folder-not-text": "26",
    "output-folder-outside": "26",
}
"""A section whose name is no text crashes the webhook, and is told among what stops it."""


@once
def _job(subject: Subject) -> Iterator[Step]:
    job = subject.manifest.get("tuning")
    if job is None:
        return
    count = part(subject.manifest, "resource").get("count") or 0
    if count > 1:
        message = f"a tuning job runs on one node, not on {count}"
        yield "tuning-on-several-nodes", Hit(("resource", "count"), message, "write count: 1")
    method = str(job.get("method") or "")
    if method.lower() not in TEMPLATES:
        message = f"tuning.method is {method!r}, KAITO knows lora and qlora" if method else "tuning needs a method"
        yield "tuning-method-unknown", Hit(("tuning", "method"), message, "write lora or qlora")
    preset = job.get("preset")
    if preset is None:
        hint = "write preset: {name: ...}, see kaito-gen catalog models"
        yield "tuning-preset-missing", Hit(("tuning",), "a tuning job needs the preset that it tunes", hint)
    elif subject.catalog.preset(preset["name"]) is None:
        message = unknown_preset(preset["name"], subject.catalog).message
        yield "tuning-preset-unknown", Hit(("tuning", "preset", "name"), message)


RULES = (
    refusal("tuning-on-several-nodes", _job, "A tuning job asks for more than one node.", ("17",)),
    refusal("tuning-method-unknown", _job, "The tuning method is neither lora nor qlora.", ("18",)),
    *(refusal(rule_id, tuning_config, SUMMARIES[rule_id], (number,)) for rule_id, number in _CONFIG_NUMBERS.items()),
    refusal("tuning-preset-missing", _job, "A tuning job names no preset.", ("35",)),
    refusal("tuning-preset-unknown", _job, "The preset to tune is unknown.", ("35",)),
)
