"""What we write, Kubernetes reads as what was meant, except where that is known and refused."""

import gzip
import json
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaito_gen.documents import parse
from kaito_gen.emit import dump, dump_all
from kaito_gen.emit.faithful import misread

CORPUS = Path(__file__).with_name("corpus.jsonl.gz")

awkward = st.text(
    st.sampled_from("\n\n \t:#-?'\"\\[]{},&*!|>%@`0123xXoOeEyn._~<=\x07\x00\x1b\x85\u2028é😀\ue000"), max_size=12
)
lines = st.lists(st.one_of(st.text(max_size=10), st.sampled_from(["", " ", "  ", "\t", "x", " x", "---"])), max_size=5)
strings = st.one_of(awkward, st.text(max_size=60), lines.map("\n".join), st.sampled_from(["no", "1e3", "0o7", "12:30"]))
scalars = st.one_of(strings, st.booleans(), st.integers(-(2**53), 2**53), st.floats(-1e15, 1e15, allow_nan=False))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(strings, inner, max_size=3)),
    max_leaves=8,
)
manifests = st.dictionaries(strings.filter(lambda key: key != "metadata"), values, min_size=1, max_size=4)


def read_back(text: str) -> Any:
    (document,) = parse(text.encode(), "x.yaml")
    return document.value


@settings(max_examples=400, deadline=None)
@given(manifests)
@example({"a": "x\n\n\ny\n\n"})
@example({"a": {"b": [[" \n\n x"], {"0": "09", "10": "-.5"}]}})
def test_kubernetes_reads_what_was_meant(manifest: dict[str, Any]) -> None:
    text = dump(manifest)
    if not misread(manifest):
        assert read_back(text) == manifest


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def test_cdk8s_own_documents_arrive_or_are_refused() -> None:
    arrived = 0
    with gzip.open(CORPUS, "rt", encoding="utf-8") as corpus:
        for line in corpus:
            manifest, text = json.loads(line)
            if misread(manifest):
                continue
            expected = without_nulls({key: value for key, value in manifest.items() if key != "metadata"})
            found = read_back(text)
            found.pop("metadata", None)
            assert found == expected, text
            arrived += 1
    assert arrived > 1000


def test_a_stream_is_read_as_its_documents() -> None:
    manifests = [{"a": "---\nb"}, {"a": "b\n"}, {"a": []}]
    assert [document.value for document in parse(dump_all(manifests).encode(), "x.yaml")] == manifests
