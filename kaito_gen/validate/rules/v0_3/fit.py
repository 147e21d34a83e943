"""What the webhook of v0.3 lets through and planning knows to fail, or to be less than it seems.

The sums are planning's; here stands only which of its answers are news: what is missing, the webhook says itself.
"""

from collections.abc import Iterator

from kaito_gen.planning.plan import NoFit
from kaito_gen.planning.v0_3.sizing import ADMISSION_CLOUD
from kaito_gen.validate.finding import ERROR, NOTE, Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.trouble import is_sound, planned, trouble
from kaito_gen.validate.rules.v0_3.workspace import PLACES
from kaito_gen.validate.rules.walk import Step, once, part

_MACHINE: Keys = ("resource", "instanceType")
_COUNT: Keys = ("resource", "count")
_TUNED: Keys = ("tuning", "preset", "name")
_CRASH = " (at such a job the controller crashes, and again at every start)"
_NEWS: dict[str, tuple[str, Keys]] = {
    "tuning-unsupported": ("tuning-unsupported", _TUNED),
    "tuning-fails": ("tuning-unsupported", _TUNED),
    "no-nvidia-gpu": ("machine-without-nvidia", _MACHINE),
    "one-machine-only": ("copy-too-large", _MACHINE),
    "uneven-ranks": ("ranks-uneven", _COUNT),
    "no-nodes": ("no-nodes-asked", _COUNT),
    "copies": ("copies-only", _COUNT),
    "machine-unlisted": ("machine-unlisted", _MACHINE),
    "tuning-memory": ("tuning-memory-short", _MACHINE),
}
"""Planning's code -> our rule and the place that it speaks of; codes that are not here are the webhook's to say."""


@once
def _fit(subject: Subject) -> Iterator[Step]:
    if not is_sound(subject):
        return
    name = str(part(subject.manifest, "resource").get("instanceType") or "")
    spelt = _spelling(subject, name)
    if spelt:
        message = f"{spelt} is written {name} here: nodes are labelled with the cloud's own spelling, so none matches"
        yield "instance-type-misspelt", Hit(_MACHINE, message, f"write {spelt}")
    yield from _installation(subject)
    answer = planned(subject)
    reasons = answer.reasons if isinstance(answer, NoFit) else ()
    for reason in (*reasons, *answer.notes):
        step, keys = _NEWS.get(reason.code, ("", ()))
        if not step or (step == "machine-unlisted" and spelt):
            continue
        crash = _CRASH if step == "tuning-unsupported" else ""
        yield step, Hit(keys, f"{reason.message}{crash}", severity=NOTE if step == "copies-only" else "")


def _installation(subject: Subject) -> Iterator[Step]:
    if subject.target.cloud == "" and part(subject.manifest, "inference").get("preset") is not None:
        message = "CLOUD_PROVIDER is not set, so the controller cannot tell how many GPUs to ask for, and makes no pod"
        yield "cloud-unset", Hit(_MACHINE, message, "set CLOUD_PROVIDER to azure or aws")
    preset = part(subject.manifest, "tuning", "preset")
    if preset.get("accessMode") == "private" and not part(preset, "presetOptions").get("image"):
        message = "the preset's own image is not used, and none is named instead: the API server refuses such a job"
        hint = "write presetOptions.image, or accessMode: public"
        yield "tuning-image-missing", Hit(("tuning", "preset", "accessMode"), message, hint)


def _spelling(subject: Subject, name: str) -> str:
    """Return the machine's own spelling where only capitals differ from it."""
    cloud = subject.target.cloud or ADMISSION_CLOUD
    if not name or subject.catalog.machine(cloud, name) is not None:
        return ""
    wanted = name.lower()
    return next((one.name for one in subject.catalog.machines(cloud) if one.name.lower() == wanted), "")


RULES = (
    trouble("instance-type-misspelt", _fit, PLACES, "A machine's name has other capitals.", severity=ERROR),
    trouble("machine-unlisted", _fit, PLACES, "The release does not know the machine."),
    trouble("machine-without-nvidia", _fit, PLACES, "The machine has no NVIDIA GPU.", severity=ERROR),
    trouble("cloud-unset", _fit, PLACES, "The cloud is not said, so no pod is made.", severity=ERROR),
    trouble("tuning-image-missing", _fit, PLACES, "A private image is to be tuned and not named.", severity=ERROR),
    trouble("copy-too-large", _fit, PLACES, "Each node gets a whole copy, which does not fit.", severity=ERROR),
    trouble("copies-only", _fit, PLACES, "More nodes run more copies of the model.", severity=NOTE),
    trouble("ranks-uneven", _fit, PLACES, "The nodes cannot share the processes evenly.", severity=ERROR),
    trouble("no-nodes-asked", _fit, PLACES, "Less than one node is asked for.", severity=ERROR),
    trouble("tuning-unsupported", _fit, PLACES, "The preset cannot be tuned.", severity=ERROR),
    trouble("tuning-memory-short", _fit, PLACES, "A GPU has less memory than tuning is said to take."),
)
