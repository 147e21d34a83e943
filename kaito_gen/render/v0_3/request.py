"""What a v1alpha1 Workspace asks for, with the defaults that the CRD of release v0.3 fills in.

A Workspace arrives as its author wrote it: without the schema's defaults, and perhaps with a list where a map belongs.
So it is read once, here, into values; whatever the API server would refuse for its form is said as reasons, and the
builders beside this module never look into raw input again. Source: the CRD kaito.sh_workspaces of KAITO v0.3.1.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest, name_of, namespace_of
from kaito_gen.planning.plan import Reason
from kaito_gen.render.form import at, child, malformed, missing
from kaito_gen.render.labels import is_subdomain
from kaito_gen.value import Value

DEFAULT_COUNT = 1
DEFAULT_INSTANCE_TYPE = "Standard_NC12s_v3"
PRIVATE = "private"
LOAD_BALANCER = "kaito.sh/enablelb"
"""Annotation; only the exact value ``True`` asks for a load balancer."""

_LABELS = {"": str}
_SOURCE = {"name": str, "urls": [str], "image": str, "imagePullSecrets": [str], "volumeSource": dict}
_PRESET = {"name": str, "accessMode": str, "presetOptions": {"image": str, "imagePullSecrets": [str]}}
_CONTAINER = {"name": str, "image": str, "volumeMounts": [{"name": str, "mountPath": str}]}
_FORM: dict[str, Any] = {
    "metadata": {"name": str, "namespace": str, "annotations": _LABELS, "labels": _LABELS},
    "resource": {
        "count": int,
        "instanceType": str,
        "preferredNodes": [str],
        "labelSelector": {
            "matchLabels": _LABELS,
            "matchExpressions": [{"key": str, "operator": str, "values": [str]}],
        },
    },
    "inference": {
        "preset": _PRESET,
        "template": {
            "metadata": {"labels": _LABELS, "annotations": _LABELS},
            "spec": {"tolerations": [dict], "containers": [_CONTAINER], "initContainers": [_CONTAINER]},
        },
        "adapters": [{"source": _SOURCE, "strength": str}],
    },
    "tuning": {
        "preset": _PRESET,
        "method": str,
        "config": str,
        "input": _SOURCE,
        "output": {"image": str, "imagePushSecret": str, "volumeSource": dict},
    },
    "status": {"workerNodes": [str]},
}
_REQUIRED = (
    ("metadata", "name"),
    ("resource", "labelSelector"),
    ("inference.preset", "name"),
    ("tuning.preset", "name"),
    ("tuning", "input"),
    ("tuning", "output"),
)


class PresetRequest(Value, kw_only=True):
    """Which preset, and where its image comes from; ``image`` and ``pull_secrets`` count for private access only."""

    name: str
    private: bool = False
    image: str = ""
    pull_secrets: tuple[str, ...] = ()


class Adapter(Value, kw_only=True):
    """One adapter; ``sourced`` is False where it names no source, ``strength`` is None where it names none."""

    sourced: bool
    name: str = ""
    image: str = ""
    strength: str | None = None


class TuningRequest(Value, kw_only=True):
    """A tuning job; empty text where a field is absent."""

    preset: PresetRequest | None
    method: str
    config: str
    urls: tuple[str, ...]
    input_image: str
    input_secrets: tuple[str, ...]
    output_image: str
    push_secret: str


class Request(Value, kw_only=True):
    """One Workspace, read. ``match_labels`` alone count for nodes: the release loses the selector's expressions."""

    name: str
    namespace: str
    resourced: bool
    """Whether it has a ``resource`` at all; without one the controller never gets past its first write."""
    count: int
    instance_type: str
    match_labels: Mapping[str, str]
    preferred_nodes: tuple[str, ...]
    worker_nodes: tuple[str, ...]
    """What an earlier run put into the status."""
    load_balancer: bool
    inferring: bool
    """Whether it has an ``inference``, be it empty."""
    preset: PresetRequest | None
    template: Manifest | None
    adapters: tuple[Adapter, ...]
    tuning: TuningRequest | None

    @property
    def ownership(self) -> dict[str, str]:
        """Return the labels by which claims and their nodes are known to belong to this Workspace."""
        return {"kaito.sh/workspace": self.name, "kaito.sh/workspacenamespace": self.namespace}

    @property
    def selector(self) -> dict[str, str]:
        """Return the label by which its Services and workloads find its pods."""
        return {"kaito.sh/workspace": self.name}


