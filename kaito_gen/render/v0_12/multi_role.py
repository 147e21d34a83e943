"""A MultiRoleInference: one InferenceSet for prefill, one for decode, and with the Gateway API gate a pool over both.

Source: KAITO v0.12.0, pkg/multiroleinference; the sets measured in kaito-v0.12-golden, 2026-08.
"""

from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest, api_version, name_of, namespace_of, rank
from kaito_gen.planning.plan import Reason
from kaito_gen.render.form import at, child, malformed, missing
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.v0_12.inference_pool import DISAGGREGATED_PLUGINS, PLUGINS_FILE, inference_pool
from kaito_gen.render.v0_12.inference_set import render_inference_set
from kaito_gen.render.v0_12.request import METADATA, MULTI_ROLE_LABEL, ROLE_LABEL, SELECTOR
from kaito_gen.target import Target
from kaito_gen.world import ABSENT, UNKNOWN, World

_POOL_INTERVAL = "10m0s"
_FORM: dict[str, Any] = {
    "metadata": METADATA,
    "spec": {
        "labelSelector": SELECTOR,
        "model": {"name": str, "modelAccessSecret": str},
        "eppPluginsConfig": str,
        "roles": [{"type": str, "replicas": int, "instanceType": str, "runtimeConfig": str}],
    },
}
_REQUIRED = (
    ("", "spec"),
    ("", "metadata"),
    ("metadata", "name"),
    ("spec", "labelSelector"),
    ("spec", "model"),
    ("spec.model", "name"),
    ("spec", "roles"),
)


def render_multi_role(root: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return both InferenceSets with everything that is made of them, and their pool."""
    refused = (*malformed(root, _FORM), *missing(root, _REQUIRED))
    if refused:
        return Rendered((), refused)
    gate = "enableMultiRoleInferenceController"
    if not target.gate(gate):
        return Rendered((), (Reason("gate-off", f"MultiRoleInferences need the feature gate {gate}: --gate {gate}"),))
    roles = at(root, "spec.roles")
    if sorted(role.get("type") or "" for role in roles) != ["decode", "prefill"]:
        message = "spec.roles must be one of type prefill and one of type decode: the API server refuses anything else"
        return Rendered((), (Reason("malformed", message),))
    objects, stops, notes = list[Manifest](), dict[str, Reason](), dict[str, Reason]()
    for role in roles:
        wanted = role_set(root, role, target)
        made = render_inference_set(wanted, target, world, catalog)
        objects += [wanted, *made.objects]
        stops |= {stop.message: stop for stop in made.stops}
        notes |= {note.message: note for note in made.notes}
    if target.gate("gatewayAPIInferenceExtension"):
        plugins = _plugins(root, world)
        if isinstance(plugins, Reason):
            stops[plugins.message] = plugins
        else:
            objects += _pool(root, plugins, target, catalog)
    objects.sort(key=lambda manifest: rank(manifest["kind"]))
    return Rendered(tuple(objects), tuple(stops.values()), tuple(notes.values()))


def role_set(root: Manifest, role: dict[str, Any], target: Target) -> Manifest:
    """Return the InferenceSet of one role."""
    name, kind = name_of(root), role["type"]
    marks = {MULTI_ROLE_LABEL: name, ROLE_LABEL: kind}
    selector = dict(at(root, "spec.labelSelector"))
    labels = {**child(selector, "matchLabels"), **marks}
    preset: dict[str, Any] = {"name": at(root, "spec.model.name")}
    secret = at(root, "spec.model.modelAccessSecret")
    if secret:
        preset["presetOptions"] = {"modelAccessSecret": secret}
    inference: dict[str, Any] = {"preset": preset}
    if role.get("runtimeConfig"):
        inference["config"] = role["runtimeConfig"]
    template: dict[str, Any] = {"metadata": {"labels": dict(labels)}, "inference": inference}
    annotations = child(child(root, "metadata"), "annotations")
    if annotations:
        template["metadata"]["annotations"] = dict(annotations)
    if role.get("instanceType"):
        template["resource"] = {"instanceType": role["instanceType"]}
    replicas = role.get("replicas")
    return {
        "apiVersion": api_version("InferenceSet", target.release),
        "kind": "InferenceSet",
        "metadata": {"name": f"{name}-{kind}", "namespace": namespace_of(root), "labels": marks},
        "spec": {
            "replicas": 1 if replicas is None else replicas,
            "labelSelector": {**selector, "matchLabels": labels},
            "template": template,
        },
    }


def _plugins(root: Manifest, world: World) -> str | Reason:
    """Return the EndpointPickerConfig of the pool: the user's, or the one for disaggregated serving."""
    name = at(root, "spec.eppPluginsConfig")
    if not name:
        return DISAGGREGATED_PLUGINS
    found = world.get("ConfigMap", name, namespace_of(root))
    if found is UNKNOWN:
        return Reason("config-unknown", f"ConfigMap {name} is in none of the files: the pool carries its content")
    if found is ABSENT:
        return Reason("config-missing", f"ConfigMap {name} does not exist: no pool is made without it")
    text = child(found, "data").get(PLUGINS_FILE)
    if not isinstance(text, str):
        return Reason("config-missing", f"ConfigMap {name} has no key {PLUGINS_FILE}: no pool is made without it")
    return text


def _pool(root: Manifest, plugins: str, target: Target, catalog: Catalog) -> list[Manifest]:
    return inference_pool(
        name_of(root),
        namespace_of(root),
        {MULTI_ROLE_LABEL: name_of(root)},
        interval=_POOL_INTERVAL,
        target=target,
        catalog=catalog,
        plugins=plugins,
    )
