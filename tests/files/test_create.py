"""Files that must not be there yet: all of them or none, never through a link, never over what is there."""

from pathlib import Path

import pytest

from kaito_gen.errors import KaitoGenError
from kaito_gen.files.create import create_files, existing

FILES = {"a.yaml": b"a\n", "deep/er/b.yaml": b"b\n"}


def test_files_and_folders_are_made(tmp_path: Path) -> None:
    create_files(tmp_path / "new", FILES)
    assert {path: (tmp_path / "new" / path).read_bytes() for path in FILES} == FILES


@pytest.mark.parametrize("taken", FILES)
def test_one_file_that_is_there_stops_all(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / taken).write_bytes(b"mine\n")
    assert existing(tmp_path, FILES) == [taken]
    with pytest.raises(KaitoGenError, match="there already, and never overwritten"):
        create_files(tmp_path, FILES)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / taken]
    assert (tmp_path / taken).read_bytes() == b"mine\n"


def test_a_link_to_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KaitoGenError, match="there already"):
        create_files(tmp_path, FILES)
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in/deep").symlink_to(outside)
    with pytest.raises(KaitoGenError, match="a link is in its place"):
        create_files(tmp_path / "in", FILES)
    assert not list(outside.iterdir())


def test_the_folder_itself_may_not_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(KaitoGenError, match="is a link"):
        create_files(tmp_path / "link", FILES)


def test_a_folder_of_which_one_part_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    with pytest.raises(KaitoGenError):
        create_files(tmp_path / "f", FILES)
    assert (tmp_path / "f").read_text() == "x"
