"""The types of a fleet file as validators: plain classes in, pydantic's compiled core out.

Why not ``BaseModel``: importing it and building some forty models takes 110 ms more than a bare ``import pydantic``,
twice what a whole ``kaito-gen plan`` may cost; the core alone, given the same types, takes 3. What it checks, and how
fast, is the same.

What a type may be: str, int, float, bool, ``Any``, ``Literal``, ``tuple[X, ...]``, ``Mapping[str, X]``, a
:class:`Value`, a union of those, ``X | None`` for a field that may be left out, and ``Annotated[int, AtLeast(1)]``.
"""

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, cast, get_args, get_origin

from kaito_gen.fleet.schema_validator import SchemaValidator
from kaito_gen.value import Value

if TYPE_CHECKING:
    from kaito_gen.fleet.schema_validator import CoreSchema

type _Schema = dict[str, Any]
"""A schema of pydantic's core: its ``type``, and what that type takes."""

_TEXT: Final[_Schema] = {"type": "str", "strict": True}

BRANCHES = ("<text>", "<object>")
"""What the core puts into an error's path when a value may be either text or an object; never part of a document."""


class AtLeast(Value):
    """A number's lower bound."""

    minimum: int


@cache
def camel(name: str) -> str:
    """Return a field's name as a file spells it: ``push_secret`` -> ``pushSecret``."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


@cache
def types_of(kind: Any) -> dict[str, Any]:
    """Return the types of a value's fields by attribute, those of base classes first."""
    found: dict[str, Any] = {}
    for owner in reversed(kind.__mro__[: kind.__mro__.index(Value)]):
        found |= owner.__annotations__
    return found


@cache
def fields_of(kind: Any) -> dict[str, Any]:
    """Return the types of a value's fields as a file spells them."""
    return {camel(name): of for name, of in types_of(kind).items()}


def is_value(kind: Any) -> bool:
    """Return whether a type is one of ours, with fields."""
    return isinstance(kind, type) and issubclass(kind, Value)


def is_optional(kind: type, name: str) -> bool:
    """Return whether a field, by attribute, may be left out."""
    return hasattr(kind, name)


def members(kind: Any) -> list[Any]:
    """Return the types that a value may have, without None: those of a union, or the type alone."""
    if get_origin(kind) in (UnionType, Union):
        return [member for member in get_args(kind) if member is not NoneType]
    return [kind]


def inside(kind: Any, key: str | int) -> list[Any]:
    """Return the type found under a key of a value of ``kind``: one, or none."""
    if is_value(kind):
        fields = fields_of(kind)
        return [fields[key]] if key in fields else []
    arguments = get_args(kind)
    if get_origin(kind) is tuple and isinstance(key, int):
        return [arguments[0]]
    return [arguments[1]] if get_origin(kind) is Mapping else []


@cache
def validator(kind: type, *, nulls: bool = False) -> SchemaValidator:
    """Return the validator that turns a plain mapping into ``kind``; built once a process.

    ``nulls`` allows null wherever a field may be left out: that is how an overlay unsets one.
    """
    return SchemaValidator(cast("CoreSchema", _schema(kind, nulls)))


def _schema(kind: Any, nulls: bool) -> _Schema:
    if is_value(kind):
        return _object(kind, nulls)
    if kind in _LEAVES:
        return _LEAVES[kind]
    choices = members(kind)
    if len(choices) > 1:
        return _union(choices, nulls)
    (kind,) = choices
    if kind in _LEAVES or is_value(kind):
        return _schema(kind, nulls)
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is Literal:
        return {"type": "literal", "expected": list(arguments)}
    if origin is tuple:
        return {"type": "tuple", "items_schema": [_schema(arguments[0], nulls)], "variadic_item_index": 0}
    if origin is Mapping:
        values = _nullable(_schema(arguments[1], nulls), nulls)
        return {"type": "dict", "keys_schema": _TEXT, "values_schema": values}
    if origin is Annotated:
        return {"type": "int", "strict": True, "ge": arguments[1].minimum}
    msg = f"{kind!r} is not a type of a fleet file"
    raise TypeError(msg)


_LEAVES: Final[Mapping[Any, _Schema]] = {
    str: _TEXT,
    int: {"type": "int", "strict": True},
    float: {"type": "float", "strict": True},
    bool: {"type": "bool", "strict": True},
    Any: {"type": "any"},
}


def _object(kind: type, nulls: bool) -> _Schema:
    entries, names = [], []
    for name, of in types_of(kind).items():
        schema = _schema(of, nulls)
        if is_optional(kind, name):
            schema = {"type": "default", "schema": _nullable(schema, nulls), "default": getattr(kind, name)}
        entry = {"type": "dataclass-field", "name": name, "schema": schema, "kw_only": True}
        entries.append({**entry, "validation_alias": camel(name)})
        names.append(name)
    return {
        "type": "dataclass",
        "cls": kind,
        "fields": names,
        "schema": {"type": "dataclass-args", "dataclass_name": kind.__name__, "fields": entries},
        "frozen": True,
        "config": {"extra_fields_behavior": "forbid"},
    }


def _union(choices: list[Any], nulls: bool) -> _Schema:
    objects = [choice for choice in choices if is_value(choice)]
    if not objects:
        return {
            "type": "union",
            "choices": [_schema(choice, nulls) for choice in choices],
            "mode": "left_to_right",
            "custom_error_type": "scalar",
            "custom_error_message": " or ".join(_NAMES[choice] for choice in choices),
        }
    text, branch = BRANCHES
    return {
        "type": "tagged-union",
        "choices": {text: _TEXT, branch: _schema(objects[0], nulls)},
        "discriminator": lambda value: text if isinstance(value, str) else branch,
    }


_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _nullable(schema: _Schema, nulls: bool) -> _Schema:
    return {"type": "nullable", "schema": schema} if nulls else schema
