"""A document as a tree whose every node knows where it stands.

Places are character offsets into the document's text; lines and columns are made only when somebody reads them.
"""

from collections.abc import Iterator


class Scalar:
    """A scalar as written: ``plain`` is False where quotes, ``|`` or ``>`` say that it is text."""

    __slots__ = ("plain", "start", "tag", "text")

    def __init__(self, start: int, text: str, tag: str, plain: bool) -> None:
        self.start = start
        self.text = text
        self.tag = tag
        self.plain = plain


class Sequence:
    """A list; ``items`` are its nodes in order."""

    __slots__ = ("items", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.items: list[Node] = []


class Mapping:
    """A mapping; ``items`` alternate between keys and values, because both arrive in that order."""

    __slots__ = ("items", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.items: list[Node] = []

    def pairs(self) -> Iterator[tuple["Node", "Node"]]:
        """Return the keys with their values, in order."""
        return zip(self.items[::2], self.items[1::2], strict=True)


class Alias:
    """A reference ``*name`` to a node that an anchor named earlier."""

    __slots__ = ("name", "start", "target")

    def __init__(self, start: int, name: str, target: "Node") -> None:
        self.start = start
        self.name = name
        self.target = target


type Node = Scalar | Sequence | Mapping | Alias
