"""Whatever a file holds, reading it gives values and problems, never an exception; every place is inside the file."""

import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kaito_gen.documents import Reading, read
from kaito_gen.documents.plain import never_sure
from kaito_gen.errors import Where

SAMPLES = (
    b"""\
# A comment.
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata:
  name: w
  labels: {apps: phi-4, "tier": web}
resource:
  count: 2
  instanceType: Standard_NC24ads_A100_v4
inference:
  adapters:
  - source:
      name: x
    strength: "1.0"
  template: |
    text
      more

    end
---
- a
- b: 0.5
  c: [1, 'two', "three"]
""",
    b"""\
base: &base {x: 1, on: [yes, 0o7, 1e3]}
copy:
  <<: *base
  y: *base
? explicit
: !!str 12
text: "\\u00e9 \\
  continued"
folded: >-
  a
   b
long plain
  key: !tag v
""",
    b"""\
{"a": [1, 2.50, true, null, "x\\ny \\ud83d\\ude00 \\/"],
\t"b": {"c": 1e3, "d": 123456789012345678901}}
{"e": {}}
""",
)
TOKENS = [
    "\n", "\n---\n", "\r\n", " ", "  ", "\t", ":", ": ", "- ", "? ", "#", " #", "'", '"', "\\", "|", ">", "{", "}", "[",
    "]", ",", "&a ", "*a", "<<: ", "!", "!!int ", "%YAML 1.1\n", "...", "@", "`", "0", "1", "_", ".", "e", ".inf", "~",
    "on: 1\n", "12:30", "\x00", "\x01", "\x7f", "\x85", "\u2028", "\ufeff", "é", "\U0001f600", "{{ .x }}", "\\ud800",
    "a: 1\n", "NaN",
]  # fmt: skip
RAW = [b"\xff", b"\xfe\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5"]

edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 30),
        st.one_of(st.just(b""), st.sampled_from([*(token.encode() for token in TOKENS), *RAW])),
    ),
    max_size=8,
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a sample with pieces cut out and tokens put in."""
    data = draw(st.sampled_from(SAMPLES))
    for place, cut, token in draw(edits):
        start = int(place * (len(data) + 1))
        data = data[:start] + token + data[start + cut :]
    return data


paths = st.lists(
    st.one_of(st.integers(-2, 3), st.sampled_from(["a", "b", "metadata", "resource", "x", "1"])), max_size=4
)


def is_inside(place: Where | None, data: bytes) -> bool:
    """Return whether a place is in a file: its column may be the one after a line's last."""
    assert place is not None
    lines = data.decode(errors="replace").split("\n")
    return 1 <= place.line <= len(lines) and 1 <= place.column <= len(lines[place.line - 1]) + 1


def check(reading: Reading, data: bytes, keys: list[str | int]) -> None:
    """Hold everything that is promised of a reading."""
    for problem in reading.problems + reading.notes:
        assert is_inside(problem.where, data)
        assert problem.message
        assert "\n" not in str(problem)
    assert [document.index for document in reading.documents] == sorted({d.index for d in reading.documents})
    for document in reading.documents:
        assert json_like(document.value)
        assert is_inside(document.where(keys), data)
        assert is_inside(document.where_key(keys), data)


def json_like(value: Any) -> bool:
    """Return whether a value is JSON that can be sent: text keys, finite numbers, no half characters."""
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    return all_text_keys(value)


def all_text_keys(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and all_text_keys(item) for key, item in value.items())
    return not isinstance(value, list) or all(map(all_text_keys, value))


@settings(deadline=None, max_examples=400)
@given(mutated(), paths)
def test_a_mutated_file_is_read_or_refused_alike_by_both_readers(data: bytes, keys: list[str | int]) -> None:
    reading = read(data, "f.yaml")
    check(reading, data, keys)
    assert exactly(reading) == exactly(read(data, "f.yaml", engine=never_sure))


def exactly(reading: Reading) -> tuple[str, object, object]:
    """Return a reading in which 1, 1.0 and True differ, as they do not under ==."""
    return json.dumps([(d.index, d.value) for d in reading.documents], sort_keys=True), reading.problems, reading.notes


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode(errors="replace"))), paths)
def test_any_bytes_are_read_or_refused(data: bytes, keys: list[str | int]) -> None:
    for path in ("f.yaml", "f.json"):
        check(read(data, path), data, keys)


numbers = st.one_of(st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False, allow_infinity=False))
scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=10))
json_values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.text(max_size=8), json_values, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_json_reads_as_python_reads_it(value: dict[str, Any], indent: int | None, escape: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=escape)
    reading = read(text.encode(), "f.json")
    assert reading.problems == ()
    (document,) = reading.documents
    assert document.value == value or "e+" in text  # a float of 64 bits or more comes back as its shortest digits


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        mutated().filter(lambda data: not re.search(rb"(?m)^---|\x00|^%|\xef\xbb\xbf", data)), min_size=2, max_size=4
    )
)
def test_a_document_reads_the_same_alone_and_among_others(texts: list[bytes]) -> None:
    texts = [text if text.endswith(b"\n") else text + b"\n" for text in texts]
    together = read(b"---\n" + b"---\n".join(texts), "f.yaml")
    alone = [read(b"---\n" + text, "f.yaml") for text in texts]
    assert json.dumps([d.value for d in together.documents]) == json.dumps(
        [d.value for r in alone for d in r.documents]
    )
    assert [p.message for p in together.problems if " at line " not in p.message] == [
        p.message for r in alone for p in r.problems if " at line " not in p.message
    ]
