"""The ConfigMap behind ``tuning.config``, or the release's template where the job names none (both releases).

KAITO reads it three times, for its sections, for its method and for its output folder, and reports what each finds.
"""

from collections.abc import Iterator

from kaito_gen.kinds import Manifest, namespace_of
from kaito_gen.render.training_config import KEY, TEMPLATES
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.config_maps import meant
from kaito_gen.validate.rules.training_settings import training_faults
from kaito_gen.validate.rules.walk import Step, once, part
from kaito_gen.world import Absence

NO_NAMESPACE, MISSING = "release-namespace-unknown", "tuning-config-missing"
SUMMARIES = {
    NO_NAMESPACE: "A job without a config needs KAITO's namespace.",
    MISSING: "The ConfigMap of a tuning job does not exist.",
    "tuning-config-unreadable": "The ConfigMap of a tuning job cannot be read.",
    "tuning-section-not-text": "The config of a tuning job has a section whose name is no text.",
    "tuning-section-unknown": "The config of a tuning job has a section that KAITO lacks.",
    "quantization-not-a-map": "The quantization of a tuning job is no mapping.",
    "quantization-not-boolean": "A switch of the quantization is neither true nor false.",
    "quantization-twice": "4 bits and 8 bits are asked for at once.",
    "quantization-with-lora": "The method lora is given a quantized model.",
    "quantization-missing": "The method qlora is given no quantization.",
    "training-arguments-not-a-map": "The arguments of a training are no mapping.",
    "output-folder-not-text": "The output folder of a tuning job is no text.",
    "output-folder-outside": "The output folder of a tuning job lies outside /mnt.",
}
"""The rules that ask the walk, with their summaries."""

_KEYS = ("tuning", "config")


@once
def tuning_config(subject: Subject) -> Iterator[Step]:
    """Yield what keeps KAITO from taking the config of a tuning job, by the rule's id."""
    job = subject.manifest.get("tuning")
    if job is None:
        return
    method, name = str(job.get("method") or "").lower(), str(job.get("config") or "")
    namespace = namespace_of(subject.manifest)
    if not name:
        name, namespace = TEMPLATES.get(method, ""), subject.target.release_namespace
        if not namespace:
            message = "KAITO's own namespace is not known, so it finds no template for a job without a config"
            yield NO_NAMESPACE, Hit(_KEYS, message, "name a ConfigMap in tuning.config")
            return
        if not name:
            return  # without a known method there is no template: that is the method's mistake
    found = _config_map(subject, name, namespace)
    where = f"ConfigMap {namespace}/{name}"
    if found is Absence.ABSENT:
        hint = "create it in the Workspace's namespace first" if job.get("config") else "install KAITO's chart whole"
        yield MISSING, Hit(_KEYS, f"{where} does not exist", meant(subject.world, name, namespace) or hint)
    elif isinstance(found, Absence):
        message = f"cannot know: {where} is in none of the files"
        yield MISSING, Hit(_KEYS, message, meant(subject.world, name, namespace), NOTE)
    else:
        for fault in training_faults(part(found, "data").get(KEY), method):
            yield fault.rule, Hit(_KEYS, f"{where}: {fault.message}", fault.hint)


def _config_map(subject: Subject, name: str, namespace: str) -> Manifest | Absence:
    """Return the ConfigMap; offline, the release's own templates are known from the catalog."""
    found = subject.world.get("ConfigMap", name, namespace)
    if found is Absence.UNKNOWN and namespace == subject.target.release_namespace:
        return subject.catalog.config(name) or Absence.UNKNOWN
    return found
