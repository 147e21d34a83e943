"""What is said in InferenceSets, RAGEngines and beside them, and what their controllers make of it."""

from collections.abc import Iterator

from kaito_gen.kinds import V0_12
from kaito_gen.planning.request import BYPASS_ANNOTATION, RUNTIME_ANNOTATION
from kaito_gen.units import is_quantity, parse_quantity
from kaito_gen.validate.finding import ERROR, NOTE
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.unread import ENABLE_LB
from kaito_gen.validate.rules.v0_12 import workspace_rules
from kaito_gen.validate.rules.v0_12.annotations import IMAGE_FAMILY, LOCAL_WEIGHTS, NODE_CLASS, PERFORMANCE_MODE
from kaito_gen.validate.rules.v0_12.controllers import is_served
from kaito_gen.validate.rules.v0_12.made import workspaces_of
from kaito_gen.validate.rules.v0_12.streaming import OPT_OUT
from kaito_gen.validate.rules.walk import Step, once, part

SETS: Places = {V0_12: ("InferenceSet/v1beta1", "InferenceSet/v1alpha1")}
_UNCHECKED: Places = {V0_12: ("InferenceSet/v1alpha1", "MultiRoleInference/v1alpha1")}
_ENGINES: Places = {V0_12: ("RAGEngine/v1beta1", "RAGEngine/v1alpha1")}
_MIRRORS: Places = {V0_12: ("ModelMirror/v1alpha1",)}
_OF_WORKSPACES = (
    RUNTIME_ANNOTATION,
    BYPASS_ANNOTATION,
    ENABLE_LB,
    IMAGE_FAMILY,
    LOCAL_WEIGHTS,
    NODE_CLASS,
    PERFORMANCE_MODE,
    OPT_OUT,
)
_ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}}
"""The update strategy that the schema fills in."""
_EMBEDDING = "BAAI/bge-small-en-v1.5"
"""What the service embeds with, whatever a RAGEngine says. Source: KAITO v0.12.0, its service, read 2026-08-21."""


@once
def _set(subject: Subject) -> Iterator[Step]:
    if not is_served(subject):
        return
    spec = part(subject.manifest, "spec")
    if spec.get("nodeCountLimit") is not None:
        message = "this release never reads nodeCountLimit: replicas alone says how many Workspaces there are"
        yield "set-field-unread", Hit(("spec", "nodeCountLimit"), message, "remove it")
    if spec.get("updateStrategy") not in (None, _ROLLING):
        message = "this release never reads updateStrategy: Workspaces that exist are never updated"
        yield "set-field-unread", Hit(("spec", "updateStrategy"), message, "remove it")
    if part(spec, "autoUpgrade").get("enabled") and not subject.target.gate("enableBaseImageAutoUpgrade"):
        message = "nothing is upgraded while the feature gate enableBaseImageAutoUpgrade is off"
        yield "auto-upgrade-off", Hit(("spec", "autoUpgrade", "enabled"), message, "switch the gate on, or remove it")
    own = part(subject.manifest, "metadata", "annotations")
    template = part(spec, "template", "metadata", "annotations")
    for key in _OF_WORKSPACES if own else ():
        if key in own and template.get(key) != own[key]:
            message = f"{key} is read from the Workspaces of the set, which get the annotations of the template alone"
            hint = "write it under spec.template.metadata.annotations"
            yield "set-annotation-unread", Hit(("metadata", "annotations", key), message, hint)


@once
def _children(subject: Subject) -> Iterator[Step]:
    """Yield why the webhook will refuse the Workspaces, which it was not asked about when the object was written."""
    told = set()
    for made, place in workspaces_of(subject):
        for rule in (*workspace_rules.UNANSWERED, *workspace_rules.OTHERS):
            for hit in rule.check(made):
                keys = place(hit.keys)
                if hit.severity != NOTE and (rule.id, keys) not in told:
                    told.add((rule.id, keys))
                    message = f"this is let in, and its Workspaces are refused ({rule.id}): {hit.message}"
                    yield "children-refused", Hit(keys, message, hit.hint)


@once
def _engine(subject: Subject) -> Iterator[Step]:
    embedding = part(subject.manifest, "spec", "embedding")
    if embedding and part(embedding, "local").get("modelID") != _EMBEDDING:
        message = f"this release's service embeds with {_EMBEDDING} on its own machine, whatever is written here"
        hint = f"write local: modelID: {_EMBEDDING}, so that the file says what runs"
        yield "rag-embedding-unread", Hit(("spec", "embedding"), message, hint)


@once
def _mirror(subject: Subject) -> Iterator[Step]:
    size = part(subject.manifest, "spec", "storage").get("size")
    if size is None or not is_served(subject):
        return
    if not _is_positive(str(size)):
        message = f"a volume of {size} is refused, so nothing is ever downloaded"
        yield "mirror-size-not-positive", Hit(("spec", "storage", "size"), message, "write a size such as 200Gi")


def _is_positive(size: str) -> bool:
    try:
        return parse_quantity(size) > 0
    except ValueError:
        return not is_quantity(size)  # what is no quantity at all, the webhook refuses itself; Gi alone it takes


RULES = (
    trouble("set-field-unread", _set, SETS, "A field of a set is not read."),
    trouble("auto-upgrade-off", _set, SETS, "Upgrades are asked for and switched off."),
    trouble("set-annotation-unread", _set, SETS, "An annotation stands on the set, and belongs to its template."),
    trouble("children-refused", _children, _UNCHECKED, "The Workspaces that are made will be refused.", severity=ERROR),
    trouble("rag-embedding-unread", _engine, _ENGINES, "The embedding of a RAGEngine is not read."),
    trouble("mirror-size-not-positive", _mirror, _MIRRORS, "A mirror has no room.", severity=ERROR),
)
