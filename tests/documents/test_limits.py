"""Every limit holds, is told with its place and a way out, and lets ordinary files through."""

import pytest

from kaito_gen.documents import MAX_BYTES, read
from kaito_gen.documents.plain import Engine, never_sure, read_with_yamlrocks

ENGINES = {"yamlrocks": read_with_yamlrocks, "PyYAML": never_sure}


def nested(levels: int) -> bytes:
    """Return block mappings inside one another."""
    return b"".join(b" " * (2 * level) + b"a:\n" for level in range(levels))


def lists_in_mappings(levels: int) -> bytes:
    """Return the deepest nesting that an indentation allows: a list under each mapping's key, in the key's column."""
    lines = [b" " * (2 * level) + (b"- a:\n" if level else b"a:\n") for level in range(levels // 2)]
    return b"".join(lines)


def bomb(width: int, levels: int) -> bytes:
    """Return a list of lists, each of which repeats the one before."""
    first = "a0: &a0 [" + ",".join("x" * width) + "]\n"
    others = (f"a{level}: &a{level} [" + ",".join([f"*a{level - 1}"] * width) + "]\n" for level in range(1, levels))
    return (first + "".join(others)).encode()


MANY = "the file holds more than 1,000 documents; the rest is not read"
DENSE = "the file holds more than 500,000 keys and values"
DEEP = "lists and mappings are nested more than 64 levels deep"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"#" * (MAX_BYTES + 1), "the file has 5.0 MiB; at most 5 MiB are read", id="size"),
        pytest.param(b"---\n" * 1001, MANY, id="documents"),
        pytest.param(b"{}\n" * 1001, MANY, id="JSON stream"),
        pytest.param(nested(65) + b" " * 130 + b"b: 1\n", DEEP, id="block mappings"),
        pytest.param(lists_in_mappings(70), DEEP, id="lists in mappings"),
        pytest.param(b"- " * 65 + b"a\n", DEEP, id="lists on one line"),
        pytest.param(b"[" * 65 + b"]" * 65, DEEP, id="flow lists"),
        pytest.param(b"[" * 30_000, DEEP, id="30,000 brackets"),
        pytest.param(b'{"a":' * 65 + b"1" + b"}" * 65, DEEP, id="JSON objects"),
        pytest.param(b'{"a":' * 30_000 + b"1" + b"}" * 30_000, DEEP, id="30,000 JSON objects"),
        pytest.param(
            b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d]\n" % (i, i, i - 1) for i in range(1, 70)), DEEP, id="a chain"
        ),
        pytest.param(bomb(10, 10), "aliases repeat so much that Kubernetes refuses the document", id="billion laughs"),
        pytest.param(
            b"a: &a {" + b",".join(b"k%d: 1" % i for i in range(50)) + b"}\n"
            + b"".join(b"b%d: {<<: *a}\n" % i for i in range(1500)),
            "aliases repeat more than 100,000 values",
            id="merges",
        ),
        pytest.param(b"- a\n" * 500_001, DENSE, id="values"),
        pytest.param(b"- - - - - a\n" * 100_001, DENSE, id="dense"),
        pytest.param(
            b"%TAG !a! b\n" * 101 + b"---\na: 1\n",
            "more than 100 directives (%) stand before the document",
            id="directives",
        ),
    ],
)  # fmt: skip
def test_a_limit_is_told_with_a_way_out(data: bytes, message: str) -> None:
    (problem,) = read(data, "f.yaml").problems
    assert problem.message == message
    assert problem.hint
    assert problem.where is not None
    assert problem.where.line >= 1


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(nested(64), id="64 block mappings"),
        pytest.param(lists_in_mappings(64), id="64 lists and mappings"),
        pytest.param(b"[" * 64 + b"]" * 64, id="64 flow lists"),
        pytest.param(b'{"a":' * 64 + b"1" + b"}" * 64, id="64 JSON objects"),
        pytest.param(b"a: |\n  " + b"[" * 30_000 + b"\n", id="brackets in a text"),
        pytest.param(b'a: "' + b"[" * 30_000 + b'"\n', id="brackets in quotes"),
        pytest.param(bomb(9, 2), id="a few aliases"),
        pytest.param(b"a: " + b"x" * 2_000_000 + b"\n", id="one long value"),
        pytest.param(b"a: " + b"1" * 100_000 + b"\n", id="one long number, which is infinite and stays text"),
    ],
)
def test_what_is_within_the_limits_is_read(data: bytes, engine: Engine) -> None:
    reading = read(data, "f.yaml", engine=engine)
    assert reading.problems == ()
    assert len(reading.documents) == 1


def test_the_documents_before_the_thousandth_are_read() -> None:
    reading = read(b"a: 1\n---\n" * 1500, "f.yaml")
    assert len(reading.documents) == 1000
    assert [str(problem.where) for problem in reading.problems] == ["f.yaml:2001:1"]


def test_the_alias_budget_is_the_files() -> None:
    document = b"---\na: &a [" + b"x," * 100 + b"x]\nb: [" + b"*a," * 98 + b"*a]\n"
    reading = read(document * 50, "f.yaml")
    assert 5 <= len(reading.documents) < 20
    assert {problem.message for problem in reading.problems} == {"aliases repeat more than 100,000 values"}


def test_an_alias_is_a_copy() -> None:
    (document,) = read(b"a: &a {x: [1]}\nb: *a\nc:\n  <<: *a\n", "f.yaml").documents
    document.value["a"]["x"].append(2)
    assert document.value == {"a": {"x": [1, 2]}, "b": {"x": [1]}, "c": {"x": [1]}}


def test_a_hundred_faults_of_a_document_are_told() -> None:
    assert len(read(b"a: 1\n" * 1000, "f.yaml").problems) == 100
