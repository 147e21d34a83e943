"""Writing files that must not be there yet: what ``init`` and ``adopt`` give a user is the user's from then on.

Unlike a tree, nothing here is ever replaced. Everything is looked at before the first byte is written, and each file is
made with O_EXCL, so that one that appears in between stops the run instead of being lost.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from kaito_gen.errors import KaitoGenError
from kaito_gen.files.folder import opened, opened_root, stopped


def existing(folder: str | Path, paths: Mapping[str, bytes]) -> list[str]:
    """Return which of the paths (relative to ``folder``, with ``/``) are taken already, by whatever it is."""
    return [path for path in paths if os.path.lexists(Path(folder, path))]


def create_files(folder: str | Path, files: Mapping[str, bytes]) -> None:
    """Create files below ``folder``, which is made when it does not exist.

    Raises KaitoGenError, before anything is written, when one of them is there already or the way to it is a link; and
    for a disk that is full or read-only, which may leave whole files behind but never a part of one.
    """
    folder = Path(folder)
    taken = existing(folder, files)
    if taken:
        names = ", ".join(str(folder / path) for path in taken[:3]) + (" ..." if len(taken) > 3 else "")
        msg = f"{names}: there already, and never overwritten: move it away, or choose another folder"
        raise KaitoGenError(msg)
    with opened_root(folder, create=True) as root:
        assert root is not None  # it was to be created
        for path, content in files.items():
            _create(root, path, content, str(folder / path))


def _create(root: int, path: str, content: bytes, name: str) -> None:
    parent, _, base = path.rpartition("/")
    with opened(root, parent, name=name, create=True) as descriptor:
        assert descriptor is not None  # it was to be created
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            file = os.open(base, flags, 0o666, dir_fd=descriptor)
        except OSError as error:
            raise stopped(name, error) from error
        try:
            with os.fdopen(file, "wb") as stream:
                stream.write(content)
        except OSError as error:
            os.unlink(base, dir_fd=descriptor)
            raise stopped(name, error) from error
