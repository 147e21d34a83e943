"""The standard streams of a process, which may be closed, full, gone, or in the locale's own encoding.

What goes to stdout is YAML, JSON or a diff that somebody redirects into a file: it is UTF-8 whatever the locale says,
and names that are no UTF-8 come out as the bytes that they are.
"""

import io
import os
import sys


def prepare() -> None:
    """Put the null device in the place of streams that the caller closed, and let stdout speak UTF-8."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - kept to the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")


def abandon() -> None:
    """Take stdout for lost, so that the interpreter's last flush has a place to go and says nothing."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - kept to the end


def complain(message: object) -> None:
    """Print an error to stderr; where even that cannot be written, the exit code has to say it."""
    try:
        print(f"error: {message}", file=sys.stderr, flush=True)
    except OSError:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - kept to the end


def stopped_by(error: OSError) -> str:
    """Return what an OSError that no other place has explained means to a user."""
    place = error.filename if error.filename is not None else "standard output"
    return f"{os.fsdecode(place)}: {error.strerror or error}"
