"""The index says what is ours; it survives merges and refuses what synth did not write."""

import hashlib

import pytest

from kaito_gen.errors import KaitoGenError
from kaito_gen.gitops.index import INDEX, folders, index_of, is_tree_path, parse, render, sealed

A, B = (hashlib.sha256(content).hexdigest() for content in (b"a", b"b"))
HEADER = "# kaito-gen index 1: files that synth wrote here, and may change and remove\n"


def test_an_index_has_a_line_a_file_in_the_format_of_sha256sum() -> None:
    assert render(index_of({"m/x.yaml": b"b", "a.yaml": b"a"})).decode() == f"{HEADER}{A}  a.yaml\n{B}  m/x.yaml\n"


def test_what_is_rendered_is_parsed_again() -> None:
    index = {"a b.yaml": frozenset({A, B}), "é": frozenset({A})}
    assert parse(render(index), where="i") == index


def test_one_index_after_another_is_an_index_of_both() -> None:
    """So a run announces what it will write beside what was there."""
    both = render(index_of({"x": b"a"})) + render(index_of({"x": b"b", "y": b"a"}))
    assert parse(both, where="i") == {"x": {A, B}, "y": {A}}


def test_lines_of_both_sides_of_a_merge_conflict_count() -> None:
    text = f"{HEADER}<<<<<<< HEAD\n{A}  x\n||||||| base\n=======\n{B}  x\n{B}  y\n>>>>>>> other\n"
    assert parse(text.encode(), where="i") == {"x": {A, B}, "y": {B}}


def test_sealing_twice_is_sealing_once() -> None:
    once = sealed({"z": b"", "a": b"a"})
    assert sealed(once) == once
    assert list(once) == sorted(["a", INDEX, "z"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(b"", "does not begin with", id="empty"),
        pytest.param(f"{A}  x\n".encode(), "does not begin with", id="no-header"),
        pytest.param(b"\xff\xfe", "is damaged", id="binary"),
        pytest.param((HEADER + "hello\n").encode(), "i:2: is not a line that synth writes", id="other-text"),
        pytest.param((HEADER + A + "  ../x\n").encode(), "i:2: is not a line", id="path-leaves-the-folder"),
        pytest.param((HEADER + A + "  /etc/x\n").encode(), "i:2: is not a line", id="absolute-path"),
        pytest.param((HEADER + A.upper() + "  x\n").encode(), "i:2: is not a line", id="other-hash"),
        pytest.param((HEADER + A[:10] + "\n").encode(), "i:2: is not a line", id="cut-off"),
        pytest.param(b"# kaito-gen index 2: x\n", "i:1: index version '2' is not 1: a newer", id="newer"),
    ],
)
def test_an_index_that_synth_did_not_write_is_refused(text: bytes, message: str) -> None:
    with pytest.raises(KaitoGenError, match=message):
        parse(text, where="i")


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", "..", "../a", "a/../b", "./a", "a\\b", "a\nb", "a\0"])
def test_paths_that_could_leave_a_tree_are_none(path: str) -> None:
    assert not is_tree_path(path)


def test_folders_are_all_parents_without_the_root() -> None:
    assert folders(["x", "a/y", "a/b/c/z"]) == {"a", "a/b", "a/b/c"}
