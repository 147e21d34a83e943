"""What the webhook of v0.12 lets through and planning knows to fail: machines, models and counts that do not fit.

The sums are planning's; here stands only which of its answers are news: what is missing, the webhook says itself.
"""

from collections.abc import Iterator

from kaito_gen.planning.plan import NoFit, Reason
from kaito_gen.target import CLOUDS
from kaito_gen.validate.finding import ERROR, NOTE, WARNING, Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.trouble import is_sound, planned, trouble
from kaito_gen.validate.rules.v0_12.made import EVERY, of_each
from kaito_gen.validate.rules.v0_12.workspace import BOTH_PLACES, brings_nodes
from kaito_gen.validate.rules.walk import Step, part

_MACHINE: Keys = ("resource", "instanceType")
_SELECTOR: Keys = ("resource", "labelSelector")
_COUNT: Keys = ("resource", "count")
_TUNED: Keys = ("tuning", "preset", "name")
_NEWS: dict[str, tuple[str, Keys]] = {
    "tuning-unsupported": ("tuning-unsupported", _TUNED),
    "tuning-fails": ("tuning-unsupported", _TUNED),
    "tuning-needs-machine": ("tuning-on-own-nodes", ("tuning",)),
    "no-nvidia-gpu": ("machine-without-nvidia", _MACHINE),
    "no-nodes": ("no-nodes-asked", _COUNT),
    "count-missing": ("no-nodes-asked", _COUNT),
    "gpu-too-small": ("model-does-not-fit", _MACHINE),
    "slice-too-small": ("model-does-not-fit", ("resource", "partition", "profile")),
    "partition-too-large": ("model-does-not-fit", ("resource", "partition", "count")),
    "too-few-nodes": ("too-few-nodes", _SELECTOR),
    "no-ready-node": ("too-few-nodes", _SELECTOR),
    "count-ignored": ("count-ignored", _COUNT),
    "context-not-read": ("context-not-read", ("inference", "config")),
}
"""Planning's code -> our rule and the place that it speaks of; codes that are not here are the webhook's to say."""


def fit_steps(subject: Subject) -> Iterator[Step]:
    """Yield what planning says of a Workspace, as far as the webhook does not say it."""
    if not is_sound(subject):
        return
    answer = planned(subject)
    reasons = answer.reasons if isinstance(answer, NoFit) else ()
    for reason in (*reasons, *answer.notes):
        if reason.code == "unknown-machine":
            yield from _unlisted(subject, reason)
        elif reason.code in _NEWS:
            step, keys = _NEWS[reason.code]
            if step == "model-does-not-fit" and keys == _MACHINE and brings_nodes(subject.target):
                keys = _SELECTOR
            sure = step != "too-few-nodes" or subject.world.complete
            message = reason.message if sure else f"cannot know: {reason.message}"
            yield step, Hit(keys, message, severity="" if sure else NOTE)
    yield from _spelling(subject)
    if subject.target.cloud == "arc" and subject.target.provisioner == "azure-gpu-provisioner":
        message = (
            "on arc KAITO writes claims without a node class, which the API server refuses: no node is ever bought"
        )
        yield "cloud-without-claims", Hit(_MACHINE, message, "bring nodes: --node-provisioner=byo")


def _unlisted(subject: Subject, reason: Reason) -> Iterator[Step]:
    """Yield that a machine is one the controller does not know; the webhook only looks at its first letters."""
    name = str(part(subject.manifest, "resource").get("instanceType") or "")
    if name and subject.target.cloud in CLOUDS:
        message = f"the webhook lets this pass, and then no pod is ever made: {reason.message}"
        yield "machine-unlisted", Hit(_MACHINE, message)


def _spelling(subject: Subject) -> Iterator[Step]:
    name = str(part(subject.manifest, "resource").get("instanceType") or "")
    machine = subject.catalog.machine(subject.target.cloud, name) if name else None
    if machine is not None and machine.name != name and subject.target.provisions_nodes:
        message = (
            f"{machine.name} is written {name} here: nodes are labelled with the cloud's own spelling, so those that "
            f"are bought never count as this Workspace's"
        )
        yield "instance-type-misspelt", Hit(_MACHINE, message, f"write {machine.name}")


_WALK = of_each(fit_steps)

RULES = (
    trouble("machine-unlisted", _WALK, EVERY, "The controller does not know the machine.", severity=ERROR),
    trouble("instance-type-misspelt", _WALK, EVERY, "A machine's name has other capitals.", severity=ERROR),
    trouble("cloud-without-claims", _WALK, EVERY, "Nodes cannot be bought in this cloud.", severity=ERROR),
    trouble("machine-without-nvidia", _WALK, EVERY, "The machine has no NVIDIA GPU.", severity=ERROR),
    trouble("model-does-not-fit", _WALK, EVERY, "The model does not fit on the machine.", severity=ERROR),
    trouble("no-nodes-asked", _WALK, EVERY, "Less than one node is asked for.", severity=ERROR),
    trouble("too-few-nodes", _WALK, EVERY, "Fewer nodes match than are needed.", severity=ERROR),
    trouble("tuning-unsupported", _WALK, BOTH_PLACES, "The preset cannot be tuned.", severity=ERROR),
    trouble("tuning-on-own-nodes", _WALK, BOTH_PLACES, "Tuning needs nodes that are bought.", severity=ERROR),
    trouble("count-ignored", _WALK, BOTH_PLACES, "A number of nodes is asked for that is not read.", severity=WARNING),
    trouble("context-not-read", _WALK, EVERY, "The context length is written in a way that is not read."),
)
