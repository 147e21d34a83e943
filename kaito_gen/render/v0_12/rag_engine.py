"""A RAGEngine: its own small server for documents and their vectors, on a node of its own or wherever there is room.

Source: KAITO v0.12.0, pkg/ragengine (read 2026-08-21; not measured: it is a controller of its own). The release's
server reads other variables than the controller sets, so that it always embeds locally; the variables are rendered as
the controller sets them, and a note says so.
"""

from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest, api_version, name_of, namespace_of, rank
from kaito_gen.planning.byo import is_ready
from kaito_gen.planning.plan import Reason
from kaito_gen.render import pods
from kaito_gen.render.affinity import node_affinity, tolerates
from kaito_gen.render.command import shell
from kaito_gen.render.form import at, child, malformed, missing
from kaito_gen.render.names import claim_name
from kaito_gen.render.pods import Volume
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.v0_12.claims import claim, image_family
from kaito_gen.render.v0_12.nodes import NODE_POOL
from kaito_gen.render.v0_12.rag_guardrails import guardrails
from kaito_gen.render.v0_12.request import METADATA, SELECTOR, V1ALPHA1_INSTANCE_TYPE
from kaito_gen.render.v0_12.services import PORT
from kaito_gen.target import Target
from kaito_gen.world import World

_DISK = "200Gi"
_FORM: dict[str, Any] = {
    "metadata": METADATA,
    "spec": {
        "compute": {"instanceType": str, "count": int, "labelSelector": SELECTOR},
        "storage": {
            "persistentVolume": {"persistentVolumeClaim": str, "mountPath": str},
            "vectorDB": {"engine": str, "url": str, "accessSecret": str},
        },
        "embedding": {
            "remote": {"url": str, "accessSecret": str},
            "local": {"image": str, "imagePullSecret": str, "modelID": str, "modelAccessSecret": str},
        },
        "inferenceService": {"url": str, "accessSecret": str, "contextWindowSize": int},
        "guardrails": {"enabled": bool, "configMapRef": {"name": str}},
    },
}
_REQUIRED = (
    ("", "spec"),
    ("", "metadata"),
    ("metadata", "name"),
    ("spec", "embedding"),
    ("spec.compute", "labelSelector"),
    ("spec.inferenceService", "contextWindowSize"),
)


def render_rag_engine(root: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return what the RAGEngine controller makes of a RAGEngine: its node's claim, the Service and the Deployment."""
    refused = (*malformed(root, _FORM), *missing(root, _REQUIRED))
    if refused:
        return Rendered((), refused)
    instance_type = _instance_type(root)
    objects = _node(root, instance_type, target, world)
    policy = guardrails(root, target, world)
    if isinstance(policy, Reason):
        return Rendered((*objects, _service(root)), (policy,))
    deployment = _deployment(root, instance_type, target, catalog, policy=policy.name)
    objects += [*policy.objects, _service(root), deployment]
    objects.sort(key=lambda manifest: rank(manifest["kind"]))
    return Rendered(tuple(objects), notes=_notes(root))


def _instance_type(root: Manifest) -> str:
    compute = at(root, "spec.compute")
    if not isinstance(compute, dict):
        return ""
    given = compute.get("instanceType") or ""
    if not given and str(root.get("apiVersion")).endswith("/v1alpha1"):
        return V1ALPHA1_INSTANCE_TYPE
    return str(given)


def _node(root: Manifest, instance_type: str, target: Target, world: World) -> list[Manifest]:
    """Return the claim for the engine's node, unless a node or another claim of its own serves."""
    if not target.provisions_nodes or not instance_type:
        return []
    owned = {"kaito.sh/ragengine": name_of(root), "kaito.sh/ragenginenamespace": namespace_of(root)}
    labels = child(child(child(root, "spec"), "compute"), "labelSelector").get("matchLabels") or {}
    name = claim_name(namespace_of(root), f"ragengine/{name_of(root)}", 0)
    others = [made for made in world.of_kind("NodeClaim", labels=owned) if name_of(made) != name]
    brought = [
        node
        for node in world.of_kind("Node", labels={**labels, **owned})
        if is_ready(node) and NODE_POOL not in child(child(node, "metadata"), "labels")
    ]
    if others or brought:
        return []
    return [
        claim(
            target,
            name=name,
            labels={NODE_POOL: "kaito", **owned, **labels},
            instance_type=instance_type,
            family=image_family(child(child(root, "metadata"), "annotations"), target),
            disk=_DISK,
        )
    ]


def _service(root: Manifest) -> Manifest:
    spec: dict[str, Any] = {
        "ports": [{"name": "http", "port": 80, "targetPort": PORT}],
        "selector": _labels(root),
        "publishNotReadyAddresses": True,
    }
    if child(child(root, "metadata"), "annotations").get("kaito.sh/enablelb") == "True":
        spec["type"] = "LoadBalancer"
    metadata = {"name": name_of(root), "namespace": namespace_of(root)}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}


