"""The Services of a v0.3 preset: HTTP on 80 and the torch rendezvous on 29500, and a headless one where it spreads.

They are made once and never changed by the release, so a Service of that name that is already there is left alone.
Source: KAITO v0.3.1, pkg/resources/manifests, and its measured objects; read 2026-08-21.
"""

from typing import Any

from kaito_gen.kinds import V0_3, Manifest, api_version
from kaito_gen.render.v0_3.request import Request

MASTER_PORT = 29500
HTTP_PORT = 80
SERVER_PORT = 5000


def services(request: Request, *, distributed: bool) -> list[Manifest]:
    """Return the Services of a preset; a ``distributed`` one answers from its first pod and has a headless one too."""
    selector = dict(request.selector)
    if distributed:
        selector["statefulset.kubernetes.io/pod-name"] = f"{request.name}-0"
    main = _service(
        request,
        request.name,
        {
            "type": "LoadBalancer" if request.load_balancer else "ClusterIP",
            "ports": [_port("http", HTTP_PORT, SERVER_PORT), _port("torch", MASTER_PORT, MASTER_PORT)],
            "selector": selector,
            "publishNotReadyAddresses": True,
        },
    )
    if not distributed:
        return [main]
    headless = _service(
        request,
        headless_name(request),
        {
            "clusterIP": "None",
            "ports": [_port("torchrun", MASTER_PORT, MASTER_PORT)],
            "selector": dict(request.selector),
            "publishNotReadyAddresses": True,
        },
    )
    return [main, headless]


def headless_name(request: Request) -> str:
    """Return the name of the Service that gives each pod of a StatefulSet its address."""
    return f"{request.name}-headless"


def _service(request: Request, name: str, spec: dict[str, Any]) -> Manifest:
    return {
        "apiVersion": api_version("Service", V0_3),
        "kind": "Service",
        "metadata": {"name": name, "namespace": request.namespace},
        "spec": spec,
    }


def _port(name: str, port: int, target: int) -> dict[str, Any]:
    return {"name": name, "protocol": "TCP", "port": port, "targetPort": target}
