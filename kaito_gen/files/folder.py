"""Folders as descriptors, opened so that no part of the way below the root is a link.

A path that was looked at and then used may be another one by then; a descriptor cannot. So every look and every write
goes through a folder's descriptor and a bare name, and each step down refuses links (O_NOFOLLOW).
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kaito_gen.errors import KaitoGenError

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

_WAYS_OUT: Final = {
    errno.ENOSPC: "the disk is full: free some space and run it again",
    errno.EDQUOT: "your disk quota is used up: free some space and run it again",
    errno.EFBIG: "a file size limit is in force here: raise it (ulimit -f) and run it again",
    errno.EROFS: "the file system is read-only: choose another folder",
    errno.EACCES: "you may not write there: check the permissions of the folder",
    errno.EPERM: "you may not write there: check the permissions of the folder",
    errno.ENAMETOOLONG: "the name is too long for this file system: shorten it",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n) and run it again",
    errno.EIO: "the disk reports an error: check it and run it again",
    errno.ESTALE: "the folder was replaced meanwhile: run it again",
    errno.ENOENT: "it disappeared meanwhile: run it again",
}


def stopped(path: str, error: OSError) -> KaitoGenError:
    """Return the exception for an OSError at ``path``, with the way out."""
    reason = _WAYS_OUT.get(error.errno or 0) or error.strerror or str(error)
    return KaitoGenError(f"{path}: {reason}")


@contextmanager
def opened_root(path: Path, *, create: bool) -> Iterator[int | None]:
    """Yield the descriptor of the folder ``path``, or None where it does not exist and is not to be created.

    ``path`` itself must not be a link; the way to it may hold some, since the user chose it.
    """
    if path.is_symlink():
        msg = f"{path}: is a link, and synth does not write through links: name the folder that it points to"
        raise KaitoGenError(msg)
    try:
        if create:
            path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, _FOLDER)
    except FileExistsError:
        raise KaitoGenError(_not_a_folder(str(path))) from None
    except NotADirectoryError:
        raise KaitoGenError(_not_a_folder(str(path))) from None
    except FileNotFoundError as error:
        if create:
            raise stopped(str(path), error) from error
        yield None
        return
    except OSError as error:
        raise stopped(str(path), error) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def opened(root: int, folder: str, *, name: str, create: bool = False) -> Iterator[int | None]:
    """Yield the descriptor of ``folder`` below ``root`` (empty: root itself), or None where it does not exist.

    ``name`` is what messages call it. Raises KaitoGenError where a part of the way is a link or no folder.
    """
    descriptor = os.dup(root)
    try:
        for part in folder.split("/") if folder else ():
            try:
                if create:
                    _make(part, descriptor)
                below = os.open(part, _FOLDER, dir_fd=descriptor)
            except FileNotFoundError:
                yield None
                return
            except OSError as error:
                if error.errno in (errno.ENOTDIR, errno.ELOOP):
                    raise KaitoGenError(_not_a_folder(name)) from None
                raise stopped(name, error) from error
            os.close(descriptor)
            descriptor = below
        yield descriptor
    finally:
        os.close(descriptor)


def _make(name: str, parent: int) -> None:
    try:
        os.mkdir(name, dir_fd=parent)
    except FileExistsError:
        return


def _not_a_folder(name: str) -> str:
    return f"{name}: a folder is needed, and a file or a link is in its place: move that away"
