"""What an API server refuses of generated objects, so that nothing after them is made.

KAITO copies names, images and volumes from the Workspace without a look; what cannot be a container, a volume, a label
or a Service then fails in the cluster, after the nodes were bought. Only what a generated object can get wrong is
looked at here. Source: the validation of Kubernetes 1.35 (k8s.io/apimachinery pkg/util/validation; pkg/apis/core).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kaito_gen.kinds import Manifest, name_of
from kaito_gen.render.form import at, child
from kaito_gen.render.labels import is_container_name, is_service_name, is_subdomain, refused_label

_VARIABLE = re.compile(r"[ -<>-~]+\Z")
"""Names of environment variables since Kubernetes 1.34: printable ASCII without ``=``."""


def refusals(manifest: Manifest) -> Iterator[str]:
    """Yield why the API server refuses a generated object, one sentence each; nothing when it takes it."""
    name = name_of(manifest)
    if not is_subdomain(name):
        yield f"name {name!r} may hold lower-case letters, digits, '-' and '.' alone, and at most 253 characters"
    elif manifest["kind"] == "Service" and not is_service_name(name):
        yield f"name {name!r} must begin with a letter, have no dot and at most 63 characters"
    yield from _labels(child(manifest, "metadata"), "labels")
    spec = child(manifest, "spec")
    template = spec.get("template")
    pod = child(template, "spec")
    if manifest["kind"] == "Service":
        yield from _labels(spec, "selector")
    elif manifest["kind"] in ("Deployment", "StatefulSet"):
        yield from _serving(manifest, pod)
    replicas = spec.get("replicas")
    if isinstance(replicas, int) and replicas < 0:
        yield f"{replicas} replicas are less than none"
    if isinstance(template, dict):
        yield from _labels(child(template, "metadata"), "labels")
        claimed = [str(at(claim, "metadata.name")) for claim in _items(spec, "volumeClaimTemplates")]
        yield from _pod(pod, claimed)


def _serving(manifest: Manifest, pod: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with pods that run for ever; those of a StatefulSet carry its name since Kubernetes 1.34."""
    if manifest["kind"] == "StatefulSet" and not is_container_name(name_of(manifest)):
        yield f"name {name_of(manifest)!r} must have no dot and at most 63 characters"
    policy = pod.get("restartPolicy")
    if policy not in (None, "", "Always"):
        yield f"restartPolicy {policy!r} is not Always"
    if pod.get("activeDeadlineSeconds") is not None:
        yield "its pods may not have activeDeadlineSeconds"


def _labels(holder: Mapping[str, Any], key: str) -> Iterator[str]:
    refused = refused_label({name: str(value) for name, value in child(holder, key).items()})
    if refused:
        yield f"it cannot carry the label {refused}: at most 63 letters, digits, '-', '_' and '.' on either side"


def _pod(spec: Mapping[str, Any], claimed: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with a pod; ``claimed`` are the volumes that its workload claims for it."""
    containers = [*_items(spec, "initContainers"), *_items(spec, "containers")]
    if not _items(spec, "containers"):
        yield "its pods have no containers"
    for name in _repeated(container.get("name") for container in containers):
        yield f"two containers have the name {name!r}"
    volumes = [*(str(volume.get("name")) for volume in _items(spec, "volumes")), *claimed]
    for name in _repeated(volumes):
        yield f"two volumes have the name {name!r}"
    for volume in _items(spec, "volumes"):
        yield from _volume(volume)
    for container in containers:
        yield from _container(container)
        for mount in _items(container, "volumeMounts"):
            if str(mount.get("name")) not in volumes:
                yield f"container {container.get('name')!r} mounts the volume {mount.get('name')!r}, which is not there"
            if not mount.get("mountPath"):
                yield f"container {container.get('name')!r} mounts the volume {mount.get('name')!r} nowhere"


def _volume(volume: Mapping[str, Any]) -> Iterator[str]:
    name, sources = str(volume.get("name") or ""), [key for key in volume if key != "name" and volume[key] is not None]
    if not is_container_name(name):
        yield f"volume name {name!r} may hold lower-case letters, digits and '-' alone, and at most 63 characters"
    if len(sources) > 1:
        yield f"volume {name!r} has more than one source: {', '.join(sources)}"


def _container(container: Mapping[str, Any]) -> Iterator[str]:
    name, image = str(container.get("name") or ""), str(container.get("image") or "")
    if not name:
        yield "a container has no name"
    elif not is_container_name(name):
        yield f"container name {name!r} may hold lower-case letters, digits and '-' alone, and at most 63 characters"
    if not image:
        yield f"container {name!r} has no image"
    for variable in _items(container, "env"):
        if not _VARIABLE.match(str(variable.get("name") or "")):
            yield f"container {name!r} has a variable of the name {variable.get('name')!r}"
    for path in _repeated(mount.get("mountPath") for mount in _items(container, "volumeMounts")):
        yield f"container {name!r} mounts two volumes at {path}"


def _items(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    items = holder.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _repeated(values: Iterable[Any]) -> list[str]:
    texts = [value for value in values if isinstance(value, str)]
    if len(set(texts)) == len(texts):  # as nearly always, and much quicker than counting
        return []
    return [text for text, times in Counter(texts).items() if times > 1]
