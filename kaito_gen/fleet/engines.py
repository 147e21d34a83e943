"""RAG engines, prefill and decode pairs, model mirrors: what KAITO v0.12 reconciles beside Workspaces."""

from typing import Annotated, Literal

from kaito_gen.fleet.placement import Entry, LabelSelector, Placement
from kaito_gen.fleet.shape import AtLeast
from kaito_gen.value import Value


class Embedding(Value, kw_only=True):
    """What turns text into vectors: a ``model`` or ``image`` that the engine runs, or the ``url`` of a service."""

    model: str | None = None
    """Hugging Face id of an embedding model."""
    image: str | None = None
    """Image that holds one."""
    pull_secret: str | None = None
    """Secret for pulling the image."""
    url: str | None = None
    """Address of an embedding service."""
    secret: str | None = None
    """Secret for the model or the service."""


class VectorDb(Value, kw_only=True):
    """A vector database outside the engine (kaito.sh/v1beta1)."""

    engine: str
    """Which one, such as qdrant."""
    url: str
    """Its address."""
    secret: str | None = None
    """Secret with the key VECTOR_DB_ACCESS_SECRET."""


class RagStorage(Value, kw_only=True):
    """Where the index is kept."""

    claim: str | None = None
    """PersistentVolumeClaim for the engine's own index."""
    mount_path: str | None = None
    """Where the claim is mounted."""
    vector_db: VectorDb | None = None
    """A vector database in its place."""


class Llm(Value, kw_only=True):
    """The model that answers: a ``service`` of this fleet, or any ``url``."""

    service: str | None = None
    """Name of a service of this fleet."""
    url: str | None = None
    """Address of an OpenAI-compatible completion endpoint."""
    secret: str | None = None
    """Secret for it."""
    context: int | None = None
    """Context of the model in tokens; left out: that of the service."""


class Guardrails(Value, kw_only=True):
    """Rules for what the engine may answer (kaito.sh/v1beta1)."""

    enabled: bool | None = None
    """true: apply them."""
    config: str | None = None
    """ConfigMap with the key guardrails.yaml; left out: the release's own."""


class Rag(Placement, kw_only=True):
    """One RAG engine, or a ``manifest`` word for word."""

    embedding: Embedding | None = None
    """What turns text into vectors."""
    storage: RagStorage | None = None
    """Where the index is kept; left out: in the pod."""
    llm: Llm | None = None
    """The model that answers; left out: the engine only retrieves."""
    guardrails: Guardrails | None = None
    """Rules for what the engine may answer."""
    load_balancer: bool | None = None
    """true: reachable from outside the cluster (annotation kaito.sh/enablelb)."""
    query_service: str | None = None
    """Name of the query Service (kaito.sh/v1alpha1)."""
    index_service: str | None = None
    """Name of the index Service (kaito.sh/v1alpha1)."""


class Role(Value, kw_only=True):
    """One half of a prefill and decode pair."""

    type: Literal["prefill", "decode"]
    """Which half."""
    replicas: Annotated[int, AtLeast(1)] | None = None
    """Copies of it."""
    machine: str | None = None
    """Instance type."""
    config: str | None = None
    """ConfigMap with the runtime's settings."""


class MultiRole(Entry, kw_only=True):
    """One model served by a prefill and a decode role, or a ``manifest`` word for word."""

    model: str | None = None
    """A preset of the release, or a Hugging Face id."""
    secret: str | None = None
    """Secret with the key HF_TOKEN."""
    label_selector: LabelSelector | None = None
    """Labels of the nodes; left out: apps=<name>."""
    epp_plugins_config: str | None = None
    """ConfigMap that configures the endpoint picker."""
    roles: tuple[Role, ...] | None = None
    """Both roles; an overlay replaces the list."""


class SecretReference(Value, kw_only=True):
    """A Secret in a namespace."""

    name: str
    """Its name."""
    namespace: str | None = None
    """Its namespace."""


class MirrorStorage(Value, kw_only=True):
    """The volume that holds a mirror."""

    size: str
    """Size, such as 200Gi."""
    storage_class: str | None = None
    """StorageClass."""


class Mirror(Entry, kw_only=True):
    """One copy of a model's weights in the cluster, or a ``manifest`` word for word. Mirrors have no namespace."""

    mode: Literal["Managed", "Static"] | None = None
    """Managed: KAITO downloads; Static: somebody else fills it."""
    model: str | None = None
    """Hugging Face id."""
    registry: Literal["huggingface"] | None = None
    """Where the model comes from; left out: huggingface."""
    secret: SecretReference | None = None
    """Secret for downloading."""
    storage: MirrorStorage | None = None
    """The volume."""
    job_namespace: str | None = None
    """Namespace of the download job."""
    service_account: str | None = None
    """ServiceAccount of the download job."""
