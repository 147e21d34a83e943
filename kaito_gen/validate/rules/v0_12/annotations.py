"""Annotations whose values KAITO's webhook knows; it ignores all others, misspelt keys included."""

from collections.abc import Iterator
from difflib import get_close_matches

from kaito_gen.planning.context import BLANK
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.workspace import WRITES, annotations, refusal
from kaito_gen.validate.rules.walk import Step, once, part

IMAGE_FAMILY = "kaito.sh/node-image-family"
PERFORMANCE_MODE = "kaito.sh/performance-mode"
LOCAL_WEIGHTS = "kaito.sh/use-local-weights"
NODE_CLASS = "kaito.sh/node-class-name"
IMAGE_FAMILIES = ("ubuntu", "azurelinux")
PERFORMANCE_MODES = ("balanced", "interactivity", "throughput")


@once
def _values(subject: Subject) -> Iterator[Step]:
    given = annotations(subject)
    if not given:
        return
    family = given.get(IMAGE_FAMILY)
    if family is not None and family.strip(BLANK).lower() not in IMAGE_FAMILIES:
        yield "6", _one_of(IMAGE_FAMILY, family, IMAGE_FAMILIES)
    mode = given.get(PERFORMANCE_MODE)
    if mode is not None and mode not in PERFORMANCE_MODES:
        yield "7", _one_of(PERFORMANCE_MODE, mode, PERFORMANCE_MODES)
    local = given.get(LOCAL_WEIGHTS)
    if local is not None and local not in ("true", "false"):
        yield "8", _one_of(LOCAL_WEIGHTS, local, ("true", "false"))


@once
def _node_class(subject: Subject) -> Iterator[Step]:
    if subject.target.provisioner != "karpenter":
        return
    wanted = annotations(subject).get(NODE_CLASS)
    before = part(subject.old or {}, "metadata", "annotations").get(NODE_CLASS) if subject.old else None
    known = subject.target.node_classes.names
    if wanted and wanted not in known and (subject.creates or wanted != before):
        yield "9", _one_of(NODE_CLASS, wanted, known)


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> Hit:
    near = get_close_matches(value.lower(), allowed, 1)
    hint = f"did you mean {near[0]}?" if near else "leave the annotation out to get the default"
    listed = " or ".join(filter(None, (", ".join(allowed[:-1]), *allowed[-1:])))
    listed = listed or "nothing, because it has no node class"
    return Hit(("metadata", "annotations", key), f"{key} is {value!r}, but KAITO takes {listed}", hint)


RULES = (
    refusal("node-image-family-unknown", "6", _values, "The image family of nodes is unknown."),
    refusal("performance-mode-unknown", "7", _values, "The performance mode is unknown."),
    refusal("local-weights-not-boolean", "8", _values, "The switch for local weights is neither true nor false."),
    refusal("node-class-unknown", "9", _node_class, "The node class is not one that KAITO manages.", operations=WRITES),
)
