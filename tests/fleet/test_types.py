"""The types of a fleet: frozen, equal by content, checked by pydantic's core, and told as JSON Schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaito_gen.data import load_catalog
from kaito_gen.documents import parse as parse_documents
from kaito_gen.errors import InvalidInput
from kaito_gen.fleet import parsing
from kaito_gen.fleet.bindings import plain
from kaito_gen.fleet.compiling import compile_fleet
from kaito_gen.fleet.fleet import Fleet, FleetName, Overlay
from kaito_gen.fleet.installation import target_of
from kaito_gen.fleet.json_schema import json_schema
from kaito_gen.fleet.overlay import merge
from kaito_gen.fleet.service import Service
from kaito_gen.fleet.settings import Settings
from kaito_gen.fleet.shape import validator

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "overlays").glob("*/fleet.yaml")) + sorted((ROOT / "overlays").glob("*/overlays/*.yaml"))


HEAD = {"apiVersion": "kaito-gen/v1", "kind": "Fleet", "metadata": {"name": "t"}}


def document(path: Path) -> Any:
    return parse_documents(path.read_bytes(), path.name)[0].value


def kind_of(value: Any) -> type:
    return parsing.DOCUMENTS[value["kind"]]


def test_values_of_a_fleet_are_frozen() -> None:
    service = Service(name="a", model="phi-4")
    with pytest.raises(AttributeError):
        service.model = "phi-3"  # type: ignore[misc]
    read = parsing.parse({**HEAD, "services": [{"name": "a", "model": "phi-4"}]}).services[0]
    assert read == service
    with pytest.raises(AttributeError):
        read.model = "phi-3"  # type: ignore[misc]


def test_labels_that_two_entries_share_are_not_shared_objects() -> None:
    labels = {"a": "b"}
    first = parsing.parse({**HEAD, "services": [{"name": "a", "labels": labels}]}).services[0]
    labels["a"] = "c"
    assert first.labels == {"a": "b"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.name}")
def test_a_document_comes_back_from_its_value(path: Path) -> None:
    value = document(path)
    found, faults = parsing.read(value, kind_of(value))
    assert not faults
    assert {key: inner for key, inner in plain(found).items() if inner != []} == value


def test_python_says_the_same_as_a_file() -> None:
    fleet = Fleet(metadata=FleetName(name="t"), services=(Service(name="a", model="phi-4", context=8192),))
    content = {
        "apiVersion": "kaito-gen/v1",
        "kind": "Fleet",
        "metadata": {"name": "t"},
        "services": [{"name": "a", "model": "phi-4", "context": 8192}],
    }
    assert parsing.parse(content) == fleet


@pytest.mark.parametrize("name", ["fleet", "overlay", "settings"])
def test_the_committed_schema_is_current(name: str) -> None:
    committed = json.loads((ROOT / f"schemas/kaito-gen/{name}.schema.json").read_text())
    assert committed == json_schema({"fleet": Fleet, "overlay": Overlay, "settings": Settings}[name]), (
        "run kaito-gen schema"
    )


@pytest.mark.parametrize("kind", [Fleet, Overlay, Settings])
def test_every_field_of_the_schema_has_prose(kind: type) -> None:
    def undescribed(schema: Any, path: str) -> list[str]:
        if isinstance(schema, list):
            return [found for inner in schema for found in undescribed(inner, path)]
        if not isinstance(schema, dict):
            return []
        found = [f"{path}.{name}" for name, one in schema.get("properties", {}).items() if not one.get("description")]
        return found + [missing for key, inner in schema.items() for missing in undescribed(inner, f"{path}.{key}")]

    schema = json_schema(kind)
    jsonschema.Draft7Validator.check_schema(schema)
    assert undescribed(schema, "") == []


WORDS = ["", "x", "auto", "v0.12", "vllm", "no", "8"]
MUTANTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(WORDS),
    st.just([]),
    st.just({}),
    st.just(["x"]),
    st.just({"x": "y"}),
    st.just({"name": "x"}),
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """An example document with one value replaced, or one key added or removed."""
    content = json.loads(json.dumps(document(draw(st.sampled_from(EXAMPLES)))))
    place: Any = content
    while True:
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        inner = place[key]
        if not inner or not isinstance(inner, dict | list) or draw(st.booleans()):
            break
        place = inner
    action = draw(st.sampled_from(["replace", "replace", "remove", "add"]))
    if action == "replace" and key not in ("kind", "apiVersion"):
        place[key] = draw(MUTANTS)
    elif action == "remove" and isinstance(place, dict) and key not in ("kind", "apiVersion"):
        del place[key]
    elif isinstance(place, dict):
        place[draw(st.sampled_from(["modle", "machine", "labels", "file"]))] = draw(MUTANTS)
    return content


def integral(value: Any) -> bool:
    """Whether there is a float with a whole value: an integer to JSON Schema, and none to us."""
    if isinstance(value, dict | list):
        return any(map(integral, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) and value.is_integer()


@settings(max_examples=300)
@given(mutated())
def test_schema_and_reader_agree_on_mutated_examples(content: dict[str, Any]) -> None:
    """Whatever the reader refuses, an editor underlines, and nothing else; each refusal has words of our own."""
    kind = kind_of(content)
    _, faults = parsing.read(content, kind)
    if not integral(content):
        assert bool(faults) is not jsonschema.Draft7Validator(json_schema(kind)).is_valid(content)
    for fault in faults:
        assert "Input should" not in fault.message
        assert "something else" not in fault.message


FILES = {
    path.name: path.read_bytes() if "inference" in path.name else (document(path),)
    for path in (ROOT / "overlays").glob("*/*.*.yaml")
}


def merged(content: dict[str, Any]) -> dict[str, Any]:
    """The fleet that an example overlay makes of its own fleet; a fleet as it is."""
    if content["kind"] == "Fleet":
        return content
    release = "v0.3" if "falcon" in json.dumps(content) else "v0.12"
    return merge(document(ROOT / f"overlays/{release}/fleet.yaml"), content)[0]


@settings(max_examples=300, deadline=None)
@given(mutated(), st.booleans())
def test_a_mutated_example_compiles_or_is_told_what_is_wrong(content: dict[str, Any], rendered: bool) -> None:
    """Whatever a fleet holds, compiling ends in manifests or in problems, never in another exception."""
    if parsing.read(content, kind_of(content))[1]:
        return
    content = merged(content)
    fleet, faults = parsing.read({**content, **({"mode": "rendered"} if rendered else {})}, Fleet)
    if faults:
        return
    assert isinstance(fleet, Fleet)
    release = target_of(fleet.target).release
    try:
        objects = compile_fleet(fleet, catalog=load_catalog(release), files=FILES).objects
    except InvalidInput:
        return
    assert all(one["metadata"]["name"] for one in objects)


def test_the_validator_is_built_once() -> None:
    assert validator(Fleet) is validator(Fleet)
