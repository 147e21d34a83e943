"""The two Services of an inference: one to its first pod, and a headless one that names all of them.

Both are made once and never updated by KAITO. Source: KAITO v0.12.0, pkg/workspace/manifests; measured, 2026-08.
"""

from typing import Any

from kaito_gen.kinds import Manifest
from kaito_gen.planning.plan import Reason
from kaito_gen.render.labels import LIMIT, is_service_name
from kaito_gen.render.v0_12.request import VLLM, Request

PORT, RAY_PORT, KV_EVENTS_PORT = 5000, 6379, 5557
_POD_NAME = "statefulset.kubernetes.io/pod-name"


def headless_name(workspace: str) -> str:
    """Return the name of the headless Service, which pods' host names end in."""
    return f"{workspace}-headless"


def leader_host(request: Request) -> str:
    """Return the host name of the first pod."""
    return f"{request.name}-0.{headless_name(request.name)}.{request.namespace}.svc.cluster.local"


def service(request: Request) -> Manifest:
    """Return the Service that clients talk to; only pod 0 answers."""
    ports = [_port("http", 80, PORT), _port("ray", RAY_PORT), _port("dashboard", 8265)]
    if request.runtime == VLLM and not request.load_balancer:
        ports.append(_port("kv-events", KV_EVENTS_PORT))
    spec: dict[str, Any] = {
        "ports": ports,
        "selector": {"kaito.sh/workspace": request.name, _POD_NAME: f"{request.name}-0"},
        "publishNotReadyAddresses": True,
    }
    if request.load_balancer:
        spec["type"] = "LoadBalancer"
    return _service(request.name, request.namespace, spec)


def headless_service(request: Request) -> Manifest:
    """Return the Service that gives every pod a host name, ready or not."""
    spec = {
        "clusterIP": "None",
        "selector": {"kaito.sh/workspace": request.name},
        "publishNotReadyAddresses": True,
    }
    return _service(headless_name(request.name), request.namespace, spec)


def refusal(request: Request, manifest: Manifest) -> Reason | None:
    """Return why the API server refuses one of the Services, or None when it takes it."""
    name = manifest["metadata"]["name"]
    if not is_service_name(name):
        why = f"has {len(name)} characters, {LIMIT} are allowed" if len(name) > LIMIT else "is no DNS label"
        return Reason(
            "service-refused",
            f"the API server refuses Service {name}: its name {why}; give the Workspace a name of at most 52 small "
            f"letters, digits and '-' that begins with a letter",
            (len(name),),
        )
    pod = manifest["spec"]["selector"].get(_POD_NAME, "")
    if len(pod) > LIMIT:
        return Reason(
            "service-refused",
            f"the API server refuses Service {name}: the label value {pod} has {len(pod)} characters, {LIMIT} are "
            f"allowed; give the Workspace a name of at most 52 characters",
            (len(pod),),
        )
    return None


def _port(name: str, port: int, target: int | None = None) -> dict[str, Any]:
    return {"name": name, "port": port, "targetPort": port if target is None else target}


def _service(name: str, namespace: str, spec: dict[str, Any]) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    }
