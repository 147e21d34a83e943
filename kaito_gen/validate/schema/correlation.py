"""Which part of an old object a part of the new one is to be compared with, as Kubernetes' ratcheting decides.

An update may keep a value that a newer schema refuses, as long as the value itself does not change. A list is taken as
one value unless its schema names the keys of its items. Source: k8s.io/apiserver v0.35.0, pkg/cel/common/equality.go.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kaito_gen.validate.schema.lean import Schema


class Correlation:
    """A value of the new object beside its value in the old one, and the way to the same pairs below."""

    __slots__ = ("_by_key", "_definitions", "new", "old", "schema")

    def __init__(self, new: Any, old: Any, schema: Schema, definitions: Mapping[str, Schema]) -> None:
        self.new = new
        self.old = old
        self.schema = resolved(schema, definitions)
        self._definitions = definitions
        self._by_key: dict[str, Any] | None = None

    def equal(self) -> bool:
        """Whether the value has not changed, as far as the schema can tell.

        Fields that the schema does not describe count as changed, and the order of a keyed list does not count.
        """
        if isinstance(self.new, dict) and isinstance(self.old, dict):
            return len(self.new) == len(self.old) and all(_unchanged(self.key(name)) for name in self.new)
        if isinstance(self.new, list) and isinstance(self.old, list) and self._keyed():
            return len(self.new) == len(self.old) and all(_unchanged(self.index(i)) for i in range(len(self.new)))
        return same(self.new, self.old)

    def _keyed(self) -> bool:
        return self.schema.get("x-kubernetes-list-type") == "map" and bool(
            self.schema.get("x-kubernetes-list-map-keys")
        )

    def key(self, name: str) -> "Correlation | None":
        """Return the pair under a name, or None when only one of the two objects has it."""
        if not isinstance(self.new, dict) or not isinstance(self.old, dict):
            return None
        if name not in self.new or name not in self.old:
            return None
        schema = self.schema.get("properties", {}).get(name, self.schema.get("additionalProperties"))
        return self._child(self.new[name], self.old[name], schema)

    def index(self, index: int) -> "Correlation | None":
        """Return the pair of one item, or None unless the list's items have keys and the old list has that key."""
        if not isinstance(self.new, list) or not isinstance(self.old, list):
            return None
        if not self._keyed() or not isinstance(self.new[index], dict):
            return None
        names = self.schema["x-kubernetes-list-map-keys"]
        if self._by_key is None:
            self._by_key = by_keys(self.old, names)
        key = item_key(self.new[index], names)
        old = None if key is None else self._by_key.get(key)
        return None if old is None else self._child(self.new[index], old, self.schema.get("items"))

    def _child(self, new: Any, old: Any, schema: Any) -> "Correlation | None":
        return Correlation(new, old, schema, self._definitions) if isinstance(schema, Mapping) else None


def resolved(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """Return the schema that a reference stands for, or the schema itself."""
    while "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/$defs/")]
    return schema


def same(one: Any, other: Any) -> bool:
    """Return whether two JSON values are the same: true is not 1, and 1 is not 1.0."""
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def item_key(item: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """Return what tells an item of a keyed list from the others; None when a key is missing or no plain value."""
    values = [item.get(name) for name in names]
    return repr(values) if all(isinstance(value, str | int | float) for value in values) else None


def by_keys(items: list[Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the items of a keyed list by their keys; the first one of each key."""
    found: dict[str, Any] = {}
    for item in items:
        key = item_key(item, names) if isinstance(item, dict) else None
        if key is not None:
            found.setdefault(key, item)
    return found


def _unchanged(pair: Correlation | None) -> bool:
    return pair is not None and pair.equal()
