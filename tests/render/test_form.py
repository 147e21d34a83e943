"""A manifest of the wrong form is answered with the field and the form that it should have."""

from typing import Any

import pytest

from kaito_gen.render.form import malformed, missing

FORM = {"spec": {"count": int, "on": bool, "name": str, "tags": [str], "free": dict, "labels": {"": str}}}


@pytest.mark.parametrize(
    ("spec", "sentence", "keys"),
    [
        pytest.param({"count": "2"}, "spec.count is '2': write a whole number", ("spec", "count"), id="text"),
        pytest.param({"count": True}, "spec.count is True: write a whole number", ("spec", "count"), id="bool-for-int"),
        pytest.param({"on": "yes"}, "spec.on is 'yes': write true or false", ("spec", "on"), id="text-for-bool"),
        pytest.param({"tags": "a"}, "spec.tags is 'a': write a list", ("spec", "tags"), id="text-for-list"),
        pytest.param({"tags": ["a", 1]}, "spec.tags[1] is 1: write text", ("spec", "tags", 1), id="item"),
        pytest.param({"tags": [None]}, "spec.tags[0] is empty: remove it", ("spec", "tags", 0), id="null-item"),
        pytest.param({"free": []}, "spec.free is []: write a map", ("spec", "free"), id="list-for-map"),
        pytest.param({"labels": {"a": 1}}, "spec.labels.a is 1: write text", ("spec", "labels", "a"), id="any-key"),
    ],
)
def test_names_the_field_and_the_form(spec: dict[str, Any], sentence: str, keys: tuple[str | int, ...]) -> None:
    (fault,) = malformed({"spec": spec}, FORM)
    assert (fault.message, fault.keys) == (sentence, keys)


def test_null_counts_as_absent_and_unknown_fields_are_left_alone() -> None:
    assert malformed({"spec": {"count": None, "labels": None, "other": object}}, FORM) == ()


def test_a_document_that_is_no_map_is_said_to_be_none() -> None:
    assert [fault.message for fault in malformed([1], FORM)] == ["the document is [1]: write a map"]


def test_long_values_are_cut_in_messages() -> None:
    (fault,) = malformed({"spec": {"count": "x" * 500}}, FORM)
    assert len(fault.message) < 120


def test_requires_a_field_only_where_its_parent_stands() -> None:
    required = (("spec", "name"), ("spec.template", "spec"))
    assert [fault.message for fault in missing({"spec": {}}, required)] == [
        "spec.name is missing: the API server requires it"
    ]
    assert missing({}, required) == ()
