"""JSON types as the API server tells them apart, in the words of messages."""

from typing import Any

from kaito_gen.validate.schema.lean import Schema

_LARGEST = 2**53 - 1


def json_type(value: Any) -> str:
    """Return the JSON type of a value; a whole number beyond 64 bits is a plain number, as Go reads it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if -(2**63) <= value < 2**63 else "number"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def has_type(value: Any, types: tuple[str, ...]) -> bool:
    """Return whether a value has one of the types; 1.0 is an integer, and every integer is a number."""
    found = json_type(value)
    if found in types:
        return True
    if found == "integer":
        return "number" in types
    return found == "number" and "integer" in types and abs(value) <= _LARGEST and value == int(value)


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the types that a schema allows; none when it allows every one."""
    kind = schema.get("type", ())
    return (kind,) if isinstance(kind, str) else tuple(kind)


def article(name: str) -> str:
    """Return a type with its article: ``an integer``."""
    return "null" if name == "null" else f"an {name}" if name[0] in "aio" else f"a {name}"


def brief(value: Any) -> str:
    """Return a value for a message: quoted, and never longer than a line."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}..."'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value) if isinstance(value, int | float) else article(json_type(value))
