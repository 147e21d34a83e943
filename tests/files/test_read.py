"""A file that a user names may be anything; only a regular file of a sane size is read."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kaito_gen.errors import KaitoGenError
from kaito_gen.files.read import MAX_BYTES, read_bytes, yaml_files

NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[None]:
    """Act as a user whom permissions hold back, also where the tests run as root."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_is_read_as_bytes_through_links_too(tmp_path: Path) -> None:
    (tmp_path / "fleet.yaml").write_bytes(b"\xff\x00a")
    (tmp_path / "link").symlink_to("fleet.yaml")
    assert read_bytes(tmp_path / "fleet.yaml") == read_bytes(str(tmp_path / "link")) == b"\xff\x00a"


def test_the_limit_is_inclusive(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abcd")
    assert read_bytes(path, limit=4) == b"abcd"
    with pytest.raises(KaitoGenError, match="has 4 bytes, 3 bytes are read at most"):
        read_bytes(path, limit=3)


def test_a_gigabyte_is_refused_by_its_size_without_reading(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(1024**3)  # sparse: takes no room
    with pytest.raises(KaitoGenError, match=r"huge\.yaml: has 1\.0 GiB, 5\.0 MiB are read at most"):
        read_bytes(path)


def test_a_file_without_a_size_is_cut_at_the_limit() -> None:
    """Files of the kernel say 0 bytes and have more."""
    with pytest.raises(KaitoGenError, match="has more than 10 bytes"):
        read_bytes("/proc/self/status" if Path("/proc/self/status").exists() else __file__, limit=10)


def _folder(path: Path) -> None:
    path.mkdir()


def _socket(path: Path) -> None:
    with tempfile.TemporaryDirectory() as short:  # socket paths have at most 108 bytes
        bound = f"{short}/s"
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(bound)
            Path(bound).rename(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(_folder, "is a folder: name a file in it", id="folder"),
        pytest.param(os.mkfifo, "is a pipe", id="pipe-without-a-writer"),
        pytest.param(_socket, "cannot be opened", id="socket"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), "is a device", id="endless-device"),
        pytest.param(_loop, "cannot be opened: Too many levels", id="link-to-itself"),
        pytest.param(
            lambda path: path.symlink_to("gone"), "is a link to gone, which does not exist", id="dangling-link"
        ),
    ],
)
def test_what_is_no_file_is_named(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    path = tmp_path / "input"
    make(path)
    with pytest.raises(KaitoGenError, match=message) as caught:
        read_bytes(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_missing_file_names_the_one_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "fleet.yaml").touch()
    with pytest.raises(KaitoGenError, match=r"fleet\.yml: does not exist \(did you mean .*fleet\.yaml\?\)"):
        read_bytes(tmp_path / "fleet.yml")
    with pytest.raises(KaitoGenError, match=r"other: does not exist$"):
        read_bytes(tmp_path / "other")
    with pytest.raises(KaitoGenError, match=r"the folder .*nowhere does not exist"):
        read_bytes(tmp_path / "nowhere" / "fleet.yaml")


def test_a_name_that_cannot_be_a_path_is_an_error_too() -> None:
    with pytest.raises(KaitoGenError, match="cannot be opened"):
        read_bytes("a\0b")


def test_an_unreadable_file_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "secret.yaml"
        path.touch(mode=0)
        Path(folder).chmod(0o755)
        with without_privileges(), pytest.raises(KaitoGenError, match="is not readable by you"):
            read_bytes(path)


def test_yaml_files_are_sorted_and_hidden_ones_left_out(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", ".c.yaml", "d.txt"):
        (tmp_path / name).touch()
    assert yaml_files(tmp_path) == [tmp_path / "a.yml", tmp_path / "b.yaml"]
    assert yaml_files(tmp_path / "nowhere") == yaml_files(tmp_path / "d.txt") == []


def test_the_default_limit_is_5_mib(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(bytes(MAX_BYTES))
    assert len(read_bytes(path)) == MAX_BYTES == 5 * 1024 * 1024
