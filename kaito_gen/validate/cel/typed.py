"""A JSON value as the CEL value that its schema makes of it.

The schema decides what a text is (a moment, a span of time, bytes), that a number is a double even when it is whole,
and how two lists compare.
"""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import Any

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.values import KeyedList, SetList
from kaito_gen.validate.schema.correlation import resolved
from kaito_gen.validate.schema.lean import Schema
from kaito_gen.validate.schema.values import json_type, types_of

_TEXTS = ("date", "date-time", "duration", "byte")


def differs(schema: Schema) -> bool:
    """Return whether a value of this very schema is another one in CEL than in JSON."""
    types = types_of(schema)
    if any("null" in types_of(field) for field in schema.get("properties", {}).values()):
        return True
    if "number" in types or "integer" in types or schema.get("x-kubernetes-list-type") in ("set", "map"):
        return True
    return "string" in types and schema.get("format") in _TEXTS


def typed(value: Any, schema: Schema | None, definitions: Mapping[str, Schema], *, doubt: bool = False) -> Any:
    """Return the CEL value of a JSON value; ``schema`` may be reduced to where the two differ.

    With ``doubt``, and the whole schema, a value that the schema does not allow becomes an error, which whoever reads
    it meets: an update may leave a value as it is that no creation could have.
    """
    if schema is None:
        return value
    known = resolved(schema, definitions)
    if doubt and not _allowed(value, known):
        return CelError(f"invalid data, expected {types_of(known)[0]}")
    if isinstance(value, dict):
        properties, others = known.get("properties", {}), known.get("additionalProperties")
        others = others if isinstance(others, Mapping) else None
        return {
            name: typed(child, properties.get(name, others), definitions, doubt=doubt)
            for name, child in value.items()
            if child is not None or not properties  # of an object, a field that is null is absent
        }
    if isinstance(value, list):
        return _list([typed(item, known.get("items"), definitions, doubt=doubt) for item in value], known)
    return value if value is None else _scalar(value, known)


def _allowed(value: Any, schema: Schema) -> bool:
    types = types_of(schema)
    found = json_type(value)
    return not types or found in types or (found == "integer" and "number" in types)


def _list(items: list[Any], schema: Schema) -> list[Any]:
    kind = schema.get("x-kubernetes-list-type")
    if kind == "set":
        return SetList(items)
    if kind != "map":
        return items
    keyed = KeyedList(items)
    keyed.keys = tuple(schema.get("x-kubernetes-list-map-keys", ()))
    return keyed


def _scalar(value: Any, schema: Schema) -> Any:
    types = types_of(schema)
    if isinstance(value, str):
        return _text(value, schema.get("format")) if "string" in types else value
    if isinstance(value, bool) or "x-kubernetes-int-or-string" in schema:
        return value
    if "number" in types:
        return float(value)
    if "integer" in types and isinstance(value, float):
        return CelError("invalid data, expected int")
    return value


def _text(value: str, name: Any) -> Any:
    if name not in _TEXTS:
        return value
    from kaito_gen.validate.cel.times import moment, parse_duration

    try:
        if name in ("date", "date-time"):
            return moment(value)
        if name == "duration":
            return parse_duration(value)
        return urlsafe_b64decode(value) if name == "byte" else value
    except (CelError, Base64Error, ValueError) as error:
        return CelError(str(error))
