"""What the tests of the schema stage share: the shipped kinds, recorded answers, and documents made from schemas."""

import copy
import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kaito_gen.data import read_schema
from kaito_gen.validate.schema.correlation import resolved
from kaito_gen.validate.schema.kind import KindSchema
from kaito_gen.validate.schema.library import Library

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def library() -> Callable[..., Library]:
    """Return a function that makes the library of a cluster from the shipped schemas."""

    def make(release: str = "v0.12", minor: str = "1.35", **more: Any) -> Library:
        return Library(read_schema, release=release, minor=minor, **more)

    return make


@pytest.fixture(scope="session")
def answers() -> Callable[[str], list[Any]]:
    """Return a function that reads recorded answers by the name of their file."""

    def read(name: str) -> list[Any]:
        return [json.loads(line) for line in gzip.decompress((HERE / name).read_bytes()).decode().splitlines()]

    return read


@pytest.fixture(scope="session")
def definition() -> Callable[..., dict[str, Any]]:
    """Return a function that makes the CustomResourceDefinition of a kind whose ``spec`` has a schema."""

    def make(schema: dict[str, Any]) -> dict[str, Any]:
        version = {
            "name": "v1",
            "served": True,
            "storage": True,
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": schema}}},
        }
        names = {"kind": "Thing", "plural": "things"}
        return {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": "things.example.com"},
            "spec": {"group": "example.com", "names": names, "scope": "Namespaced", "versions": [version]},
        }

    return make


@pytest.fixture(scope="session")
def documents() -> Callable[..., Iterator[dict[str, Any]]]:
    """Return a function that yields documents of a kind, some as its schema has it, some with mistakes in them."""

    def make(kind: KindSchema, count: int, seed: int) -> Iterator[dict[str, Any]]:
        chance = random.Random(f"{seed} {kind.api_version} {kind.kind}")
        for _ in range(count):
            document = _Maker(kind, chance).object(kind.schema, 0)
            document |= {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": {"name": "sample"}}
            for _ in range(chance.choice((0, 0, 1, 2))):
                _spoil(document, chance)
            yield document

    return make


class _Maker:
    """Makes values from a schema, mostly right ones."""

    def __init__(self, kind: KindSchema, chance: random.Random) -> None:
        self._definitions = kind.definitions
        self._chance = chance

    def value(self, schema: Any, depth: int) -> Any:
        schema, chance = resolved(schema, self._definitions), self._chance
        if "enum" in schema:
            return chance.choice(schema["enum"])
        kinds = schema.get("type", "object")
        kind = kinds if isinstance(kinds, str) else chance.choice(kinds)
        if kind == "array":
            size = chance.choice((0, 1, 1, 2)) if depth < 6 else 0
            return [self.value(schema.get("items", {"type": "string"}), depth + 1) for _ in range(size)]
        if kind == "object":
            return self.object(schema, depth)
        return self._plain(kind, schema)

    def _plain(self, kind: str, schema: Any) -> Any:
        chance = self._chance
        if kind == "string":
            by_format = {"rfc3339": "2026-01-02T03:04:05Z", "date-time": "2026-01-02T03:04:05Z", "base64": "YWJj"}
            by_format |= {"quantity": "100Mi", "byte": "YWJj"}
            texts = ("a", "abc", "In", "Exists", "10%", "5m", "karpenter.sh/nodepool", "")
            return by_format.get(schema.get("format", "")) or chance.choice(texts)
        if kind == "integer":
            return chance.choice((0, 1, 1, 2, 5, 100, 1.0))
        return {"number": 2.5, "boolean": True, "null": None}[kind]

    def object(self, schema: Any, depth: int) -> dict[str, Any]:
        chance, out = self._chance, {}
        for name, child in schema.get("properties", {}).items():
            wanted = name in schema.get("required", ()) or chance.random() < (0.4 if depth < 3 else 0.2)
            if wanted and name not in ("apiVersion", "kind", "metadata")[: 3 * (depth == 0)]:
                out[name] = self.value(child, depth + 1)
        others = schema.get("additionalProperties")
        if isinstance(others, dict):
            out[chance.choice(("app", "cpu", "example.com/a"))] = self.value(others, depth + 1)
        return out


_WRONG = (None, "text", 5, 1.5, 1.0, True, [], {}, [None], {"a": None}, {"value": {"x": 1}}, -1, "", 2**70)


def _places(value: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield keys
    for key, child in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from _places(child, (*keys, key))


def _spoil(document: dict[str, Any], chance: random.Random) -> None:
    """Change one place below the root in a way that users or programs do."""
    places = [keys for keys in _places(document) if keys and keys[0] not in ("apiVersion", "kind", "metadata")]
    if not places:
        return
    *way, key = chance.choice(places)
    holder: Any = document
    for step in way:
        holder = holder[step]
    value = holder[key]
    kind = chance.random()
    if kind < 0.4:
        holder[key] = copy.deepcopy(chance.choice(_WRONG))
    elif kind < 0.5:
        del holder[key]
    elif kind < 0.7 and isinstance(holder, dict):
        holder[chance.choice((f"{key}s", str(key).upper(), "foo"))] = holder.pop(key)
    elif kind < 0.85 and isinstance(value, list) and value:
        value.append(copy.deepcopy(value[0]))
    else:
        holder[key] = [value]
