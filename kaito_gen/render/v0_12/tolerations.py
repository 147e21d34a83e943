"""The taints that pods of release v0.12 tolerate; inference and tuning differ in the GPU's key."""

from kaito_gen.render.affinity import tolerates
from kaito_gen.render.v0_12.request import GPU, Request
from kaito_gen.target import Target

_SPOT = ("kubernetes.azure.com/scalesetpriority", "spot")


def inference_tolerations(request: Request, target: Target) -> list[dict[str, str]]:
    """Return the tolerations of an inference's pods: GPU nodes, spot nodes on Azure, and its MIG profile's nodes."""
    slices = [] if request.gpu_resource == GPU else [tolerates(request.gpu_resource)]
    return [tolerates(GPU), tolerates("sku", "gpu"), *_spot(target), *slices]


def tuning_tolerations(target: Target) -> list[dict[str, str]]:
    """Return the tolerations of a tuning Job's pods."""
    gpu = {"key": "gpu", "operator": "Equal", "effect": "NoSchedule"}
    sku = {"key": "sku", "value": "gpu", "effect": "NoSchedule"}
    return [gpu, sku, *_spot(target)]


def _spot(target: Target) -> list[dict[str, str]]:
    return [tolerates(*_SPOT)] if target.cloud == "azure" else []
