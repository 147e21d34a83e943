"""Whole objects inside an object, where a schema says so: each has a type and metadata of its own.

Source: k8s.io/apiextensions-apiserver v0.35.0, pkg/apiserver/schema/objectmeta.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.kinds import Manifest
from kaito_gen.validate.finding import ERROR, SCHEMA, Finding, Keys
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.correlation import resolved
from kaito_gen.validate.schema.lean import Schema
from kaito_gen.validate.schema.names import refused_label, refused_segment
from kaito_gen.validate.schema.objectmeta import marks, read_metadata
from kaito_gen.validate.schema.values import brief

_KIND = re.compile(r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?\Z", re.ASCII)


def embedded_findings(
    value: Any, schema: Schema, definitions: Mapping[str, Schema], unknown: list[Keys], keys: Keys = ()
) -> Iterator[Finding]:
    """Yield what is wrong with objects inside the value, and put their metadata in its place as the server reads it.

    The keys of unknown fields of their metadata go to ``unknown``.
    """
    known = resolved(schema, definitions)
    if isinstance(value, list):
        items: Schema = known.get("items", {})
        for index, item in enumerate(value if items else ()):
            yield from embedded_findings(item, items, definitions, unknown, (*keys, index))
    if not isinstance(value, dict):
        return
    if keys and "x-kubernetes-embedded-resource" in known:
        yield from _embedded(value, keys, unknown)
    properties, others = known.get("properties", {}), known.get("additionalProperties")
    for name, child in value.items():
        below = properties.get(name, others)
        if isinstance(below, Mapping):
            yield from embedded_findings(child, below, definitions, unknown, (*keys, name))


def _embedded(value: Manifest, keys: Keys, unknown: list[Keys]) -> Iterator[Finding]:
    for field in ("apiVersion", "kind"):
        text = value.get(field)
        if field not in value:
            yield Finding(rules.REQUIRED, SCHEMA, ERROR, f"an object needs its {field}", (*keys, field))
        elif not isinstance(text, str):
            message = f"{field} must be a string, not {brief(text)}"
            yield Finding(rules.DECODE, SCHEMA, ERROR, message, (*keys, field), value=text)
        elif not text or not (text.count("/") <= 1 if field == "apiVersion" else _KIND.match(text.lower())):
            yield Finding(rules.METADATA, SCHEMA, ERROR, f"{brief(text)} is no {field}", (*keys, field), value=text)
    metadata, findings = read_metadata(value, unknown, keys)
    yield from findings
    if metadata is None:
        return
    value["metadata"] = metadata
    for field, reason in (
        ("name", refused_segment(metadata.get("name", ""))),
        ("namespace", refused_label(metadata["namespace"]) if metadata.get("namespace") else ""),
    ):
        if reason:
            message = f"{field} {brief(metadata[field])} {reason}"
            yield Finding(rules.METADATA, SCHEMA, ERROR, message, (*keys, "metadata", field), value=metadata[field])
    if metadata.get("generation", 0) < 0:
        at, value = (*keys, "metadata", "generation"), metadata["generation"]
        yield Finding(rules.METADATA, SCHEMA, ERROR, "generation must not be negative", at, value=value)
    yield from marks(metadata, (*keys, "metadata"))
