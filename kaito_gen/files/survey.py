"""What stands in a folder, compared with the tree that should stand there; nothing is changed by looking.

Who owns a file is decided here. Ours is what the index lists, or what is equal to what we would write. All else is the
user's: kept and named, and where we would have to overwrite it, a reason to stop.
"""

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from kaito_gen.errors import KaitoGenError
from kaito_gen.files.folder import opened, stopped
from kaito_gen.files.read import MAX_BYTES
from kaito_gen.gitops.index import INDEX, Index, folders, parse
from kaito_gen.value import Value

TEMPORARY: Final = ".kaito-gen-tmp"
"""End of the name of a file or folder being written; what a killed run left behind bears it too."""

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CHUNK: Final = 1 << 20


class Survey:
    """The differences, as paths in the tree; lists are sorted."""

    def __init__(self) -> None:
        self.recorded: Index = {}
        """What the index on disk says; empty without one."""
        self.new: list[str] = []
        """To be written, not there yet."""
        self.changed: list[str] = []
        """Ours, and different from what should be there."""
        self.unchanged = 0
        """Files of the tree that are right, the index not counted."""
        self.stale: list[str] = []
        """Ours as we wrote them, and not in the tree any more: may be removed."""
        self.index_differs = False
        self.edited: list[str] = []
        """Of ``changed``: somebody edited them since we wrote them."""
        self.kept: list[str] = []
        """Not in the tree any more, but edited since we wrote them: not removed."""
        self.foreign: list[str] = []
        """Files and folders that we never wrote."""
        self.obstacles: list[str] = []
        """One sentence for each path that must be written and is not ours."""
        self.leftovers: list[str] = []
        """Half-written files and folders of a run that was killed."""


def survey(root: int, tree: Mapping[str, bytes], *, name: str) -> Survey:
    """Return how the folder behind ``root`` differs from ``tree``, which has its index; ``name`` is for messages.

    Raises KaitoGenError for an index that cannot be trusted and for a folder or file that cannot be read.
    """
    found = Survey()
    existing_index = content_of(root, INDEX, name=f"{name}/{INDEX}", limit=4 * MAX_BYTES)
    if existing_index is not None:
        found.recorded = parse(existing_index, where=f"{name}/{INDEX}")
    found.index_differs = existing_index != tree[INDEX]
    wanted = _by_folder(path for path in tree if path != INDEX)
    recorded = _by_folder(found.recorded)
    known = folders([*tree, *found.recorded])
    for folder in sorted({"", *known, *wanted, *recorded}):
        label = f"{name}/{folder}" if folder else name
        with opened(root, folder, name=label) as descriptor:
            entries = {} if descriptor is None else _entries(descriptor, label)
            place = _Folder(folder, descriptor, name, entries)
            for path in sorted(wanted.get(folder, ())):
                _compare(found, place, path, tree[path])
            for path in sorted(recorded.get(folder, ())):
                if path not in tree:
                    _judge_stale(found, place, path)
            _name_the_rest(found, place, known, tree)
    return found


class _Folder(Value):
    path: str
    descriptor: int | None
    root_name: str
    entries: dict[str, int]
    """Name -> type of file, as of ``stat.S_IFMT``."""

    def label(self, path: str) -> str:
        return f"{self.root_name}/{path}"


def _compare(found: Survey, folder: _Folder, path: str, content: bytes) -> None:
    base = path.rpartition("/")[2]
    kind = folder.entries.get(base)
    if kind is None or folder.descriptor is None:
        found.new.append(path)
        return
    if kind != stat.S_IFREG:
        what = "a link" if kind == stat.S_IFLNK else "a folder" if kind == stat.S_IFDIR else "no regular file"
        found.obstacles.append(f"{folder.label(path)} is {what}, and a file must be written there: move it away")
        return
    label = folder.label(path)
    current = content_of(folder.descriptor, base, name=label, limit=len(content))
    if current == content:
        found.unchanged += 1
    elif path not in found.recorded:
        found.obstacles.append(f"{label} exists, and kaito-gen did not write it: move it away, or remove it")
    else:
        found.changed.append(path)
        if _digest(folder.descriptor, base, name=label) not in found.recorded[path]:
            found.edited.append(path)


def _judge_stale(found: Survey, folder: _Folder, path: str) -> None:
    base = path.rpartition("/")[2]
    kind = folder.entries.get(base)
    if kind is None or folder.descriptor is None:
        return
    ours = kind == stat.S_IFREG and _digest(folder.descriptor, base, name=folder.label(path)) in found.recorded[path]
    (found.stale if ours else found.kept).append(path)


def _name_the_rest(found: Survey, folder: _Folder, known: set[str], tree: Mapping[str, bytes]) -> None:
    for base in sorted(folder.entries):
        path = f"{folder.path}/{base}" if folder.path else base
        if path in tree or path in known or path in found.recorded:
            continue
        if base.endswith(TEMPORARY) and folder.entries[base] in (stat.S_IFREG, stat.S_IFDIR):
            found.leftovers.append(path)
        else:
            found.foreign.append(path)


def _by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for path in paths:
        result.setdefault(path.rpartition("/")[0], []).append(path)
    return result


def _entries(descriptor: int, name: str) -> dict[str, int]:
    try:
        with os.scandir(descriptor) as entries:
            return {entry.name: _kind(entry) for entry in entries}
    except OSError as error:
        raise stopped(name, error) from error


def _kind(entry: os.DirEntry[str]) -> int:
    if entry.is_file(follow_symlinks=False):
        return stat.S_IFREG
    if entry.is_symlink():
        return stat.S_IFLNK
    return stat.S_IFDIR if entry.is_dir(follow_symlinks=False) else stat.S_IFIFO


def content_of(folder: int, base: str, *, name: str, limit: int) -> bytes | None:
    """Return a regular file's content, None without one; of a file above ``limit`` just enough to differ."""
    try:
        descriptor = os.open(base, _READ, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(name, error) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            msg = f"{name}: is no regular file: move it away"
            raise KaitoGenError(msg)
        content = os.read(descriptor, limit + 1)
        while 0 < len(content) <= limit and (more := os.read(descriptor, limit + 1 - len(content))):
            content += more
    except OSError as error:
        raise _unreadable(name, error) from error
    finally:
        os.close(descriptor)
    return content


def _digest(folder: int, base: str, *, name: str) -> str:
    result = sha256()
    try:
        descriptor = os.open(base, _READ, dir_fd=folder)
        with os.fdopen(descriptor, "rb") as file:
            while chunk := file.read(_CHUNK):
                result.update(chunk)
    except OSError as error:
        raise _unreadable(name, error) from error
    return result.hexdigest()


def _unreadable(name: str, error: OSError) -> KaitoGenError:
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return KaitoGenError(f"{name}: is a link, and synth does not follow links: move it away")
    if error.errno in (errno.EACCES, errno.EPERM):
        return KaitoGenError(f"{name}: is not readable by you: check its permissions")
    return stopped(name, error)
