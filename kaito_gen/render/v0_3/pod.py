"""What the pods of release v0.3 have in common: where they may run, what they ask for, their image.

Source: KAITO v0.3.1, pkg/inference and pkg/tuning, and the objects that its controller made; read 2026-08-21.
"""

from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.render.affinity import node_affinity, tolerates
from kaito_gen.render.pods import Volume, http_probe, shared_memory
from kaito_gen.render.v0_3.request import PresetRequest, Request
from kaito_gen.render.v0_3.services import SERVER_PORT
from kaito_gen.target import Target


def affinity(request: Request) -> dict[str, Any]:
    """Return the affinity to nodes with the Workspace's labels.

    A selector without labels gives one empty term. It matches no node, so that the pods stay pending, while any
    node counts for the Workspace: the release's doing, kept as it is.
    """
    return node_affinity(request.match_labels) or {
        "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{}]}}
    }


def inference_tolerations() -> list[dict[str, str]]:
    """Return the tolerations of every pod that serves."""
    return [tolerates("nvidia.com/gpu"), tolerates("sku", "gpu")]


def tuning_tolerations() -> list[dict[str, str]]:
    """Return the tolerations of a tuning pod; the release writes ``gpu`` where it serves with ``nvidia.com/gpu``."""
    return [
        {"key": "gpu", "operator": "Equal", "effect": "NoSchedule"},
        {"key": "sku", "value": "gpu", "effect": "NoSchedule"},
    ]


def probes() -> dict[str, Any]:
    """Return the probes of a serving container."""
    return {
        "livenessProbe": http_probe("/healthz", SERVER_PORT, initialDelaySeconds=600, periodSeconds=10),
        "readinessProbe": http_probe("/healthz", SERVER_PORT, initialDelaySeconds=30, periodSeconds=10),
    }


def shared_volumes(request: Request) -> list[Volume]:
    """Return the volume of /dev/shm, which only Workspaces of several nodes get."""
    return [shared_memory()] if request.count > 1 else []


def requested_gpus(request: Request, preset_gpus: int, target: Target, catalog: Catalog) -> int:
    """Return how many GPUs a pod asks for: all of its machine's, or the preset's number where the table has none.

    The release would look at a node's capacity in between, but asks its cache in a way that never answers (measured).
    """
    machine = catalog.machine(target.cloud, request.instance_type)
    if machine is None or machine.requested_gpus is None:
        return preset_gpus
    return machine.requested_gpus


def image(wanted: PresetRequest, preset: Preset, tag: str, target: Target, catalog: Catalog) -> str:
    """Return the image of a preset: the user's own with private access, else the registry's with this ``tag``."""
    if wanted.private:
        return wanted.image
    return catalog.image("preset", registry=target.registry, preset=preset.name, tag="" if preset.private else tag)
