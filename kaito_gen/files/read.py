"""Reading the files that a user names, which may be anything: absent, huge, a folder, a pipe, somebody else's."""

import os
import stat
from pathlib import Path
from typing import Final

from kaito_gen.errors import KaitoGenError

MAX_BYTES: Final = 5 * 1024 * 1024
"""Largest file that is read. An object in etcd has at most 1.5 MiB by default, so there is room for several."""

_KINDS: Final = (
    (stat.S_ISDIR, "is a folder: name a file in it"),
    (stat.S_ISFIFO, "is a pipe: write it to a file first"),
    (stat.S_ISSOCK, "is a socket: name a file"),
    (stat.S_ISCHR, "is a device: name a file"),
    (stat.S_ISBLK, "is a device: name a file"),
)


def read_bytes(path: str | Path, *, limit: int = MAX_BYTES) -> bytes:
    """Return the content of a regular file of at most ``limit`` bytes; links are followed.

    A larger file is refused by its size, without reading it. Raises KaitoGenError, which says what to do, for whatever
    is there instead of such a file.
    """
    path = Path(path)
    try:
        # A pipe would block at open and a terminal could become ours, without these two flags.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except FileNotFoundError:
        raise KaitoGenError(_missing(path)) from None
    except PermissionError:
        msg = f"{path}: is not readable by you: check its permissions"
        raise KaitoGenError(msg) from None
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        msg = f"{path}: cannot be opened: {getattr(error, 'strerror', None) or error}"
        raise KaitoGenError(msg) from error
    try:
        _refuse_unfit(path, os.fstat(descriptor), limit)
        content = b""
        while len(content) <= limit and (more := os.read(descriptor, limit + 1 - len(content))):
            content += more
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise KaitoGenError(msg) from error
    finally:
        os.close(descriptor)
    if len(content) > limit:  # it grew, or it is one of the kernel's files that have no size
        msg = f"{path}: has more than {_size(limit)}, which are read at most: name another file"
        raise KaitoGenError(msg)
    return content


def yaml_files(folder: str | Path) -> list[Path]:
    """Return the ``*.yaml`` and ``*.yml`` files of a folder, sorted by name; none where there is no such folder."""
    folder = Path(folder)
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if not entry.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        msg = f"{folder}: cannot be listed: {error.strerror}"
        raise KaitoGenError(msg) from error
    return [folder / name for name in names if name.endswith((".yaml", ".yml"))]


def _refuse_unfit(path: Path, status: os.stat_result, limit: int) -> None:
    for is_kind, message in _KINDS:
        if is_kind(status.st_mode):
            msg = f"{path}: {message}"
            raise KaitoGenError(msg)
    if status.st_size > limit:
        msg = f"{path}: has {_size(status.st_size)}, {_size(limit)} are read at most: split it, or name another file"
        raise KaitoGenError(msg)


def _missing(path: Path) -> str:
    if path.is_symlink():
        return f"{path}: is a link to {path.readlink()}, which does not exist"
    import difflib  # slow to import, and seldom needed

    folder = path.parent
    if not folder.is_dir():
        return f"{path}: the folder {folder} does not exist"
    try:
        neighbours = os.listdir(folder)  # noqa: PTH208 - names, not paths
    except OSError:
        neighbours = []
    close = difflib.get_close_matches(path.name, neighbours, n=1)
    if close:
        return f"{path}: does not exist (did you mean {folder / close[0]}?)"
    return f"{path}: does not exist"


def _size(count: int) -> str:
    if count >= 1024**3:
        return f"{count / 1024**3:.1f} GiB"
    return f"{count / 1024**2:.1f} MiB" if count >= 1024**2 else f"{count} bytes"
