"""What the API server does to a custom resource before it looks at it: unknown fields go, nulls go, defaults come.

Nothing is changed in place; whoever asks keeps the document as the user wrote it.
Source: k8s.io/apiextensions-apiserver v0.35.0, pkg/apiserver/schema/pruning and defaulting.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from kaito_gen.validate.finding import Keys
from kaito_gen.validate.schema.correlation import resolved
from kaito_gen.validate.schema.lean import Schema

META = ("apiVersion", "kind", "metadata")
_PRESERVE = "x-kubernetes-preserve-unknown-fields"
_EMBEDDED = "x-kubernetes-embedded-resource"
_NOTHING: Schema = {}

type Definitions = Mapping[str, Schema]


def pruned(
    value: Any, schema: Schema, definitions: Definitions, unknown: list[Keys], *, keys: Keys = (), resource: bool = True
) -> Any:
    """Return the object without what its schema does not know, and add the keys of every such field to ``unknown``.

    A ``resource`` has apiVersion, kind and metadata whatever its schema says.
    """
    return _Pruning(definitions, unknown).object(value, schema, keys, resource=resource)


class _Pruning:
    def __init__(self, definitions: Definitions, unknown: list[Keys]) -> None:
        self._definitions = definitions
        self._unknown = unknown

    def value(self, value: Any, schema: Schema | None, keys: Keys, *, keep: bool = False) -> Any:
        if isinstance(value, dict):
            return self.object(value, schema, keys, keep=keep)
        if isinstance(value, list):
            return self._list(value, schema, keys, keep=keep)
        return value

    def object(
        self, value: Any, schema: Schema | None, keys: Keys, *, resource: bool = False, keep: bool = False
    ) -> Any:
        known = _NOTHING if schema is None else resolved(schema, self._definitions)
        resource = resource or _EMBEDDED in known
        keep = keep or _PRESERVE in known
        properties = known.get("properties", _NOTHING)
        others = known.get("additionalProperties", False)
        out: dict[str, Any] = {}
        for name, child in value.items():
            if resource and name in META:
                out[name] = child
            elif name in properties:
                out[name] = self.value(child, properties[name], (*keys, name))
            elif others is not False:
                out[name] = self.value(child, None if others is True else others, (*keys, name))
            elif keep:
                out[name] = child
            else:
                self._unknown.append((*keys, name))
        return out

    def _list(self, value: list[Any], schema: Schema | None, keys: Keys, *, keep: bool) -> list[Any]:
        known = _NOTHING if schema is None else resolved(schema, self._definitions)
        items, keep = known.get("items"), keep or _PRESERVE in known
        if items is None and keep:
            return value
        return [self.value(item, items, (*keys, index), keep=keep) for index, item in enumerate(value)]


def completed(value: Any, schema: Schema | None, definitions: Definitions) -> Any:
    """Return the object without nulls that its schema does not allow, and with the defaults of what is absent.

    A null in a list stays where the schema allows none, so that the validation can object to it.
    """
    if not isinstance(value, dict | list) or schema is None:
        return value
    known = resolved(schema, definitions)
    if isinstance(value, list):
        items = _schema(known.get("items"))
        of_items = _NOTHING if items is None else resolved(items, definitions)
        instead = None if _nullable(of_items) else of_items.get("default")
        return [completed(deepcopy(instead) if item is None else item, items, definitions) for item in value]
    properties = known.get("properties", _NOTHING)
    others = _schema(known.get("additionalProperties"))
    out: dict[str, Any] = {}
    for name, child in value.items():
        below = properties.get(name, others)
        if child is None and below is not None and not _nullable(resolved(below, definitions)):
            child = deepcopy(resolved(below, definitions).get("default"))
            if child is None:
                continue
        out[name] = completed(child, below, definitions)
    for name, below in properties.items():
        if name not in out:
            default = resolved(below, definitions).get("default")
            if default is not None:
                out[name] = completed(deepcopy(default), below, definitions)
    return out


def _schema(value: Any) -> Schema | None:
    return value if isinstance(value, Mapping) else None


def _nullable(schema: Schema) -> bool:
    return "nullable" in schema or "null" in schema.get("type", ())
