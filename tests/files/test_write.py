"""A tree is written whole, ours is told from the user's, and nothing is written outside of the folder."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from kaito_gen.errors import KaitoGenError, UsageError
from kaito_gen.files.check import check_tree
from kaito_gen.files.write import Written, write_tree
from kaito_gen.gitops.index import INDEX, index_of, render, sealed

TREE = {"kustomization.yaml": b"k\n", "models/A.x.yaml": b"a\n", "models/B.y.yaml": b"b\n", "other/C.z.yaml": b"c\n"}
HEADER = render({})


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def refused(out: Path, tree: dict[str, bytes], message: str) -> None:
    """Writing stops with this message, and nothing on disk has changed."""
    before = content(out) if out.is_dir() else None
    with pytest.raises(KaitoGenError, match=message):
        write_tree(out, tree)
    assert (content(out) if out.is_dir() else None) == before
    with pytest.raises(KaitoGenError, match=message):
        check_tree(out, tree)


def test_a_tree_is_written_with_its_index(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    assert write_tree(out, TREE) == Written(written=4, unchanged=0, removed=0)
    assert content(out) == sealed(TREE)
    assert check_tree(out, TREE) == ""


def test_files_that_are_right_are_not_touched(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    before = {path: path.stat() for path in tmp_path.rglob("*")}
    assert write_tree(tmp_path, TREE) == Written(written=0, unchanged=4, removed=0)
    for path, status in before.items():
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == (status.st_mtime_ns, status.st_ino)


def test_a_changed_file_is_replaced_and_a_stale_one_removed_with_its_folder(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    tree = {"models/A.x.yaml": b"new\n", "models/B.y.yaml": b"b\n", "kustomization.yaml": b"k\n"}
    assert write_tree(tmp_path, tree) == Written(written=1, unchanged=2, removed=1)
    assert content(tmp_path) == sealed(tree)
    assert not (tmp_path / "other").exists()


def test_replacing_a_hard_linked_file_leaves_the_other_name_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_tree(out, TREE)
    os.link(out / "models/A.x.yaml", tmp_path / "mine")
    write_tree(out, {**TREE, "models/A.x.yaml": b"new\n"})
    assert (tmp_path / "mine").read_bytes() == b"a\n"


def test_a_foreign_file_is_kept_and_named(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / "models/notes.txt").write_text("mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/file").touch()
    notes = write_tree(tmp_path, {"kustomization.yaml": b"k\n"}).notes
    assert notes == (
        f"{tmp_path}/mine: is not from kaito-gen, so it is kept",
        f"{tmp_path}/models/notes.txt: is not from kaito-gen, so it is kept",
    )
    assert set(content(tmp_path)) == {INDEX, "kustomization.yaml", "mine/file", "models/notes.txt"}


def test_a_foreign_file_where_we_must_write_stops_us(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/A.x.yaml").write_text("mine")
    refused(tmp_path, TREE, r"models/A\.x\.yaml exists, and kaito-gen did not write it: move it away, or remove it")


def test_a_foreign_file_with_our_content_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/A.x.yaml").write_bytes(b"a\n")
    assert write_tree(tmp_path, TREE) == Written(written=3, unchanged=1, removed=0)


def test_every_obstacle_is_named_at_once(tmp_path: Path) -> None:
    for name in ("models/A.x.yaml", "other/C.z.yaml"):
        (tmp_path / name).mkdir(parents=True)
    refused(tmp_path, TREE, r"(?s)A\.x\.yaml is a folder.*C\.z\.yaml is a folder")


def test_a_file_edited_by_hand_is_written_anew_and_named(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / "models/A.x.yaml").write_text("edited")
    result = write_tree(tmp_path, TREE)
    assert result.written == 1
    assert result.notes == (
        f"{tmp_path}/models/A.x.yaml: was edited by hand and is written anew, change the fleet instead",
    )
    assert content(tmp_path) == sealed(TREE)


def test_a_stale_file_edited_by_hand_is_kept_and_named(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / "other/C.z.yaml").write_text("edited")
    tree = {path: data for path, data in TREE.items() if not path.startswith("other/")}
    result = write_tree(tmp_path, tree)
    assert result.removed == 0
    assert "other/C.z.yaml: is not made any more but was edited by hand" in result.notes[0]
    assert (tmp_path / "other/C.z.yaml").read_text() == "edited"


def test_a_removed_file_comes_back(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / "models/A.x.yaml").unlink()
    assert write_tree(tmp_path, TREE).written == 1
    assert content(tmp_path) == sealed(TREE)


def test_what_a_killed_run_left_half_written_is_removed(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / "models/.123.kaito-gen-tmp").write_text("half")
    assert write_tree(tmp_path, TREE).notes == ()
    assert content(tmp_path) == sealed(TREE)


def _link_root(out: Path, outside: Path) -> None:
    out.symlink_to(outside)


def _link_folder(out: Path, outside: Path) -> None:
    out.mkdir()
    (out / "models").symlink_to(outside)


def _link_file(out: Path, outside: Path) -> None:
    (out / "models").mkdir(parents=True)
    (out / "models/A.x.yaml").symlink_to(outside / "victim")


def _dangling_file(out: Path, outside: Path) -> None:
    (out / "models").mkdir(parents=True)
    (out / "models/A.x.yaml").symlink_to(outside / "to-be-created")


def _link_index(out: Path, outside: Path) -> None:
    out.mkdir()
    (out / INDEX).symlink_to(outside / "victim")


def _link_after_writing(out: Path, outside: Path) -> None:
    write_tree(out, TREE)
    (out / "models/A.x.yaml").unlink()
    (out / "models/A.x.yaml").symlink_to(outside / "victim")


def _folder_is_file(out: Path, outside: Path) -> None:
    out.mkdir()
    (out / "models").write_text("mine")


def _root_is_file(out: Path, outside: Path) -> None:
    out.write_text("mine")


def _file_is_pipe(out: Path, outside: Path) -> None:
    (out / "models").mkdir(parents=True)
    os.mkfifo(out / "models/A.x.yaml")


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        pytest.param(_link_root, "out: is a link", id="root-is-a-link"),
        pytest.param(_link_folder, "models: a folder is needed, and a file or a link", id="folder-is-a-link"),
        pytest.param(_link_file, "A.x.yaml is a link", id="file-is-a-link"),
        pytest.param(_dangling_file, "A.x.yaml is a link", id="file-is-a-dangling-link"),
        pytest.param(_link_index, f"{INDEX}: is a link", id="index-is-a-link"),
        pytest.param(_link_after_writing, "A.x.yaml is a link", id="our-file-became-a-link"),
        pytest.param(_folder_is_file, "models: a folder is needed", id="folder-is-a-file"),
        pytest.param(_root_is_file, "out: a folder is needed", id="root-is-a-file"),
        pytest.param(_file_is_pipe, "A.x.yaml is no regular file", id="file-is-a-pipe"),
    ],
)
def test_nothing_is_written_through_links_or_over_other_things(
    tmp_path: Path, prepare: Callable[[Path, Path], None], message: str
) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    (outside / "victim").write_text("precious")
    prepare(out, outside)
    refused(out, TREE, message)
    assert content(outside) == {"victim": b"precious"}


def test_a_stale_link_is_kept(tmp_path: Path) -> None:
    out, victim = tmp_path / "out", tmp_path / "victim"
    write_tree(out, TREE)
    victim.write_bytes(b"c\n")
    (out / "other/C.z.yaml").unlink()
    (out / "other/C.z.yaml").symlink_to(victim)
    write_tree(out, {"kustomization.yaml": b"k\n"})
    assert victim.read_bytes() == b"c\n"
    assert (out / "other/C.z.yaml").is_symlink()


@pytest.mark.parametrize(
    ("index", "message"),
    [
        pytest.param(b"", ": does not begin with", id="empty"),
        pytest.param(b"\x00\xff", ": is damaged", id="binary"),
        pytest.param(HEADER + f"{sha256(b'precious').hexdigest()}  ../victim\n".encode(), ":2: is not", id="outside"),
        pytest.param(b"# kaito-gen index 9: x\n", ":1: index version '9' is not 1", id="newer"),
    ],
)
def test_a_damaged_index_stops_us_and_says_where(tmp_path: Path, index: bytes, message: str) -> None:
    out, victim = tmp_path / "out", tmp_path / "victim"
    out.mkdir()
    victim.write_text("precious")
    (out / INDEX).write_bytes(index)
    refused(out, TREE, rf"{INDEX}{message}")
    assert victim.exists()


def test_without_its_index_a_tree_is_taken_over_where_it_is_equal(tmp_path: Path) -> None:
    write_tree(tmp_path, TREE)
    (tmp_path / INDEX).unlink()
    assert write_tree(tmp_path, TREE) == Written(written=0, unchanged=4, removed=0)
    (tmp_path / INDEX).unlink()
    refused(tmp_path, {**TREE, "models/A.x.yaml": b"new\n"}, r"A\.x\.yaml exists, and kaito-gen did not write it")


def test_a_conflict_in_the_index_is_settled_by_the_next_run(tmp_path: Path) -> None:
    """Files of both branches are ours, so those that the merged fleet does not make go, and the others are renewed."""
    ours, theirs = {"a.yaml": b"1", "b.yaml": b"1"}, {"a.yaml": b"2", "c.yaml": b"2"}
    write_tree(tmp_path, {**ours, **theirs})
    sides = [render(index_of(tree)) for tree in (ours, theirs)]
    merged = b"<<<<<<< HEAD\n" + sides[0] + b"=======\n" + sides[1] + b">>>>>>> theirs\n"
    (tmp_path / INDEX).write_bytes(merged)
    assert check_tree(tmp_path, {"a.yaml": b"3"}) != ""
    assert write_tree(tmp_path, {"a.yaml": b"3"}) == Written(written=1, unchanged=0, removed=2)
    assert content(tmp_path) == sealed({"a.yaml": b"3"})


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a\\x", ""])
def test_a_tree_cannot_name_paths_outside_of_it(tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError, match="is not a path inside of a tree"):
        write_tree(tmp_path, {path: b""})
