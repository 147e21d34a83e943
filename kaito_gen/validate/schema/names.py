"""Which names the API server gives to objects of a kind, and why it refuses the others.

Custom resources are named by the strictest common rule, a DNS subdomain; kinds of Kubernetes differ. A kind that is
not listed is held to the one rule that holds for all: its name is a segment of a path.
Source: Kubernetes 1.35, pkg/apis/*/validation and k8s.io/apimachinery pkg/api/validation.
"""

from collections.abc import Callable

from kaito_gen.render.labels import LIMIT, is_container_name, is_service_name, is_subdomain
from kaito_gen.validate.schema.kind import KindSchema

_SUBDOMAIN_NAMES = (
    "APIService CSIDriver CSINode ConfigMap ControllerRevision CronJob CustomResourceDefinition DaemonSet Deployment "
    "EndpointSlice Endpoints Event HorizontalPodAutoscaler Ingress IngressClass Job Lease LimitRange "
    "MutatingWebhookConfiguration NetworkPolicy Node PersistentVolume PersistentVolumeClaim Pod PodDisruptionBudget "
    "PodTemplate PriorityClass ReplicaSet ReplicationController ResourceQuota RuntimeClass Secret ServiceAccount "
    "StatefulSet StorageClass ValidatingWebhookConfiguration VolumeAttachment"
)
_SUBDOMAIN = frozenset(_SUBDOMAIN_NAMES.split())


def refused_name(name: str, kind: KindSchema) -> str:
    """Return why an object of this kind cannot have the name, as the end of a sentence; empty when it can."""
    if kind.native and kind.kind == "Namespace":
        return refused_label(name)
    if kind.native and kind.kind == "Service":
        return _unless(name, is_service_name, f"must begin with a letter, {_LABEL}", LIMIT)
    if not kind.native or kind.kind in _SUBDOMAIN:
        return _unless(name, is_subdomain, _SUBDOMAIN_RULE, 253)
    return refused_segment(name)


def refused_label(name: str) -> str:
    """Return why a namespace cannot have the name; empty when it can."""
    return _unless(name, is_container_name, f"must {_LABEL}", LIMIT)


def refused_segment(name: str) -> str:
    """Return why no object at all can have the name; empty when some can."""
    if name in (".", ".."):
        return "must not be a dot or two"
    return "must not hold '/' or '%'" if "/" in name or "%" in name else ""


def legal(name: str, *, dots: bool = True) -> str:
    """Return the nearest legal name, for a hint; empty when nothing of it is left."""
    allowed = "abcdefghijklmnopqrstuvwxyz0123456789-" + ("." if dots else "")
    text = "".join(letter if letter in allowed else "-" for letter in name.lower())
    return text[: 253 if dots else LIMIT].strip("-.")


_LABEL = "hold lower-case letters, digits and '-' alone, and neither begin nor end with '-'"
_SUBDOMAIN_RULE = (
    "must hold lower-case letters, digits, '-' and '.' alone, and begin and end with a letter or digit around each '.'"
)


def _unless(name: str, is_legal: Callable[[str], bool], rule: str, longest: int) -> str:
    if is_legal(name):
        return ""
    return f"has {len(name)} characters, and may have at most {longest}" if len(name) > longest else rule
