"""A tuning job: its node, its method and its model."""

from collections.abc import Iterator

from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.workspace import is_preset_name, refusal, tuning
from kaito_gen.validate.rules.walk import Step, once, part

METHODS = ("lora", "qlora")


@once
def _job(subject: Subject) -> Iterator[Step]:
    job = tuning(subject)
    if job is None:
        return
    resource = part(subject.manifest, "resource")
    count = resource.get("count")
    if count is None:
        message = "a tuning job without a resource crashes KAITO's webhook, which then refuses the Workspace"
        yield "50", Hit(("resource",), message, "write resource: with an instanceType and a labelSelector")
    elif count > 1:
        yield "50 many", Hit(("resource", "count"), f"a tuning job runs on one node, not on {count}", "write count: 1")
    if resource.get("partition") is not None:
        message = "a tuning job takes whole machines and no part of a GPU"
        yield "51", Hit(("resource", "partition"), message, "remove resource.partition")
    method = str(job.get("method") or "")
    if method.lower() not in METHODS:
        message = f"tuning.method is {method!r}, KAITO knows lora and qlora" if method else "tuning needs a method"
        yield "52", Hit(("tuning", "method"), message, "write lora or qlora")
    preset = job.get("preset")
    if preset is None:
        yield "64", Hit(("tuning",), "a tuning job needs the preset that it tunes", "write preset: {name: phi-4}")
    elif not is_preset_name(str(preset.get("name", "")), subject.catalog):
        name = str(preset.get("name", ""))
        yield "65", Hit(("tuning", "preset", "name"), unknown_preset(name, subject.catalog).message)


CRASHES = (refusal("tuning-resource-missing", "50", _job, "A tuning job has no resource.", alone=True),)
"""What takes the webhook down: these come before every other rule."""

RULES = (
    refusal("tuning-on-several-nodes", "50 many", _job, "A tuning job asks for more than one node."),
    refusal("partition-for-tuning", "51", _job, "A tuning job asks for a part of a GPU."),
    refusal("tuning-method-unknown", "52", _job, "The tuning method is neither lora nor qlora."),
    refusal("tuning-preset-missing", "64", _job, "A tuning job names no preset."),
    refusal("tuning-preset-unknown", "65", _job, "The preset to tune is unknown."),
)
