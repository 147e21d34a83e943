"""An overlay changes a fleet before planning: mappings by key, entries by name, null unsets, the rest replaces."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaito_gen.fleet.overlay import merge

BASE = {
    "target": {"release": "v0.12", "region": "swedencentral"},
    "namespace": "models",
    "defaults": {"labels": {"team": "a", "tier": "gold"}},
    "services": [
        {"name": "a", "model": "phi-4", "labels": {"x": "1"}, "adapters": [{"name": "one"}, {"name": "two"}]},
        {"name": "b", "model": "phi-4", "config": "settings"},
    ],
}
CHANGES = {
    "a scalar is replaced": ({"namespace": "prod"}, ("namespace",), "prod"),
    "a mapping is merged": (
        {"target": {"region": "westeurope"}},
        ("target",),
        {"release": "v0.12", "region": "westeurope"},
    ),
    "labels merge by key": (
        {"defaults": {"labels": {"tier": "iron", "new": "1"}}},
        ("defaults", "labels"),
        {"team": "a", "tier": "iron", "new": "1"},
    ),
    "null takes a key away": ({"defaults": {"labels": {"tier": None}}}, ("defaults", "labels"), {"team": "a"}),
    "null takes a whole mapping away": ({"defaults": None}, (), {key: BASE[key] for key in BASE if key != "defaults"}),
    "an entry is found by its name": (
        {"services": [{"name": "b", "model": "phi-3"}]},
        ("services", 1),
        {"name": "b", "model": "phi-3", "config": "settings"},
    ),
    "an entry's labels merge": (
        {"services": [{"name": "a", "labels": {"y": "2"}}]},
        ("services", 0, "labels"),
        {"x": "1", "y": "2"},
    ),
    "other lists are replaced": (
        {"services": [{"name": "a", "adapters": [{"name": "three"}]}]},
        ("services", 0, "adapters"),
        [{"name": "three"}],
    ),
    "a mapping replaces text": (
        {"services": [{"name": "b", "config": {"vllm": {"a": 1, "b": None}}}]},
        ("services", 1, "config"),
        {"vllm": {"a": 1}},
    ),
    "a field of an entry is unset": (
        {"services": [{"name": "b", "config": None}]},
        ("services", 1),
        {"name": "b", "model": "phi-4"},
    ),
    "a list that says nothing changes nothing": ({"services": None}, ("services",), BASE["services"]),
}


@pytest.mark.parametrize(("overlay", "path", "expected"), CHANGES.values(), ids=list(CHANGES))
def test_merging(overlay: dict[str, Any], path: tuple[str | int, ...], expected: object) -> None:
    merged, faults = merge(BASE, {"apiVersion": "kaito-gen/v1", "kind": "Overlay", "extends": "x", **overlay})
    assert not faults
    value: Any = merged
    for key in path:
        value = value[key]
    assert value == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["target", "defaults", "quota"]), JSON))
def test_merging_twice_is_merging_once_and_changes_no_argument(overlay: dict[str, Any]) -> None:
    before = repr((BASE, overlay))
    once, _ = merge(BASE, overlay)
    twice, _ = merge(once, overlay)
    assert twice == once
    assert repr((BASE, overlay)) == before


FLEET = """\
services:
- {name: chat, model: phi-4-mini-instruct, machine: Standard_NC24ads_A100_v4}
- {name: code, model: phi-4, machine: Standard_NC24ads_A100_v4, enabled: false}
"""
PROD = """\
apiVersion: kaito-gen/v1
kind: Overlay
extends: fleet.yaml
"""


def names(compiled: Any) -> list[str]:
    return [root["metadata"]["name"] for root in compiled.roots]


def test_enabled_removes_and_brings_back(fleets: Any) -> None:
    prod = PROD + "services:\n- {name: chat, enabled: false}\n- {name: code, enabled: true}\n"
    assert names(fleets.compile(FLEET)) == ["chat"]
    assert names(fleets.compile(FLEET, prod_yaml=prod, overlay="prod.yaml")) == ["code"]


def test_an_overlay_of_an_overlay_has_the_last_word(fleets: Any) -> None:
    prod = PROD + "namespace: prod\nservices:\n- {name: chat, replicas: 2}\n"
    eu = PROD.replace("fleet.yaml", "prod.yaml") + "namespace: eu\n"
    compiled = fleets.compile(FLEET, prod_yaml=prod, eu_yaml=eu, overlay="eu.yaml")
    (root,) = compiled.roots
    assert (root["kind"], root["metadata"]["namespace"], root["spec"]["replicas"]) == ("InferenceSet", "eu", 2)


def test_planning_happens_after_the_overlay(fleets: Any) -> None:
    """The base does not fit, the overlay's context does."""
    base = "services:\n- {name: chat, model: phi-4, machine: Standard_NC24ads_A100_v4, context: 20000}\n"
    assert fleets.problems(base)
    prod = PROD + "services:\n- {name: chat, context: 8192}\n"
    assert fleets.compile(base, prod_yaml=prod, overlay="prod.yaml").roots


