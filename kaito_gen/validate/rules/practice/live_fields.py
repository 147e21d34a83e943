"""Fields that belong to the cluster: an object that was copied out of it and committed with them.

Whoever applies the file and the controller then overwrite each other, or the API server refuses the write.
"""

from collections.abc import Iterator

from kaito_gen.kinds import ROOT_KINDS, V0_3, V0_12
from kaito_gen.validate.finding import PRACTICE
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.walk import Step, once, part

_VERSIONS = ("v1alpha1", "v1beta1")
_PLACES: Places = {
    V0_12: (*(f"{kind}/{version}" for kind in ROOT_KINDS for version in _VERSIONS), "NodeClaim/v1", "NodePool/v1"),
    V0_3: ("Workspace/v1alpha1", "Machine/v1alpha5", "NodeClaim/v1beta1"),
}
_METADATA = (
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "managedFields",
    "selfLink",
)
_ANNOTATIONS = (
    *(
        f"{kind}.kaito.io/{name}"
        for kind in ("workspace", "inferenceset", "ragengine")
        for name in ("hash", "revision")
    ),
    "kaito.sh/upgrade-start-time",
    "kubectl.kubernetes.io/last-applied-configuration",
)
_FINALIZERS = ("finalizer.kaito.sh", "kaito.sh/", "karpenter.sh/termination")


@once
def _live(subject: Subject) -> Iterator[Step]:
    written = subject.written
    if written is None:
        return
    metadata = part(written, "metadata")
    for field in _METADATA:
        if metadata.get(field):
            message = f"{field} is written by the API server, and differs in every cluster"
            yield "live-field-in-git", Hit(("metadata", field), message, "remove it")
    annotations = metadata.get("annotations")
    if annotations:
        for key in _ANNOTATIONS:
            if key in annotations:
                message = f"{key} is written by a controller, which a sync would then undo again and again"
                yield "live-field-in-git", Hit(("metadata", "annotations", key), message, "remove it")
    finalizers = metadata.get("finalizers")
    for index, finalizer in enumerate(finalizers if isinstance(finalizers, list) else ()):
        if any(one in str(finalizer) for one in _FINALIZERS):
            message = f"{finalizer} is set and taken off by its controller: committed, it keeps the object from going"
            yield "live-field-in-git", Hit(("metadata", "finalizers", index), message, "remove it")
    if written.get("status"):
        message = "the status is what a controller has seen, not what is wanted: the API server drops or refuses it"
        yield "live-field-in-git", Hit(("status",), message, "remove it")


RULES = (trouble("live-field-in-git", _live, _PLACES, "A field of the cluster stands in the files.", stage=PRACTICE),)
