"""What we write is what cdk8s writes, byte for byte."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kaito_gen.emit import dump, dump_all

CORPUS = Path(__file__).with_name("corpus.jsonl.gz")
"""[object, text of cdk8s 2.70.106] a line; made by generate_corpus.mjs."""


def corpus() -> Iterator[tuple[dict[str, Any], str]]:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            manifest, text = json.loads(line)
            yield manifest, text


def test_every_document_of_the_corpus_has_cdk8s_bytes() -> None:
    pairs = list(corpus())
    assert len(pairs) >= 2000
    differing = [(manifest, dump(manifest), text) for manifest, text in pairs if dump(manifest) != text]
    assert differing[:3] == []


def test_a_stream_is_the_documents_with_a_separator_between_them() -> None:
    pairs = list(corpus())[:50]
    expected = "---\n".join(text for _, text in pairs)
    assert dump_all(manifest for manifest, _ in pairs) == expected


def test_dumping_changes_neither_the_manifest_nor_the_next_result() -> None:
    for manifest, text in list(corpus())[:200]:
        before = json.dumps(manifest)
        assert dump(manifest) == dump(manifest) == text
        assert json.dumps(manifest) == before


def value(content: Any) -> str:
    """Return how a value is written under ``spec``."""
    return dump({"spec": content}).removeprefix("spec:").removesuffix("\n").lstrip(" ")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-7, "-7"),
        (2**63, "9223372036854775808"),
        (1.0, "1"),
        (-0.0, "-0"),
        (0.5, "0.5"),
        (1e20, "100000000000000000000"),
        (1.2345678901234567e20, "123456789012345670000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (1e-6, "0.000001"),
        (1.25e-6, "0.00000125"),
        (1e-7, "1e-7"),
        (-1.5e-7, "-1.5e-7"),
        (5e-324, "5e-324"),
        (float("nan"), ".nan"),
        (float("inf"), ".inf"),
        (float("-inf"), "-.inf"),
    ],
    ids=str,
)
def test_numbers_are_written_as_javascript_prints_them(number: float, text: str) -> None:
    assert value(number) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("no", '"no"', id="boolean-lookalike"),
        pytest.param("1e3", '"1e3"', id="float-lookalike"),
        pytest.param("12:30", '"12:30"', id="sexagesimal-lookalike"),
        pytest.param("2026-01-02", '"2026-01-02"', id="date-lookalike"),
        pytest.param("", '""', id="empty"),
        pytest.param('say "hi" # now', "'say \"hi\" # now'", id="single-quotes-only-around-double"),
        pytest.param("a\nb\n", "|\n  a\n  b", id="clip"),
        pytest.param("a\nb", "|-\n  a\n  b", id="strip"),
        pytest.param("a\n\n", "|+\n  a\n", id="keep"),
        pytest.param(" a\nb", "|2-\n   a\n  b", id="indentation-indicator"),
        pytest.param("a\n ", '"a\\n "', id="blank-last-line-is-quoted"),
        pytest.param("\x07", '"\\a"', id="control-character"),
        pytest.param("\ud800", '"\\ud800"', id="lone-surrogate"),
        pytest.param("x" * 500, "x" * 500, id="long-lines-are-never-folded"),
        pytest.param({}, "{}", id="empty-mapping"),
        pytest.param([], "[]", id="empty-list"),
        pytest.param([None, {"a": None}], "\n  - null\n  - {}", id="null-stays-in-lists-only"),
        pytest.param([["a"], [[]]], "\n  - - a\n  - - []", id="nested-lists"),
        pytest.param({"b": 1, "10": 2, "9": 3, "a": True}, '\n  "9": 3\n  "10": 2\n  a: true\n  b: 1', id="key-order"),
        pytest.param({"\ue000": 1, "\U0001f600": 2}, "\n  \U0001f600: 2\n  \ue000: 1", id="utf-16-key-order"),
        pytest.param({"k" * 1025: {"a": 1}}, f"\n  ? {'k' * 1025}\n  : a: 1", id="explicit-key"),
    ],
)
def test_values(content: Any, text: str) -> None:
    assert value(content) == text


def test_head_comes_first_and_empty_metadata_is_dropped() -> None:
    manifest = {
        "a": 1,
        "metadata": {"name": "x", "labels": {}, "annotations": {"a": None}},
        "kind": "Kind",
        "apiVersion": "v1",
        "status": None,
    }
    assert dump(manifest) == "apiVersion: v1\nkind: Kind\nmetadata:\n  name: x\na: 1\n"


@pytest.mark.parametrize("content", [("a",), {1}, b"x", object], ids=["tuple", "set", "bytes", "class"])
def test_what_is_no_plain_value_is_refused_by_type(content: Any) -> None:
    with pytest.raises(TypeError, match="plain dicts"):
        dump({"spec": content})
