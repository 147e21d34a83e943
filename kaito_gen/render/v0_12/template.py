"""The StatefulSet of an inference with a pod template of its own: the user's pods on the Workspace's nodes.

KAITO creates it once and never applies later changes. Source: KAITO v0.12.0, pkg/workspace/inference; measured.
"""

from kaito_gen.kinds import Manifest, api_version
from kaito_gen.render.affinity import node_affinity
from kaito_gen.render.form import child
from kaito_gen.render.v0_12.nodes import ownership
from kaito_gen.render.v0_12.request import Request
from kaito_gen.render.v0_12.tolerations import inference_tolerations
from kaito_gen.target import Target


def template_statefulset(request: Request, template: Manifest, target: Target, *, nodes: int) -> Manifest:
    """Return the StatefulSet that runs ``template`` on ``nodes`` nodes, the user's own settings first."""
    from copy import deepcopy  # few runs meet such a Workspace

    own = deepcopy(template)
    metadata, spec = child(own, "metadata"), child(own, "spec")
    selector = request.pod_labels
    metadata["labels"] = {**child(metadata, "labels"), **selector}
    spec["tolerations"] = [*(spec.get("tolerations") or ()), *inference_tolerations(request, target)]
    spec.pop("affinity", None)  # replaced, never merged: only the Workspace says where its pods run
    affinity = node_affinity(request.node_labels, ownership(request, target))
    if affinity:
        spec["affinity"] = affinity
    return {
        "apiVersion": api_version("StatefulSet", target.release),
        "kind": "StatefulSet",
        "metadata": {"name": request.name, "namespace": request.namespace},
        "spec": {
            "replicas": nodes,
            "selector": {"matchLabels": selector},
            "template": {**own, "metadata": metadata, "spec": spec},
        },
    }
