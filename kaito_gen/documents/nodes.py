"""A document as a tree whose every node knows where it stands.

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
