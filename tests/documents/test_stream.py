"""One file, many documents: where they begin, how they are counted, and that a broken one hides no other."""

import pytest

from kaito_gen.documents import Reading, parse, read
from kaito_gen.errors import InvalidInput, Where


def values(data: bytes, path: str = "f.yaml") -> list[object]:
    reading = read(data, path)
    assert not reading.problems
    return [document.value for document in reading.documents]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", [], id="empty file"),
        pytest.param(b"\n# nothing\n  \n", [], id="only comments"),
        pytest.param(b"a: 1", [{"a": 1}], id="no newline at the end"),
        pytest.param(b"---\na: 1\n", [{"a": 1}], id="separator first"),
        pytest.param(b"# licence\n---\na: 1\n", [{"a": 1}], id="comment before the separator"),
        pytest.param(b"a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}], id="two"),
        pytest.param(b"a: 1\n--- # second\nb: 2\n", [{"a": 1}, {"b": 2}], id="comment after the separator"),
        pytest.param(b"a: 1\r\n---\r\nb: 2\r\n", [{"a": 1}, {"b": 2}], id="CRLF"),
        pytest.param(b"a: 1\n---\n---\n# none\n---\nb: 2\n", [{"a": 1}, None, None, {"b": 2}], id="empty between"),
        pytest.param(b"a: 1\n---\n", [{"a": 1}, None], id="separator last"),
        pytest.param(b"a: 1\n---", [{"a": 1}, None], id="separator last without newline"),
        pytest.param(b"a: 1\n...\n---\nb: 2\n...\n", [{"a": 1}, {"b": 2}], id="document ends"),
        pytest.param(b"%YAML 1.1\n---\na: yes\n---\nb: 2\n", [{"a": True}, {"b": 2}], id="directive"),
        pytest.param(b"a: |\n  x\n  ---\n  y\nb: 1\n", [{"a": "x\n---\ny\n", "b": 1}], id="separator in a block"),
        pytest.param(b"a: |\n x\n ---\n y\n", [{"a": "x\n---\ny\n"}], id="separator in a block of one column"),
        pytest.param(b"a: 'x --- y'\n", [{"a": "x --- y"}], id="dashes in quotes"),
        pytest.param(b"\xef\xbb\xbfa: 1\n", [{"a": 1}], id="byte order mark"),
        pytest.param(b"\xef\xbb\xbf---\na: 1\n---\n\xef\xbb\xbfb: 2\n", [{"a": 1}, {"b": 2}], id="joined files"),
        pytest.param(b"- a\n---\ntext\n---\n1\n", [["a"], "text", 1], id="not mappings"),
        pytest.param(b'{"a": 1}\n---\nb: 2\n', [{"a": 1}, {"b": 2}], id="JSON and YAML"),
        pytest.param(b'{"a": 1}\n{"b": 2} {"c": 3}', [{"a": 1}, {"b": 2}, {"c": 3}], id="JSON one after another"),
        pytest.param(b"{a: 1}\n", [{"a": 1}], id="a flow mapping is not JSON"),
        pytest.param(b'\t{\r\n\t"a": [\t1]}', [{"a": [1]}], id="JSON with tabs"),
    ],
)
def test_documents_are_found(data: bytes, expected: list[object]) -> None:
    assert values(data) == expected


def test_documents_know_their_file_and_number() -> None:
    documents = read(b"a: 1\n---\nb: [\n---\n{}\n{}\n---\nc: 3\n", "deploy/all.yaml").documents
    assert [(document.path, document.index) for document in documents] == [
        ("deploy/all.yaml", 0),
        ("deploy/all.yaml", 2),
        ("deploy/all.yaml", 3),
        ("deploy/all.yaml", 4),
    ]


BROKEN = {
    "unclosed quote": b'a: "x\n',
    "unclosed list": b"a: [x\n",
    "tab": b"a:\n\t- x\n",
    "duplicate": b"a: 1\na: 2\n",
    "not UTF-8": b"a: \xff\n",
    "control character": b"a: \x01\n",
    "bomb": b"a: &a [*a]\n",
    "nested": b"[" * 30_000 + b"\n",
    "helm": b"{{- if .Values.x }}\na: {{ .Values.y }}\n",
    "JSON with a duplicate": b'{"a": 1, "a": 2}\n',
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_document_hides_no_other(broken: bytes) -> None:
    reading = read(b"first: 1\n---\n" + broken + b"---\nlast: 1\n", "f.yaml")
    assert [document.value for document in reading.documents] == [{"first": 1}, {"last": 1}]
    assert [document.index for document in reading.documents] == [0, 2]
    assert reading.problems
    assert all(problem.where is not None and problem.where.line >= 3 for problem in reading.problems)
    assert reading.documents[1].where(("last",)).line == 4 + broken.count(b"\n")


def test_a_broken_json_document_hides_no_other_in_its_text() -> None:
    reading = read(b'{"a": 1}\n{"b": 1, "b": 2}\n{"c": 3}\n', "f.json")
    assert [(document.value, document.index) for document in reading.documents] == [({"a": 1}, 0), ({"c": 3}, 2)]
    assert [str(problem.where) for problem in reading.problems] == ["f.json:2:10"]


def test_text_after_a_separator_is_refused_as_kubernetes_does() -> None:
    reading = read(b"a: 1\n--- {b: 2}\n---\nc: 3\n---d: 4\n", "f.yaml")
    assert [document.value for document in reading.documents] == [{"a": 1}, {"c": 3}]
    assert [problem.where for problem in reading.problems] == [Where("f.yaml", 2, 5), Where("f.yaml", 5, 4)]


def test_an_unknown_tag_is_noted() -> None:
    reading = read(b"a: !Ref b\n", "f.yaml")
    assert [document.value for document in reading.documents] == [{"a": "b"}]
    assert [str(note) for note in reading.notes] == ["f.yaml:1:4: Kubernetes ignores the tag '!Ref' (leave it out)"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        pytest.param(b"  a: 1\nb: 2\n", 2, id="indented less than the first key"),
        pytest.param(b"a: 1\n...\nb: 2\n", 3, id="after the end of the document"),
        pytest.param(b"[a]\nb: 2\n", 2, id="after a flow list"),
    ],
)
def test_text_that_kubernetes_drops_is_noted(data: bytes, line: int) -> None:
    reading = read(data, "f.yaml")
    assert len(reading.documents) == 1
    assert [note.where.line for note in reading.notes if note.where] == [line]


def test_comments_and_directives_after_a_document_are_not_noted() -> None:
    assert read(b"a: 1\n... # end\n# more\n%YAML 1.1\n---\nb: 2\n", "f.yaml").notes == ()


def test_parse_returns_the_documents() -> None:
    assert [document.value for document in parse(b"a: 1\n---\nb: 2\n", "f.yaml")] == [{"a": 1}, {"b": 2}]


def test_parse_raises_every_problem_and_note_in_file_order() -> None:
    with pytest.raises(InvalidInput) as raised:
        parse(b"a: !x 1\n---\nb: 1\nb: 2\n---\nc: [\n", "f.yaml")
    assert [problem.where.line for problem in raised.value.problems if problem.where] == [1, 4, 7]


def test_a_reading_is_a_value() -> None:
    assert read(b"a: 1\n", "f.yaml") == read(b"a:   1\n", "f.yaml") != Reading()
