"""README.md's console blocks: the commands are run in the order in which they stand, and their output is what is shown.

A block begins with ```` ```console ````; lines with ``$ `` are commands (``> `` goes on with one), the others their
output. All blocks share one empty folder, as for a reader who types along. ``make`` is left to CI, which runs it from a
clean clone.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)


END = "\x1e"
"""Stands between the outputs of two commands."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One command and the output that the page shows for it."""

    command: str
    output: str


def shown(block: str) -> Iterator[Shown]:
    """Yield the commands of a block with their output."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        first, *lines = part.splitlines(keepends=True)
        more = list(takewhile(lambda line: line.startswith("> "), lines))
        command = first + "".join(line.removeprefix("> ") for line in more)
        yield Shown(command.rstrip("\n"), "".join(lines[len(more) :]))


def run(commands: Sequence[str], folder: Path) -> list[str]:
    """Type commands into one shell, one after the other; return what the terminal shows after each."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "COLUMNS": "120"}
    script = "exec 2>&1\n" + "".join(f"{command}\nprintf '{END}'\n" for command in commands)
    done = subprocess.run(
        ["/bin/sh"], cwd=folder, env=environment, input=script, capture_output=True, text=True, check=False
    )
    return done.stdout.split(END)[:-1]


def is_make(command: str) -> bool:
    """Whether a command sets up the checkout, which no test inside of it can do again."""
    return shlex.split(command)[0] in ("make", "git")


def replayed(text: str) -> list[tuple[Shown, str]]:
    """Return every command of a page with what it prints now."""
    commands = [one for block in BLOCK.findall(text) for one in shown(block)]
    typed = [one.command for one in commands if not is_make(one.command)]
    with TemporaryDirectory() as folder:
        outputs = iter(run(typed, Path(folder)))
    return [(one, one.output if is_make(one.command) else next(outputs)) for one in commands]


def refreshed(text: str) -> str:
    """Return the page with the output of now."""
    fresh = iter(replayed(text))

    def rewrite(match: re.Match[str]) -> str:
        answers = (next(fresh) for _ in shown(match[1]))
        return "".join(f"$ {one.command.replace('\n', '\n> ')}\n{output}" for one, output in answers)

    return BLOCK.sub(rewrite, text)
