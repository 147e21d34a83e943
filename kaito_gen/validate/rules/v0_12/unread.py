"""What v0.12 takes and never reads, or reads otherwise than it looks."""

from collections.abc import Iterator, Mapping

from kaito_gen.kinds import V0_12
from kaito_gen.planning.request import BYPASS_ANNOTATION, RESERVED_LABELS, RUNTIME_ANNOTATION
from kaito_gen.validate.finding import ERROR, Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules import unread
from kaito_gen.validate.rules.trouble import is_sound, trouble
from kaito_gen.validate.rules.unread import ANNOTATIONS, ENABLE_LB
from kaito_gen.validate.rules.v0_12.annotations import IMAGE_FAMILY, LOCAL_WEIGHTS, NODE_CLASS, PERFORMANCE_MODE
from kaito_gen.validate.rules.v0_12.made import EVERY, of_each
from kaito_gen.validate.rules.v0_12.streaming import OPT_OUT
from kaito_gen.validate.rules.v0_12.workspace import (
    BOTH_PLACES,
    TRANSFORMERS,
    VLLM,
    annotations,
    brings_nodes,
    runtime,
    served_name,
    tuning,
)
from kaito_gen.validate.rules.walk import Step, part

DISABLE_BENCHMARK = "kaito.sh/disable-benchmark"
KNOWN = (
    RUNTIME_ANNOTATION,
    ENABLE_LB,
    BYPASS_ANNOTATION,
    IMAGE_FAMILY,
    NODE_CLASS,
    DISABLE_BENCHMARK,
    PERFORMANCE_MODE,
    LOCAL_WEIGHTS,
    OPT_OUT,
    "kaito.sh/model-mirror-storage-class",
    "kaito.sh/streaming-service-account",
    "kaito.sh/upgrade-start-time",
)
"""The annotations of kaito.sh that release v0.12 asks for. Source: KAITO v0.12.0, read 2026-08-21."""
SWITCHES: Mapping[str, str] = {
    ENABLE_LB: "True",
    DISABLE_BENCHMARK: "true",
    OPT_OUT: "disabled",
    "inference.kaito.sh/static-model-mirror": "true",
}
_SELECTOR: Keys = ("resource", "labelSelector")
_NO = frozenset({"false", "no", "off", "0", "disabled"})


def _unread(subject: Subject) -> Iterator[Step]:
    if annotations(subject):
        yield from _annotations(subject)
    if not is_sound(subject):
        return
    resource = part(subject.manifest, "resource")
    if resource.get("preferredNodes"):
        message = "this release chooses nodes by their labels alone and never reads preferredNodes"
        yield "preferred-nodes-unread", Hit(("resource", "preferredNodes"), message, "remove it")
    selector = part(resource, "labelSelector")
    yield from _labels(subject, selector.get("matchLabels") or {})
    if "matchExpressions" in selector:
        yield from unread.unread_expressions(subject)
    serves = subject.manifest.get("inference")
    if serves is None:
        yield from unread.method_in_capitals(subject)
        yield from unread.unread_image(subject, read=False)
        return
    if "presetOptions" in (serves.get("preset") or ()):
        yield from unread.unread_image(subject, read=False)
    if "adapters" in serves:
        yield from unread.unread_adapters(subject)
    if "config" in serves:
        yield from _config(subject)


def _annotations(subject: Subject) -> Iterator[Step]:
    given = annotations(subject)
    yield from unread.exact_switches(given, SWITCHES)
    yield from unread.unknown_keys(given, KNOWN, V0_12)
    chosen = given.get(RUNTIME_ANNOTATION)
    if chosen is not None and chosen not in (VLLM, TRANSFORMERS):
        message = f"{RUNTIME_ANNOTATION} is {chosen!r}, which KAITO does not know: it serves with {runtime(subject)}"
        yield "runtime-unknown", Hit((*ANNOTATIONS, RUNTIME_ANNOTATION), message, f"write {VLLM} or {TRANSFORMERS}")
    elif chosen == VLLM and runtime(subject) == TRANSFORMERS:
        message = "the feature gate vLLM is off, so transformers serves whatever the annotation says"
        yield "annotation-unread", Hit((*ANNOTATIONS, RUNTIME_ANNOTATION), message, "switch the gate on")
    if given.get(BYPASS_ANNOTATION, "").strip().lower() in _NO:
        message = f"{BYPASS_ANNOTATION} counts by being there: memory is not checked, whatever its value"
        yield "bypass-by-presence", Hit((*ANNOTATIONS, BYPASS_ANNOTATION), message, "remove it")
    yield from _elsewhere(subject, given)


