"""The Job of a fine-tuning: weights and data are fetched, the trainer runs, and the result is pushed or stays.

Its pods ask for nodes by the user's labels alone, without the ownership labels. Source: KAITO v0.12.0,
pkg/workspace/tuning; every field measured in kaito-v0.12-golden, 2026-08.
"""

from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.kinds import Manifest, api_version
from kaito_gen.planning.plan import Plan, Reason
from kaito_gen.render import pods
from kaito_gen.render.affinity import node_affinity
from kaito_gen.render.command import shell
from kaito_gen.render.image_reference import complete
from kaito_gen.render.pods import Volume
from kaito_gen.render.scripts.download_data import download_data
from kaito_gen.render.scripts.push_result import push_result
from kaito_gen.render.training_config import training_config
from kaito_gen.render.v0_12 import weights
from kaito_gen.render.v0_12.adapters import data_puller
from kaito_gen.render.v0_12.draft import Draft
from kaito_gen.render.v0_12.request import Request, Tuning
from kaito_gen.render.v0_12.tolerations import tuning_tolerations
from kaito_gen.target import Target
from kaito_gen.value import Value

_DATA_PATH = "/mnt/data"
_TRAIN = (
    "cd /workspace/tfs/ && python3 metrics_server.py & "
    "accelerate launch --num_processes={gpus} /workspace/tfs/fine_tuning.py"
)
_PHI_3_MODULES = "k_proj,q_proj,v_proj,o_proj,gate_proj,down_proj,up_proj"


class Training(Value, kw_only=True):
    """What a tuning Job is made of."""

    request: Request
    tuning: Tuning
    preset: Preset
    gpus: int
    config: str
    """The ConfigMap that the trainer reads."""
    output_folder: str
    target: Target
    catalog: Catalog

    @property
    def short_name(self) -> str:
        """The preset's name in images and in the trainer's rules."""
        return self.preset.aliases[0] if self.preset.aliases else self.preset.name.rpartition("/")[2].lower()

    @property
    def pushes(self) -> bool:
        """Whether the result is pushed as an image; a volume takes it otherwise."""
        return bool(self.tuning.output_image) and self.tuning.output_volume is None


def refusal(preset: Preset | None, name: str, *, gpus: int, request: Request) -> Reason | None:
    """Return why KAITO makes no Job of an admitted tuning, or None when it makes one."""
    if not gpus:
        return Reason(
            "unknown-machine",
            f"the GPUs of {request.instance_type or 'nodes without resource.instanceType'} are not known to the "
            "release, and tuning takes its processes from them: name a machine of the catalog",
        )
    if preset is None or preset.tuning is None:
        return Reason("tuning-unsupported", f"{name} cannot be tuned: see kaito-gen catalog models")
    if preset.tuning.fails:
        return Reason("tuning-fails", f"tuning {name} is accepted and then fails: {preset.tuning.fails}")
    return None


def make_tuning(draft: Draft, asked: Tuning, planned: Plan) -> Reason | None:
    """Make the trainer's ConfigMap and the Job; return why the controller makes no Job, or None when it does."""
    request, target = draft.request, draft.target
    machine = draft.catalog.machine(target.cloud, request.instance_type)
    gpus = machine.gpus if machine else 0  # of the instance type alone: the controller never looks at nodes here
    refused = refusal(planned.preset, asked.preset, gpus=gpus, request=request)
    if refused or planned.preset is None:
        return refused
    config = training_config(
        asked.config,
        asked.method,
        namespace=request.namespace,
        target=target,
        world=draft.world,
        catalog=draft.catalog,
        copies_named=False,
    )
    if isinstance(config, Reason):
        return config
    if config.copied:
        draft.objects.append(config.manifest)
    if config.fault:
        return Reason("config-unusable", f"ConfigMap {config.name} makes no job: {config.fault}")
    draft.foreign("Job", request.name)
    training = Training(
        request=request,
        tuning=asked,
        preset=planned.preset,
        gpus=gpus,
        config=config.name,
        output_folder=config.output_folder,
        target=target,
        catalog=draft.catalog,
    )
    if training.pushes and not asked.push_secret:
        return Reason("no-push-secret", "tuning.output.imagePushSecret is missing: no job mounts a nameless secret")
    return draft.add(job(training))


def job(training: Training) -> Manifest:
    """Return the Job."""
    request = training.request
    labels = {"kaito.sh/workspace": request.name}
    return {
        "apiVersion": api_version("Job", training.target.release),
        "kind": "Job",
        "metadata": {"name": request.name, "namespace": request.namespace, "labels": labels},
        "spec": {"template": {"metadata": {"labels": dict(labels)}, "spec": _pod(training)}},
    }


