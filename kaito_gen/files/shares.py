"""Large work in several processes: each does its share, and the results come back to the first.

Why processes: making 4,000 objects is work on dicts, which threads of one interpreter cannot do at the same time. Why
fork: the fleet and the catalog are read already, and a child has them for nothing. Whatever goes wrong in a share is
done again as a whole in one process, so that errors are the same as without shares, and none needs to travel.
"""

import marshal
import os
import signal
from collections.abc import Callable
from typing import Any, Final

MOST: Final = 4
"""More processes would wait for the disk, and for the part of the work that is not shared."""


def processors() -> int:
    """Return how many processes may usefully share a work: 1 where the system does not say."""
    if not hasattr(os, "sched_getaffinity"):
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


def in_shares[Result](
    work: Callable[[int, int], Result], shares: int, *, undo: Callable[[], object] = lambda: None
) -> list[Result]:
    """Return the results of ``work(number, shares)`` for each number, or that of ``work(0, 1)`` alone.

    Results are what :mod:`marshal` takes: plain containers, text, bytes, numbers, None. ``undo`` is called before work
    that failed is begun again. With one share, or where a process cannot be forked safely, nothing is forked.
    """
    if shares < 2 or _has_threads():
        return [work(0, 1)]
    children = [_start(work, number, shares) for number in range(1, shares)]
    try:
        results: list[Any] = [work(0, shares)]
        for _, pipe in children:
            with os.fdopen(pipe, "rb", closefd=False) as end:
                results.append(marshal.load(end))
    except (Exception, KeyboardInterrupt) as error:
        for process, _ in children:
            os.kill(process, signal.SIGKILL)
        results = []
        if isinstance(error, KeyboardInterrupt):
            raise
    finally:
        for process, pipe in children:
            os.close(pipe)
            os.waitpid(process, 0)
    if not results:
        undo()
        return [work(0, 1)]
    return results


def _start(work: Callable[[int, int], object], number: int, shares: int) -> tuple[int, int]:
    """Fork a process for a share; return its id and the end of the pipe from which its result is read."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as end:
            marshal.dump(work(number, shares), end)  # type: ignore[arg-type]  # what the caller promises
    finally:
        os._exit(0)  # whatever happened: no result says enough


def _has_threads() -> bool:
    """Whether other threads run, whose locks a child would inherit for ever."""
    try:
        return len(os.listdir("/proc/self/task")) > 1  # noqa: PTH208 - names, not paths
    except OSError:
        return True
