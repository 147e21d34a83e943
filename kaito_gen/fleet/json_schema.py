"""The JSON Schema of our own files, made from the same types that read them; its prose is the fields' own docstrings.

Draft 7, because that is what the YAML servers of editors know best. Docstrings of attributes exist in the source alone,
so it is read again here; nothing but the verb ``schema`` and its test comes this way.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args, get_origin

from kaito_gen.fleet.fleet import Overlay
from kaito_gen.fleet.shape import camel, is_optional, is_value, members, types_of
from kaito_gen.value import Value

_SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number"}
_ALWAYS_WRITTEN = ("apiVersion", "kind")
"""Fields that a file must say, though Python fills them in."""


def json_schema(kind: type[Value]) -> dict[str, Any]:
    """Return the JSON Schema of a Fleet, an Overlay or Settings; an Overlay may say null where a field is optional."""
    definitions: dict[str, Any] = {}
    top = _object(kind, definitions, nulls=kind is Overlay)
    top["required"] = sorted({*top.get("required", ()), *_ALWAYS_WRITTEN})
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"kaito-gen {kind.__name__}",
        **top,
        "definitions": dict(sorted(definitions.items())),
    }


def _object(kind: Any, definitions: dict[str, Any], *, nulls: bool) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required = []
    for name, of in types_of(kind).items():
        optional = is_optional(kind, name)
        schema = _value(of, definitions, nulls=nulls)
        if optional and nulls and name not in ("api_version", "kind"):
            schema = _or_null(schema)
        properties[camel(name)] = _described(schema, _prose(kind, name))
        if not optional:
            required.append(camel(name))
    found = {
        "description": _one_line(inspect.getdoc(kind) or ""),
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    return found | ({"required": required} if required else {})


def _value(kind: Any, definitions: dict[str, Any], *, nulls: bool) -> dict[str, Any]:
    choices = members(kind)
    if len(choices) > 1:
        schemas = [_value(choice, definitions, nulls=nulls) for choice in choices]
        if all(set(schema) == {"type"} for schema in schemas):
            return {"type": [schema["type"] for schema in schemas]}
        return {"anyOf": schemas}
    kind = choices[0]
    if is_value(kind):
        name = str(kind.__name__)
        if name not in definitions:
            definitions[name] = {}  # holds the place, should a type ever contain itself
            definitions[name] = _object(kind, definitions, nulls=nulls)
        return {"$ref": f"#/definitions/{name}"}
    if kind in _SCALARS:
        return {"type": _SCALARS[kind]}
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is Annotated:
        return {"type": "integer", "minimum": arguments[1].minimum}
    if origin is tuple:
        return {"type": "array", "items": _value(arguments[0], definitions, nulls=nulls)}
    if origin is Mapping:
        inner = _value(arguments[1], definitions, nulls=nulls)
        return {"type": "object", "additionalProperties": _or_null(inner) if nulls and inner else inner or True}
    return {}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    if isinstance(schema.get("type"), str) and set(schema) == {"type"}:
        return {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _described(schema: dict[str, Any], prose: str) -> dict[str, Any]:
    """Beside ``$ref`` draft 7 ignores every other word, so the reference goes one level down."""
    if "$ref" in schema:
        schema = {"allOf": [schema]}
    return {"description": prose, **schema} if prose else schema


def _prose(kind: type, field: str) -> str:
    return next((text for owner in kind.__mro__ if (text := _docstrings(owner).get(field))), "")


@cache
def _docstrings(kind: Any) -> dict[str, str]:
    """The text after each annotated attribute of a class, as its source has it."""
    if not is_value(kind):
        return {}
    return dict(_pairs(ast.parse(inspect.cleandoc("\n" + inspect.getsource(kind)))))


def _pairs(module: ast.Module) -> Iterator[tuple[str, str]]:
    body = [node for definition in module.body if isinstance(definition, ast.ClassDef) for node in definition.body]
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            yield field.target.id, _one_line(str(ast.literal_eval(text.value)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
