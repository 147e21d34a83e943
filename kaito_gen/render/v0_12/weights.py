"""Where the pods of a preset find their weights, and which volumes that takes.

By default vLLM downloads them at start into a volume: a claim on the node's own NVMe disks where the machine has some
and the cluster can hand them out, else the node's disk. Source: KAITO v0.12.0, pkg/workspace/inference; measured.
"""

import re
from typing import Any

from kaito_gen.catalog.preset import Preset
from kaito_gen.planning.plan import Reason
from kaito_gen.render.pods import Volume
from kaito_gen.render.v0_12.request import VLLM, Request
from kaito_gen.render.v0_12.sizing import Sizing
from kaito_gen.render.v0_12.vllm import Weights
from kaito_gen.target import Target
from kaito_gen.world import ABSENT, UNKNOWN, World

VOLUME, PATH = "model-weights-volume", "/workspace/weights"
_LOCAL = "kaito.sh/use-local-weights"
_LOCAL_FOLDER = "/opt/kaito/models"


def local_folder(request: Request) -> str:
    """Return the folder of the node image that holds the weights, or an empty text when they are downloaded."""
    if request.runtime != VLLM or request.annotations.get(_LOCAL) != "true":
        return ""
    return f"{_LOCAL_FOLDER}/{re.sub(r'[/\\]', '-', request.preset.lower())}"


def source(request: Request, preset: Preset) -> Weights:
    """Return what vLLM loads when nothing is streamed over the network."""
    folder = local_folder(request)
    return Weights(folder, streamed=True) if folder else Weights(preset.name.lower())


def volume(request: Request, *, claimed: bool) -> Volume:
    """Return the volume with the weights; ``claimed`` when a claim template provides it."""
    folder = local_folder(request)
    if folder:
        return Volume("model-weights-hostpath", folder, {"hostPath": {"path": folder, "type": "Directory"}}, True)
    return Volume(VOLUME, PATH, {} if claimed else {"emptyDir": {}})


def is_claimed(request: Request, sizing: Sizing, target: Target, world: World) -> bool:
    """Whether each pod claims a volume on the NVMe disks of its node."""
    if not sizing.nvme or not target.local_nvme_class or local_folder(request):
        return False
    return world.get("StorageClass", target.local_nvme_class) is not ABSENT


def notes(request: Request, sizing: Sizing, target: Target, world: World) -> list[Reason]:
    """Return what was assumed about the cluster's storage."""
    name = target.local_nvme_class
    if not is_claimed(request, sizing, target, world) or world.get("StorageClass", name) is not UNKNOWN:
        return []
    return [
        Reason(
            "storage-class-assumed",
            f"StorageClass {name} is taken to exist, as the release's chart installs it (else: --local-nvme-class '')",
        )
    ]


def claim_template(request: Request, sizing: Sizing, target: Target) -> dict[str, Any]:
    """Return the claim template of the StatefulSet for weights on local disks."""
    return {
        "metadata": {"name": VOLUME, "labels": {"kaito.sh/workspace": request.name}},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": target.local_nvme_class,
            "resources": {"requests": {"storage": sizing.disk}},
        },
    }
