"""Files as they were at a Git revision, read through ``git`` itself: it knows worktrees, packs and partial clones.

Two processes a call and one more for the content, however many files there are. Nothing of the working tree or of the
index is looked at, and nothing is written.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kaito_gen.errors import KaitoGenError, UsageError
from kaito_gen.files.read import MAX_BYTES

_FILES: Final = (b"100644", b"100755")
"""Modes of regular files; links and submodules are none."""

_OF_A_HOOK: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def files_at(revision: str, path: str | Path, *, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of what lay at ``path`` in a revision: the file, or the files below the folder.

    Names begin with ``path``, so they are what the user would write; ``wanted`` is asked for those below a folder, by
    their part behind it. Nothing is yielded where nothing lay there. UsageError for a revision that does not exist,
    KaitoGenError without git, outside of a repository, and for a file above the limit of what is read.
    """
    path = Path(path)
    folder = _existing_folder(path)
    _run(folder, "rev-parse", "--show-toplevel", why=f"{path}: is not in a Git repository")
    commit = _commit(folder, revision)
    # Without --full-tree, names are relative to the folder that git runs in, and ".." leads out of it.
    inside = os.path.relpath(os.path.abspath(path), os.path.abspath(folder))  # noqa: PTH100 - links stay links
    listing = _run(folder, "ls-tree", "-r", "-z", commit, "--", inside, why=f"{revision}: cannot be listed")
    found: list[tuple[str, bytes]] = []
    for entry in listing.split(b"\0")[:-1]:
        head, _, name = entry.partition(b"\t")
        mode, _, sha = head.split()
        shown = os.fsdecode(name)
        below = os.path.relpath(shown, inside)
        if mode in _FILES and (below == "." or wanted(below)):
            found.append((str(path if below == "." else path / below), sha))
    yield from zip((name for name, _ in found), _contents(folder, revision, found), strict=True)


def _existing_folder(path: Path) -> Path:
    """Return the path, or the nearest folder above it: what is judged may have been a folder in that revision only."""
    for folder in (path, *path.parents):
        if folder.is_dir():
            return folder
    return Path()


def _commit(folder: Path, revision: str) -> str:
    result = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if result.returncode:
        hint = f"git fetch origin {revision}, or a checkout with its history, brings it"
        msg = f"{revision}: is neither a folder nor a revision of the Git repository here ({hint})"
        raise UsageError(msg)
    return result.stdout.decode().strip()


def _contents(folder: Path, revision: str, files: list[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield the content of each file, in their order."""
    if not files:
        return
    asked = b"".join(sha + b"\n" for _, sha in files)
    answer = _run(folder, "cat-file", "--batch", why=f"{revision}: cannot be read", asked=asked)
    start = 0
    for name, _ in files:
        end = answer.index(b"\n", start)
        head = answer[start:end].split()
        if len(head) != 3:
            msg = f"{name}: its content in {revision} is not in this clone: git fetch brings it"
            raise KaitoGenError(msg)
        size = int(head[2])
        if size > MAX_BYTES:
            msg = f"{name}: has more than {MAX_BYTES // 1024**2} MiB in {revision}, which are read at most"
            raise KaitoGenError(msg)
        yield answer[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _run(folder: Path, *words: str, why: str, asked: bytes = b"") -> bytes:
    result = _git(folder, *words, asked=asked)
    if result.returncode:
        said = result.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        msg = f"{why}: {said}" if said else why
        raise KaitoGenError(msg)
    return result.stdout


def _git(folder: Path, *words: str, asked: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *words]
    # A hook's variables speak of the folder that it runs in, which need not be this one.
    around = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        return subprocess.run(command, input=asked, capture_output=True, check=False, env=around)
    except FileNotFoundError:
        msg = "git is not installed, and a revision can only be read with it: install it, or name a folder"
        raise KaitoGenError(msg) from None
    except OSError as error:
        msg = f"git cannot be run: {error.strerror}"
        raise KaitoGenError(msg) from error
