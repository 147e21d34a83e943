"""A ModelMirror: weights downloaded once into a shared volume, from which every pod of the model streams them.

KAITO's controller adds finalizers of its own to mirror and volume claim. They are left to it, because whoever applies
these manifests without it could never delete them again. Source: KAITO v0.12.0, pkg/modelmirror; the Job measured in
kaito-v0.12-golden, 2026-08.
"""

from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest, api_version, name_of
from kaito_gen.planning.plan import Reason
from kaito_gen.render import pods
from kaito_gen.render.command import shell
from kaito_gen.render.form import at, child, malformed, missing
from kaito_gen.render.names import child_name, digest
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.scripts.mirror_model import SAMPLER_COMMAND, download_mirror, sample_mirror
from kaito_gen.render.v0_12.request import METADATA
from kaito_gen.target import Target
from kaito_gen.world import ABSENT, World

WORKLOAD_IDENTITY = {"azure.workload.identity/use": "true"}
_STORAGE = pods.Volume("model-storage", "/models", {})
_FORM: dict[str, Any] = {
    "metadata": METADATA,
    "spec": {
        "mode": str,
        "source": {"registry": str, "modelID": str, "accessSecret": {"name": str, "namespace": str}},
        "storage": {"size": str, "storageClassName": str},
        "jobNamespace": str,
        "serviceAccountName": str,
    },
}
_REQUIRED = (("", "metadata"), ("metadata", "name"), ("spec.source", "modelID"), ("spec.storage", "size"))


def mirror_name(model_id: str) -> str:
    """Return the name of a model's mirror; ids that differ in case are different models to it."""
    return digest(model_id)[:6]


def managed_mirror(
    model_id: str, *, namespace: str, secret: str, size: str, storage_class: str, service_account: str, target: Target
) -> Manifest:
    """Return the mirror that a Workspace of ``namespace`` asks for; ``secret`` may be empty."""
    source: dict[str, Any] = {"registry": "huggingface", "modelID": model_id}
    if secret:
        source["accessSecret"] = {"name": secret, "namespace": namespace}
    return _mirror(
        mirror_name(model_id),
        {
            "mode": "Managed",
            "source": source,
            "storage": {"size": size, "storageClassName": storage_class},
            "jobNamespace": namespace,
            "serviceAccountName": service_account,
        },
        target,
    )


def static_mirror(model_id: str, target: Target) -> Manifest:
    """Return the mirror that stands for weights which lie in a storage account already."""
    return _mirror(mirror_name(model_id), {"mode": "Static"}, target)


def render_mirror(mirror: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return what the ModelMirror controller makes of a mirror: the volume claim and the download Job."""
    found = (*malformed(mirror, _FORM), *missing(mirror, _REQUIRED))
    if found:
        return Rendered((), found)
    if not target.gate("ModelMirror"):
        return Rendered((), (Reason("gate-off", "ModelMirrors need the feature gate ModelMirror: --gate ModelMirror"),))
    if at(mirror, "spec.mode") == "Static":
        return Rendered((), notes=(Reason("nothing-to-make", "a static mirror is ready at once: nothing is made"),))
    if not at(mirror, "spec.source") or not at(mirror, "spec.storage") or not at(mirror, "spec.jobNamespace"):
        reason = "a managed mirror needs spec.source, spec.storage and spec.jobNamespace: its Job cannot be made"
        return Rendered((), (Reason("malformed", reason),))
    storage_class = at(mirror, "spec.storage.storageClassName")
    if storage_class and world.get("StorageClass", storage_class) is ABSENT:
        reason = f"StorageClass {storage_class} does not exist: create it, nothing is downloaded before"
        return Rendered((), (Reason("streaming-storage-class", reason),))
    return Rendered((volume_claim(mirror), download_job(mirror, target, catalog)))


def volume_claim(mirror: Manifest) -> Manifest:
    """Return the claim of the shared volume that the weights are downloaded into."""
    storage = child(child(mirror, "spec"), "storage")
    spec: dict[str, Any] = {
        "accessModes": ["ReadWriteMany"],
        "resources": {"requests": {"storage": storage["size"]}},
    }
    if storage.get("storageClassName"):
        spec["storageClassName"] = storage["storageClassName"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": name_of(mirror),
            "namespace": mirror["spec"]["jobNamespace"],
        },
        "spec": spec,
    }


def download_job(mirror: Manifest, target: Target, catalog: Catalog) -> Manifest:
    """Return the Job that downloads the model; KAITO draws a new name for each attempt, ours is the first."""
    spec = child(mirror, "spec")
    account = spec.get("serviceAccountName") or ""
    pod: dict[str, Any] = {
        "restartPolicy": "Never",
        "initContainers": [_sampler(mirror, catalog)],
        "containers": [_downloader(mirror, target, catalog)],
        "volumes": [{"name": _STORAGE.name, "persistentVolumeClaim": {"claimName": name_of(mirror)}}],
    }
    template: dict[str, Any] = {"spec": pod}
    if account:
        template = {"metadata": {"labels": dict(WORKLOAD_IDENTITY)}, "spec": {**pod, "serviceAccountName": account}}
    return {
        "apiVersion": api_version("Job", target.release),
        "kind": "Job",
        "metadata": {
            "name": child_name(f"{name_of(mirror)}-download", 0),
            "namespace": spec["jobNamespace"],
            "labels": {"kaito.sh/model-mirror-name": name_of(mirror)},
        },
        "spec": {"backoffLimit": 3, "ttlSecondsAfterFinished": 3600, "template": template},
    }


def _downloader(mirror: Manifest, target: Target, catalog: Catalog) -> dict[str, Any]:
    size = {"cpu": target.streaming.download_cpu, "memory": target.streaming.download_memory}
    command = shell(download_mirror())
    return {
        "name": "downloader",
        "image": catalog.image("python-mirror"),
        "command": command[:2],
        "args": command[2:],
        "env": _environment(mirror),
        "resources": {"requests": size, "limits": dict(size)},
        "volumeMounts": [_STORAGE.mount()],
    }


def _sampler(mirror: Manifest, catalog: Catalog) -> dict[str, Any]:
    """The native sidecar that shows how far the download is."""
    command = shell(SAMPLER_COMMAND)
    return {
        "name": "sampler",
        "image": catalog.image("python-mirror"),
        "restartPolicy": "Always",
        "command": command[:2],
        "args": command[2:],
        "env": [
            *_environment(mirror),
            {"name": "EXCLUDE_PATTERNS", "value": "original/*"},
            {"name": "SAMPLER_SCRIPT", "value": sample_mirror()},
        ],
        "ports": [{"name": "metrics", "containerPort": 9100}],
        "volumeMounts": [{**_STORAGE.mount(), "readOnly": True}],
    }


def _environment(mirror: Manifest) -> list[dict[str, Any]]:
    source = child(child(mirror, "spec"), "source")
    variables: list[dict[str, Any]] = [{"name": "MODEL_ID", "value": source["modelID"]}]
    secret = child(source, "accessSecret").get("name")
    if secret:
        variables.append(pods.from_secret("HF_TOKEN", secret=secret, key="HF_TOKEN"))
    return variables


def _mirror(name: str, spec: dict[str, Any], target: Target) -> Manifest:
    return {
        "apiVersion": api_version("ModelMirror", target.release),
        "kind": "ModelMirror",
        "metadata": {"name": name},
        "spec": spec,
    }
