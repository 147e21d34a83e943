"""Versions before a change that no cluster can hold are said to be so, and compared with nothing."""

from typing import Any

import pytest

from kaito_gen.data import load_catalog, read_schema
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target
from kaito_gen.validate.decoding import Decoder
from kaito_gen.validate.judge import Judge
from kaito_gen.validate.rule import STATUS_UPDATE, UPDATE
from kaito_gen.validate.schema.library import Library
from kaito_gen.world import World


@pytest.fixture(scope="module")
def judge() -> Judge:
    library = Library(read_schema, release="v0.12", minor="1.35")
    decoder = Decoder(read_schema, "v0.12")
    return Judge(Target(), world=World(), catalog=load_catalog("v0.12"), library=library, decoder=decoder)


@pytest.mark.parametrize("operation", [UPDATE, STATUS_UPDATE])
@pytest.mark.parametrize(
    "part",
    [
        {"inference": 5},
        {"inference": {"preset": "phi-4"}},
        {"inference": {"adapters": [None]}},
        {"resource": {"labelSelector": {"matchExpressions": ["a"]}}},
        {"resource": []},
    ],
)
def test_a_stored_object_has_the_shape_of_its_kind(judge: Judge, serving: Manifest, part: Any, operation: str) -> None:
    found = judge.judge(serving, operation=operation, old={**serving, **part})
    assert found
    assert {one.rule for one in found} == {"schema-decode"}
    assert all("before this one" in one.message for one in found)


def test_a_name_that_was_let_in_once_is_compared_all_the_same(judge: Judge, serving: Manifest) -> None:
    """Rules of the schema that came later do not make a stored object unreadable."""
    serving["metadata"]["name"] = "Not_A_Name"
    found = judge.judge(serving, operation=UPDATE, old=serving)
    assert found is not None
    assert [one.rule for one in found] == ["name-not-a-label"]
