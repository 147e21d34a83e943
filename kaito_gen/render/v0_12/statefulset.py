"""The StatefulSet of a preset: one replica of the model, over as many pods as it needs nodes.

Source: KAITO v0.12.0, pkg/workspace/inference; every field measured in kaito-v0.12-golden, 2026-08.
"""

from typing import TYPE_CHECKING, Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.kinds import Manifest, api_version
from kaito_gen.render import pods
from kaito_gen.render.affinity import node_affinity
from kaito_gen.render.pods import Volume
from kaito_gen.render.v0_12 import adapters, probes, transformers, vllm, weights
from kaito_gen.render.v0_12.nodes import ownership
from kaito_gen.render.v0_12.request import VLLM, Request
from kaito_gen.render.v0_12.services import KV_EVENTS_PORT, PORT, headless_name
from kaito_gen.render.v0_12.sizing import Sizing
from kaito_gen.render.v0_12.tolerations import inference_tolerations
from kaito_gen.target import Target

if TYPE_CHECKING:  # streaming is rare, and importing it costs every run
    from kaito_gen.render.v0_12.streaming import Stream

_CUDA = Volume(
    "cuda-toolkit-hostpath",
    vllm.CUDA_TOOLKIT,
    {"hostPath": {"path": vllm.CUDA_TOOLKIT, "type": "DirectoryOrCreate"}},
    read_only=True,
)


def statefulset(
    request: Request,
    preset: Preset,
    sizing: Sizing,
    *,
    target: Target,
    catalog: Catalog,
    claimed: bool,
    stream: "Stream | None",
) -> Manifest:
    """Return the StatefulSet; ``claimed``: weights lie on claimed local disks, ``stream``: how they are streamed."""
    labels = {**request.pod_labels, **(stream.pod_labels if stream else {})}
    spec: dict[str, Any] = {
        "replicas": sizing.nodes,
        "serviceName": headless_name(request.name),
        "podManagementPolicy": "Parallel",
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete", "whenScaled": "Retain"},
        "selector": {"matchLabels": labels},
        "template": {
            "metadata": {"labels": dict(labels)},
            "spec": _pod(request, preset, sizing, target=target, catalog=catalog, claimed=claimed, stream=stream),
        },
    }
    if claimed and not stream:
        spec["volumeClaimTemplates"] = [weights.claim_template(request, sizing, target)]
    return {
        "apiVersion": api_version("StatefulSet", target.release),
        "kind": "StatefulSet",
        "metadata": {"name": request.name, "namespace": request.namespace},
        "spec": spec,
    }


def _pod(
    request: Request,
    preset: Preset,
    sizing: Sizing,
    *,
    target: Target,
    catalog: Catalog,
    claimed: bool,
    stream: "Stream | None",
) -> dict[str, Any]:
    toolkit = request.runtime == VLLM and preset.vllm is not None and preset.vllm.cuda_toolkit
    own = [
        *([pods.config_volume(request.config)] if request.config else []),
        *([] if stream else [weights.volume(request, claimed=claimed)]),
        *([_CUDA] if toolkit else []),
        pods.shared_memory(),
    ]
    mounted = [*own, *(stream.mounted if stream else ()), *adapters.mounted(request.adapters)]
    listed = [*own, *(stream.volumes if stream else ()), *adapters.volumes(request.adapters)]
    listed.sort(key=lambda volume: volume.name == weights.VOLUME)  # as KAITO lists it: mounted early, listed last
    init_containers = [
        *([_toolkit_provisioner(target, catalog)] if toolkit else []),
        *(stream.init_containers if stream else ()),
        *adapters.pullers(request.adapters, catalog),
    ]
    containers = [_server(request, preset, sizing, mounted, target=target, catalog=catalog, stream=stream)]
    if request.role == "decode" and request.runtime == VLLM:
        containers.append(_routing_sidecar(catalog))
    spec: dict[str, Any] = {"containers": containers}
    if init_containers:
        spec["initContainers"] = init_containers
    affinity = node_affinity(request.node_labels, ownership(request, target))
    if affinity:
        spec["affinity"] = affinity
    spec["tolerations"] = inference_tolerations(request, target)
    secrets = adapters.pull_secrets(request.adapters)
    if secrets:
        spec["imagePullSecrets"] = pods.secret_references(secrets)
    if stream:
        spec["serviceAccountName"] = stream.service_account
    spec["volumes"] = [volume.volume() for volume in listed if volume.source]
    return spec


