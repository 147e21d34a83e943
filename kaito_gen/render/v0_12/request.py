"""What a Workspace asks for in release v0.12, with the defaults that its CRD fills in.

What decides where it can run is read by planning and reused here; this module adds what only its objects need. Builders
beside it never look into raw input again: :func:`refusals` says first whether the form is sound.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest, name_of, namespace_of
from kaito_gen.planning import request as placement
from kaito_gen.planning.partition import MIG
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.request import Partition
from kaito_gen.render.form import child, malformed, missing
from kaito_gen.target import Target
from kaito_gen.value import Value

VLLM, TRANSFORMERS = "vllm", "transformers"
V1ALPHA1_INSTANCE_TYPE = "Standard_NC24ads_A100_v4"
"""What the schema of kaito.sh/v1alpha1 fills in where a ``resource`` names no machine."""
GPU = "nvidia.com/gpu"
SET_LABEL = "inferenceset.kaito.sh/created-by"
MULTI_ROLE_LABEL = "multiroleinference.kaito.sh/created-by"
ROLE_LABEL = "kaito.sh/inference-role"

_LABELS = {"": str}
_SOURCE = {"name": str, "urls": [str], "image": str, "imagePullSecrets": [str], "volumeSource": dict}
_PRESET = {"name": str, "accessMode": str, "presetOptions": {"image": str, "modelAccessSecret": str}}
POD_TEMPLATE: dict[str, Any] = {
    "metadata": {"labels": _LABELS, "annotations": _LABELS},
    "spec": {"containers": [dict], "tolerations": [dict], "affinity": dict},
}
INFERENCE: dict[str, Any] = {
    "preset": _PRESET,
    "template": POD_TEMPLATE,
    "config": str,
    "adapters": [{"source": _SOURCE, "strength": str}],
}
SELECTOR: dict[str, Any] = {
    "matchLabels": _LABELS,
    "matchExpressions": [{"key": str, "operator": str, "values": [str]}],
}
PARTITION = {"mode": str, "profile": str, "count": int}
METADATA = {"name": str, "namespace": str, "labels": _LABELS, "annotations": _LABELS}
_FORM: dict[str, Any] = {
    "metadata": METADATA,
    "resource": {"count": int, "instanceType": str, "labelSelector": SELECTOR, "partition": PARTITION},
    "inference": INFERENCE,
    "tuning": {
        "preset": _PRESET,
        "method": str,
        "config": str,
        "input": _SOURCE,
        "output": {"image": str, "imagePushSecret": str, "volumeSource": dict},
    },
}
_REQUIRED = (
    ("", "metadata"),
    ("metadata", "name"),
    ("resource", "labelSelector"),
    ("resource.partition", "mode"),
    ("inference.preset", "name"),
    ("tuning.preset", "name"),
    ("tuning", "input"),
    ("tuning", "output"),
)


class Source(Value):
    """Where an adapter or a data set comes from; what is not set is empty."""

    name: str = ""
    image: str = ""
    urls: tuple[str, ...] = ()
    pull_secrets: tuple[str, ...] = ()
    volume: Mapping[str, Any] | None = None


class Adapter(Value):
    """One LoRA adapter of an inference; ``source`` is None where it has none, which KAITO does not survive."""

    source: Source | None
    strength: str | None = None


class Tuning(Value):
    """A fine-tuning job."""

    preset: str
    method: str
    config: str
    input: Source
    output_image: str
    push_secret: str
    output_volume: Mapping[str, Any] | None


class Request(Value):
    """One Workspace, read."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    node_labels: Mapping[str, str]
    """What its nodes carry: the selector's matchLabels without KAITO's own keys."""
    stripped: tuple[str, ...]
    """Keys of the selector that KAITO strips because they are its own."""
    instance_type: str
    partition: Partition | None
    serves: bool
    """Whether there is an inference at all, be it an empty one."""
    runtime: str
    preset: str
    access_secret: str
    template: Manifest | None
    """The user's own pods; beside a preset, KAITO makes these and takes the number of nodes from the preset."""
    config: str
    adapters: tuple[Adapter, ...]
    tuning: Tuning | None

    @property
    def load_balancer(self) -> bool:
        """Whether its Service is a load balancer; only the exact text ``True`` asks for one."""
        return self.annotations.get("kaito.sh/enablelb") == "True"

    @property
    def gpu_resource(self) -> str:
        """The resource that its pods ask for: GPUs or slices of a profile, whatever KAITO's gates say of slices."""
        sliced = self.partition is not None and self.partition.mode == MIG and self.partition.profile
        return f"nvidia.com/mig-{sliced}" if sliced else GPU

    @property
    def role(self) -> str:
        """Its part in disaggregated serving: prefill, decode, or empty."""
        role = self.labels.get(ROLE_LABEL, "")
        return role if role in ("prefill", "decode") else ""

    @property
    def pod_labels(self) -> dict[str, str]:
        """The labels by which its Services and workloads find its pods."""
        inherited = (SET_LABEL, MULTI_ROLE_LABEL, ROLE_LABEL)
        return {
            "kaito.sh/workspace": self.name,
            **{key: self.labels[key] for key in inherited if key in self.labels},
        }