def _elsewhere(subject: Subject, given: Mapping[str, str]) -> Iterator[Step]:
    """Yield annotations that belong to another installation, or to another sort of Workspace."""
    provisioner, serves_vllm = subject.target.provisioner, served_name(subject) is not None and runtime(subject) == VLLM
    for key, counts, message in (
        (IMAGE_FAMILY, provisioner in ("", "azure-gpu-provisioner"), "nodes get their image from the node class"),
        (NODE_CLASS, provisioner in ("", "karpenter"), "node classes are chosen where Karpenter buys nodes alone"),
        (PERFORMANCE_MODE, serves_vllm, "performance modes are for presets that vLLM serves"),
        (LOCAL_WEIGHTS, serves_vllm or given.get(LOCAL_WEIGHTS) != "true", "local weights are for presets in vLLM"),
        (ENABLE_LB, tuning(subject) is None, "a tuning job has no Service"),
    ):
        if given.get(key) and not counts:
            yield "annotation-unread", Hit((*ANNOTATIONS, key), f"{key} is not read here: {message}", "remove it")


def _labels(subject: Subject, labels: Mapping[str, str]) -> Iterator[Step]:
    if not RESERVED_LABELS.isdisjoint(labels):
        reserved = sorted(RESERVED_LABELS.intersection(labels))
        message = f"KAITO sets {', '.join(reserved)} itself and leaves what is written here out"
        yield "selector-labels-left-out", Hit((*_SELECTOR, "matchLabels", reserved[0]), message, "remove it")
    if not labels and brings_nodes(subject.target):
        message = "nodes are brought here, and without matchLabels every node of the cluster is taken for one of them"
        yield "selector-without-labels", Hit(_SELECTOR, message, "label the nodes, and write the label here")


def _config(subject: Subject) -> Iterator[Step]:
    serves = part(subject.manifest, "inference")
    if serves.get("config") and (serves.get("template") is not None or runtime(subject) == TRANSFORMERS):
        reader = "a template" if serves.get("template") is not None else "the transformers runtime"
        message = f"{reader} never reads the ConfigMap: only vLLM does"
        yield "config-unread", Hit(("inference", "config"), message, "remove it")


_WALK = of_each(_unread)

RULES = (
    trouble("preferred-nodes-unread", _WALK, BOTH_PLACES, "Preferred nodes are named, and nobody reads them."),
    trouble("selector-expressions-unread", _WALK, EVERY, "Node labels are written as expressions, which are not read."),
    trouble("selector-labels-left-out", _WALK, EVERY, "The node selector holds labels of KAITO's own."),
    trouble("selector-without-labels", _WALK, EVERY, "No label says which nodes are meant."),
    trouble("annotation-value-unread", _WALK, EVERY, "A switch is written otherwise than KAITO looks for it."),
    trouble("annotation-unknown", _WALK, EVERY, "KAITO has no such annotation."),
    trouble("annotation-unread", _WALK, EVERY, "An annotation is for another installation or workload."),
    trouble("runtime-unknown", _WALK, EVERY, "The runtime is unknown, so another one serves."),
    trouble("bypass-by-presence", _WALK, EVERY, "A switch is set to false, and is on all the same."),
    trouble("config-unread", _WALK, EVERY, "A config is named for what does not read it."),
    trouble("adapters-unread", _WALK, EVERY, "Adapters are listed for what does not load them."),
    trouble("preset-image-unread", _WALK, EVERY, "An image is named that does not run."),
    trouble("method-in-capitals", _WALK, BOTH_PLACES, "The method of tuning has capitals.", severity=ERROR),
)