def _server(
    request: Request,
    preset: Preset,
    sizing: Sizing,
    mounted: list[Volume],
    *,
    target: Target,
    catalog: Catalog,
    stream: "Stream | None",
) -> dict[str, Any]:
    serves = request.runtime == VLLM
    if serves:
        source = stream.weights if stream else weights.source(request, preset)
        command = vllm.command(request, preset, sizing, source)
    else:
        command = transformers.command(preset)
    port = vllm.serving_port(request) if serves else PORT
    ports = [{"name": "http", "containerPort": port}]
    if serves:
        ports.append({"name": "kv-events", "containerPort": KV_EVENTS_PORT})
    container: dict[str, Any] = {
        "name": request.name,
        "image": catalog.image("base", registry=target.registry),
        "command": [*(stream.wrapper if stream else ()), *command],
        "ports": ports,
        "env": _environment(request, preset, sizing, stream=stream),
        "resources": _resources(request, sizing),
        **probes.probes(request, preset, sizing),
        "volumeMounts": [volume.mount() for volume in mounted],
    }
    if not container["env"]:
        del container["env"]
    return container


def _environment(request: Request, preset: Preset, sizing: Sizing, *, stream: "Stream | None") -> list[dict[str, Any]]:
    variables = vllm.environment(preset) if request.runtime == VLLM else []
    folder = weights.local_folder(request)
    if folder and not stream:
        variables.append({"name": "KAITO_PROCESSOR", "value": folder})
    if request.role:
        variables.append({"name": "KAITO_INFERENCE_ROLE", "value": request.role})
        variables.append(pods.from_field("VLLM_NIXL_SIDE_CHANNEL_HOST", "status.podIP"))
    if request.access_secret:
        variables.append(pods.from_secret("HF_TOKEN", secret=request.access_secret, key="HF_TOKEN"))
    if stream:
        variables += [dict(variable) for variable in stream.environment]
    variables += adapters.environment(request.adapters)
    if sizing.distributed:
        variables.append(pods.from_field("POD_INDEX", "metadata.labels['apps.kubernetes.io/pod-index']"))
    return variables


def _resources(request: Request, sizing: Sizing) -> dict[str, Any]:
    return pods.gpus(sizing.gpus, resource=request.gpu_resource)


def _toolkit_provisioner(target: Target, catalog: Catalog) -> dict[str, Any]:
    """The init container that installs CUDA's compiler on the node, once for all pods that come to it."""
    return {
        "name": "cuda-toolkit-provisioner",
        "image": catalog.image("base", registry=target.registry),
        "command": ["/bin/sh", "-c", 'flock "$1" /workspace/cuda-provision.sh "$1"', "sh", vllm.CUDA_TOOLKIT],
        "volumeMounts": [{"name": _CUDA.name, "mountPath": _CUDA.path}],
    }


def _routing_sidecar(catalog: Catalog) -> dict[str, Any]:
    """The proxy of a decode pod, which fetches the cache from a prefill pod before it lets vLLM answer."""
    return {
        "name": "llm-d-routing-sidecar",
        "image": catalog.image("routing-sidecar"),
        "args": [f"--port={PORT}", f"--vllm-port={vllm.DECODE_PORT}", "--secure-proxy=false"],
        "ports": [{"name": "sidecar", "containerPort": PORT}],
        "env": [
            pods.from_field("POD_IP", "status.podIP"),
            pods.from_field("VLLM_NIXL_SIDE_CHANNEL_HOST", "status.podIP"),
        ],
    }
