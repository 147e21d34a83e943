"""What stops a run, as one small tree; what is wrong inside a user's document travels as values.

::

    KaitoGenError            exit 3: something stopped us
    ├── UsageError           exit 2: the command line asks for what cannot be
    └── InvalidInput         exit 1: a user's documents are wrong; carries every Problem found

Each message says what, where, and the way out. One place (``kaito_gen.cli``) turns them into text and an exit code.
"""

from collections.abc import Iterable

from kaito_gen.value import Value


class Where(Value):
    """A place in a file: its path as the user wrote it, and 1-based line and column (0 where unknown)."""

    path: str
    line: int = 0
    column: int = 0

    def __lt__(self, other: "Where") -> bool:
        return (self.path, self.line, self.column) < (other.path, other.line, other.column)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Problem(Value):
    """One thing that is wrong in a user's document: the sentence, its place, and the way out."""

    message: str
    where: Where | None = None
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class KaitoGenError(Exception):
    """Something stopped the run: a file that cannot be read or written, a broken installation."""

    exit_code = 3


class UsageError(KaitoGenError):
    """The command line, or the call, asks for something that cannot be."""

    exit_code = 2


class InvalidInput(KaitoGenError):  # noqa: N818 - named by what it says, as the exit table does
    """A user's documents are wrong; ``problems`` holds every one that was found, in file order."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
