"""Fields that no schema knows: kubectl refuses them, the API server itself drops them with a warning.

They are findings of the practice stage, because whoever applies without kubectl's strictness loses them unseen.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.kinds import Manifest
from kaito_gen.validate.finding import ERROR, PRACTICE, Finding, Keys
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.correlation import resolved
from kaito_gen.validate.schema.kind import KindSchema
from kaito_gen.validate.schema.lean import Schema
from kaito_gen.validate.schema.objectmeta import OBJECT_META

_NOTHING: Schema = {}


def unknown_field_findings(document: Manifest, unknown: list[Keys], kind: KindSchema) -> Iterator[Finding]:
    """Yield one finding for every unknown field, with the field that was probably meant."""
    for keys in sorted(unknown, key=str):
        holder, name = keys[:-1], str(keys[-1])
        known = _fields(holder, kind)
        where = f"{kind.kind} has" if not holder else f"{holder[-1]} has" if isinstance(holder[-1], str) else "it has"
        hint = _meant(name, known, document, holder)
        yield Finding(rules.UNKNOWN_FIELD, PRACTICE, ERROR, f"{where} no field {name}", keys, hint)


def _fields(keys: Keys, kind: KindSchema) -> list[str]:
    schema: Any = kind.schema
    definitions: Mapping[str, Schema] = kind.definitions
    if keys[:1] == ("metadata",):
        schema, keys = OBJECT_META, keys[1:]
    for key in keys:
        schema = resolved(schema, definitions) if isinstance(schema, Mapping) else _NOTHING
        if isinstance(key, int):
            schema = schema.get("items")
        else:
            schema = schema.get("properties", _NOTHING).get(key, schema.get("additionalProperties"))
    schema = resolved(schema, definitions) if isinstance(schema, Mapping) else _NOTHING
    return sorted(schema.get("properties", ()))


def _meant(name: str, known: list[str], document: Manifest, holder: Keys) -> str:
    same = [field for field in known if field.lower() == name.lower()]
    near = same or _close(name, known)
    if near:
        return f"did you mean {near[0]}?"
    if not known:
        return "nothing belongs below it"
    free = [field for field in known if field not in _at(document, holder)]
    shown = free if 0 < len(free) <= 8 else known
    return f"its fields are {', '.join(shown)}" if len(shown) <= 12 else ""


def _close(name: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name, known, 1, 0.7)


def _at(value: Any, keys: Keys) -> Any:
    for key in keys:
        value = value[key]
    return value