def _deployment(root: Manifest, instance_type: str, target: Target, catalog: Catalog, *, policy: str) -> Manifest:
    volumes = [pods.shared_memory(), *_storage(root), *_policy_volume(policy)]
    labels = child(child(child(root, "spec"), "compute"), "labelSelector").get("matchLabels") or {}
    spec: dict[str, Any] = {
        "terminationGracePeriodSeconds": 60,
        "containers": [_container(root, instance_type, volumes, target, catalog)],
        "tolerations": [tolerates("nvidia.com/gpu"), tolerates("sku", "gpu")],
        "volumes": [volume.volume() for volume in volumes],
    }
    affinity = node_affinity(labels)
    if affinity:
        spec["affinity"] = affinity
    return {
        "apiVersion": api_version("Deployment", target.release),
        "kind": "Deployment",
        "metadata": {"name": name_of(root), "namespace": namespace_of(root)},
        "spec": {
            "replicas": 1,
            # One at a time: two servers would write the same vectors.
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}},
            "selector": {"matchLabels": _labels(root)},
            "template": {"metadata": {"labels": _labels(root)}, "spec": spec},
        },
    }


def _container(
    root: Manifest, instance_type: str, volumes: list[Volume], target: Target, catalog: Catalog
) -> dict[str, Any]:
    hooks = "python3 /app/ragengine/lifecycle/hooks.py"
    container: dict[str, Any] = {
        "name": name_of(root),
        "image": catalog.image("rag-service", registry=target.registry),
        "command": shell("python3 main.py"),
        "ports": [{"containerPort": PORT}],
        "env": _environment(root),
        "livenessProbe": pods.http_probe("/health", PORT, initialDelaySeconds=600, periodSeconds=10),
        "readinessProbe": pods.http_probe("/health", PORT, initialDelaySeconds=30, periodSeconds=10),
        "lifecycle": {
            "postStart": {"exec": {"command": [*hooks.split(), "poststart"]}},
            "preStop": {"exec": {"command": shell(f"{hooks} prestop && sleep 5")}},
        },
        "volumeMounts": [volume.mount() for volume in volumes],
    }
    machine = catalog.machine(target.cloud, instance_type)
    if not at(root, "spec.embedding.local") or not instance_type:
        container["resources"] = {"requests": {"cpu": "500m", "memory": "512Mi"}}
    elif machine:
        container["resources"] = pods.gpus(machine.gpus)
    return container


def _environment(root: Manifest) -> list[dict[str, Any]]:
    spec = child(root, "spec")
    local, storage = child(child(spec, "embedding"), "local"), child(spec, "storage")
    database, service = child(storage, "vectorDB"), child(spec, "inferenceService")
    variables = [pods.from_field("POD_NAME", "metadata.name"), pods.from_field("POD_UID", "metadata.uid")]
    plain = {
        "MODEL_ID": local.get("modelID"),
        "ACCESS_SECRET": local.get("modelAccessSecret"),
        "EMBEDDING_TYPE": "remote" if at(spec, "embedding.remote") and not local else "local",
        "VECTOR_DB_TYPE": database.get("engine") or "faiss",
        "VECTOR_DB_URL": database.get("url"),
    }
    variables += [{"name": name, "value": value} for name, value in plain.items() if value]
    if database.get("accessSecret"):
        variables.append(_secret("VECTOR_DB_ACCESS_SECRET", database["accessSecret"]))
    persisted = f"{_mount_path(storage)}/{name_of(root)}" if at(storage, "persistentVolume") else "storage"
    variables.append({"name": "DEFAULT_VECTOR_DB_PERSIST_DIR", "value": persisted})
    if service:
        variables.append({"name": "LLM_CONTEXT_WINDOW", "value": str(service["contextWindowSize"])})
        if service.get("url"):
            variables.append({"name": "LLM_INFERENCE_URL", "value": service["url"]})
            if service.get("accessSecret"):
                variables.append(_secret("LLM_ACCESS_SECRET", service["accessSecret"]))
    rules = at(spec, "guardrails")
    if isinstance(rules, dict):
        enabled = bool(rules.get("enabled"))
        variables.append({"name": "OUTPUT_GUARDRAILS_ENABLED", "value": str(enabled).lower()})
        if enabled:
            variables.append({"name": "OUTPUT_GUARDRAILS_POLICY_PATH", "value": f"{_POLICY_PATH}/{_POLICY_FILE}"})
    return variables


def _storage(root: Manifest) -> list[Volume]:
    storage = at(root, "spec.storage")
    if not isinstance(storage, dict):
        return []
    claimed = at(storage, "persistentVolume.persistentVolumeClaim")
    source: dict[str, Any] = {"persistentVolumeClaim": {"claimName": claimed}} if claimed else {"emptyDir": {}}
    return [Volume("vector-db-storage", _mount_path(storage), source)]


_POLICY_PATH, _POLICY_FILE = "/etc/ragengine/guardrails", "guardrails.yaml"


def _policy_volume(config_map: str) -> list[Volume]:
    if not config_map:
        return []
    source = {"configMap": {"name": config_map, "items": [{"key": _POLICY_FILE, "path": _POLICY_FILE}]}}
    return [Volume("guardrails-policy", _POLICY_PATH, source, read_only=True)]


def _mount_path(storage: dict[str, Any]) -> str:
    return str(at(storage, "persistentVolume.mountPath") or "/mnt/data")


def _labels(root: Manifest) -> dict[str, str]:
    return {"kaito.sh/ragengine": name_of(root)}


def _secret(name: str, secret: str) -> dict[str, Any]:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": name}}}


def _notes(root: Manifest) -> tuple[Reason, ...]:
    if at(root, "spec.embedding.local.modelID") in (None, "BAAI/bge-small-en-v1.5"):
        return ()
    return (
        Reason(
            "embedding-ignored",
            "the release's server does not read the controller's embedding settings: it embeds with "
            "BAAI/bge-small-en-v1.5 whatever spec.embedding says",
        ),
    )
