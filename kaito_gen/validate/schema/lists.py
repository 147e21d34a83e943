"""Lists whose items must differ: sets by their values, keyed lists by their keys.

Source: k8s.io/apiextensions-apiserver v0.35.0, pkg/apiserver/schema/listtype.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.validate.finding import ERROR, SCHEMA, Finding, Keys
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.correlation import resolved
from kaito_gen.validate.schema.lean import Schema
from kaito_gen.validate.schema.values import brief


def list_findings(value: Any, schema: Schema, definitions: Mapping[str, Schema], keys: Keys = ()) -> Iterator[Finding]:
    """Yield every second item that says again what an earlier one says; a third of the same is not told again."""
    if not isinstance(value, dict | list):
        return
    known = resolved(schema, definitions)
    if isinstance(value, dict):
        properties, others = known.get("properties", {}), known.get("additionalProperties")
        for name, child in value.items():
            below = properties.get(name, others)
            if isinstance(below, Mapping):
                yield from list_findings(child, below, definitions, (*keys, name))
        return
    yield from _repeated(value, known, keys)
    items = known.get("items")
    if isinstance(items, Mapping):
        for index, item in enumerate(value):
            yield from list_findings(item, items, definitions, (*keys, index))


def _repeated(items: list[Any], schema: Schema, keys: Keys) -> Iterator[Finding]:
    kind = schema.get("x-kubernetes-list-type")
    names = schema.get("x-kubernetes-list-map-keys", ()) if kind == "map" else ()
    if kind not in ("set", "map"):
        return
    if kind == "map":
        for index, item in enumerate(items):
            if item is not None and not isinstance(item, dict):
                yield Finding(rules.VALUE, SCHEMA, ERROR, "must be an object", (*keys, index), value=item)
                return
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        what = {name: item[name] for name in names if name in item} if kind == "map" and item else item
        text = _text({} if what is None and kind == "map" else what, plain=len(names) == 1)
        seen[text] = seen.get(text, 0) + 1
        if seen[text] == 2:
            yield Finding(rules.DUPLICATE, SCHEMA, ERROR, _sentence(what, names), (*keys, index), value=item)


def _text(value: Any, *, plain: bool) -> str:
    """Return a text that is the same for what the server takes for the same: 1 and 1.0 inside an object alone."""
    if plain and isinstance(value, dict):
        value = next(iter(value.values()), value)
    return json.dumps(_whole(value) if isinstance(value, dict | list) else value, sort_keys=True)


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _whole(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _sentence(what: Any, names: tuple[str, ...]) -> str:
    if not names:
        return f"{brief(what)} is in the list already"
    same = ", ".join(f"{name} {brief(value)}" for name, value in (what or {}).items())
    return f"an item with {same} is in the list already" if same else f"two items have no {' and '.join(names)}"
