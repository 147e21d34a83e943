"""README.md's console blocks: the commands are run in the order in which they stand, and their output is what is shown.

A block begins with ```` ```console ````; lines with ``$ `` are commands, the others their output. All blocks share one
empty folder, as they would for a reader who types along. ``make`` is left to CI, which runs it from a clean clone.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """One command and the output that the page shows for it."""

    command: str
    output: str


def shown(block: str) -> Iterator[Shown]:
    """Yield the commands of a block with their output."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Shown(command, output)


def run(command: str, folder: Path) -> str:
    """Run a command as a reader types it and return what the terminal shows, standard error included."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "COLUMNS": "120"}
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    return done.stdout


def is_make(command: str) -> bool:
    """Whether a command sets up the checkout, which no test inside of it can do again."""
    return shlex.split(command)[0] in ("make", "git")


def replayed(text: str) -> Iterator[tuple[Shown, str]]:
    """Yield every command of a page with what it prints now."""
    with TemporaryDirectory() as folder:
        for block in BLOCK.findall(text):
            for one in shown(block):
                yield one, one.output if is_make(one.command) else run(one.command, Path(folder))


def refreshed(text: str) -> str:
    """Return the page with the output of now."""
    fresh = iter([(one, output) for one, output in replayed(text)])

    def rewrite(match: re.Match[str]) -> str:
        answers = (next(fresh) for _ in shown(match[1]))
        return "".join(f"$ {one.command}\n{output}" for one, output in answers)

    return BLOCK.sub(rewrite, text)
