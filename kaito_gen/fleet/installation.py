"""The ``target`` of a fleet: a KAITO installation in the words of a file, and the Target that it means."""

from collections.abc import Mapping
from typing import Any, Literal

from kaito_gen.kinds import Release
from kaito_gen.target import AKS_NODE_CLASSES, EC2_NODE_CLASSES, NodeClasses, Streaming, Target, settle
from kaito_gen.value import Value


class NodeClassApi(Value, kw_only=True):
    """The node classes that claims may point at."""

    group: str | None = None
    """API group; left out: that of the cloud's own Karpenter provider."""
    version: str | None = None
    """API version."""
    kind: str | None = None
    """Kind, such as AKSNodeClass."""
    resource: str | None = None
    """Plural in lower case, such as aksnodeclasses."""
    names: tuple[str, ...] | None = None
    """Names that KAITO may choose from, the default first."""


class StreamingDefaults(Value, kw_only=True):
    """How the installation streams weights."""

    storage_class: str | None = None
    """StorageClass of mirrors (--default-model-mirror-storage-class)."""
    service_account: str | None = None
    """ServiceAccount that reads them (--default-streaming-service-account)."""
    download_cpu: str | None = None
    """CPU of a download job."""
    download_memory: str | None = None
    """Memory of a download job."""


class Installation(Value, kw_only=True):
    """The KAITO installation that the manifests will meet; what is left out is as the release's chart sets it."""

    release: Release | None = None
    """KAITO release whose rules apply; left out: v0.12."""
    cloud: Literal["azure", "aws", "arc"] | None = None
    """Cloud; left out: azure."""
    region: str | None = None
    """Region, for prices and for which machines there are."""
    provisioner: Literal["azure-gpu-provisioner", "karpenter", "byo"] | None = None
    """Who makes nodes; byo: you do."""
    reconciler: Literal["kaito", "kaito-gen"] | None = None
    """Who reconciles in the cluster; left out: kaito-gen."""
    kubernetes: str | None = None
    """Kubernetes minor, such as "1.35"."""
    gates: Mapping[str, bool] | None = None
    """Feature gates that differ from the release's defaults."""
    node_classes: NodeClassApi | None = None
    """Node classes (provisioner karpenter)."""
    node_image_family: Literal["ubuntu", "azurelinux"] | None = None
    """Operating system of new nodes (--default-node-image-family)."""
    registry: str | None = None
    """Where preset and base images lie (PRESET_REGISTRY_NAME)."""
    release_namespace: str | None = None
    """Namespace in which KAITO is installed."""
    local_nvme_class: str | None = None
    """StorageClass of local NVMe disks; empty where there is none."""
    streaming: StreamingDefaults | None = None
    """How the installation streams weights."""
    pusher: Literal["release", "oras"] | None = None
    """Who pushes a tuning result: as the release does, or oras, which needs no privileges (release v0.3)."""
    cluster_name: str | None = None
    """Name of the cluster (release v0.3 on AWS)."""


def target_of(installation: Installation | None) -> Target:
    """Return the settled Target that a fleet's ``target`` means; ``kaito_gen.target.problems`` judges it."""
    return settle(stated(installation))


def stated(installation: Installation | None) -> Target:
    """Return the Target as an installation says it, not settled yet: more may be said of it elsewhere."""
    if installation is None:
        return Target()
    said: dict[str, Any] = {}
    for name in _PLAIN:
        value = getattr(installation, name)
        if value is not None:
            said[name] = value
    if installation.streaming is not None:
        said["streaming"] = Streaming(**_said(installation.streaming))
    if installation.node_classes is not None:
        base = EC2_NODE_CLASSES if installation.cloud == "aws" else AKS_NODE_CLASSES
        api = {name: getattr(base, name) for name in ("group", "kind", "version", "resource", "names")}
        said["node_classes"] = NodeClasses(**api | _said(installation.node_classes))
    return Target(**said)


def layered(under: Installation | None, over: Installation | None) -> Installation:
    """Return ``under`` with what ``over`` says in its place: gates by name, everything else by field."""
    under, over = under or Installation(), over or Installation()
    fields = {**_said(under), **_said(over)}
    if under.gates and over.gates:
        fields["gates"] = {**under.gates, **over.gates}
    if under.node_classes and over.node_classes:
        fields["node_classes"] = under.node_classes.replace(**_said(over.node_classes))
    if under.streaming and over.streaming:
        fields["streaming"] = under.streaming.replace(**_said(over.streaming))
    return Installation(**fields)


_PLAIN = (
    "release",
    "cloud",
    "region",
    "provisioner",
    "reconciler",
    "kubernetes",
    "gates",
    "node_image_family",
    "registry",
    "release_namespace",
    "local_nvme_class",
    "pusher",
    "cluster_name",
)


def _said(value: Installation | NodeClassApi | StreamingDefaults) -> dict[str, Any]:
    return {name: said for name, said in vars(value).items() if said is not None}