def test_an_overlay_without_extends_is_for_the_fleet_it_is_given_with(fleets: Any) -> None:
    prod = PROD.replace("extends: fleet.yaml\n", "namespace: prod\n")
    assert fleets.compile(FLEET, prod_yaml=prod, overlay="prod.yaml").namespace == "prod"


MISTAKES = {
    "an entry that the fleet does not have": (
        "services:\n- {name: chta, context: 8192}\n",
        "prod.yaml:5:4: services.chta changes an entry that the fleet does not have (did you mean chat?)",
    ),
    "a list that the fleet does not have": (
        "tuning:\n- {name: a}\n",
        "prod.yaml:5:4: tuning.a changes an entry that the fleet does not have (the fleet has no tuning)",
    ),
    "an unknown field": ("nmespace: a\n", "prod.yaml:4:1: nmespace is not a field (did you mean namespace or"),
    "a fleet's own field": ("metadata: {name: x}\n", "prod.yaml:4:1: metadata is not a field (choose one of"),
    "an entry twice": (
        "services: [ {name: chat}, {name: chat} ]\n",
        "prod.yaml:4:28: services.chat is there twice; the other one is at prod.yaml:4:14",
    ),
    "a required field unset": (
        "services:\n- {name: chat, partition: {mode: null}}\n",
        "prod.yaml:5:28: services.chat.partition.mode has no value (write one, or leave the line out)",
    ),
    "a value that is wrong only now": (
        "services:\n- {name: chat, machine: Standard_NC24ads_A100_v5}\n",
        "prod.yaml:5:16: services.chat.machine: release v0.12 knows no machine",
    ),
    "a second way to say what runs": (
        "services:\n- {name: chat, template: {spec: {}}}\n",
        "prod.yaml:5:16: services.chat says model and template (say exactly one)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_in_an_overlay_is_told_at_its_place_there(fleets: Any, text: str, expected: str) -> None:
    (problem,) = fleets.problems(FLEET, prod_yaml=PROD + text, overlay="prod.yaml")
    assert problem.startswith(expected)


def test_a_mistake_of_the_fleet_is_told_in_the_fleet(fleets: Any) -> None:
    base = FLEET.replace("phi-4-mini-instruct", "phi-9-mini")
    (problem,) = fleets.problems(base, prod_yaml=PROD + "namespace: prod\n", overlay="prod.yaml")
    assert problem.startswith("fleet.yaml:6:16: services.chat.model: preset 'phi-9-mini' is unknown")


def test_extends_in_a_circle_is_told_with_the_whole_circle(fleets: Any) -> None:
    (problem,) = fleets.problems(
        a_yaml=PROD.replace("fleet.yaml", "b.yaml"), b_yaml=PROD.replace("fleet.yaml", "./a.yaml"), overlay="a.yaml"
    )
    circle = "a.yaml -> b.yaml -> a.yaml"
    assert problem == f"b.yaml:3:1: extends goes in a circle: {circle} (the last one extends a Fleet)"


def test_extends_of_itself_is_a_circle(fleets: Any) -> None:
    (problem,) = fleets.problems(a_yaml=PROD.replace("fleet.yaml", "a.yaml"), overlay="a.yaml")
    assert problem.startswith("a.yaml:3:1: extends goes in a circle: a.yaml -> a.yaml")


def test_extends_of_nothing_is_told_at_extends(fleets: Any) -> None:
    (problem,) = fleets.problems(a_yaml=PROD.replace("fleet.yaml", "gone.yaml"), overlay="a.yaml")
    assert problem == "a.yaml:3:1: extends: gone.yaml: does not exist"


def test_an_overlay_of_another_fleet_is_refused(fleets: Any) -> None:
    other = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: other}\n"
    prod = PROD.replace("fleet.yaml", "other.yaml")
    (problem,) = fleets.problems(FLEET, prod_yaml=prod, other_yaml=other, overlay="prod.yaml")
    assert problem == "other.yaml:1:1: prod.yaml changes this fleet, not fleet.yaml"
