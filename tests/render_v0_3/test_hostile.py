"""Whatever a user's document holds, rendering answers: with objects, or with a sentence that names the field."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaito_gen.data import load_catalog
from kaito_gen.emit import dump_all
from kaito_gen.render import render
from kaito_gen.render.rendered import Rendered
from kaito_gen.target import Target, settle
from kaito_gen.world import EMPTY

SOURCE = {"name": "one", "image": "r.example.com/a:1", "urls": ["https://example.com/a"], "imagePullSecrets": ["s"]}
PRESET = {"name": "phi-2", "accessMode": "private", "presetOptions": {"image": "a/b:1", "imagePullSecrets": ["s"]}}
WHOLE: dict[str, Any] = {
    "apiVersion": "kaito.sh/v1alpha1",
    "kind": "Workspace",
    "metadata": {"name": "ws", "namespace": "team", "annotations": {"kaito.sh/enablelb": "True"}},
    "resource": {
        "count": 2,
        "instanceType": "Standard_NC6s_v3",
        "preferredNodes": ["n"],
        "labelSelector": {"matchLabels": {"apps": "ws"}},
    },
    "inference": {
        "preset": PRESET,
        "adapters": [{"source": SOURCE, "strength": "1.0"}],
    },
    "status": {"workerNodes": ["n"]},
}
TUNING: dict[str, Any] = {
    **{key: value for key, value in WHOLE.items() if key != "inference"},
    "tuning": {
        "preset": PRESET,
        "method": "qlora",
        "config": "lora-params-template",
        "input": SOURCE,
        "output": {"image": "r.example.com/o:1", "imagePushSecret": "s"},
    },
}
CONTAINER = {"name": "a", "image": "a:1", "volumeMounts": [{"name": "v", "mountPath": "/v"}]}
POD = {"containers": [CONTAINER], "initContainers": [], "tolerations": [{"key": "k"}]}
TEMPLATE: dict[str, Any] = {**WHOLE, "inference": {"template": {"metadata": {"labels": {"a": "b"}}, "spec": POD}}}


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        found += [inner for key, item in items for inner in paths(item, (*path, key))]
    return found


def answer(document: dict[str, Any]) -> Rendered:
    return render(document, settle(Target(release="v0.3")), EMPTY, load_catalog("v0.3"))


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from([WHOLE, TUNING, TEMPLATE]), st.data())
def test_no_value_at_any_place_is_an_exception(sound: dict[str, Any], data: st.DataObject) -> None:
    document = deepcopy(sound)
    *parents, last = data.draw(st.sampled_from(paths(sound)))
    holder: Any = document
    for key in parents:
        holder = holder[key]
    holder[last] = data.draw(JUNK)

    rendered = answer(document)

    assert dump_all(rendered.objects) or rendered.stops
    assert all(reason.code and reason.message for reason in (*rendered.stops, *rendered.notes))


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("resource.count", "2", "resource.count is '2': write a whole number"),
        ("resource.count", True, "resource.count is True: write a whole number"),
        ("resource.labelSelector", None, "resource.labelSelector is missing: the API server requires it"),
        ("resource.labelSelector.matchLabels.apps", 3, "resource.labelSelector.matchLabels.apps is 3: write text"),
        ("inference.adapters.0.strength", 1.0, "inference.adapters[0].strength is 1.0: write text"),
        ("inference.preset.name", None, "inference.preset.name is missing: the API server requires it"),
        ("inference.preset.accessMode", "Private", "inference.preset.accessMode is 'Private': write public or private"),
        ("metadata.name", "Up", "metadata.name is 'Up': write lower-case letters, digits and '-'"),
    ],
)
def test_a_wrong_form_names_the_field_and_makes_nothing(path: str, value: Any, sentence: str) -> None:
    document = deepcopy(WHOLE)
    *parents, last = (int(key) if key.isdigit() else key for key in path.split("."))
    holder: Any = document
    for key in parents:
        holder = holder[key]
    holder[last] = value

    rendered = answer(document)

    assert rendered.objects == ()
    assert [stop.message for stop in rendered.stops] == [sentence]
