"""The few branches of a schema that hold something of interest, so that a walk over a document can skip the rest."""

from collections.abc import Callable, Mapping
from typing import Any

from kaito_gen.validate.schema.correlation import resolved
from kaito_gen.validate.schema.lean import Schema

type Wanted = Callable[[Schema], bool]

_CARRIED = ("default", "type", "nullable", "x-kubernetes-list-type", "x-kubernetes-list-map-keys")


def sparse(schema: Schema, definitions: Mapping[str, Schema], wanted: Wanted) -> Schema | None:
    """Return the schema with only the branches that lead to a wanted schema, or None when there is none.

    References are followed; what remains has none. A wanted schema keeps its keywords, the others only those that
    tell defaults and list items apart.
    """
    return _Reduction(definitions, wanted).reduced(schema)


class _Reduction:
    def __init__(self, definitions: Mapping[str, Schema], wanted: Wanted) -> None:
        self._definitions = definitions
        self._wanted = wanted
        self._by_reference: dict[str, Schema | None] = {}

    def reduced(self, schema: Schema) -> Schema | None:
        reference = schema.get("$ref")
        if reference is None:
            return self._reduced(schema)
        if reference not in self._by_reference:
            self._by_reference[reference] = None  # a part inside itself ends here
            self._by_reference[reference] = self._reduced(resolved(schema, self._definitions))
        return self._by_reference[reference]

    def _reduced(self, schema: Schema) -> Schema | None:
        below: dict[str, Any] = {}
        properties = {name: self.reduced(child) for name, child in schema.get("properties", {}).items()}
        properties = {name: child for name, child in properties.items() if child is not None}
        if properties:
            below["properties"] = properties
        for key in ("items", "additionalProperties"):
            child = schema.get(key)
            child = self.reduced(child) if isinstance(child, Mapping) else None
            if child is not None:
                below[key] = child
        branches = [self.reduced(branch) for branch in schema.get("allOf", ())]
        branches = [branch for branch in branches if branch is not None]
        if branches:
            below["allOf"] = branches
        if self._wanted(schema):
            own = {key: schema[key] for key in schema if key not in _STRUCTURE}
            return {**own, **below}
        return {**{key: schema[key] for key in _CARRIED if key in schema}, **below} if below else None


_STRUCTURE = frozenset(("properties", "items", "additionalProperties", "allOf", "$defs", "required"))
