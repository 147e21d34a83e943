"""One line on a terminal that says what a long run is doing; nothing elsewhere, and nothing in the first second.

A timer signal draws it, not a thread: the work does not know how long its steps take, and a process with threads may
not be forked safely, which synth does for large fleets.
"""

import os
import sys
import time
from types import FrameType, TracebackType
from typing import Final, Self

_QUIET: Final = 1.0
_EVERY: Final = 0.2
_CLEAR: Final = "\r\x1b[K"


class Progress:
    """A context in which :meth:`step` names what is being done; print to stdout before or after, not inside."""

    def __init__(self) -> None:
        self._doing = ""
        self._start = time.monotonic()
        self._drawn = False
        self._previous: object = None
        self._enabled = sys.stderr.isatty()

    def step(self, doing: str) -> None:
        """Say what is being done from now on."""
        self._doing = doing

    def __enter__(self) -> Self:
        if self._enabled:
            import signal

            try:
                self._previous = signal.signal(signal.SIGALRM, self._draw)
            except ValueError:  # not in the main thread: then nobody watches
                self._enabled = False
                return self
            signal.setitimer(signal.ITIMER_REAL, _QUIET, _EVERY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._enabled:
            import signal

            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._previous)  # type: ignore[arg-type]  # what signal() gave
            if self._drawn:
                self._write(_CLEAR)

    def _draw(self, number: int, frame: FrameType | None) -> None:
        self._drawn = True
        self._write(f"{_CLEAR}{self._doing} ({time.monotonic() - self._start:.0f} s)")

    def _write(self, text: str) -> None:
        # Past Python's buffer, which may be in use at the moment the signal comes.
        os.write(sys.stderr.fileno(), text.encode(errors="replace"))