def refusals(workspace: Manifest) -> tuple[Reason, ...]:
    """Return why the API server refuses a Workspace for its form, field by field; empty when it does not."""
    found = [*malformed(workspace, _FORM), *missing(workspace, _REQUIRED)]
    for field in ("inference", "tuning"):
        mode = at(workspace, f"{field}.preset.accessMode")
        if isinstance(mode, str) and mode not in ("public", PRIVATE):
            found.append(Reason("malformed", f"{field}.preset.accessMode is {mode!r}: write public or private"))
    for field in ("name", "namespace"):
        text = at(workspace, f"metadata.{field}")
        if isinstance(text, str) and not is_subdomain(text):
            found.append(Reason("malformed", f"metadata.{field} is {text!r}: write lower-case letters, digits and '-'"))
    return tuple(found)


def read(workspace: Manifest) -> Request:
    """Return what a Workspace of sound form asks for; :func:`refusals` says whether it is."""
    resource = child(workspace, "resource")
    inference, tuning = child(workspace, "inference"), child(workspace, "tuning")
    labels = child(child(resource, "labelSelector"), "matchLabels")
    count = resource.get("count")
    instance_type = resource.get("instanceType")
    return Request(
        name=name_of(workspace),
        namespace=namespace_of(workspace),
        resourced=workspace.get("resource") is not None,
        count=DEFAULT_COUNT if count is None else count,
        instance_type=DEFAULT_INSTANCE_TYPE if instance_type is None else instance_type,
        match_labels={key: value for key, value in labels.items() if value is not None},
        preferred_nodes=_texts(resource, "preferredNodes"),
        worker_nodes=_texts(child(workspace, "status"), "workerNodes"),
        load_balancer=child(child(workspace, "metadata"), "annotations").get(LOAD_BALANCER) == "True",
        inferring=workspace.get("inference") is not None,
        preset=_preset(inference),
        template=inference.get("template"),
        adapters=tuple(_adapter(adapter) for adapter in inference.get("adapters") or ()),
        tuning=_tuning(tuning) if workspace.get("tuning") is not None else None,
    )


def _preset(parent: Mapping[str, Any]) -> PresetRequest | None:
    preset = parent.get("preset")
    if preset is None:
        return None
    options = child(preset, "presetOptions")
    return PresetRequest(
        name=preset["name"],
        private=preset.get("accessMode") == PRIVATE,
        image=options.get("image") or "",
        pull_secrets=_texts(options, "imagePullSecrets"),
    )


def _adapter(adapter: Mapping[str, Any]) -> Adapter:
    source = child(adapter, "source")
    return Adapter(
        sourced=adapter.get("source") is not None,
        name=source.get("name") or "",
        image=source.get("image") or "",
        strength=adapter.get("strength"),
    )


def _tuning(tuning: Mapping[str, Any]) -> TuningRequest:
    source, output = child(tuning, "input"), child(tuning, "output")
    return TuningRequest(
        preset=_preset(tuning),
        method=tuning.get("method") or "",
        config=tuning.get("config") or "",
        urls=_texts(source, "urls"),
        input_image=source.get("image") or "",
        input_secrets=_texts(source, "imagePullSecrets"),
        output_image=output.get("image") or "",
        push_secret=output.get("imagePushSecret") or "",
    )


def _texts(parent: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(parent.get(key) or ())