def _pod(training: Training) -> dict[str, Any]:
    tuning = training.tuning
    results = _results(training)
    fetched = [_weights(), pods.config_volume(training.config), results, *_input_volumes(tuning)]
    mounted = [pods.shared_memory(), *fetched]
    pusher, push_volumes = _push(training, results)
    containers = [_trainer(training, mounted), *pusher]
    spec: dict[str, Any] = {"restartPolicy": "Never"}
    if len(containers) > 1:
        spec["shareProcessNamespace"] = True  # the pusher ends the pause container, and sees whether training lives
    affinity = node_affinity(training.request.node_labels)
    if affinity:
        spec["affinity"] = affinity
    spec["tolerations"] = tuning_tolerations(training.target)
    if pusher:
        spec["imagePullSecrets"] = pods.secret_references([tuning.push_secret])
    init_containers = [*_download_weights(training), *_fetch_data(training)]
    if init_containers:
        spec["initContainers"] = init_containers
    spec["containers"] = containers
    spec["volumes"] = [volume.volume() for volume in (*mounted, *push_volumes)]
    return spec


def _trainer(training: Training, mounted: list[Volume]) -> dict[str, Any]:
    environment = [{"name": "PYTORCH_CUDA_ALLOC_CONF", "value": "expandable_segments:True"}]
    if training.tuning.preset.lower().startswith("phi-3"):  # the name as written: an id with its organization is not
        environment.insert(0, {"name": "DEFAULT_TARGET_MODULES", "value": _PHI_3_MODULES})
    return {
        "name": training.request.name,
        "image": training.catalog.image("base", registry=training.target.registry),
        "command": shell(_TRAIN.format(gpus=training.gpus)),
        "env": environment,
        "ports": [{"containerPort": 5000}],
        "resources": pods.gpus(training.gpus),
        "volumeMounts": [volume.mount() for volume in mounted],
    }


def _download_weights(training: Training) -> list[dict[str, Any]]:
    artifact = training.preset.tuning
    if artifact is None or artifact.download_at_runtime:
        return []
    image = training.catalog.image(
        "weights", registry=training.target.registry, preset=training.short_name, tag=artifact.tag
    )
    return [
        {
            "name": "model-weights-downloader",
            "image": training.catalog.image("oras"),
            "command": ["oras", "pull", image, "-o", weights.PATH],
            "volumeMounts": [_weights().mount()],
        }
    ]


def _fetch_data(training: Training) -> list[dict[str, Any]]:
    """Return the init container that fetches the data set, unless a volume holds it."""
    source, catalog = training.tuning.input, training.catalog
    volumes = _input_volumes(training.tuning)
    if source.image:
        return [data_puller(source.image, _DATA_PATH, name="puller", volumes=volumes, catalog=catalog)]
    if not source.urls:
        return []
    return [
        {
            "name": "data-downloader",
            "image": catalog.image("curl"),
            "command": ["sh", "-c", download_data()],
            "env": [
                {"name": "DATA_URLS", "value": " ".join(source.urls)},
                {"name": "DATA_VOLUME_PATH", "value": _DATA_PATH},
            ],
            "volumeMounts": [volume.mount() for volume in volumes],
        }
    ]


def _push(training: Training, results: Volume) -> tuple[list[dict[str, Any]], list[Volume]]:
    """Return the containers that push the result as an image, and the volumes that only they mount."""
    tuning, catalog = training.tuning, training.catalog
    if not training.pushes:
        return [], []
    credentials = [pods.push_secret_volume(tuning.push_secret)]
    annotations = {"sh.kaito.model.name": tuning.preset}
    command = shell(push_result(complete(tuning.output_image), training.output_folder, annotations))
    pusher = {
        "name": "pusher",
        "image": catalog.image("oras-push"),
        "command": command[:2],
        "args": command[2:],
        "volumeMounts": [volume.mount() for volume in (*credentials, results)],
    }
    return [pusher, {"name": "pause", "image": catalog.image("pause")}], credentials


def _weights() -> Volume:
    return Volume(weights.VOLUME, weights.PATH, {"emptyDir": {}})


def _results(training: Training) -> Volume:
    source = training.tuning.output_volume
    return Volume("results-volume", training.output_folder, {"emptyDir": {}} if source is None else source)


def _input_volumes(tuning: Tuning) -> list[Volume]:
    """Return the volumes of the data set: of several kinds of source the image counts first, a volume last.

    Beside an image stands its credentials' volume, empty where no secret is named.
    """
    source = tuning.input
    fetched = Volume("data-volume", _DATA_PATH, {"emptyDir": {}})
    if source.image:
        use = f"{source.name}-tuning-input"
        folder = f"/root/.docker/config.d/{use}"
        return [pods.pull_secrets_volume(f"docker-config-{use}", folder, source.pull_secrets), fetched]
    if source.urls:
        return [fetched]
    return [] if source.volume is None else [fetched.replace(source=source.volume)]
