"""Progress is for people who wait at a terminal."""

import os
import pty
import subprocess
import sys

LONG = """
import time
from kaito_gen.cli.progress import Progress
end = time.monotonic() + 1.5
with Progress() as progress:
    progress.step("making dev")
    while time.monotonic() < end:
        pass
"""
SHORT = "from kaito_gen.cli.progress import Progress\nwith Progress() as progress: progress.step('making dev')"


def on_a_terminal(code: str) -> bytes:
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", code], stderr=theirs) as child:
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 1000):
                shown += data
        except OSError:  # Linux: the other end is closed
            pass
    os.close(ours)
    assert child.returncode == 0
    return shown


def test_after_a_second_a_line_says_what_is_being_done_and_goes_away_again() -> None:
    shown = on_a_terminal(LONG)
    assert b"making dev (1 s)" in shown
    assert shown.endswith(b"\r\x1b[K")


def test_a_short_run_shows_nothing() -> None:
    assert on_a_terminal(SHORT) == b""


def test_without_a_terminal_there_is_nothing_to_see() -> None:
    child = subprocess.run([sys.executable, "-c", LONG], capture_output=True, check=True)
    assert child.stderr == b""
