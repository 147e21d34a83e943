"""The types of a fleet file as validators: frozen dataclasses in, pydantic's compiled core out.

Why not ``BaseModel``: importing it and building some twenty models takes 80 ms more than a bare ``import pydantic``,
which is twice what a whole ``kaito-gen plan`` may cost. The same dataclasses go through ``pydantic.TypeAdapter``
unchanged (a test compares the two), so nothing is lost but the start-up time.

What a type may be: str, int, float, bool, ``Any``, ``Literal``, ``tuple[X, ...]``, ``Mapping[str, X]``, a dataclass, a
union of those, ``X | None`` for a field that may be left out, and ``Annotated[int, AtLeast(1)]``.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic_core import CoreSchema, SchemaValidator, core_schema

BRANCHES = ("<text>", "<object>")
"""What the core puts into an error's path when a value may be either text or an object; never part of a document."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number's lower bound."""

    minimum: int


def camel(name: str) -> str:
    """Return a field's name as a file spells it: ``push_secret`` -> ``pushSecret``."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


@cache
def fields_of(kind: type) -> dict[str, Any]:
    """Return the fields of a dataclass as a file spells them, with their types."""
    return {camel(field.name): field.type for field in dataclasses.fields(kind)}


def members(kind: Any) -> list[Any]:
    """Return the types that a value may have, without None: those of a union, or the type alone."""
    if get_origin(kind) in (UnionType, Union):
        return [member for member in get_args(kind) if member is not NoneType]
    return [kind]


def inside(kind: Any, key: str | int) -> list[Any]:
    """Return the type found under a key of a value of ``kind``: one, or none."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
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
    return SchemaValidator(_schema(kind, nulls))


def _schema(kind: Any, nulls: bool) -> CoreSchema:
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _object(kind, nulls)
    if kind in _LEAVES:
        return _LEAVES[kind]()
    choices = members(kind)
    if len(choices) > 1:
        return _union(choices, nulls)
    (kind,) = choices
    if kind in _LEAVES or dataclasses.is_dataclass(kind):
        return _schema(kind, nulls)
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is Literal:
        return core_schema.literal_schema(list(arguments))
    if origin is tuple:
        return core_schema.tuple_variable_schema(_schema(arguments[0], nulls))
    if origin is Mapping:
        return core_schema.dict_schema(
            core_schema.str_schema(strict=True), _nullable(_schema(arguments[1], nulls), nulls)
        )
    if origin is Annotated:
        return core_schema.int_schema(strict=True, ge=arguments[1].minimum)
    msg = f"{kind!r} is not a type of a fleet file"
    raise TypeError(msg)


_LEAVES: Mapping[Any, Callable[[], CoreSchema]] = {
    str: lambda: core_schema.str_schema(strict=True),
    int: lambda: core_schema.int_schema(strict=True),
    float: lambda: core_schema.float_schema(strict=True),
    bool: lambda: core_schema.bool_schema(strict=True),
    Any: core_schema.any_schema,
}


def _object(kind: type, nulls: bool) -> CoreSchema:
    entries, names = [], []
    for field in dataclasses.fields(kind):
        schema = _schema(field.type, nulls)
        if field.default is not dataclasses.MISSING:
            schema = core_schema.with_default_schema(_nullable(schema, nulls), default=field.default)
        entries.append(
            core_schema.dataclass_field(field.name, schema, kw_only=True, validation_alias=camel(field.name))
        )
        names.append(field.name)
    return core_schema.dataclass_schema(
        kind,
        core_schema.dataclass_args_schema(kind.__name__, entries),
        names,
        frozen=True,
        slots=True,
        config={"extra_fields_behavior": "forbid"},
    )


def _union(choices: list[Any], nulls: bool) -> CoreSchema:
    objects = [choice for choice in choices if dataclasses.is_dataclass(choice)]
    if not objects:
        schemas = [_schema(choice, nulls) for choice in choices]
        names = " or ".join(_NAMES[choice] for choice in choices)
        return core_schema.union_schema(
            cast("list[CoreSchema | tuple[CoreSchema, str]]", schemas),
            mode="left_to_right",
            custom_error_type="scalar",
            custom_error_message=names,
        )
    text, branch = BRANCHES
    return core_schema.tagged_union_schema(
        {text: core_schema.str_schema(strict=True), branch: _schema(objects[0], nulls)},
        discriminator=lambda value: text if isinstance(value, str) else branch,
    )


_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _nullable(schema: CoreSchema, nulls: bool) -> CoreSchema:
    return core_schema.nullable_schema(schema) if nulls else schema
