"""Who pushes the result of tuning: in v0.3 a container with Docker in it, which has every right on its node."""

from collections.abc import Iterator

from kaito_gen.kinds import name_of, namespace_of
from kaito_gen.validate.finding import ERROR, PRACTICE
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.v0_3.workspace import PLACES
from kaito_gen.validate.rules.walk import Step, once, part

_KEYS = ("tuning", "output", "image")
_ENFORCED = "pod-security.kubernetes.io/enforce"


@once
def _pushes(subject: Subject) -> Iterator[Step]:
    if subject.target.pusher != "release" or not part(subject.manifest, "tuning", "output").get("image"):
        return
    namespace = namespace_of(subject.manifest)
    if subject.world.find("Job", name_of(subject.manifest), namespace) is not None:
        return  # the job itself is in the files, and says who pushes
    level = part(subject.world.find("Namespace", namespace) or {}, "metadata", "labels").get(_ENFORCED)
    hint = "have the operator push with oras (--pusher oras)"
    if level in ("restricted", "baseline"):
        message = f"the result is pushed by a privileged container, and namespace {namespace} enforces {level}: no pod"
        yield "pusher-privileged", Hit(_KEYS, f"{message} is ever made", hint, ERROR)
    else:
        message = "the result is pushed by a privileged container, which can do everything on its node"
        yield "pusher-privileged", Hit(_KEYS, message, hint)


RULES = (trouble("pusher-privileged", _pushes, PLACES, "A privileged container pushes the result.", stage=PRACTICE),)
