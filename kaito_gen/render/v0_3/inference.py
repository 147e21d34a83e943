"""The workload of a v0.3 preset: a Deployment, or a StatefulSet where the preset runs as one job over its nodes.

Adapters are laid beside the model by init containers and weighted by environment variables. A StatefulSet gets only
their empty volume: the release forgets the rest there.
Source: KAITO v0.3.1, pkg/inference and pkg/resources, and its measured objects; read 2026-08-21.
"""

from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Launch, Preset
from kaito_gen.kinds import V0_3, Manifest, api_version
from kaito_gen.render.command import shell
from kaito_gen.render.form import child
from kaito_gen.render.pods import Volume, gpus, secret_references
from kaito_gen.render.scripts.copy_data import copy_adapter
from kaito_gen.render.v0_3 import pod
from kaito_gen.render.v0_3.command import inference_command, launcher_flags
from kaito_gen.render.v0_3.request import Adapter, PresetRequest, Request
from kaito_gen.render.v0_3.services import SERVER_PORT, headless_name
from kaito_gen.target import Target

ADAPTERS = Volume("adapter-volume", "/mnt/adapter", {"emptyDir": {}})
FULL_STRENGTH = "1.0"
"""The strength of an adapter that names none: what admission takes it for. The controller itself panics on it."""


def preset_workload(
    request: Request, wanted: PresetRequest, preset: Preset, target: Target, catalog: Catalog
) -> Manifest:
    """Return the Deployment or StatefulSet that serves a preset of the catalog; its adapters have sources."""
    launch = preset.launch or Launch(command="")
    needed = preset.requirement.gpus if preset.requirement else 1
    volumes = [*pod.shared_volumes(request), *([ADAPTERS] if request.adapters else [])]
    container: dict[str, Any] = {
        "name": request.name,
        "image": pod.image(wanted, preset, preset.tag, target, catalog),
        "command": shell(inference_command(launch, launcher_flags(launch, request))),
        "ports": [{"containerPort": SERVER_PORT}],
        "resources": gpus(pod.requested_gpus(request, needed, target, catalog)),
        **pod.probes(),
    }
    spec: dict[str, Any] = {
        "affinity": pod.affinity(request),
        "tolerations": pod.inference_tolerations(),
        "containers": [container],
    }
    if wanted.private and wanted.pull_secrets:
        spec["imagePullSecrets"] = secret_references(wanted.pull_secrets)
    if volumes:
        container["volumeMounts"] = [volume.mount() for volume in volumes]
        spec["volumes"] = [volume.volume() for volume in volumes]
    if launch.distributed:
        return _stateful_set(request, spec)
    if request.adapters:
        container["env"] = [
            {"name": adapter.name, "value": FULL_STRENGTH if adapter.strength is None else adapter.strength}
            for adapter in request.adapters
        ]
        spec["initContainers"] = [_loader(adapter, volumes) for adapter in request.adapters]
    return deployment(
        request, spec, strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    )


def template_workload(request: Request, template: Manifest) -> Manifest:
    """Return the Deployment of a pod template of the user's own: its affinity replaced, tolerations and label added."""
    spec = dict(template.get("spec") or {})
    spec["affinity"] = pod.affinity(request)
    spec["tolerations"] = [*(spec.get("tolerations") or ()), *pod.inference_tolerations()]
    metadata = {key: value for key, value in (template.get("metadata") or {}).items() if value is not None}
    return deployment(request, spec, metadata=metadata)


def deployment(
    request: Request, spec: Manifest, *, strategy: Manifest | None = None, metadata: Manifest | None = None
) -> Manifest:
    """Return a Deployment of as many replicas as the Workspace has nodes, around a pod ``spec``."""
    metadata = metadata or {}
    labels = {key: value for key, value in child(metadata, "labels").items() if value is not None} | request.selector
    return {
        "apiVersion": api_version("Deployment", V0_3),
        "kind": "Deployment",
        "metadata": {"name": request.name, "namespace": request.namespace},
        "spec": {
            "replicas": request.count,
            **({"strategy": strategy} if strategy else {}),
            "selector": {"matchLabels": dict(request.selector)},
            "template": {"metadata": {**metadata, "labels": labels}, "spec": spec},
        },
    }


def _stateful_set(request: Request, spec: Manifest) -> Manifest:
    return {
        "apiVersion": api_version("StatefulSet", V0_3),
        "kind": "StatefulSet",
        "metadata": {"name": request.name, "namespace": request.namespace},
        "spec": {
            "replicas": request.count,
            "podManagementPolicy": "Parallel",
            "serviceName": headless_name(request),
            "selector": {"matchLabels": dict(request.selector)},
            "template": {"metadata": {"labels": dict(request.selector)}, "spec": spec},
        },
    }


def _loader(adapter: Adapter, volumes: list[Volume]) -> Manifest:
    return {
        "name": adapter.name,
        "image": adapter.image,
        "imagePullPolicy": "Always",
        "command": shell(copy_adapter(adapter.name)),
        "volumeMounts": [volume.mount() for volume in volumes],
    }
