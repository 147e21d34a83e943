"""The quick yes: a compiled check that never says yes to what the server would refuse, and sometimes no without need.

jsonschema_rs judges a document in microseconds but takes 30 ms to load, so it is worth its while only for many
documents of a kind; a document that it refuses is walked, which also finds out why. What JSON Schema cannot say, such
as the keys of keyed lists, is looked at elsewhere.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kaito_gen.kinds import Manifest
from kaito_gen.validate.schema.formats import holds
from kaito_gen.validate.schema.kind import KindSchema
from kaito_gen.validate.schema.lean import Schema
from kaito_gen.validate.schema.values import types_of

_LARGEST = 2**53 - 1
_LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_NAME = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_PREFIX = rf"({_LABEL}(\.{_LABEL}){{0,3}}/)?"
_TEXTS = {"type": "object", "maxProperties": 40, "propertyNames": {"type": "string", "pattern": f"^{_PREFIX}{_NAME}$"}}
_METADATA: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "pattern": f"^{_LABEL}$"},
        "namespace": {"type": "string", "pattern": f"^{_LABEL}$"},
        "labels": {**_TEXTS, "additionalProperties": {"type": "string", "pattern": f"^({_NAME})?$"}},
        "annotations": {**_TEXTS, "additionalProperties": {"type": "string", "maxLength": 1000}},
    },
    "additionalProperties": False,
}
"""Metadata as nearly everybody writes it; anything else is walked."""
_SERVICE_NAME = "^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$"


def quick_check(kind: KindSchema) -> Callable[[Manifest], bool] | None:
    """Return the compiled check of a kind, or None where there can be none: no wheel, or a pattern of Go's alone."""
    try:
        import jsonschema_rs
    except ImportError:
        return None
    formats: dict[str, Callable[[str], bool]] = {}
    schema = strict(kind, formats)
    try:
        validator = jsonschema_rs.Draft202012Validator(schema, formats=formats, validate_formats=True)
    except (jsonschema_rs.ValidationError, ValueError):
        return None

    def check(document: Manifest) -> bool:
        try:
            return bool(validator.is_valid(document))
        except ValueError:  # a value that JSON cannot hold
            return False

    return check


def strict(kind: KindSchema, formats: dict[str, Callable[[str], bool]]) -> dict[str, Any]:
    """Return the schema to compile: closer than the server's wherever JSON Schema and Go may differ.

    Every format that it names is added to ``formats``, by the names it goes by there.
    """
    schema = _strict(kind.schema, formats)
    metadata = _METADATA
    if kind.kind == "Service" and kind.native:
        name = {"type": "string", "pattern": _SERVICE_NAME}
        metadata = {**_METADATA, "properties": {**_METADATA["properties"], "name": name}}
    if not kind.namespaced:
        properties = {name: field for name, field in metadata["properties"].items() if name != "namespace"}
        metadata = {**metadata, "properties": properties}
    about = {"apiVersion": {"const": kind.api_version}, "kind": {"const": kind.kind}, "metadata": metadata}
    schema["properties"] = {**schema.get("properties", {}), **about}
    schema["required"] = sorted({*schema.get("required", ()), *about})
    if "$defs" in kind.schema:
        schema["$defs"] = {name: _strict(part, formats) for name, part in kind.schema["$defs"].items()}
    if _says_more_of_metadata(kind.schema):
        schema["not"] = {}
    return schema


def _says_more_of_metadata(schema: Schema) -> bool:
    return bool(schema.get("properties", {}).get("metadata", {}).keys() - {"type"})


def _strict(schema: Schema, formats: dict[str, Callable[[str], bool]]) -> dict[str, Any]:
    out = {key: value for key, value in schema.items() if not key.startswith(("x-", "$defs", "default"))}
    if "properties" in out:
        out["properties"] = {name: _strict(child, formats) for name, child in out["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(out.get(key), Mapping):
            out[key] = _strict(out[key], formats)
    types = types_of(schema)
    if "integer" in types:
        out.setdefault("minimum", -_LARGEST)
        out.setdefault("maximum", _LARGEST)
    if not types and "nullable" not in schema and "$ref" not in schema:
        out["type"] = ["array", "boolean", "number", "object", "string"]
    if "format" in out:
        name = str(out["format"])
        out["format"] = f"kubernetes-{name}"
        formats[out["format"]] = lambda text: holds(name, text)
    if schema.get("x-kubernetes-list-type") == "set":
        out["uniqueItems"] = True
    if schema.get("x-kubernetes-embedded-resource"):
        out["not"] = {}
    if out.get("additionalProperties") is True:
        # What lies below is pruned: a plain value alone is left as it is.
        out["additionalProperties"] = {"type": ["boolean", "number", "string"]}
    return out
