"""What a fleet asks for around its entries: its Namespace and its ResourceQuota."""

from kaito_gen.fleet.scope import Scope
from kaito_gen.gitops.extras import namespace_object, resource_quota
from kaito_gen.kinds import Manifest

_GPUS = "requests.nvidia.com/gpu"


def surroundings(scope: Scope) -> list[Manifest]:
    """Return the Namespace and the ResourceQuota that a fleet asks for."""
    fleet = scope.fleet
    found: list[Manifest] = []
    if not fleet.namespace:
        for name, said in (
            ("createNamespace", fleet.create_namespace),
            ("namespaceLabels", fleet.namespace_labels),
            ("quota", fleet.quota),
        ):
            if said:
                scope.fault((name,), f"{name} needs a namespace", "say namespace too")
        return found
    if fleet.namespace_labels and not fleet.create_namespace:
        path = ("namespaceLabels",)
        scope.fault(path, "namespaceLabels has no Namespace to go to", "write createNamespace: true, or leave it out")
    if fleet.create_namespace:
        labels = {**((fleet.defaults and fleet.defaults.labels) or {}), **(fleet.namespace_labels or {})}
        found.append(namespace_object(fleet.namespace, labels=labels))
    if fleet.quota is not None:
        hard = dict(fleet.quota.hard or {})
        if fleet.quota.gpus is not None:
            hard[_GPUS] = fleet.quota.gpus
        if hard:
            found.append(resource_quota(fleet.metadata.name, namespace=fleet.namespace, hard=hard))
    return found
