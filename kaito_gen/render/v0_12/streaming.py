"""Weights streamed from a storage account instead of downloaded by each pod (gates ModelMirror and ModelStreaming).

Managed: a ModelMirror downloads them once, and pods read the storage account behind its volume. Static: they lie in
someone else's account, and an init container fetches a short-lived token at every start. Where the account is, a
cluster says once the volume is bound; before that only a StorageClass with fixed parameters does. Source: KAITO
v0.12.0, pkg/workspace/inference/modelstreaming; the managed way measured in kaito-v0.12-golden, 2026-08.
"""

from collections.abc import Mapping
from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.kinds import Manifest
from kaito_gen.planning.plan import Reason
from kaito_gen.render.existing import as_wanted
from kaito_gen.render.form import at, child
from kaito_gen.render.pods import Volume
from kaito_gen.render.scripts.fetch_sas import fetch_sas
from kaito_gen.render.v0_12 import model_mirror
from kaito_gen.render.v0_12.request import Request
from kaito_gen.render.v0_12.vllm import Weights
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import ABSENT, UNKNOWN, World

DRIVER = "blob.csi.azure.com"
CLIENT_ID = "azure.workload.identity/client-id"
_STATIC = "inference.kaito.sh/static-model-mirror"
_STATIC_SETTINGS = {
    "STREAM_DATAREFS_URL": "inference.kaito.sh/stream-datarefs-url",
    "STREAM_IDENTITY_CLIENT_ID": "inference.kaito.sh/stream-identity-client-id",
    "STREAM_SOURCE_TYPE": "inference.kaito.sh/stream-source-type",
}
_ENV_FILE = {"name": "STREAM_ENV_FILE", "value": "/mnt/streaming/env"}
_SCRIPT_FILE = "fetch_sas.py"
_WRAPPER = "/workspace/vllm/export_sas_token_for_streaming.sh"


_NO_ACCOUNT = Reason(
    "streaming-account",
    "no ServiceAccount to stream with: name one with --streaming-service-account or the annotation "
    "kaito.sh/streaming-service-account",
)


class Stream(Value, kw_only=True):
    """What streaming changes in a preset's pods."""

    weights: Weights
    service_account: str
    environment: tuple[Mapping[str, Any], ...]
    pod_labels: Mapping[str, str]
    mounted: tuple[Volume, ...] = ()
    """Volumes that the server mounts."""
    volumes: tuple[Volume, ...] = ()
    """All volumes that streaming adds."""
    init_containers: tuple[dict[str, Any], ...] = ()
    wrapper: tuple[str, ...] = ()
    """What the server's command is started through."""


class Mirrored(Value, kw_only=True):
    """A model's mirror as a Workspace needs it: what is made for it, and what was assumed."""

    mirror: Manifest
    objects: tuple[Manifest, ...]
    notes: tuple[Reason, ...]


def mirror(
    request: Request, preset: Preset, *, size: str, target: Target, world: World, catalog: Catalog
) -> Mirrored | Reason:
    """Return the model's mirror and what belongs to it, or why KAITO makes none; ``size`` is the disk that it takes."""
    if target.cloud != "azure":
        return Reason(
            "streaming-needs-azure", "weights are streamed on Azure alone: switch the gate ModelStreaming off"
        )
    unset = [name for name in _STATIC_SETTINGS.values() if not request.annotations.get(name)]
    if _is_static(request) and unset:
        return Reason("streaming-annotations", f"a static mirror needs the annotations {', '.join(unset)} as well")
    model, account = _model_id(request, preset), _service_account(request, target)
    existing = world.find("ModelMirror", model_mirror.mirror_name(model))
    if existing is not None:
        return _shared(existing, model, request, target=target, world=world, catalog=catalog)
    storage_class = _storage_class(request, target)
    class_checked = () if _is_static(request) else _check_class(storage_class, world)
    if isinstance(class_checked, Reason):
        return class_checked
    checked = _check_account(request, account, world)
    if isinstance(checked, Reason):
        return checked
    if _is_static(request):
        made = model_mirror.static_mirror(model, target)
        return Mirrored(mirror=made, objects=(made,), notes=checked)
    made = model_mirror.managed_mirror(
        model,
        namespace=request.namespace,
        secret=request.access_secret,
        size=size,
        storage_class=storage_class,
        service_account=account,
        target=target,
    )
    objects = (made, model_mirror.volume_claim(made), model_mirror.download_job(made, target, catalog))
    return Mirrored(mirror=made, objects=objects, notes=(*checked, *class_checked))


def _shared(
    existing: Manifest, model: str, request: Request, *, target: Target, world: World, catalog: Catalog
) -> Mirrored | Reason:
    """Return a mirror that is there already, as it is; one of the Workspace's own namespace stays wanted."""
    name = existing["metadata"]["name"]
    source = at(existing, "spec.source.modelID")
    if source not in (None, model):
        return Reason("mirror-collision", f"ModelMirror {name} exists and is of {source}, not of {model}")
    made = model_mirror.render_mirror(existing, target, world, catalog)
    if made.stops or at(existing, "spec.jobNamespace") not in (None, request.namespace):
        shared = f"ModelMirror {name} exists and is shared: nothing is downloaded again"
        return Mirrored(mirror=existing, objects=(), notes=(Reason("mirror-shared", shared),))
    return Mirrored(mirror=existing, objects=(as_wanted(existing), *made.objects), notes=())


