"""Where a value stands: line and column of the text that the user wrote, however the document was read."""

import pytest

from kaito_gen.documents import Document, read
from kaito_gen.documents.plain import Engine, never_sure, read_with_yamlrocks
from kaito_gen.errors import Problem, Where

ENGINES = {"yamlrocks": read_with_yamlrocks, "PyYAML": never_sure}

WORKSPACE = b"""\
# A comment first.
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata:
  name: w
  labels: {a: b, "c d": e}
resource:
  count: 2   # two
  preferredNodes:
    - node-1
    - name: node-2
inference:
  preset:
  template: |
    text
"""


def document(data: bytes, engine: Engine = read_with_yamlrocks) -> Document:
    (only,) = read(data, "f.yaml", engine=engine).documents
    return only


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize(
    ("keys", "value", "key"),
    [
        pytest.param((), (2, 1), (2, 1), id="root"),
        pytest.param(("kind",), (3, 7), (3, 1), id="scalar"),
        pytest.param(("metadata",), (5, 3), (4, 1), id="mapping"),
        pytest.param(("metadata", "labels", "c d"), (6, 25), (6, 18), id="flow mapping"),
        pytest.param(("resource", "count"), (8, 10), (8, 3), id="before a comment"),
        pytest.param(("resource", "preferredNodes"), (10, 5), (9, 3), id="list"),
        pytest.param(("resource", "preferredNodes", 0), (10, 7), (10, 7), id="item"),
        pytest.param(("resource", "preferredNodes", 1, "name"), (11, 13), (11, 7), id="key of an item"),
        pytest.param(("inference", "preset"), (13, 3), (13, 3), id="empty value stands at its key"),
        pytest.param(("inference", "template"), (14, 13), (14, 3), id="block scalar"),
        pytest.param(("metadata", "namespace"), (5, 3), (4, 1), id="absent key: its parent"),
        pytest.param(("metadata", "a", 3, "b"), (5, 3), (4, 1), id="absent path: the deepest that exists"),
        pytest.param(("resource", "preferredNodes", 2), (10, 5), (9, 3), id="index beyond the list"),
        pytest.param(("resource", "preferredNodes", -1), (10, 5), (9, 3), id="negative index"),
        pytest.param(("resource", "preferredNodes", "name"), (10, 5), (9, 3), id="name in a list"),
        pytest.param(("kind", "x"), (3, 7), (3, 1), id="inside a scalar"),
    ],
)
def test_a_value_and_its_key_have_a_place(
    keys: tuple[str | int, ...], value: tuple[int, int], key: tuple[int, int], engine: Engine
) -> None:
    workspace = document(WORKSPACE, engine)
    assert workspace.where(keys) == Where("f.yaml", *value)
    assert workspace.where_key(keys) == Where("f.yaml", *key)


@pytest.mark.parametrize(
    ("data", "keys", "place"),
    [
        pytest.param(b"a: 1\r\nb: 2\r\n", ("b",), (2, 4), id="CRLF"),
        pytest.param(b"\xef\xbb\xbfa: 1\n", ("a",), (1, 4), id="byte order mark takes no column"),
        pytest.param("é: ü\n".encode(), ("é",), (1, 4), id="columns are characters"),
        pytest.param("a: [\U0001f600, b]\n".encode(), ("a", 1), (1, 8), id="an emoji is one column"),
        pytest.param(b"on: x\n", ("true",), (1, 5), id="boolean key"),
        pytest.param(b"0x10: x\n", ("16",), (1, 7), id="number key"),
        pytest.param(b"? a\n: b\n", ("a",), (2, 3), id="explicit key"),
        pytest.param(b"a: &x\n  b: 1\nc: *x\n", ("c",), (3, 4), id="an alias"),
        pytest.param(b"a: &x\n  b: 1\nc: *x\n", ("c", "b"), (2, 6), id="inside an alias"),
        pytest.param(b"a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n", ("c", "b"), (1, 11), id="a merged key"),
        pytest.param(b"a: &x {b: 1}\ny: &y {e: 3}\nc:\n  <<: [*x, *y]\n", ("c", "e"), (2, 11), id="a list of merges"),
        pytest.param(b"c:\n  <<: {b: 1}\n", ("c", "b"), (2, 11), id="an inline merge"),
        pytest.param(b'{\n "a": {"b": [1,\n 2]}}\n', ("a", "b", 1), (3, 2), id="JSON"),
        pytest.param(b'{"s": "\\ud83d\\ude00", "a": 1}', ("a",), (1, 28), id="JSON with a surrogate pair"),
        pytest.param(b'{"s": "a\\/b", "a": 1}', ("a",), (1, 20), id="JSON with an escaped slash"),
        pytest.param(b'{"a": {\n\t"b":\t1}}', ("a", "b"), (2, 7), id="JSON with tabs"),
    ],
)
def test_a_place_survives_everything_yaml_has(data: bytes, keys: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert document(data).where(keys) == Where("f.yaml", *place)


def test_the_second_document_counts_lines_from_the_start_of_the_file() -> None:
    documents = read(b"a: 1\n---\n# c\nb:\n  c: 2\n", "f.yaml").documents
    assert documents[1].where(("b", "c")) == Where("f.yaml", 5, 6)


def test_a_json_document_may_start_within_a_line() -> None:
    documents = read('{"é": 1} {"b": 2}'.encode(), "f.json").documents
    assert documents[1].where(("b",)) == Where("f.json", 1, 16)


def test_an_empty_document_stands_where_its_text_would() -> None:
    documents = read(b"a: 1\n---\n---\nb: 2\n", "f.yaml").documents
    assert documents[1].where(("x",)) == Where("f.yaml", 3, 1)


def test_json_that_is_not_yaml_stands_at_its_start() -> None:
    data = b'\n {"' + b"k" * 2000 + b'"\n: 1}\n'  # YAML wants a key and its colon within a line
    assert document(data).where(("k" * 2000,)) == Where("f.yaml", 2, 2)


def test_a_problem_can_be_made_at_a_place() -> None:
    problem = document(WORKSPACE).problem("count must be 1", ("resource", "count"), "set count: 1")
    assert problem == Problem("count must be 1", Where("f.yaml", 8, 10), "set count: 1")
