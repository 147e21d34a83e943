"""Whatever is done to a recorded request, and to the object that it writes over, the judge has an answer."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kaito_gen.data import load_catalog, read_schema
from kaito_gen.target import Target, settle
from kaito_gen.validate.decoding import Decoder
from kaito_gen.validate.finding import STAGES, Keys
from kaito_gen.validate.judge import Judge
from kaito_gen.validate.rule import CREATE, STATUS_UPDATE, UPDATE
from kaito_gen.validate.schema.library import Library
from kaito_gen.world import World

DATA = Path(__file__).parent.parent / "truth" / "data"
RELEASES = ("v0.3", "v0.12")
ODD: list[Any] = [None, True, 0, -1, 2**70, 1.5, "", "x", [], {}, [None], ["a"], [{}], {"a": None}, {"a": "b"}]
REMOVED = object()


@cache
def cases(release: str) -> list[dict[str, Any]]:
    lines = (DATA / f"kaito-{release}-verdicts.jsonl").read_text().splitlines()
    found = [json.loads(line) for line in lines]
    return [case for case in found if all(isinstance(case["new"].get(key), str) for key in ("apiVersion", "kind"))]


@cache
def library(release: str) -> Library:
    return Library(read_schema, release=release, minor="1.35")


def places(value: Any, keys: Keys = ()) -> list[Keys]:
    """Return the way to every value of a document but its type."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[Keys] = []
    for key, child in below:
        if keys or key not in ("apiVersion", "kind"):
            found += [(*keys, key), *places(child, (*keys, key))]
    return found


def put(document: Any, keys: Keys, value: Any) -> None:
    """Change a document where it has such a place."""
    for key in keys[:-1]:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            return
    if not isinstance(document, dict | list) or (isinstance(document, list) and not isinstance(keys[-1], int)):
        return
    if value is REMOVED:
        document.pop(keys[-1], None) if isinstance(document, dict) else document.clear()
    elif isinstance(document, dict) or (isinstance(keys[-1], int) and keys[-1] < len(document)):
        document[keys[-1]] = deepcopy(value)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_request_is_an_exception(data: st.DataObject) -> None:
    release = data.draw(st.sampled_from(RELEASES))
    case = deepcopy(data.draw(st.sampled_from(cases(release))))
    new, old = case["new"], case["old"]
    if old is None and data.draw(st.booleans()):
        old = deepcopy(new)
    operation = CREATE if old is None else data.draw(st.sampled_from((UPDATE, STATUS_UPDATE)))
    for _ in range(data.draw(st.integers(1, 3))):
        keys = data.draw(st.sampled_from(places(new) or [("metadata",)]))
        value = data.draw(st.sampled_from([*ODD, REMOVED]))
        for document in (new, old) if data.draw(st.booleans()) else (new,):
            put(document, keys, value)
    judge = Judge(
        settle(Target(release=release, release_namespace="kaito-system")),
        world=World(case["objects"], complete=data.draw(st.booleans())),
        catalog=load_catalog(release),
        library=library(release),
        decoder=Decoder(read_schema, release),
    )
    found = judge.judge(new, operation=operation, old=old)
    assert found is None or all(finding.message and finding.stage in STAGES for finding in found)