def stream(request: Request, preset: Preset, mirrored: Mirrored, target: Target, world: World) -> Stream | Reason:
    """Return what streaming changes in the pods, or why it cannot be known before the mirror's volume is bound."""
    account = _service_account(request, target)
    if not account:
        return _NO_ACCOUNT
    processor = {"name": "KAITO_PROCESSOR", "value": _model_id(request, preset)}
    if _is_static(request):
        return _static(request, account, processor)
    place = _storage_place(mirrored.mirror, world)
    if place is None:
        return Reason(
            "storage-account-unknown",
            f"the storage account behind ModelMirror {mirrored.mirror['metadata']['name']} is known once its volume is "
            "bound: give the bound PersistentVolumeClaim and PersistentVolume with --cluster, or name storageAccount "
            "and containerName in the StorageClass's parameters",
        )
    storage_account, container = place
    return Stream(
        weights=Weights(f"az://{container}/{processor['value']}", streamed=True, remote=True),
        service_account=account,
        environment=({"name": "AZURE_STORAGE_ACCOUNT_NAME", "value": storage_account}, processor),
        pod_labels=model_mirror.WORKLOAD_IDENTITY,
    )


def script_config_map(request: Request) -> Manifest | None:
    """Return the ConfigMap with the program that fetches the token, or None where none is fetched."""
    if not _is_static(request):
        return None
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"{request.name}-fetch-sas-script", "namespace": request.namespace},
        "data": {_SCRIPT_FILE: fetch_sas()},
    }


def _static(request: Request, account: str, processor: Mapping[str, str]) -> Stream:
    shared = Volume("streaming-sas", "/mnt/streaming", {"emptyDir": {"medium": "Memory"}})
    script = Volume(
        "fetch-sas-script", "/scripts", {"configMap": {"name": f"{request.name}-fetch-sas-script"}}, read_only=True
    )
    settings = [{"name": name, "value": request.annotations[key]} for name, key in _STATIC_SETTINGS.items()]
    fetch = f"pip install --no-cache-dir -q azure-identity==1.19.0 && python3 {script.path}/{_SCRIPT_FILE}"
    return Stream(
        weights=Weights("$STREAM_MODEL_URI", streamed=True, remote=True, expands=True),
        service_account=account,
        environment=(processor, _ENV_FILE),
        pod_labels=model_mirror.WORKLOAD_IDENTITY,
        mounted=(shared,),
        volumes=(shared, script),
        init_containers=(
            {
                "name": "fetch-sas",
                "image": "python:3.12-slim",
                "command": ["/bin/sh", "-c", fetch],
                "env": [*settings, dict(_ENV_FILE)],
                "volumeMounts": [shared.mount(), script.mount()],
            },
        ),
        wrapper=(_WRAPPER,),
    )


def _is_static(request: Request) -> bool:
    return request.annotations.get(_STATIC) == "true"


def _model_id(request: Request, preset: Preset) -> str:
    """A Hugging Face id as the user wrote it; of a short name the id in lower case."""
    return request.preset if "/" in request.preset else preset.name.lower()


def _service_account(request: Request, target: Target) -> str:
    return request.annotations.get("kaito.sh/streaming-service-account") or target.streaming.service_account


def _storage_class(request: Request, target: Target) -> str:
    return request.annotations.get("kaito.sh/model-mirror-storage-class") or target.streaming.storage_class


def _check_account(request: Request, name: str, world: World) -> tuple[Reason, ...] | Reason:
    if not name:
        return _NO_ACCOUNT
    found = world.get("ServiceAccount", name, request.namespace)
    if found is UNKNOWN:
        return (Reason("account-assumed", f"ServiceAccount {request.namespace}/{name} is taken to exist"),)
    if found is ABSENT:
        return Reason("streaming-account", f"ServiceAccount {request.namespace}/{name} does not exist: create it")
    if not child(child(found, "metadata"), "annotations").get(CLIENT_ID):
        return Reason(
            "streaming-account", f"ServiceAccount {request.namespace}/{name} lacks the annotation {CLIENT_ID}"
        )
    return ()


def _check_class(name: str, world: World) -> tuple[Reason, ...] | Reason:
    if not name:
        return Reason(
            "streaming-storage-class",
            "no StorageClass to mirror into: name one with --streaming-storage-class or the annotation "
            "kaito.sh/model-mirror-storage-class",
        )
    found = world.get("StorageClass", name)
    if found is UNKNOWN:
        return (Reason("storage-class-assumed", f"StorageClass {name} is taken to exist"),)
    if found is ABSENT:
        return Reason("streaming-storage-class", f"StorageClass {name} does not exist: create it")
    if found.get("provisioner") != DRIVER:
        return Reason(
            "streaming-storage-class", f"StorageClass {name} is of {found.get('provisioner')}, but must be of {DRIVER}"
        )
    return ()


def _storage_place(mirror: Manifest, world: World) -> tuple[str, str] | None:
    """Return the storage account and container of a mirror: those of its bound volume, else of its StorageClass."""
    name, namespace = mirror["metadata"]["name"], str(at(mirror, "spec.jobNamespace") or "")
    claim = world.find("PersistentVolumeClaim", name, namespace)
    bound = world.find("PersistentVolume", str(at(claim, "spec.volumeName") or ""))
    found = _account_and_container(child(child(child(bound, "spec"), "csi"), "volumeAttributes"))
    if found is None:
        handle = str(at(bound, "spec.csi.volumeHandle") or "").split("#")
        found = (handle[1], handle[2]) if len(handle) > 2 and handle[1] and handle[2] else None
    if found is None:
        storage_class = world.find("StorageClass", str(at(mirror, "spec.storage.storageClassName") or ""))
        found = _account_and_container(child(storage_class, "parameters"))
    return found


def _account_and_container(parameters: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what Azure's blob driver calls storageAccount and containerName, in any case, when both are there."""
    lower = {key.lower(): str(value) for key, value in parameters.items()}
    account, container = lower.get("storageaccount", ""), lower.get("containername", "")
    return (account, container) if account and container else None
