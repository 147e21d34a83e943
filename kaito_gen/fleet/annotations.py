"""The annotations that KAITO reads, as fields of an entry: one table for both directions.

A field that has no row's value (``bypassResourceChecks: false``) writes nothing, because KAITO looks for the exact
text or for mere presence. An annotation with any other text stays among an entry's own ``annotations``.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kaito_gen.fleet.bindings import Bound, said

_YES = {True: "true"}


class Annotation(Bound):
    """One annotation: the field it is written from, its key, and the text for each value (empty: the value itself)."""

    key: str
    texts: Mapping[Any, str]

    def text(self, value: Any) -> str | None:
        """Return what to write for a value, None for nothing."""
        if self.texts:
            return self.texts.get(value)
        return str(value)

    def value(self, text: str) -> Any:
        """Return the field's value for an annotation's text, None where no value would write it."""
        if self.texts:
            return next((value for value, known in self.texts.items() if known == text), None)
        return text or None


def _annotation(field: str, key: str, texts: Mapping[Any, str] | None = None) -> Annotation:
    return Annotation(tuple(field.split(".")), key, texts or {})


RUNTIME = _annotation("runtime", "kaito.sh/runtime", {"vllm": "vllm", "transformers": "transformers"})
_CLASS = _annotation("node_class", "kaito.sh/node-class-name")
_FAMILY = _annotation(
    "node_image_family", "kaito.sh/node-image-family", {"ubuntu": "ubuntu", "azurelinux": "azurelinux"}
)
_BYPASS = _annotation("bypass_resource_checks", "kaito.sh/bypass-resource-checks", _YES)
LOAD_BALANCER = _annotation("load_balancer", "kaito.sh/enablelb", {True: "True"})
BENCHMARK = _annotation("benchmark", "kaito.sh/disable-benchmark", {False: "true"})

TUNING = (_CLASS, _FAMILY, _BYPASS)
RAG = (_CLASS, _FAMILY, _BYPASS, LOAD_BALANCER)
REPLICA = (
    RUNTIME,
    _CLASS,
    _FAMILY,
    _BYPASS,
    LOAD_BALANCER,
    _annotation(
        "performance_mode",
        "kaito.sh/performance-mode",
        {mode: mode for mode in ("balanced", "interactivity", "throughput")},
    ),
    _annotation("local_weights", "kaito.sh/use-local-weights", _YES),
    _annotation("streaming.enabled", "kaito.sh/model-streaming", {False: "disabled"}),
    _annotation("streaming.storage_class", "kaito.sh/model-mirror-storage-class"),
    _annotation("streaming.service_account", "kaito.sh/streaming-service-account"),
    _annotation("streaming.static", "inference.kaito.sh/static-model-mirror", _YES),
    _annotation("streaming.data_refs_url", "inference.kaito.sh/stream-datarefs-url"),
    _annotation("streaming.identity_client_id", "inference.kaito.sh/stream-identity-client-id"),
    _annotation("streaming.source_type", "inference.kaito.sh/stream-source-type", {"public": "public", "byo": "byo"}),
)
"""What decides how one replica runs: on a Workspace itself, in an InferenceSet on the template of its Workspaces."""

WORKSPACE = (*REPLICA, BENCHMARK)
INFERENCE_SET = (
    RUNTIME,
    BENCHMARK,
    _annotation("autoscaling.enabled", "scaledobject.kaito.sh/auto-provision", _YES),
    _annotation("autoscaling.metric", "scaledobject.kaito.sh/metricName"),
    _annotation("autoscaling.threshold", "scaledobject.kaito.sh/threshold"),
    _annotation("autoscaling.max_replicas", "scaledobject.kaito.sh/max-replicas"),
    _annotation("autoscaling.metrics", "scaledobject.kaito.sh/metrics"),
)
"""What an InferenceSet's own controller reads. It looks for the runtime too, and does not hand it on."""


def written(notes: Iterable[Annotation], entry: Any, defaults: Mapping[str, Any]) -> dict[str, str]:
    """Return the annotations that an entry's fields, or else ``defaults``, ask for."""
    found = {}
    for note, value in said(notes, entry, defaults):
        text = note.text(value)
        if text is not None:
            found[note.key] = text
    return found
