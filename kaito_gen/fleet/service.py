"""Model services: what a fleet serves, each a Workspace or an InferenceSet."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from kaito_gen.fleet.placement import Access, Metadata, Placement
from kaito_gen.fleet.shape import AtLeast
from kaito_gen.value import Value


class Template(Value, kw_only=True):
    """A pod template in place of a preset: a ``file``, or the template itself."""

    file: str | None = None
    """A YAML file beside the fleet: a Pod, or a pod template with metadata and spec."""
    metadata: Mapping[str, Any] | None = None
    """Labels and annotations of the pods."""
    spec: Mapping[str, Any] | None = None
    """Pod spec; its containers ask for the GPUs themselves."""


class Adapter(Value, kw_only=True):
    """A LoRA adapter that is loaded beside the model: one of ``image`` and ``volume``."""

    name: str | None = None
    """Name of the adapter, unique in its service."""
    image: str | None = None
    """Image that holds it, such as registry.example.com/adapters/support:1.2.0."""
    pull_secrets: tuple[str, ...] | None = None
    """Secrets for pulling the image."""
    volume: Mapping[str, Any] | None = None
    """Kubernetes volume that holds it, such as {persistentVolumeClaim: {claimName: adapter}}."""
    urls: tuple[str, ...] | None = None
    """Addresses; KAITO takes the field and refuses every later update."""
    strength: str | float | int | None = None
    """How much it counts, 0 to 1 (runtime transformers, and release v0.3)."""


class RuntimeConfig(Value, kw_only=True):
    """Settings of the runtime, written to a ConfigMap: one of ``file`` and ``text``, or the settings themselves."""

    name: str | None = None
    """Name of the ConfigMap; left out: <service>-config."""
    file: str | None = None
    """A file beside the fleet that becomes inference_config.yaml as it stands."""
    text: str | None = None
    """The whole inference_config.yaml as it stands."""
    vllm: Mapping[str, str | bool | int | float] | None = None
    """vLLM's own flags without dashes, such as {gpu-memory-utilization: 0.9}."""
    settings: Mapping[str, str | bool | int | float] | None = None
    """Settings beside vllm, such as {kv_cache_cpu_memory_utilization: 0.3}."""


class ModelStreaming(Value, kw_only=True):
    """Where weights are streamed from (release v0.12, gates ModelMirror and ModelStreaming)."""

    enabled: bool | None = None
    """false: download the weights in the ordinary way."""
    storage_class: str | None = None
    """StorageClass of the mirror, where it is not the installation's."""
    service_account: str | None = None
    """ServiceAccount that may read the mirror, where it is not the installation's."""
    static: bool | None = None
    """true: read from a store that somebody else fills; needs the next three."""
    data_refs_url: str | None = None
    """Address of the list of blobs."""
    identity_client_id: str | None = None
    """Client id of the identity that may read them."""
    source_type: Literal["public", "byo"] | None = None
    """Whose store it is."""


class Autoscaling(Value, kw_only=True):
    """What KEDA's scaler for KAITO reads from an InferenceSet."""

    enabled: bool | None = None
    """true: the scaler makes a ScaledObject."""
    metric: str | None = None
    """Metric to scale by, such as vllm:num_requests_waiting."""
    threshold: str | int | None = None
    """Value of the metric per replica."""
    max_replicas: str | int | None = None
    """Most replicas."""
    metrics: str | None = None
    """Several metrics, in the scaler's own notation."""


class MaintenanceWindow(Value, kw_only=True):
    """When an InferenceSet may be upgraded."""

    schedule: str
    """Start as a cron line in UTC, such as "0 2 * * 6"."""
    duration: str | None = None
    """Length, such as 4h."""


class AutoUpgrade(Value, kw_only=True):
    """Whether and how KAITO moves an InferenceSet to a new base image."""

    enabled: bool | None = None
    """true: upgrade."""
    strategy: Literal["InPlace", "Surge"] | None = None
    """Restart replicas, or make new ones first."""
    maintenance_window: MaintenanceWindow | None = None
    """When it may happen."""


class Service(Placement, kw_only=True):
    """One served model: a ``model``, a pod ``template``, or a ``manifest`` word for word."""

    kind: Literal["Workspace", "InferenceSet"] | None = None
    """Object to write; left out: a Workspace, and an InferenceSet for more than one replica."""
    model: str | None = None
    """A preset of the release, or a Hugging Face id."""
    template: Template | None = None
    """Any pod in place of a preset."""
    access: Access | None = None
    """How the weights are reached."""
    context: Annotated[int, AtLeast(1)] | None = None
    """Longest context in tokens, prompt and answer together (release v0.12, runtime vllm)."""
    runtime: Literal["vllm", "transformers"] | None = None
    """Server that runs the model (release v0.12; annotation kaito.sh/runtime)."""
    config: str | RuntimeConfig | None = None
    """Settings of the runtime, or the name of a ConfigMap that holds them (release v0.12)."""
    adapters: tuple[Adapter, ...] | None = None
    """LoRA adapters, at most ten; an overlay replaces the list."""
    performance_mode: Literal["balanced", "interactivity", "throughput"] | None = None
    """What vLLM is tuned for (annotation kaito.sh/performance-mode)."""
    load_balancer: bool | None = None
    """true: reachable from outside the cluster (annotation kaito.sh/enablelb)."""
    benchmark: bool | None = None
    """false: do not measure the throughput before a replica counts as ready (annotation kaito.sh/disable-benchmark)."""
    local_weights: bool | None = None
    """true: read the weights from the node's image (annotation kaito.sh/use-local-weights)."""
    streaming: ModelStreaming | None = None
    """Stream the weights instead of downloading them."""
    replicas: Annotated[int, AtLeast(0)] | None = None
    """Independent copies: an InferenceSet in v0.12; in v0.3 pods of one Deployment, for models of one node."""
    node_count_limit: int | None = None
    """Most nodes of an InferenceSet; KAITO v0.12 takes it and does nothing with it."""
    update_strategy: Mapping[str, Any] | None = None
    """How an InferenceSet replaces its Workspaces; KAITO v0.12 takes it and does nothing with it."""
    auto_upgrade: AutoUpgrade | None = None
    """Whether KAITO moves the InferenceSet to new base images."""
    autoscaling: Autoscaling | None = None
    """Scaling of an InferenceSet by load, through KEDA."""
    workspace_metadata: Metadata | None = None
    """Labels and annotations of the Workspaces that an InferenceSet makes."""
