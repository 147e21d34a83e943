"""Time whole processes side by side: A B A B ..., so that a machine that drifts drifts for both."""

import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall and CPU seconds, and the most memory it held, in MiB."""

    wall: float
    cpu: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a benchmark found: a ratio against its limit, and the figures behind it."""

    name: str
    ratio: float
    limit: float
    figures: str = ""

    @property
    def holds(self) -> bool:
        """Whether the ratio is within its limit."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        verdict = "" if self.holds else "  OVER THE LIMIT"
        return f"{self.name} ratio {self.ratio:.2f} (limit {self.limit:g}) {self.figures}{verdict}"


def run(command: Sequence[str | Path], *, cwd: Path | None = None, exits: int = 0) -> Run:
    """Run one command with everything it prints thrown away; RuntimeError when it does not end with ``exits``."""
    devnull = os.open(os.devnull, os.O_RDWR)
    start = time.perf_counter()
    words = [os.fspath(word) for word in command]
    pid = os.fork()
    if pid == 0:
        os.dup2(devnull, 0)
        os.dup2(devnull, 1)
        os.dup2(devnull, 2)
        if cwd:
            os.chdir(cwd)
        os.execvp(words[0], words)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    os.close(devnull)
    if os.waitstatus_to_exitcode(status) != exits:
        msg = f"{' '.join(words)} failed with {os.waitstatus_to_exitcode(status)}"
        raise RuntimeError(msg)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def pairs(
    ours: Sequence[str | Path], theirs: Sequence[str | Path], *, rounds: int, cwd: Path | None = None
) -> tuple[list[Run], list[Run]]:
    """Return the runs of both commands after one warm-up each, taken in turn."""
    run(ours, cwd=cwd)
    run(theirs, cwd=cwd)
    left, right = [], []
    for _ in range(rounds):
        left.append(run(ours, cwd=cwd))
        right.append(run(theirs, cwd=cwd))
    return left, right


def median_ratio(ours: Sequence[Run], theirs: Sequence[Run]) -> float:
    """Return the median of the pairwise wall-clock ratios."""
    return statistics.median(mine.wall / other.wall for mine, other in zip(ours, theirs, strict=True))


def median_wall(runs: Sequence[Run]) -> float:
    """Return the median wall-clock time in seconds."""
    return statistics.median(one.wall for one in runs)


def peak(runs: Sequence[Run]) -> float:
    """Return the highest peak memory in MiB."""
    return max(one.peak_mib for one in runs)


def program() -> Path:
    """Return the path of the installed kaito-gen beside the running interpreter."""
    return Path(sys.executable).with_name("kaito-gen")
