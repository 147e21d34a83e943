"""The policy that a RAGEngine's server holds its answers to: the user's ConfigMap, or a copy of the chart's."""

from kaito_gen.kinds import Manifest, namespace_of
from kaito_gen.planning.plan import Reason
from kaito_gen.render.form import at, child
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import ABSENT, UNKNOWN, World

_TEMPLATE = "ragengine-guardrails-policy-template"


class Policy(Value):
    """The ConfigMap with the policy (empty name: no guardrails), and what is made for it."""

    name: str = ""
    objects: tuple[Manifest, ...] = ()


def guardrails(root: Manifest, target: Target, world: World) -> Policy | Reason:
    """Return the policy of a RAGEngine, or why its Deployment cannot be made."""
    if not at(root, "spec.guardrails.enabled"):
        return Policy()
    namespace = namespace_of(root)
    own = at(root, "spec.guardrails.configMapRef.name")
    if own:
        if world.get("ConfigMap", own, namespace) is ABSENT:
            return Reason("config-missing", f"ConfigMap {namespace}/{own} does not exist: guardrails need it")
        return Policy(own)
    if world.find("ConfigMap", _TEMPLATE, namespace):
        return Policy(_TEMPLATE)
    source = world.get("ConfigMap", _TEMPLATE, target.release_namespace)
    if source is ABSENT or source is UNKNOWN:
        return Reason(
            "config-unknown" if source is UNKNOWN else "config-missing",
            f"guardrails copy ConfigMap {target.release_namespace}/{_TEMPLATE} of the ragengine chart, which is not "
            "among the files: give it with them",
        )
    metadata = child(source, "metadata")
    kept = {key: dict(metadata[key]) for key in ("labels", "annotations") if metadata.get(key)}
    copy: Manifest = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": _TEMPLATE, "namespace": namespace, **kept},
        "data": dict(child(source, "data")),
    }
    return Policy(_TEMPLATE, (copy,))
