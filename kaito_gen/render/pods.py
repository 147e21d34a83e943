"""Parts of pod templates that more than one workload has: volumes with their mounts, probes, environment."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kaito_gen.value import Value


class Volume(Value):
    """A volume and where a container mounts it.

    ``source`` is empty for a claim template of a StatefulSet, which pods mount but do not list.
    """

    name: str
    path: str
    source: Mapping[str, Any]
    read_only: bool = False

    def volume(self) -> dict[str, Any]:
        """Return the entry of the pod's ``volumes``."""
        return {"name": self.name, **self.source}

    def mount(self) -> dict[str, Any]:
        """Return the entry of a container's ``volumeMounts``."""
        mount: dict[str, Any] = {"name": self.name, "mountPath": self.path}
        if self.read_only:
            mount["readOnly"] = True
        return mount


def shared_memory() -> Volume:
    """Return the memory-backed ``/dev/shm`` that GPU processes of one pod talk over."""
    return Volume("dshm", "/dev/shm", {"emptyDir": {"medium": "Memory"}})


def config_volume(config_map: str) -> Volume:
    """Return the volume with the settings of a runtime or a training."""
    return Volume("config-volume", "/mnt/config", {"configMap": {"name": config_map}})


def pull_secrets_volume(name: str, path: str, secrets: Iterable[str]) -> Volume:
    """Return a volume that holds the registry credentials of each secret as ``<secret>.json``; it may be empty."""
    files = {secret: f"{secret}.json" for secret in secrets}
    sources = [_credentials(*item) for item in files.items()]
    return Volume(name, path, {"projected": {"sources": sources} if sources else {}})


def push_secret_volume(secret: str) -> Volume:
    """Return a volume that holds the registry credentials of one secret where registry clients look for them."""
    return Volume("docker-config", "/root/.docker", {"projected": {"sources": [_credentials(secret, "config.json")]}})


def secret_references(secrets: Iterable[str]) -> list[dict[str, str]]:
    """Return ``imagePullSecrets``: each secret once, in the order of first mention.

    The list is a map by name to Kubernetes; a name that stands there twice cannot be applied on the server.
    """
    return [{"name": secret} for secret in dict.fromkeys(secrets)]


def from_secret(name: str, *, secret: str, key: str) -> dict[str, Any]:
    """Return an environment variable with a secret's value, unset where the secret does not exist."""
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key, "optional": True}}}


def from_field(name: str, path: str) -> dict[str, Any]:
    """Return an environment variable with a field of the pod."""
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}


def http_probe(path: str, port: int, **timing: int) -> dict[str, Any]:
    """Return a probe that asks for a page; ``timing`` holds fields such as ``periodSeconds``."""
    return {"httpGet": {"path": path, "port": port}, **timing}


def exec_probe(command: Sequence[str], **timing: int) -> dict[str, Any]:
    """Return a probe that runs a command in the container; ``timing`` holds fields such as ``periodSeconds``."""
    return {"exec": {"command": list(command)}, **timing}


def gpus(count: int | str, *, resource: str = "nvidia.com/gpu") -> dict[str, Any]:
    """Return container resources that request exactly these GPUs."""
    return {"requests": {resource: str(count)}, "limits": {resource: str(count)}}


def _credentials(secret: str, path: str) -> dict[str, Any]:
    return {"secret": {"name": secret, "items": [{"key": ".dockerconfigjson", "path": path}]}}
