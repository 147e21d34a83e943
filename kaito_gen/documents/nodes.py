"""A document as a tree whose every node knows where it stands, and the faults that such places carry.

Places are character offsets into the document's text; lines and columns are made only when somebody reads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Scalar:
    """A scalar as written: ``plain`` is False where quotes, ``|`` or ``>`` say that it is text."""

    start: int
    text: str
    tag: str
    plain: bool


@dataclass(slots=True)
class Sequence:
    """A list; ``items`` are its nodes in order."""

    start: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """A mapping; ``items`` alternate between keys and values, because both arrive in that order."""

    start: int
    items: list["Node"] = field(default_factory=list)

    def pairs(self) -> Iterator[tuple["Node", "Node"]]:
        """Return the keys with their values, in order."""
        return zip(self.items[::2], self.items[1::2], strict=True)


@dataclass(slots=True)
class Alias:
    """A reference ``*name`` to a node that an anchor named earlier."""

    start: int
    name: str
    target: "Node"


type Node = Scalar | Sequence | Mapping | Alias


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one offset; ``related`` says what stands at another (``the first``, 17)."""

    message: str
    offset: int = 0
    hint: str = ""
    related: tuple[str, int] | None = None


def brief(text: str) -> str:
    """Return a text of the user's in quotes, cut where a message would grow too long."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


class Unreadable(Exception):  # noqa: N818 - named by what it says; never leaves this package
    """The document cannot be read past this fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)
