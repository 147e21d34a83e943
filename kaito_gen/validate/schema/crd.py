"""The kinds that a CustomResourceDefinition defines: at run time for users' own, and when ours are vendored."""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.kinds import Manifest, name_of
from kaito_gen.validate.finding import ERROR, SCHEMA, Finding, Keys
from kaito_gen.validate.schema.kind import KindSchema, Scale
from kaito_gen.validate.schema.lean import lean, shared
from kaito_gen.validate.schema.rules import CRD

API_VERSION = "apiextensions.k8s.io/v1"


def is_crd(manifest: Any) -> bool:
    """Return whether a document is a CustomResourceDefinition, of any version."""
    return (
        isinstance(manifest, dict)
        and manifest.get("kind") == "CustomResourceDefinition"
        and str(manifest.get("apiVersion")).startswith("apiextensions.k8s.io/")
    )


def kinds_of(manifest: Manifest) -> tuple[tuple[KindSchema, ...], tuple[Finding, ...]]:
    """Return the served versions of a CRD as kinds, and what keeps us from using it.

    Only what we need is looked at; whether the API server takes the definition is a question to its own schema.
    """
    findings = list(_problems(manifest))
    if findings:
        return (), tuple(findings)
    return tuple(_kinds(manifest)), ()


def _problems(manifest: Manifest) -> Iterator[Finding]:
    if manifest.get("apiVersion") != API_VERSION:
        hint = f"write it as {API_VERSION}, the only version since Kubernetes 1.22"
        yield Finding(CRD, SCHEMA, ERROR, "this version of CustomResourceDefinition is gone", ("apiVersion",), hint)
        return
    for path in ("spec.group", "spec.scope", "spec.names.kind", "spec.names.plural"):
        keys = tuple(path.split("."))
        if not isinstance(_at(manifest, keys), str):
            yield _missing(keys)
    versions = _at(manifest, ("spec", "versions"))
    if not isinstance(versions, list):
        yield _missing(("spec", "versions"))
        return
    for index, version in enumerate(versions):
        at: Keys = ("spec", "versions", index)
        schema = _at(version, ("schema", "openAPIV3Schema"))
        if not isinstance(_at(version, ("name",)), str):
            yield _missing((*at, "name"))
        elif not isinstance(schema, dict):
            yield _missing((*at, "schema", "openAPIV3Schema"))
        else:
            yield from _malformed(schema, (*at, "schema", "openAPIV3Schema"))
        for keys in _scale_paths(version):
            yield _wrong((*at, *keys), "a path such as .spec.replicas")


def _scale_paths(version: Any) -> Iterator[tuple[str, ...]]:
    """Yield the keys of those paths of the scale subresource that are none."""
    scale = _at(version, ("subresources", "scale"))
    for name in ("specReplicasPath", "statusReplicasPath"):
        if scale is not None and not isinstance(_at(scale, (name,)), str):
            yield ("subresources", "scale", name)


def _malformed(schema: Any, keys: Keys) -> Iterator[Finding]:
    """Yield every place where something else stands than the schema of schemas has there."""
    if not isinstance(schema, dict):
        yield _wrong(keys, "a schema")
        return
    for name, kind in _SHAPES.items():
        value = schema.get(name)
        if value is not None and not isinstance(value, kind):
            yield _wrong((*keys, name), f"{_WORDS[kind]} here")
    for name, child in _dict(schema.get("properties")).items():
        yield from _malformed(child, (*keys, "properties", name))
    for name in ("items", "not"):
        if schema.get(name) is not None:
            yield from _malformed(schema[name], (*keys, name))
    others = schema.get("additionalProperties")
    if others is not None and not isinstance(others, bool):
        yield from _malformed(others, (*keys, "additionalProperties"))
    for name in ("allOf", "anyOf", "oneOf"):
        branches = schema.get(name)
        for index, branch in enumerate(branches if isinstance(branches, list) else ()):
            yield from _malformed(branch, (*keys, name, index))
    rules = schema.get("x-kubernetes-validations")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        if not isinstance(rule, dict):
            yield _wrong((*keys, "x-kubernetes-validations", index), "a rule")


_WORDS: dict[Any, str] = {
    dict: "a mapping",
    list: "a list",
    str: "a text",
    int: "a whole number",
    int | float: "a number",
    bool: "true or false",
}
_SHAPES: dict[str, Any] = {
    "type": str,
    "format": str,
    "pattern": str,
    "properties": dict,
    "allOf": list,
    "anyOf": list,
    "oneOf": list,
    "enum": list,
    "required": list,
    "x-kubernetes-validations": list,
    "x-kubernetes-list-map-keys": list,
    "x-kubernetes-list-type": str,
    "minimum": int | float,
    "maximum": int | float,
    "multipleOf": int | float,
    "minLength": int,
    "maxLength": int,
    "minItems": int,
    "maxItems": int,
    "minProperties": int,
    "maxProperties": int,
    "nullable": bool,
}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _kinds(manifest: Manifest) -> Iterator[KindSchema]:
    spec = manifest["spec"]
    for version in spec["versions"]:
        if version.get("served") is False:
            continue
        subresources = version.get("subresources") or {}
        schema = lean(version["schema"]["openAPIV3Schema"], root=True)
        yield KindSchema(
            group=spec["group"],
            version=version["name"],
            kind=spec["names"]["kind"],
            plural=spec["names"]["plural"],
            namespaced=spec["scope"] == "Namespaced",
            schema=shared(schema),
            has_status="status" in subresources,
            scale=_scale(subresources.get("scale")),
            source=f"CustomResourceDefinition {name_of(manifest)}",
        )


def _scale(scale: Mapping[str, Any] | None) -> Scale | None:
    if not scale:
        return None
    return Scale(
        replicas=_path(scale["specReplicasPath"]),
        status_replicas=_path(scale["statusReplicasPath"]),
        selector=_path(scale.get("labelSelectorPath") or ""),
    )


def _path(text: str) -> tuple[str, ...]:
    return tuple(key for key in text.removeprefix(".").split(".") if key)


def _at(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _missing(keys: Keys) -> Finding:
    return Finding(CRD, SCHEMA, ERROR, f"a CustomResourceDefinition needs {keys[-1]} here", keys)


def _wrong(keys: Keys, wanted: str) -> Finding:
    return Finding(CRD, SCHEMA, ERROR, f"a CustomResourceDefinition needs {wanted}", keys)
