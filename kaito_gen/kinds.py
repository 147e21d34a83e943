"""Every kind that we read or write: its API version in each release, its scope, and its place in an apply order."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from kaito_gen.value import Value

type Manifest = dict[str, Any]
"""A Kubernetes object as a plain dict; the one currency from the renderer outward."""

Release = Literal["v0.3", "v0.12"]
"""A KAITO release by name, for types that users fill in."""

V0_3: Final = "v0.3"
V0_12: Final = "v0.12"
RELEASES = (V0_3, V0_12)
"""The KAITO releases that we know, oldest first."""


class Kind(Value):
    """One kind: ``versions`` maps a release to the apiVersion that we write (absent: the release has no such kind).

    ``rank`` orders applying (lower first) and is what Argo CD sync waves are made from.
    """

    name: str
    plural: str
    namespaced: bool
    rank: int
    versions: Mapping[str, str]


def _both(api_version: str) -> dict[str, str]:
    return {V0_3: api_version, V0_12: api_version}


KINDS = {
    kind.name: kind
    for kind in (
        Kind("Namespace", "namespaces", False, -40, _both("v1")),
        Kind("ResourceQuota", "resourcequotas", True, -30, _both("v1")),
        Kind("ServiceAccount", "serviceaccounts", True, -30, _both("v1")),
        Kind("StorageClass", "storageclasses", False, -30, _both("storage.k8s.io/v1")),
        Kind("CSIDriver", "csidrivers", False, -30, _both("storage.k8s.io/v1")),
        Kind("Secret", "secrets", True, -20, _both("v1")),
        Kind("ConfigMap", "configmaps", True, -20, _both("v1")),
        Kind("PersistentVolume", "persistentvolumes", False, -30, _both("v1")),
        Kind("PersistentVolumeClaim", "persistentvolumeclaims", True, -20, _both("v1")),
        Kind("ModelMirror", "modelmirrors", False, -10, {V0_12: "kaito.sh/v1alpha1"}),
        Kind("Workspace", "workspaces", True, 0, {V0_3: "kaito.sh/v1alpha1", V0_12: "kaito.sh/v1beta1"}),
        Kind("InferenceSet", "inferencesets", True, 0, {V0_12: "kaito.sh/v1beta1"}),
        Kind("MultiRoleInference", "multiroleinferences", True, 0, {V0_12: "kaito.sh/v1alpha1"}),
        Kind("RAGEngine", "ragengines", True, 10, {V0_12: "kaito.sh/v1beta1"}),
        Kind("Machine", "machines", False, 10, {V0_3: "karpenter.sh/v1alpha5"}),
        Kind("NodeClaim", "nodeclaims", False, 10, {V0_3: "karpenter.sh/v1beta1", V0_12: "karpenter.sh/v1"}),
        Kind("NodePool", "nodepools", False, 10, {V0_12: "karpenter.sh/v1"}),
        Kind("AKSNodeClass", "aksnodeclasses", False, 5, {V0_3: "karpenter.azure.com/v1alpha2"}),
        Kind("EC2NodeClass", "ec2nodeclasses", False, 5, {V0_3: "karpenter.k8s.aws/v1beta1"}),
        Kind("Node", "nodes", False, 0, _both("v1")),
        Kind("Service", "services", True, 20, _both("v1")),
        Kind("Deployment", "deployments", True, 30, _both("apps/v1")),
        Kind("StatefulSet", "statefulsets", True, 30, _both("apps/v1")),
        Kind("Job", "jobs", True, 30, _both("batch/v1")),
        Kind("OCIRepository", "ocirepositories", True, 40, {V0_12: "source.toolkit.fluxcd.io/v1"}),
        Kind("HelmRelease", "helmreleases", True, 41, {V0_12: "helm.toolkit.fluxcd.io/v2"}),
    )
}
"""Kinds by name. Sources: the CRDs of each release; the API reference of Kubernetes 1.35; Flux 2.16 (KAITO v0.12's)."""

_CLUSTER_SCOPED: Final = frozenset(
    {
        *("APIService", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "CertificateSigningRequest"),
        *("ClusterTrustBundle", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
        *("MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"),
        *("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"),
        *("FlowSchema", "PriorityLevelConfiguration", "PriorityClass", "RuntimeClass", "DeviceClass", "ResourceSlice"),
        *("CSINode", "VolumeAttachment", "VolumeAttributesClass", "StorageVersionMigration"),
        *("IngressClass", "GatewayClass", "IPAddress", "ServiceCIDR", "ClusterIssuer"),
    }
)
"""Kinds that we take over in manifests without knowing more of them than that they have no namespace.

Sources: the API reference of Kubernetes 1.35, Gateway API 1.4, cert-manager 1.19; read 2026-08-21."""

ROOT_KINDS = ("Workspace", "InferenceSet", "MultiRoleInference", "ModelMirror", "RAGEngine")
"""The kinds that a user writes and a KAITO controller acts on."""


def api_version(kind: str, release: str) -> str:
    """Return the apiVersion that we write for ``kind`` in ``release``; KeyError where the release has no such kind."""
    return KINDS[kind].versions[release]


def is_namespaced(kind: str) -> bool:
    """Return whether objects of ``kind`` live in a namespace; unknown kinds are taken as namespaced."""
    known = KINDS.get(kind)
    return known.namespaced if known else kind not in _CLUSTER_SCOPED


def rank(kind: str) -> int:
    """Return the place of ``kind`` in an apply order.

    Unknown kinds come with the Services, those without a namespace with what the rest stands on.
    """
    known = KINDS.get(kind)
    return known.rank if known else -30 if kind in _CLUSTER_SCOPED else 20


def namespace_of(manifest: Mapping[str, Any]) -> str:
    """Return the namespace an object lives in: its own, ``default`` when it names none, empty for cluster scope."""
    if not is_namespaced(str(manifest.get("kind"))):
        return ""
    return str((manifest.get("metadata") or {}).get("namespace") or "default")


def name_of(manifest: Mapping[str, Any]) -> str:
    """Return ``metadata.name``, or an empty string."""
    return str((manifest.get("metadata") or {}).get("name") or "")
