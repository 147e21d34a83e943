"""The bytes of what a verb is pointed at: a file, or standard input, which is called ``-``."""

import os
import sys

from kaito_gen.documents import MAX_BYTES
from kaito_gen.errors import KaitoGenError
from kaito_gen.files.read import read_bytes

STANDARD_INPUT = "-"


def content(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a file or of standard input; KaitoGenError when there are too many, or none to be had."""
    if os.fspath(path) != STANDARD_INPUT:
        return read_bytes(os.fspath(path))
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        msg = f"standard input has more than {MAX_BYTES // 2**20} MiB, which are read at most: name files"
        raise KaitoGenError(msg)
    return data
