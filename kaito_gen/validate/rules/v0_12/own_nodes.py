"""Nodes that users have beside those that are bought: they carry a Workspace's labels, and do not count for it.

Where Karpenter buys they do count, which is worse: nothing is bought then, and no pod may go there.
"""

from collections.abc import Iterator

from kaito_gen.kinds import name_of
from kaito_gen.planning import byo, request
from kaito_gen.validate.finding import ERROR
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.trouble import is_sound, trouble
from kaito_gen.validate.rules.v0_12.made import EVERY, of_each
from kaito_gen.validate.rules.walk import Step, part

_BOUGHT = ("karpenter.sh/nodepool", "kaito.sh/workspace", "karpenter.kaito.sh/workspace-name")
_TYPE = "node.kubernetes.io/instance-type"
_KEYS = ("resource", "labelSelector")


def _nodes(subject: Subject) -> Iterator[Step]:
    provisioner = subject.target.provisioner
    if provisioner not in ("karpenter", "azure-gpu-provisioner") or not is_sound(subject):
        return
    if next(subject.world.of_kind("Node"), None) is None:
        return
    ask = request.read(subject.manifest)
    if not ask.node_labels:
        return
    for node in byo.matching_nodes(ask, subject.world):
        labels = part(node, "metadata", "labels")
        if labels.get(_TYPE, ask.instance_type) != ask.instance_type or any(key in labels for key in _BOUGHT):
            continue
        if provisioner == "karpenter":
            message = f"node {name_of(node)} counts as this Workspace's, so none is bought, yet no pod may go there"
            hint = f"take the labels off the node, or add karpenter.kaito.sh/workspace-name: {ask.name}"
            yield "own-node-without-owner", Hit(_KEYS, message, hint, ERROR)
        else:
            message = f"node {name_of(node)} carries these labels and does not count: another one is bought"
            hint = f"label it kaito.sh/workspace: {ask.name} and kaito.sh/workspacenamespace: {ask.namespace}"
            yield "own-node-without-owner", Hit(_KEYS, message, hint)


RULES = (trouble("own-node-without-owner", of_each(_nodes), EVERY, "A node of yours does not count as you mean it."),)
