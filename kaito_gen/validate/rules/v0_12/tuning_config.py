"""The ConfigMap behind ``tuning.config``, or the release's template where the job names none.

KAITO reads it three times, for its sections, for its method and for its output folder, and reports what each finds.
"""

from collections.abc import Iterator

from kaito_gen.kinds import Manifest, namespace_of
from kaito_gen.render.training_config import KEY, TEMPLATES
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.training_settings import training_faults
from kaito_gen.validate.rules.v0_12.workspace import refusal, tuning
from kaito_gen.validate.rules.walk import Step, once, part
from kaito_gen.world import Absence

_KEYS = ("tuning", "config")


@once
def _config(subject: Subject) -> Iterator[Step]:
    job = tuning(subject)
    if job is None:
        return
    method, name = str(job.get("method") or "").lower(), str(job.get("config") or "")
    namespace = namespace_of(subject.manifest)
    if not name:
        name, namespace = TEMPLATES.get(method, ""), subject.target.release_namespace
        if not namespace:
            message = "KAITO's own namespace is not known, so it finds no template for a job without a config"
            yield "53", Hit(_KEYS, message, "name a ConfigMap in tuning.config")
            return
        if not name:
            return  # without a known method there is no template: that is the method's mistake
    found = _config_map(subject, name, namespace)
    where = f"ConfigMap {namespace}/{name}"
    if found is Absence.ABSENT:
        hint = "create it in the Workspace's namespace first" if job.get("config") else "install KAITO's chart whole"
        yield "54", Hit(_KEYS, f"{where} does not exist", hint)
    elif isinstance(found, Absence):
        yield "54", Hit(_KEYS, f"cannot know: {where} is in none of the files", severity=NOTE)
    else:
        for fault in training_faults(part(found, "data").get(KEY), method):
            yield fault.number, Hit(_KEYS, f"{where}: {fault.message}", fault.hint)


def _config_map(subject: Subject, name: str, namespace: str) -> Manifest | Absence:
    """Return the ConfigMap; offline, the release's own templates are known from the catalog."""
    found = subject.world.get("ConfigMap", name, namespace)
    if found is Absence.UNKNOWN and namespace == subject.target.release_namespace:
        return subject.catalog.config(name) or Absence.UNKNOWN
    return found


RULES = (
    refusal("release-namespace-unknown", "53", _config, "A job without a config needs KAITO's namespace."),
    refusal("tuning-config-missing", "54", _config, "The ConfigMap of a tuning job does not exist."),
    refusal("tuning-config-unreadable", "55", _config, "The ConfigMap of a tuning job cannot be read."),
    refusal("tuning-section-unknown", "56", _config, "The config of a tuning job has a section that KAITO lacks."),
    refusal("quantization-not-boolean", "57", _config, "A switch of the quantization is neither true nor false."),
    refusal("quantization-twice", "58", _config, "4 bits and 8 bits are asked for at once."),
    refusal("quantization-with-lora", "59", _config, "The method lora is given a quantized model."),
    refusal("quantization-missing", "60", _config, "The method qlora is given no quantization."),
    refusal("output-folder-not-text", "61", _config, "The output folder of a tuning job is no text."),
    refusal("output-folder-outside", "62", _config, "The output folder of a tuning job lies outside /mnt."),
)
