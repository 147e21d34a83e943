"""What a manifest will meet: the release, the cloud, who provisions nodes, and how the controller is set up.

Every setting of a KAITO installation that changes what its webhook or controller does has its field here, so that
nothing below ever asks "which cluster?" in another way.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kaito_gen.kinds import RELEASES, V0_3, V0_12
from kaito_gen.value import EMPTY, Value

CLOUDS = ("azure", "aws", "arc")
PROVISIONERS = ("azure-gpu-provisioner", "karpenter", "byo")
RECONCILERS = ("kaito", "kaito-gen")
PUSHERS = ("release", "oras")

GATES: Mapping[str, Mapping[str, bool]] = MappingProxyType(
    {
        V0_3: MappingProxyType({"Karpenter": False}),
        V0_12: MappingProxyType(
            {
                "vLLM": True,
                "disableNodeAutoProvisioning": False,
                "gatewayAPIInferenceExtension": False,
                "enableInferenceSetController": True,
                "enableMIG": False,
                "enableAccelerator": False,
                "enableMultiRoleInferenceController": False,
                "ModelMirror": False,
                "ModelStreaming": False,
                "enableBaseImageAutoUpgrade": False,
            }
        ),
    }
)
"""Feature gates and their defaults. Source: KAITO v0.3.1 and v0.12.0, the --feature-gates flag; read 2026-08-21."""

LOCAL_NVME_CLASS = "kaito-local-nvme-disk"
"""StorageClass that KAITO v0.12's chart installs for machines with local NVMe disks."""


class NodeClasses(Value):
    """The node class that claims point at: its API, and the names KAITO may choose from, the default first."""

    group: str
    kind: str
    version: str
    resource: str
    names: tuple[str, ...]

    @property
    def default(self) -> str:
        """The name used when a Workspace asks for none."""
        return self.names[0]


AKS_NODE_CLASSES = NodeClasses(
    "karpenter.azure.com",
    "AKSNodeClass",
    "v1beta1",
    "aksnodeclasses",
    ("image-family-ubuntu", "image-family-azure-linux"),
)
"""KAITO v0.12.0's flag and chart defaults for Karpenter on Azure."""

EC2_NODE_CLASSES = NodeClasses("karpenter.k8s.aws", "EC2NodeClass", "v1", "ec2nodeclasses", ("default",))
"""The API of Karpenter's AWS provider; KAITO ships no default name for it."""


class Streaming(Value):
    """How weights are streamed from a ModelMirror (gates ModelMirror and ModelStreaming, release v0.12 on Azure)."""

    storage_class: str = ""
    service_account: str = ""
    download_cpu: str = "3"
    download_memory: str = "8Gi"


class Target(Value, kw_only=True):
    """The installation that manifests are made for; :func:`settle` fills what one setting says of another."""

    release: str = V0_12
    cloud: str = "azure"
    """azure, aws or arc; empty when CLOUD_PROVIDER is unset, which KAITO v0.3 survives."""
    region: str = ""
    """For prices and machine availability; empty means unknown."""
    provisioner: str = "azure-gpu-provisioner"
    """Who provisions nodes; empty when --node-provisioner was never set, which KAITO v0.12's webhook survives."""
    reconciler: str = "kaito-gen"
    kubernetes: str = "1.35"
    """Kubernetes minor."""
    gates: Mapping[str, bool] = EMPTY
    """Feature gates that differ from :data:`GATES`."""
    node_classes: NodeClasses = AKS_NODE_CLASSES
    node_image_family: str = "ubuntu"
    registry: str = "mcr.microsoft.com/aks/kaito"
    """PRESET_REGISTRY_NAME: where the preset and base images lie."""
    release_namespace: str = "kaito-workspace"
    """Where KAITO and its ConfigMap templates are installed; empty when it cannot be found."""
    local_nvme_class: str = LOCAL_NVME_CLASS
    """StorageClass for local NVMe disks; empty when it is not installed."""
    streaming: Streaming = Streaming()
    pusher: str = "release"
    """Who pushes a tuning result: ``release`` as the release does, ``oras`` always without privileges (v0.3)."""
    registered_models: tuple[str, ...] = ()
    """Model ids that the webhook's process has looked up since its start; v0.12's v1alpha1 Workspaces depend on it."""
    cluster_name: str = "kaito"
    """CLUSTER_NAME: names the role and discovery tag of v0.3's EC2NodeClass."""

    def gate(self, name: str) -> bool:
        """Return whether a feature gate is on; KeyError for a name that the release does not have."""
        return self.gates[name] if name in self.gates else GATES[self.release][name]

    @property
    def provisions_nodes(self) -> bool:
        """Whether someone buys nodes for Workspaces (False: bring your own)."""
        return self.provisioner != "byo"


def problems(target: Target) -> list[str]:
    """Return why such an installation cannot exist, one sentence each; empty when it can."""
    found = []
    for name, value, allowed in (
        ("release", target.release, RELEASES),
        ("cloud", target.cloud, (*CLOUDS, "")),
        ("provisioner", target.provisioner, (*PROVISIONERS, "") if target.release == V0_12 else PROVISIONERS),
        ("reconciler", target.reconciler, RECONCILERS),
        ("pusher", target.pusher, PUSHERS),
    ):
        if value not in allowed:
            choices = ", ".join(choice for choice in allowed if choice)
            found.append(f"{name} {value!r} is unknown: choose one of {choices}")
    if found:
        return found
    for gate in target.gates:
        if gate not in GATES[target.release]:
            known = ", ".join(sorted(GATES[target.release]))
            found.append(f"release {target.release} has no feature gate {gate!r}: it has {known}")
    if target.release == V0_3 and target.provisioner == "byo":
        found.append("release v0.3 has no provisioner 'byo': it uses matching nodes first and buys the rest")
    if target.release == V0_3 and target.cloud == "arc":
        found.append("release v0.3 does not know the cloud 'arc'")
    if not found and target.release == V0_12 and target.gate("ModelStreaming") and not target.gate("ModelMirror"):
        found.append("gate ModelStreaming needs gate ModelMirror: KAITO does not start without it")
    return found


def settle(target: Target) -> Target:
    """Return the target with the settings that others imply: the gate behind a provisioner, the cloud's node classes.

    KAITO v0.12 overwrites the gate disableNodeAutoProvisioning from its provisioner at start; v0.3 has the gate
    Karpenter in the place of a provisioner.
    """
    gates = dict(target.gates)
    provisioner = target.provisioner
    if target.release == V0_3:
        if gates.get("Karpenter"):
            provisioner = "karpenter"
        gates["Karpenter"] = provisioner == "karpenter"
    elif target.release == V0_12 and provisioner:
        gates["disableNodeAutoProvisioning"] = provisioner == "byo"
    node_classes = target.node_classes
    if target.cloud == "aws" and node_classes == AKS_NODE_CLASSES:
        node_classes = EC2_NODE_CLASSES
    return target.replace(gates=gates, provisioner=provisioner, node_classes=node_classes)
