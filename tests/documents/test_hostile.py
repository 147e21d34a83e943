"""Hostile files, each in a process of its own: no crash, no hang, no more memory than a small machine has."""

import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

SIZE = 5 * 1024 * 1024 - 64
"""Just below the limit of a file: the worst that reaches a parser."""

MEMORY = 500 * 1024 * 1024
SECONDS = 20

CHILD = """
import sys
from kaito_gen.documents import read
reading = read(sys.stdin.buffer.read(), "f.yaml")
for document in reading.documents[:2] + reading.documents[-2:]:
    document.where(("a", 0, "b"))
print(len(reading.documents), len(reading.problems))
"""


def chain(link: str, times: int, length: int) -> bytes:
    """Return ``length`` anchors, each of which names the one before ``times`` times in the form of ``link``."""
    first = "a0: &a0 {x: 1}\n"
    return (
        first + "".join(f"a{i}: &a{i} {link % ','.join([f'*a{i - 1}'] * times)}\n" for i in range(1, length))
    ).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "brackets": lambda: b"[" * SIZE,
    "braces": lambda: b"{" * SIZE,
    "30,000 nested lists": lambda: b"[" * 30_000 + b"]" * 30_000,
    "nested JSON": lambda: b'{"a":[' * 30_000 + b"1" + b"]}" * 30_000,
    "nested list items": lambda: b"- " * (SIZE // 2),
    "nested explicit keys": lambda: b"? " * (SIZE // 2),
    "deep indentation": lambda: b"".join(b" " * depth + b"a:\n" for depth in range(3000)),
    "a million values": lambda: b"[" + b"a," * (SIZE // 2 - 1) + b"]",
    "a million JSON values": lambda: b"[" + b"1," * (SIZE // 2 - 1) + b"1]",
    "the same key": lambda: b"a: 1\n" * 120_000,
    "the same key in 1,000 documents": lambda: (b"---\n" + b"a: 1\n" * 120) * 1000,
    "a bomb of aliases": lambda: chain("[%s]", 9, 40),
    "a bomb of merges": lambda: chain("{<<: [%s]}", 9, 40),
    "a chain of aliases": lambda: chain("[%s]", 1, 50_000),
    "an alias of itself": lambda: b"a: &a {b: [*a], c: *a}\n",
    "a bomb in every document": lambda: (b"---\na: &a [" + b"x," * 100 + b"x]\nb: [" + b"*a," * 98 + b"*a]\n") * 1000,
    "a quote without end": lambda: b'"' + b"a\n" * (SIZE // 2),
    "backslashes": lambda: b'"' + b"\\" * (SIZE - 1),
    "one long number": lambda: b"a: " + b"1" * (SIZE - 4),
    "one long JSON number": lambda: b'{"a": ' + b"1" * (SIZE - 8) + b"}",
    "underscores in a number": lambda: b"a: .1" + b"_1" * (SIZE // 2 - 4),
    "directives": lambda: b"".join(b"%%TAG !a%d! x\n" % i for i in range(250_000)) + b"---\na: 1\n",
    "tags": lambda: b"- !a b\n" * 150_000,
    "separators": lambda: b"---\n" * (SIZE // 4),
    "JSON documents": lambda: b"{}" * (SIZE // 2),
    "comments": lambda: b"#\n" * (SIZE // 2),
    "empty lines": lambda: b"\n" * SIZE,
    "tabs": lambda: b"\t" * SIZE,
    "carriage returns": lambda: b"a: b\r" * (SIZE // 5),
    "NUL bytes": lambda: b"\x00" * SIZE,
    "bytes that are not UTF-8": lambda: b"a: \xff\n---\n" * 900,
    "words and colons": lambda: b"a: " + b"b:b " * (SIZE // 4 - 2) + b": \n",
    "surrogates": lambda: b'{"a": "' + b"\\ud800" * (SIZE // 6 - 2) + b'"}',
    "an oversized file": lambda: b"a" * (SIZE + 1000),
}  # fmt: skip


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_read_or_refused_in_bounded_memory(make: Callable[[], bytes]) -> None:
    child = subprocess.run([sys.executable, "-c", CHILD], input=make(), capture_output=True, preexec_fn=limit)
    assert child.returncode == 0, child.stderr.decode()[-500:]
    documents, problems = map(int, child.stdout.split())
    assert documents or problems or make().strip(b"#\n\t") == b""
