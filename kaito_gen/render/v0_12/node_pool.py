"""The NodePool of a Workspace with Karpenter: a static pool of as many nodes as nobody brought.

Karpenter honours ``spec.replicas`` only with its feature gate StaticCapacity. Source: KAITO v0.12.0,
pkg/nodeprovision/karpenter; measured in kaito-v0.12-golden, 2026-08.
"""

from kaito_gen.kinds import Manifest, api_version
from kaito_gen.planning.plan import Reason
from kaito_gen.render.existing import as_wanted
from kaito_gen.render.form import at, child
from kaito_gen.render.labels import refused_label
from kaito_gen.render.names import digest
from kaito_gen.render.v0_12.nodes import INSTANCE_TYPE, TAINT, brought_nodes, ownership
from kaito_gen.render.v0_12.request import SET_LABEL, Request
from kaito_gen.target import Target
from kaito_gen.world import World

NODE_CLASS = "kaito.sh/node-class-name"
_NAME_LIMIT = 63
_SHORTENED = 53


def pool_name(namespace: str, workspace: str) -> str:
    """Return the name of a Workspace's NodePool; a long one ends in a digest of itself."""
    name = f"{namespace}-{workspace}"
    if len(name) <= _NAME_LIMIT:
        return name
    return f"{name[:_SHORTENED]}-{digest(name)[:9]}"


def node_pools(request: Request, target: Target, world: World, *, nodes: int) -> list[Manifest] | Reason:
    """Return the Workspace's NodePool, or nothing when other nodes cover its need, or why there cannot be one.

    Nodes that users brought cover it, and those of claims that gpu-provisioner made. A pool never shrinks; of one that
    someone else made, KAITO raises the number of nodes alone.
    """
    chosen, known = _node_class(request, target), target.node_classes.names
    if chosen not in known:
        return Reason("unknown-node-class", f"{NODE_CLASS} is {chosen}: KAITO was told of {', '.join(known)} alone")
    name, owned = pool_name(request.namespace, request.name), ownership(request, target)
    existing = world.find("NodePool", name)
    kept = at(existing, "spec.replicas")
    claims = world.of_kind("NodeClaim", labels=_former_ownership(request))
    claimed = sum(not at(claim, "metadata.deletionTimestamp") for claim in claims)
    missing = nodes - brought_nodes(request, target, world) - claimed
    replicas = max(missing, kept if isinstance(kept, int) else 0)
    if existing is not None and not owned.items() <= child(child(existing, "metadata"), "labels").items():
        return [_raised(existing, replicas)] if replicas != kept and missing > 0 else []
    return [_node_pool(request, target, name=name, replicas=replicas)] if replicas > 0 else []


def refusal(pool: Manifest) -> Reason | None:
    """Return why the API server refuses a NodePool, or None when it takes it."""
    label = refused_label(
        {
            **child(child(pool, "metadata"), "labels"),
            **child(child(child(child(pool, "spec"), "template"), "metadata"), "labels"),
        }
    )
    if not label:
        return None
    return Reason("claim-refused", f"nodes cannot carry the label {label}: the API server refuses the NodePool")


def _node_class(request: Request, target: Target) -> str:
    return request.annotations.get(NODE_CLASS) or target.node_classes.default


def _raised(pool: Manifest, replicas: int) -> Manifest:
    return {**as_wanted(pool), "spec": {**child(pool, "spec"), "replicas": replicas}}


def _former_ownership(request: Request) -> dict[str, str]:
    """The labels of claims from before the installation moved to Karpenter; their nodes still serve."""
    return {"kaito.sh/workspace": request.name, "kaito.sh/workspacenamespace": request.namespace}


def _node_pool(request: Request, target: Target, *, name: str, replicas: int) -> Manifest:
    owned = ownership(request, target)
    parent = request.labels.get(SET_LABEL)
    if parent:
        owned["karpenter.kaito.sh/inferenceset"] = parent
        owned["karpenter.kaito.sh/inferenceset-namespace"] = request.namespace
    classes = target.node_classes
    requirements = [{"key": INSTANCE_TYPE, "operator": "In", "values": [request.instance_type]}]
    if classes.group == "karpenter.azure.com":
        requirements.append({"key": "karpenter.azure.com/placement-scope", "operator": "In", "values": ["regional"]})
    return {
        "apiVersion": api_version("NodePool", target.release),
        "kind": "NodePool",
        "metadata": {"name": name, "labels": {"karpenter.kaito.sh/managed-by": "kaito", **owned}},
        "spec": {
            "replicas": replicas,
            "template": {
                "metadata": {"labels": {**owned, **request.node_labels}},
                "spec": {
                    "nodeClassRef": {
                        "group": classes.group,
                        "kind": classes.kind,
                        "name": _node_class(request, target),
                    },
                    "requirements": requirements,
                    "taints": [dict(TAINT)],
                    "expireAfter": "Never",
                },
            },
            "disruption": {
                "consolidateAfter": "0s",
                # A Workspace of its own may lose a drifted node at any time; of an InferenceSet's children one at a
                # time does, which KAITO's drift controller arranges by lifting this budget.
                "budgets": [{"nodes": "0" if parent else "1", "reasons": ["Drifted"]}],
            },
        },
    }
