"""A stale folder is shown as a diff that a reviewer can read, and checking writes nothing."""

import re
from pathlib import Path

import pytest

from kaito_gen.files.check import check_tree
from kaito_gen.files.write import write_tree
from kaito_gen.gitops.index import INDEX

TREE = {"a/x.yaml": b"one\ntwo\n", "b.yaml": b"three"}


def body(diff: str) -> list[str]:
    """Return the diff without its index, whose hashes say nothing to a reader."""
    files = re.split(r"(?m)^(?=--- )", diff)
    return [line for file in files if INDEX not in file for line in file.splitlines()]


def test_a_missing_folder_is_all_new_and_stays_missing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert body(check_tree(out, TREE)) == [
        "--- /dev/null",
        f"+++ b/{out}/a/x.yaml",
        "@@ -0,0 +1,2 @@",
        "+one",
        "+two",
        "--- /dev/null",
        f"+++ b/{out}/b.yaml",
        "@@ -0,0 +1 @@",
        "+three",
        "\\ No newline at end of file",
    ]
    assert not out.exists()


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        pytest.param(TREE, [], id="clean"),
        pytest.param(
            {**TREE, "a/x.yaml": b"one\n2\n"},
            ["--- a/OUT/a/x.yaml", "+++ b/OUT/a/x.yaml", "@@ -1,2 +1,2 @@", " one", "-two", "+2"],
            id="changed",
        ),
        pytest.param(
            {"b.yaml": b"three"},
            ["--- a/OUT/a/x.yaml", "+++ /dev/null", "@@ -1,2 +0,0 @@", "-one", "-two"],
            id="stale",
        ),
        pytest.param(
            {**TREE, "a/y.yaml": b"y\n"}, ["--- /dev/null", "+++ b/OUT/a/y.yaml", "@@ -0,0 +1 @@", "+y"], id="new"
        ),
        pytest.param({**TREE, "e": b""}, ["--- /dev/null", "+++ b/OUT/e"], id="new-and-empty"),
        pytest.param(
            {**TREE, "b.yaml": b"\xff"},
            [
                "--- a/OUT/b.yaml",
                "+++ b/OUT/b.yaml",
                "@@ -1 +1 @@",
                "-three",
                "\\ No newline at end of file",
                "+\ufffd",
                "\\ No newline at end of file",
            ],
            id="binary",
        ),
    ],
)
def test_differences_are_a_unified_diff(tmp_path: Path, tree: dict[str, bytes], expected: list[str]) -> None:
    write_tree(tmp_path, TREE)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    diff = check_tree(tmp_path, tree)
    assert body(diff) == [line.replace("OUT", str(tmp_path)) for line in expected]
    assert (INDEX in diff) == bool(expected)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_bytes_that_look_alike_as_text_still_differ(tmp_path: Path) -> None:
    write_tree(tmp_path, {"x": b"\xfe"})
    assert body(check_tree(tmp_path, {"x": b"\xff"})) == [f"--- a/{tmp_path}/x", f"+++ b/{tmp_path}/x"]


def test_line_endings_that_git_changed_are_named(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / "a/x.yaml").write_bytes(b"one\r\ntwo\r\n")
    assert "a/x.yaml: differs by its line endings only" in check_tree(tmp_path, TREE)


def test_a_missing_index_is_stale_although_every_file_is_right(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / INDEX).unlink()
    assert f"+++ b/{tmp_path}/{INDEX}" in check_tree(tmp_path, TREE)


def test_foreign_and_hand_edited_stale_files_are_no_difference(tmp_path: Path) -> None:
    """Writing would keep them, so a clean write is a clean check."""
    write_tree(tmp_path, TREE)
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "a/x.yaml").write_text("edited")
    write_tree(tmp_path, {"b.yaml": b"three"})
    assert check_tree(tmp_path, {"b.yaml": b"three"}) == ""
