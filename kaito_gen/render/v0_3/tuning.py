"""The Job of a v0.3 tuning Workspace: fetch the data, train, push the result.

The release pushes from a privileged Docker daemon inside the pod. With ``pusher: oras`` the result is pushed without
privileges instead, and the training container never sees the push secret.
Source: KAITO v0.3.1, pkg/tuning, and its measured objects; read 2026-08-21.
"""

from collections.abc import Iterator
from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Launch, Preset, Tuning
from kaito_gen.kinds import V0_3, Manifest, api_version
from kaito_gen.planning.plan import Reason
from kaito_gen.render.command import SHELL, shell
from kaito_gen.render.pods import Volume, config_volume, gpus, push_secret_volume, secret_references
from kaito_gen.render.scripts.copy_data import extract_data
from kaito_gen.render.scripts.download_data import download_data
from kaito_gen.render.scripts.push_result import push_result
from kaito_gen.render.scripts.push_with_docker import push_with_docker
from kaito_gen.render.training_config import TrainingConfig
from kaito_gen.render.v0_3 import pod
from kaito_gen.render.v0_3.command import tuning_command
from kaito_gen.render.v0_3.request import PresetRequest, Request, TuningRequest
from kaito_gen.render.v0_3.services import SERVER_PORT
from kaito_gen.target import Target

DATA = Volume("data-volume", "/mnt/data", {"emptyDir": {}})
DOCKER_CONFIG = "/tmp/.docker/config"
"""Where the release mounts the push secret, in both containers."""
TARGET_MODULES = "k_proj,q_proj,v_proj,o_proj,gate_proj,down_proj,up_proj"
"""The layers that phi-3 is adapted in; other presets leave them to the training program."""


def missing_parts(wanted: PresetRequest, tuning: TuningRequest) -> Iterator[Reason]:
    """Yield what a job lacks, so that the API server refuses what the controller makes of it."""
    if wanted.private and not wanted.image:
        yield Reason(
            "no-image",
            f"preset {wanted.name} has private access and no image: set tuning.preset.presetOptions.image",
        )
    if not tuning.input_image and not tuning.urls:
        yield Reason("no-input", "tuning.input names no data: set urls or image, the only ones that v0.3 reads")
    if not tuning.output_image:
        yield Reason("no-output", "tuning.output has no image to push the result to: set image, v0.3 knows no other")
    elif not tuning.push_secret:
        yield Reason("no-push-secret", "tuning.output.imagePushSecret is missing: a job cannot mount a nameless secret")


def tuning_job(
    request: Request,
    tuning: TuningRequest,
    wanted: PresetRequest,
    *,
    preset: Preset,
    config: TrainingConfig,
    target: Target,
    catalog: Catalog,
) -> Manifest:
    """Return the Job of a complete request (:func:`missing_parts`) for a preset that can be tuned."""
    recipe = preset.tuning or Tuning()
    results = Volume("results-volume", config.output_folder, {"emptyDir": {}})
    credentials = push_secret_volume(tuning.push_secret)
    volumes = [*pod.shared_volumes(request), config_volume(config.name), results, DATA]
    unprivileged = target.pusher == "oras"
    if unprivileged:
        pusher = _oras_pusher(tuning, results, credentials, catalog)
    else:
        credentials = credentials.replace(path=DOCKER_CONFIG)
        pusher = _docker_pusher(tuning, results, [*volumes, credentials], catalog)
    launch = recipe.launch or Launch(command="")
    needed = recipe.requirement.gpus if recipe.requirement else 1
    trainer: Manifest = {
        "name": request.name,
        "image": pod.image(wanted, preset, recipe.tag or preset.tag, target, catalog),
        "command": shell(tuning_command(launch, processes=_processes(request, catalog))),
        "ports": [{"containerPort": SERVER_PORT}],
        "resources": gpus(pod.requested_gpus(request, needed, target, catalog)),
        "env": [*_target_modules(preset), {"name": "PYTORCH_CUDA_ALLOC_CONF", "value": "expandable_segments:True"}],
        "volumeMounts": [volume.mount() for volume in (volumes if unprivileged else [*volumes, credentials])],
    }
    spec: Manifest = {
        "restartPolicy": "Never",
        "tolerations": pod.tuning_tolerations(),
        "imagePullSecrets": secret_references(
            [
                *(tuning.input_secrets if tuning.input_image else ()),
                tuning.push_secret,
                *(wanted.pull_secrets if wanted.private else ()),
            ]
        ),
        "initContainers": [_fetcher(tuning, catalog)],
        "containers": [trainer, pusher],
        "volumes": [volume.volume() for volume in (*volumes, credentials)],
    }
    if unprivileged:
        spec["shareProcessNamespace"] = True  # so that the pusher notices when the training ends without a result
    return {
        "apiVersion": api_version("Job", V0_3),
        "kind": "Job",
        "metadata": {"name": request.name, "namespace": request.namespace, "labels": dict(request.selector)},
        "spec": {
            "backoffLimit": 0,
            "template": {"metadata": {"labels": dict(request.selector)}, "spec": spec},
        },
    }


def _processes(request: Request, catalog: Catalog) -> int:
    """Return the GPUs of the machine by admission's table, whatever the cloud; 1 where it lacks the machine."""
    for cloud in catalog.clouds():
        machine = catalog.machine(cloud, request.instance_type)
        if machine and machine.admitted:
            return machine.gpus
    return 1


def _target_modules(preset: Preset) -> list[dict[str, Any]]:
    if not preset.name.startswith("phi-3"):
        return []
    return [{"name": "DEFAULT_TARGET_MODULES", "value": TARGET_MODULES}]


def _fetcher(tuning: TuningRequest, catalog: Catalog) -> dict[str, Any]:
    """Return the init container that lays the data into its volume; an image wins over URLs, as in the release."""
    mounts = [DATA.mount()]
    if tuning.input_image:
        return {
            "name": "data-extractor",
            "image": tuning.input_image,
            "command": ["sh", "-c", extract_data()],
            "volumeMounts": mounts,
        }
    return {
        "name": "data-downloader",
        "image": catalog.image("curl"),
        "command": ["sh", "-c", download_data(keep_query=True)],
        "env": [
            {"name": "DATA_URLS", "value": " ".join(tuning.urls)},
            {"name": "DATA_VOLUME_PATH", "value": DATA.path},
        ],
        "volumeMounts": mounts,
    }


def _docker_pusher(tuning: TuningRequest, results: Volume, volumes: list[Volume], catalog: Catalog) -> dict[str, Any]:
    return {
        "name": "docker-sidecar",
        "image": catalog.image("docker"),
        "command": list(SHELL),
        "args": [push_with_docker(tuning.output_image, results.path)],
        "securityContext": {"privileged": True},
        "volumeMounts": [volume.mount() for volume in volumes],
    }


def _oras_pusher(tuning: TuningRequest, results: Volume, credentials: Volume, catalog: Catalog) -> dict[str, Any]:
    return {
        "name": "pusher",
        "image": catalog.image("oras-push"),
        "command": list(SHELL),
        "args": [push_result(tuning.output_image, results.path, {}, runnable=True)],
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumeMounts": [results.mount(), credentials.mount()],
    }
