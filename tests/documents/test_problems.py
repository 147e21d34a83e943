"""What a user reads about a file that cannot be read: one clear sentence, its place, and the way out."""

import pytest

from kaito_gen.documents import read
from kaito_gen.documents.plain import Engine, never_sure, read_with_yamlrocks

ENGINES = {"yamlrocks": read_with_yamlrocks, "PyYAML": never_sure}

MESSAGES = {
    b"a: 1\nb: 2\na: 3\n": (
        "3:1: the key 'a' is set twice (the first stands at line 1, column 1) (keep one of the two)"
    ),
    b"on: 1\ntrue: 2\n": (
        "2:1: the key 'true' is set twice (the first stands at line 1, column 1) (keep one of the two)"
    ),
    b"1: a\n'1': b\n": "2:1: the key '1' is set twice (the first stands at line 1, column 1) (keep one of the two)",
    b'{"a": 1,\n "a": 2}\n': (
        "2:2: the key 'a' is set twice (the first stands at line 1, column 2) (keep one of the two)"
    ),
    b"a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n": (
        "4:3: the key 'x' is set twice (the first stands at line 3, column 3)"
        " (Kubernetes refuses to override a merged key: keep one of the two)"
    ),
    b"a: &a {x: 1}\nb:\n  x: 2\n  <<: *a\n": (
        "4:3: the key 'x' is set twice (the first stands at line 3, column 3)"
        " (Kubernetes refuses to override a merged key: keep one of the two)"
    ),
    b"a:\n  <<: 1\n": "2:7: << merges mappings only (name an anchor of a mapping, or quote the key)",
    b"a:\n\tb: 1\n": "2:1: a tab stands where YAML allows only spaces (indent with spaces)",
    b"a: @b\n": "1:4: a value cannot start with '@' (put the value in quotes)",
    b"a: `b`\n": "1:4: a value cannot start with '`' (put the value in quotes)",
    b"a: %b\n": "1:4: a value cannot start with '%' (put the value in quotes)",
    b"a: *.example.com\n": "1:5: an anchor or alias needs a name of letters and digits (put the value in quotes)",
    b"a: *b\n": "1:4: the anchor 'b' does not exist (define it before, or put the value in quotes)",
    b"a: &a [*a]\n": "1:8: the value of the anchor 'a' contains itself (write the inner value out)",
    b"a: b: c\n": "1:5: a ':' makes a key where none can stand (put the value in quotes, or mend the indentation)",
    b"a: 1\nb\n": "3:1: this line is neither a key with ':' nor part of a value (mend the indentation)",
    b"a:\n  b: 1\n c: 2\n": (
        "3:2: a key with ':' is missing here (the mapping opens at line 1, column 1) (mend the indentation)"
    ),
    b"a:\n  - b\n  c: 1\n": (
        "3:3: this line is neither a list item nor outside the list (the list opens at line 2, column 3)"
        " (mend the indentation)"
    ),
    b"command:\n  - 'a'\n    args: b\n": (
        "3:5: this line is neither a list item nor outside the list (the list opens at line 2, column 3)"
        " (mend the indentation)"
    ),
    b'a: 1\nb: "x\nc: 2\n': "2:4: the quotes that open here are never closed (close the quotes)",
    b"a: 'x\n": "1:4: the quotes that open here are never closed (close the quotes)",
    b"a: [b\nc: 1\n": "2:2: a ',' or ']' is missing here ('[' opens at line 1, column 4) (close the list)",
    b"a: {b: 1\nc: 1\n": "2:2: a ',' or '}' is missing here ('{' opens at line 1, column 4) (close the mapping)",
    b'a: "\\q"\n': "1:5: this backslash starts no escape of YAML (use single quotes, or double the backslash)",
    b'a: "b\\/c"\n': "1:6: Kubernetes does not know the escape \\/ (write / without a backslash)",
    b"a: [https://h/?x=1]\n": "1:5: between brackets, Kubernetes takes a '?' for a key (put the value in quotes)",
    b"a: |x\n  b\n": "1:5: only a comment may follow | or > on its line (put the text on the next line)",
    b"a: .inf\n": "1:4: infinities and NaN cannot be sent to a cluster (put the value in quotes)",
    b"a: !!int b\n": "1:4: 'b' is not an integer, as its tag !!int says (put the value in quotes)",
    b"a: !!binary '%'\n": (
        "1:4: a !!binary value must be base64 of UTF-8 text, because it becomes a JSON string (put the value in quotes)"
    ),
    b"~: a\n": "1:1: null cannot be a key (put the key in quotes)",
    b"18446744073709551615: a\n": "1:1: 18446744073709551615 is too large for a key (put the key in quotes)",
    b"? [a]\n: b\n": "1:3: a list or a mapping cannot be a key (put the key in quotes)",
    b"a: \xff\n": "1:4: the byte 0xFF is not UTF-8 (save the file as UTF-8)",
    "a: é\nü: \udcff\n".encode(errors="surrogateescape"): "2:4: the byte 0xFF is not UTF-8 (save the file as UTF-8)",
    b"a: b\x01\n": '1:5: the character U+0001 is not allowed in YAML (write it as "\\u0001")',
    b"a: b\xef\xbb\xbfc\n": (
        "1:5: an invisible byte order mark stands inside the text"
        " (delete this character; files that were joined may hold one each)"
    ),
    b"a: b\x00c\n": "1:5: the file is binary: it holds a NUL byte (name YAML or JSON files only)",
    b"%YAML 1.2\n---\na: 1\n": "1:1: Kubernetes reads only %YAML 1.1 (leave the line out)",
    b"a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> theirs\n": (
        "2:1: a merge conflict begins here (choose one of the two sides)"
    ),
    b"a: 1\r\n<<<<<<< HEAD\r\nb: 1\r\n=======\r\nb: 2\r\n>>>>>>> theirs\r\n": (
        "2:1: a merge conflict begins here (choose one of the two sides)"
    ),
    b"{{- if .Values.a }}\nb: 1\n{{- end }}\n": (
        "1:3: a value is missing here (this looks like a Helm template: render it first (helm template))"
    ),
    b"a: {{ .Values.a }}\n": (
        "1:5: a list or a mapping cannot be a key (this looks like a Helm template: render it first (helm template))"
    ),
}


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize(("data", "message"), MESSAGES.items(), ids=map(repr, MESSAGES))
def test_a_mistake_is_told_with_its_place_and_the_way_out(data: bytes, message: str, engine: Engine) -> None:
    reading = read(data, "f.yaml", engine=engine)
    assert [str(problem) for problem in reading.problems] == [f"f.yaml:{message}"]
    assert reading.documents == ()


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"], ids=lambda name: name
)
def test_a_wide_encoding_is_named(encoding: str) -> None:
    (problem,) = read("kind: Workspace\n".encode(encoding), "f.yaml").problems
    name = encoding[:6].upper()
    assert problem.message == f"the file is {name}; kubectl would read at most its first document"
    assert problem.hint == f"save it as UTF-8: iconv -f {name} -t UTF-8"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"a" 1}', "1:6: this is not JSON: expecting ':' delimiter"),
        (b"{'a': 1}", "1:2: this is not JSON: expecting property name enclosed in double quotes"),
        (b'{"a": NaN}', "1:1: this is not JSON: NaN is no number in JSON"),
        (b'{"a": 1e999}', "1:1: this is not JSON: infinities and NaN cannot be sent to a cluster"),
        (b'{"a": 1} x', "1:10: this is not JSON: expecting value"),
        (b'{"a": 1} 2', "1:10: this is not JSON: a document is an object or an array"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_json_file_must_be_json(data: bytes, message: str) -> None:
    (problem,) = read(data, "f.json").problems
    assert str(problem).startswith(f"f.json:{message}")
    assert problem.hint


def test_every_duplicate_of_a_document_is_told() -> None:
    reading = read(b"a: 1\na: 2\nb:\n  c: 1\n  c: 2\n", "f.yaml")
    assert [problem.where.line for problem in reading.problems if problem.where] == [2, 5]


def test_long_names_are_cut_in_messages() -> None:
    key = b"k" * 500
    (problem,) = read(key + b": 1\n" + key + b": 2\n", "f.yaml").problems
    assert len(problem.message) < 200
