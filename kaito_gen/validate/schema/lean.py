"""From the schema in a CustomResourceDefinition to a lean, closed JSON Schema that says the same.

The API server reads OpenAPI 3.0 with extensions of its own; everybody else reads JSON Schema. The lean form is both:
valid JSON Schema (2020-12) for other tools, and still carrying every ``x-kubernetes-`` extension for our own walk.
What the server prunes is closed (``additionalProperties: false``), so that "not allowed" and "pruned" are one notion.
Sources: k8s.io/apiextensions-apiserver v0.35.0, pkg/apiserver/schema and pkg/apiserver/validation.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

type Schema = Mapping[str, Any]

_FORMATS_NAMES = (
    "bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard ssn "
    "hexcolor rgbcolor byte password date duration datetime k8sshortname k8slongname"
)
FORMATS = frozenset(_FORMATS_NAMES.split())
"""The formats that the API server checks in custom resources, without their dashes; it ignores all others."""

_MAPS = ("properties", "patternProperties", "$defs")
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("items", "not", "additionalProperties")
_KEPT_WORDS = (
    "enum pattern minimum maximum multipleOf minLength maxLength minItems maxItems uniqueItems minProperties "
    "maxProperties required default x-kubernetes-int-or-string x-kubernetes-preserve-unknown-fields "
    "x-kubernetes-embedded-resource x-kubernetes-list-type x-kubernetes-list-map-keys x-kubernetes-map-type "
    "x-kubernetes-validations"
)
_KEPT = tuple(_KEPT_WORDS.split())
_WORTH_SHARING = 200


def lean(schema: Schema, *, root: bool = False) -> dict[str, Any]:
    """Return the lean form of one CRD schema; ``root`` for that of a whole object.

    Prose, unknown formats and empty values are gone, ``nullable`` has become part of the type, and every object is
    closed that the server prunes. Repeated parts are not shared yet: see :func:`shared`.
    """
    return _lean(schema, closes=True, resource=root)


def _lean(schema: Schema, *, closes: bool, resource: bool = False) -> dict[str, Any]:
    out = {key: schema[key] for key in _KEPT if (key == "default" and key in schema) or _says(schema.get(key))}
    _typed(schema, out)
    _bounds(schema, out)
    embedded = resource or bool(schema.get("x-kubernetes-embedded-resource"))
    if schema.get("properties"):
        out["properties"] = {
            name: _lean(child, closes=closes and not (embedded and name == "metadata"))
            for name, child in schema["properties"].items()
        }
    for key in _SINGLE:
        if isinstance(schema.get(key), Mapping):
            out[key] = _lean(schema[key], closes=closes and key != "not")
    if schema.get("additionalProperties") is True:
        out["additionalProperties"] = True
    for key in _LISTS:
        branches = [_lean(branch, closes=False) for branch in schema.get(key, ()) if not _int_or_string(branch, schema)]
        if branches:
            out[key] = branches
    prunes = closes and "object" in _types(out) and not schema.get("x-kubernetes-preserve-unknown-fields")
    if prunes and "additionalProperties" not in out:
        out["additionalProperties"] = False
    return out


def _says(value: Any) -> bool:
    """Whether a value limits anything: false, nothing and the empty do not, zero does."""
    return value is not None and value is not False and value != [] and value != ""


def _typed(schema: Schema, out: dict[str, Any]) -> None:
    """Write type, null and format; the server checks no format that it does not know."""
    types = ["integer", "string"] if schema.get("x-kubernetes-int-or-string") else [schema.get("type")]
    types = [kind for kind in types if kind]
    if schema.get("nullable"):
        if types:
            types.append("null")
        else:
            out["nullable"] = True
    if types:
        out["type"] = types[0] if len(types) == 1 else types
    if str(schema.get("format", "")).replace("-", "") in FORMATS:
        out["format"] = schema["format"]


def _bounds(schema: Schema, out: dict[str, Any]) -> None:
    """Turn OpenAPI's "exclusive" flags into JSON Schema's exclusive bounds."""
    for bound, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(flag) is True and bound in out:
            out[flag] = out.pop(bound)


def _types(schema: Schema) -> tuple[str, ...]:
    kind = schema.get("type", ())
    return (kind,) if isinstance(kind, str) else tuple(kind)


def _int_or_string(branch: Schema, schema: Schema) -> bool:
    """Whether a branch only repeats what ``x-kubernetes-int-or-string`` already says."""
    if not schema.get("x-kubernetes-int-or-string"):
        return False
    if branch.keys() == {"type"}:
        return branch["type"] in ("integer", "string")
    return branch.keys() == {"anyOf"} and all(_int_or_string(inner, schema) for inner in branch["anyOf"])


def shared(schema: Schema) -> dict[str, Any]:
    """Return the schema with parts that occur more than once moved to ``$defs``, largest first.

    Workflows repeat the schema of a container dozens of times; sharing makes theirs 15 times smaller.
    """
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for name, part in _parts(schema):
        text = _canonical(part)
        if len(text) >= _WORTH_SHARING:
            counts[text] += 1
            names.setdefault(text, name)
    definitions: dict[str, Any] = {}
    references: dict[str, str] = {}
    for text in sorted((text for text, count in counts.items() if count > 1), key=lambda text: (names[text], text)):
        name, number = names[text], 1
        while name in definitions:
            number += 1
            name = f"{names[text]}{number}"
        definitions[name] = None
        references[text] = name
    if not references:
        return dict(schema)
    for text, name in references.items():
        definitions[name] = _replaced(json.loads(text), references, top=True)
    out = _replaced(schema, references, top=True)
    used = _used(out, definitions)
    out["$defs"] = {name: part for name, part in definitions.items() if name in used}
    return out


def _parts(schema: Schema, name: str = "part") -> Iterator[tuple[str, Schema]]:
    for child_name, child in children(schema, name):
        yield child_name, child
        yield from _parts(child, child_name)


def children(schema: Schema, name: str = "part") -> Iterator[tuple[str, Schema]]:
    """Yield the schemas directly inside a schema, each with the name of the property it belongs to."""
    for key in _MAPS:
        yield from schema.get(key, {}).items()
    for key in _SINGLE:
        if isinstance(schema.get(key), Mapping):
            yield name, schema[key]
    for key in _LISTS:
        for branch in schema.get(key, ()):
            yield name, branch


def _replaced(schema: Schema, references: Mapping[str, str], *, top: bool = False) -> dict[str, Any]:
    if not top:
        name = references.get(_canonical(schema))
        if name is not None:
            return {"$ref": f"#/$defs/{name}"}
    out = dict(schema)
    for key in _MAPS:
        if key in out:
            out[key] = {name: _replaced(child, references) for name, child in out[key].items()}
    for key in _SINGLE:
        if isinstance(out.get(key), Mapping):
            out[key] = _replaced(out[key], references)
    for key in _LISTS:
        if key in out:
            out[key] = [_replaced(branch, references) for branch in out[key]]
    return out


def _used(schema: Schema, definitions: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    queue = [schema]
    while queue:
        text = json.dumps(queue.pop())
        for name in definitions:
            if name not in found and f'"#/$defs/{name}"' in text:
                found.add(name)
                queue.append(definitions[name])
    return found


def _canonical(schema: Schema) -> str:
    return json.dumps(schema, sort_keys=True, separators=(",", ":"))
