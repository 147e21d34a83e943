"""The two documents that a user writes: a Fleet, and Overlays of it."""

from collections.abc import Mapping
from typing import Literal

from kaito_gen.fleet.engines import Mirror, MultiRole, Rag
from kaito_gen.fleet.installation import Installation
from kaito_gen.fleet.placement import Access, Entry
from kaito_gen.fleet.service import Service
from kaito_gen.fleet.tuning import Tuning
from kaito_gen.value import Value

API_VERSION = "kaito-gen/v1"
LISTS = ("services", "tuning", "rag", "multiRole", "mirrors", "manifests")
"""The lists of named entries, as a file spells them; overlays merge them by name."""


class FleetName(Value, kw_only=True):
    """What the fleet is called."""

    name: str
    """Name of the fleet, and of the ResourceQuota that it writes."""


class Quota(Value, kw_only=True):
    """Limits of the namespace, written as a ResourceQuota."""

    gpus: int | None = None
    """Most GPUs that pods may ask for (requests.nvidia.com/gpu)."""
    hard: Mapping[str, str | int] | None = None
    """Further limits in Kubernetes' own words, such as {persistentvolumeclaims: 10}."""


class ArgoCd(Value, kw_only=True):
    """What Argo CD reads from the manifests."""

    sync_waves: bool | None = None
    """true: number the manifests, so that what others need is there first."""


class Defaults(Value, kw_only=True):
    """What entries take where they say nothing themselves."""

    labels: Mapping[str, str] | None = None
    """Labels of every object; an entry's own win."""
    annotations: Mapping[str, str] | None = None
    """Annotations of every object; an entry's own win."""
    machine: str | None = None
    """Instance type, or auto."""
    access: Access | None = None
    """How models are reached (services and tuning)."""
    runtime: Literal["vllm", "transformers"] | None = None
    """Server that runs the models (services)."""
    performance_mode: Literal["balanced", "interactivity", "throughput"] | None = None
    """What vLLM is tuned for (services)."""
    benchmark: bool | None = None
    """false: no service measures its throughput before it is ready."""
    node_class: str | None = None
    """Karpenter node class (services and tuning)."""
    node_image_family: Literal["ubuntu", "azurelinux"] | None = None
    """Operating system of new nodes (services and tuning)."""


class Content(Value, kw_only=True):
    """What a Fleet says and an Overlay may change."""

    target: Installation | None = None
    """The KAITO installation that the manifests will meet."""
    mode: Literal["intent", "rendered"] | None = None
    """intent (default): Git holds the Workspaces; rendered: also what a controller would make of them."""
    namespace: str | None = None
    """Namespace of every entry; left out: the manifests name none."""
    create_namespace: bool | None = None
    """true: write the Namespace too."""
    namespace_labels: Mapping[str, str] | None = None
    """Labels of that Namespace, such as pod-security.kubernetes.io/enforce."""
    quota: Quota | None = None
    """Limits of the namespace."""
    argocd: ArgoCd | None = None
    """What Argo CD reads from the manifests."""
    defaults: Defaults | None = None
    """What entries take where they say nothing themselves."""
    services: tuple[Service, ...] = ()
    """Model services."""
    tuning: tuple[Tuning, ...] = ()
    """Fine-tuning jobs."""
    rag: tuple[Rag, ...] = ()
    """RAG engines (release v0.12, reconciler kaito)."""
    multi_role: tuple[MultiRole, ...] = ()
    """Models served by a prefill and a decode role (release v0.12, reconciler kaito)."""
    mirrors: tuple[Mirror, ...] = ()
    """Copies of models in the cluster (release v0.12, reconciler kaito)."""
    manifests: tuple[Entry, ...] = ()
    """Other objects that belong to the fleet, word for word: claims, ServiceAccounts."""


class Fleet(Content, kw_only=True):
    """Model services, tuning jobs and RAG engines of one team, and the installation that they are for."""

    api_version: Literal["kaito-gen/v1"] = "kaito-gen/v1"
    """Version of this format."""
    kind: Literal["Fleet"] = "Fleet"
    """Fleet."""
    metadata: FleetName
    """What the fleet is called."""


class Overlay(Content, kw_only=True):
    """What one environment changes in a Fleet: maps merge by key, entries by name, null unsets, the rest replaces."""

    api_version: Literal["kaito-gen/v1"] = "kaito-gen/v1"
    """Version of this format."""
    kind: Literal["Overlay"] = "Overlay"
    """Overlay."""
    extends: str | None = None
    """The Fleet or Overlay that this one changes: a path from here."""
