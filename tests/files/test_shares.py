"""Work in several processes gives what one process gives, whatever happens to a process."""

import subprocess
import sys

import pytest

PRELUDE = """
import os, signal, threading
from kaito_gen.files.shares import in_shares
calls = []
def squares(number, of):
    calls.append((number, of))
    return [n * n for n in range(12)][12 * number // of : 12 * (number + 1) // of]
"""
SQUARES = [n * n for n in range(12)]


def run(code: str) -> str:
    """Run code in a process without threads, as the command line is, and return what it prints."""
    child = subprocess.run([sys.executable, "-c", PRELUDE + code], capture_output=True, text=True, check=True)
    assert child.stderr == ""
    return child.stdout.strip()


@pytest.mark.parametrize("shares", [1, 2, 3, 5])
def test_results_come_in_the_order_of_the_shares(shares: int) -> None:
    result = run(f"r = in_shares(squares, {shares}); print(len(r), sum(r, []), calls)")
    assert result == f"{shares} {SQUARES} [(0, {shares})]"


@pytest.mark.parametrize(
    "fate",
    [
        pytest.param("raise ValueError", id="raises"),
        pytest.param("os.kill(os.getpid(), signal.SIGKILL)", id="is-killed"),
        pytest.param("os._exit(0)", id="leaves"),
        pytest.param("return object()", id="result-that-cannot-travel"),
    ],
)
def test_a_share_that_fails_is_done_again_with_all_others(fate: str) -> None:
    code = f"""
def work(number, of):
    if number == 1:
        {fate}
    return squares(number, of)
print(in_shares(work, 3, undo=lambda: calls.append('undone')), calls)
"""
    assert run(code) == f"[{SQUARES}] [(0, 3), 'undone', (0, 1)]"


def test_a_mistake_is_raised_as_one_process_raises_it() -> None:
    code = """
def work(number, of):
    raise ValueError(f'{number} of {of}')
try: in_shares(work, 2)
except ValueError as error: print(error)
"""
    assert run(code) == "0 of 1"


def test_no_child_is_left_behind() -> None:
    code = """
in_shares(squares, 3)
try: os.waitpid(-1, os.WNOHANG)
except ChildProcessError: print('none')
"""
    assert run(code) == "none"


def test_large_results_travel() -> None:
    assert run("print([len(r) for r in in_shares(lambda n, of: bytes(3_000_000 + n), 3)])") == (
        "[3000000, 3000001, 3000002]"
    )


def test_beside_threads_nothing_is_forked() -> None:
    code = """
stop = threading.Event()
threading.Thread(target=stop.wait).start()
print(in_shares(squares, 4), calls)
stop.set()
"""
    assert run(code) == f"[{SQUARES}] [(0, 1)]"
