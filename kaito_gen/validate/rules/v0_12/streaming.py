"""Streaming weights from a ModelMirror: what the cluster needs for it once the gate ModelStreaming is on."""

from collections.abc import Iterator

from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.workspace import VLLM, annotations, refusal, runtime, served_name
from kaito_gen.validate.rules.walk import Step, once
from kaito_gen.world import Absence

OPT_OUT = "kaito.sh/model-streaming"
DRIVER = "blob.csi.azure.com"
_KEYS = ("metadata", "annotations")
_HINT = f"set the annotation {OPT_OUT}: disabled"


@once
def _streaming(subject: Subject) -> Iterator[Step]:
    if not subject.target.gate("ModelStreaming") or served_name(subject) is None:
        return
    if annotations(subject).get(OPT_OUT) == "disabled" or runtime(subject) != VLLM:
        return
    if subject.target.cloud != "azure":
        yield "48", Hit(_KEYS, f"weights are streamed on azure alone, not on {subject.target.cloud or 'this'}", _HINT)
        return
    driver = subject.world.get("CSIDriver", DRIVER)
    if driver is Absence.ABSENT:
        yield "48", Hit(_KEYS, f"weights are streamed, but the cluster has no CSIDriver {DRIVER}", _HINT)
    elif driver is Absence.UNKNOWN:
        message = f"cannot know: weights are streamed if the cluster has the CSIDriver {DRIVER}"
        yield "48", Hit(_KEYS, message, severity=NOTE)


RULES = (refusal("streaming-unavailable", "48", _streaming, "Weights cannot be streamed in this cluster."),)
