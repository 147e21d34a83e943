"""What a Workspace asks for, read once from its plain dict.

Planning is also asked about documents that no schema has seen yet, so a value of a wrong type reads as absent here;
that it is wrong is for the schema to say.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.kinds import Manifest, name_of, namespace_of
from kaito_gen.planning.context import CONFIG_KEY
from kaito_gen.value import Value

RESERVED_LABELS = frozenset(
    {
        "kaito.sh/workspace",
        "kaito.sh/ragengine",
        "kaito.sh/workspacenamespace",
        "kaito.sh/ragenginenamespace",
        "karpenter.kaito.sh/workspace-name",
        "karpenter.kaito.sh/workspace-namespace",
        "karpenter.kaito.sh/inferenceset",
        "karpenter.kaito.sh/inferenceset-namespace",
    }
)
"""Selector keys that KAITO v0.12 strips before it looks for nodes. Source: KAITO v0.12.0, read 2026-08-21."""

RUNTIME_ANNOTATION = "kaito.sh/runtime"
BYPASS_ANNOTATION = "kaito.sh/bypass-resource-checks"
"""Its mere presence makes the webhook skip its memory checks."""


class Partition(Value):
    """``resource.partition``: a part of a node's GPUs."""

    mode: str
    profile: str = ""
    count: int | None = None


class Request(Value, kw_only=True):
    """The parts of a Workspace that decide where it can run."""

    name: str
    namespace: str
    workload: str
    """preset, template or tuning; empty for a Workspace that asks for nothing."""
    preset: str = ""
    method: str = ""
    """Of tuning: lora or qlora."""
    instance_type: str = ""
    count: int | None = 1
    """``resource.count``; 1 when left out, as the CRD fills in; None only where the manifest says null itself."""
    config: str = ""
    """Name of the ConfigMap with the runtime's settings."""
    partition: Partition | None = None
    labels: Mapping[str, str]
    """The selector's matchLabels."""
    annotations: Mapping[str, str]

    @property
    def serves(self) -> bool:
        """Whether it is an inference."""
        return self.workload in ("preset", "template")

    @property
    def node_labels(self) -> dict[str, str]:
        """The labels that a node must carry, without the keys that KAITO keeps to itself."""
        return {key: value for key, value in self.labels.items() if key not in RESERVED_LABELS}


def read(workspace: Manifest, *, instance_type: str = "") -> Request:
    """Return what a Workspace manifest asks for; never raises, whatever the manifest holds.

    ``instance_type`` is what the CRD fills in where a ``resource`` names none.
    """
    resource, metadata = _mapping(workspace, "resource"), _mapping(workspace, "metadata")
    inference, tuning = _mapping(workspace, "inference"), _mapping(workspace, "tuning")
    purpose = tuning or inference
    if tuning:
        workload = "tuning"
    elif "template" in inference and not inference.get("preset"):
        workload = "template"
    else:
        workload = "preset" if inference.get("preset") else ""
    return Request(
        name=name_of(workspace),
        namespace=namespace_of(workspace),
        workload=workload,
        preset=_text(_mapping(purpose, "preset"), "name"),
        method=_text(tuning, "method"),
        instance_type=_text({"instanceType": instance_type, **resource}, "instanceType") if resource else "",
        count=_integer(resource, "count") if "count" in resource else 1,
        config=_text(purpose, "config"),
        partition=_partition(resource),
        labels=_texts(_mapping(resource, "labelSelector"), "matchLabels"),
        annotations=_texts(metadata, "annotations"),
    )


def config_text(config_map: Manifest) -> str:
    """Return the text that an inference ConfigMap holds for the runtime; empty when it has no such key."""
    return _text(_mapping(config_map, "data"), CONFIG_KEY)


def _partition(resource: Mapping[str, Any]) -> Partition | None:
    partition = _mapping(resource, "partition")
    if not partition:
        return None
    return Partition(_text(partition, "mode"), _text(partition, "profile"), _integer(partition, "count"))


def _mapping(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key, {})
    return value if isinstance(value, (dict, Mapping)) else {}  # a dict is quicker to tell than a Mapping


def _text(parent: Mapping[str, Any], key: str) -> str:
    value = parent.get(key)
    return value if isinstance(value, str) else ""


def _texts(parent: Mapping[str, Any], key: str) -> dict[str, str]:
    return {name: value for name, value in _mapping(parent, key).items() if isinstance(value, str)}


def _integer(parent: Mapping[str, Any], key: str) -> int | None:
    value = parent.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
