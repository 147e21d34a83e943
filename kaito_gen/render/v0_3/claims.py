"""The claims for nodes of release v0.3: Machines, or NodeClaims and their node class with the gate Karpenter.

A claim is wanted for every node that is missing, and stays wanted once it has become a node: otherwise the second look
at a cluster would no longer want what the first one made. Claims under other names than ours (KAITO's hold a hash of
the time) count as nodes on their way and are left as they are.
Source: KAITO v0.3.1, pkg/utils/machine and pkg/utils/nodeclaim, and what its controller made in a real API server
(measured cases of v0.3.1); read 2026-08-21.
"""

from typing import Any

from kaito_gen.kinds import V0_3, Manifest, api_version, name_of
from kaito_gen.render.form import child
from kaito_gen.render.names import claim_name, kept_first
from kaito_gen.render.v0_3.nodes import INSTANCE_TYPE, MACHINE_TYPE, NODE_POOL, select_nodes
from kaito_gen.render.v0_3.request import Request
from kaito_gen.target import Target
from kaito_gen.world import World

PROVISIONER_NAME = "karpenter.sh/provisioner-name"
TAINT = {"key": "sku", "value": "gpu", "effect": "NoSchedule"}
DEFAULT_DISK = "0"
"""Lets the provisioner choose the OS disk: what templates and tuning jobs get."""
NODE_CLASS_NAME = "default"
NODE_CLASS_KINDS = {"azure": "AKSNodeClass", "aws": "EC2NodeClass"}
DISCOVERY = "karpenter.sh/discovery"


def claims(request: Request, target: Target, world: World, *, disk: str) -> list[Manifest]:
    """Return the claims that a Workspace wants, those of ours that exist included; ``disk`` is a quantity."""
    kind = "NodeClaim" if target.gate("Karpenter") else "Machine"
    existing = {name_of(claim): claim for claim in world.of_kind(kind, labels=request.ownership)}
    made = {child(claim, "status").get("nodeName") for claim in existing.values()}
    brought = [node for node in select_nodes(request, target, world) if name_of(node) not in made]
    indexes = range(max(request.count, 0) + len(existing))
    candidates = [claim_name(request.namespace, request.name, index) for index in indexes]
    needed = request.count - len(brought) - len(existing.keys() - set(candidates))
    build = _node_claim if kind == "NodeClaim" else _machine
    return [build(request, target, name=name, disk=disk) for name in kept_first(candidates, existing, needed)]


def node_class(target: Target, world: World) -> Manifest | None:
    """Return the node class that the controller makes at its start, or None where one is known or none is used.

    Only the world's word counts: where the world cannot say whether one exists, it is made.
    """
    kind = NODE_CLASS_KINDS.get(target.cloud, "")
    if not target.gate("Karpenter") or not kind or world.find(kind, NODE_CLASS_NAME):
        return None
    if kind == "EC2NodeClass":
        description = "General purpose EC2NodeClass for running Amazon Linux 2 nodes"
        spec: dict[str, Any] = {
            "amiFamily": "AL2",
            "role": f"KarpenterNodeRole-{target.cluster_name}",
            "subnetSelectorTerms": [{"tags": {DISCOVERY: target.cluster_name}}],
            "securityGroupSelectorTerms": [{"tags": {DISCOVERY: target.cluster_name}}],
        }
    else:
        description = "General purpose AKSNodeClass for running Ubuntu 22.04 nodes"
        spec = {"imageFamily": "Ubuntu2204"}
    return {
        "apiVersion": api_version(kind, V0_3),
        "kind": kind,
        "metadata": {"name": NODE_CLASS_NAME, "annotations": {"kubernetes.io/description": description}},
        "spec": spec,
    }


def _machine(request: Request, _: Target, *, name: str, disk: str) -> Manifest:
    return {
        "apiVersion": api_version("Machine", V0_3),
        "kind": "Machine",
        "metadata": {
            "name": name,
            "labels": {PROVISIONER_NAME: "default", **request.ownership, **request.match_labels},
        },
        "spec": {
            "machineTemplateRef": {"name": name},
            "requirements": [
                _in(INSTANCE_TYPE, request.instance_type),
                _in(PROVISIONER_NAME, "default"),
                _in(MACHINE_TYPE, "gpu"),
                _in("kubernetes.io/arch", "amd64"),
                _in("kubernetes.io/os", "linux"),
            ],
            "taints": [dict(TAINT)],
            "resources": {"requests": {"storage": disk}},
        },
    }


def _node_claim(request: Request, target: Target, *, name: str, disk: str) -> Manifest:
    requirements = [
        _in(NODE_POOL, "kaito"),
        _in(INSTANCE_TYPE, request.instance_type),
        _in("kubernetes.io/os", "linux"),
    ]
    if target.cloud == "azure":
        requirements.append(_in("karpenter.azure.com/sku-name", request.instance_type))
    return {
        "apiVersion": api_version("NodeClaim", V0_3),
        "kind": "NodeClaim",
        "metadata": {
            "name": name,
            "labels": {NODE_POOL: "kaito", **request.ownership, **request.match_labels},
            "annotations": {"karpenter.sh/do-not-disrupt": "true"},
        },
        "spec": {
            "nodeClassRef": {"name": NODE_CLASS_NAME, "kind": NODE_CLASS_KINDS[target.cloud]},
            "taints": [dict(TAINT)],
            "requirements": requirements,
            "resources": {"requests": {"ephemeral-storage": disk}},
        },
    }


def _in(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "operator": "In", "values": [value]}