def refusals(workspace: Manifest) -> tuple[Reason, ...]:
    """Return why the API server refuses a Workspace for its form, in the order of its fields; empty when sound."""
    return (*malformed(workspace, _FORM), *missing(workspace, _REQUIRED))


def with_defaults(workspace: Manifest) -> Manifest:
    """Return a Workspace of sound form as the API server stores it: the schema's defaults of its version filled in."""
    resource = workspace.get("resource")
    if not isinstance(resource, dict):
        return workspace
    filled = {"count": 1, **{key: value for key, value in resource.items() if value is not None}}
    if str(workspace.get("apiVersion")).endswith("/v1alpha1"):
        filled.setdefault("instanceType", V1ALPHA1_INSTANCE_TYPE)
    return {**workspace, "resource": filled}


def read(workspace: Manifest, ask: placement.Request, target: Target) -> Request:
    """Return what a Workspace of sound form asks for; ``ask`` is what planning reads of it."""
    inference, tuning = child(workspace, "inference"), child(workspace, "tuning")
    preset, template = child(inference, "preset"), inference.get("template")
    labels = child(child(workspace, "metadata"), "labels")
    return Request(
        name=name_of(workspace),
        namespace=namespace_of(workspace),
        labels={key: value for key, value in labels.items() if value is not None},
        annotations=ask.annotations,
        node_labels=ask.node_labels,
        stripped=tuple(sorted(set(ask.labels) - set(ask.node_labels))),
        instance_type=ask.instance_type,
        partition=ask.partition,
        serves=workspace.get("inference") is not None,
        runtime=_runtime(ask.annotations, target),
        preset=preset.get("name") or "",
        access_secret=child(preset, "presetOptions").get("modelAccessSecret") or "",
        template=template if isinstance(template, dict) else None,
        config=inference.get("config") or "",
        adapters=tuple(_adapter(adapter) for adapter in inference.get("adapters") or ()),
        tuning=_tuning(tuning) if workspace.get("tuning") is not None else None,
    )


def is_streamed(request: Request, target: Target) -> bool:
    """Whether a Workspace's weights are streamed."""
    return (
        bool(request.preset)
        and request.runtime == VLLM
        and target.gate("ModelStreaming")
        and request.annotations.get("kaito.sh/model-streaming") != "disabled"
    )


def _runtime(annotations: Mapping[str, str], target: Target) -> str:
    if not target.gate("vLLM"):
        return TRANSFORMERS
    return TRANSFORMERS if annotations.get(placement.RUNTIME_ANNOTATION) == TRANSFORMERS else VLLM


def _adapter(adapter: Mapping[str, Any]) -> Adapter:
    source = adapter.get("source")
    return Adapter(_source(source) if isinstance(source, dict) else None, adapter.get("strength"))


def _source(source: Mapping[str, Any]) -> Source:
    return Source(
        name=source.get("name") or "",
        image=source.get("image") or "",
        urls=tuple(source.get("urls") or ()),
        pull_secrets=tuple(source.get("imagePullSecrets") or ()),
        volume=_volume(source),
    )


def _volume(holder: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return a ``volumeSource``; of one that names no kind of volume the API server makes an empty folder."""
    volume = holder.get("volumeSource")
    return (volume or {"emptyDir": {}}) if isinstance(volume, dict) else None


def _tuning(tuning: Mapping[str, Any]) -> Tuning:
    output = child(tuning, "output")
    return Tuning(
        preset=child(tuning, "preset").get("name") or "",
        method=tuning.get("method") or "",
        config=tuning.get("config") or "",
        input=_source(child(tuning, "input")),
        output_image=output.get("image") or "",
        push_secret=output.get("imagePushSecret") or "",
        output_volume=_volume(output),
    )
