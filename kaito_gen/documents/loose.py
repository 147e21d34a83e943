"""YAML inside a ConfigMap, as a Go program reads it for itself: no trip through JSON, no strictness.

The file around it goes to the API server, which refuses a key that is set twice and gives every key the form of text.
A controller that reads such a text with go-yaml v2 does neither: the last of two equal keys counts, and ``true:`` is a
key that is a boolean. Measured with what KAITO v0.12.0 says to such ConfigMaps (2026-08).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from kaito_gen.documents import scalars
from kaito_gen.documents.composer import compose
from kaito_gen.documents.constructor import NOT_A_KEY, is_merge, merged
from kaito_gen.documents.fault import Unreadable, brief
from kaito_gen.documents.limits import MAX_DEPTH, TOO_DEEP, Budget
from kaito_gen.documents.nodes import Alias, Mapping, Node, Scalar, Sequence


@lru_cache(maxsize=256)
def read_values(text: str) -> Any:
    """Return the first document of a text with scalars and keys of their own types; None for an empty one.

    Raises ValueError with a sentence where go-yaml reads nothing. The value is shared: do not change it.
    """
    return _read(text, lambda node: scalars.resolve(node.text, node.tag, plain=node.plain))


@lru_cache(maxsize=256)
def read_texts(text: str) -> Any:
    """Return the first document of a text with every scalar as it is written, and null as an empty text.

    This is what a Go field of type ``string`` gets. Raises ValueError like :func:`read_values`.
    """
    return _read(text, _written)


def _written(node: Scalar) -> str:
    value = scalars.resolve(node.text, node.tag, plain=node.plain)
    if value is None:
        return ""
    return str(value) if node.tag == scalars.BINARY else node.text


def _read(text: str, scalar: Callable[[Scalar], Any]) -> Any:
    try:
        root = compose(text, Budget()).root
        return None if root is None else _Reader(scalar).value(root, 0)
    except Unreadable as error:
        raise ValueError(error.fault.message) from None


class _Reader:
    def __init__(self, scalar: Callable[[Scalar], Any]) -> None:
        self.scalar = scalar
        self._budget = Budget()
        self._active: set[int] = set()

    def value(self, node: Node, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise ValueError(TOO_DEEP)
        if isinstance(node, Scalar):
            return self.scalar(node)
        if isinstance(node, Alias):
            return self._aliased(node, lambda target: self.value(target, depth))
        if isinstance(node, Sequence):
            return [self.value(item, depth + 1) for item in node.items]
        out: dict[Any, Any] = {}
        self._fill(node, out, depth + 1)
        return out

    def _aliased(self, node: Alias, use: Callable[[Node], Any]) -> Any:
        self._budget.spend_aliased(node.start)
        if id(node) in self._active:
            msg = f"the value of the anchor {brief(node.name)} contains itself"
            raise ValueError(msg)
        self._active.add(id(node))
        try:
            return use(node.target)
        finally:
            self._active.discard(id(node))

    def _fill(self, node: Mapping, out: dict[Any, Any], depth: int) -> None:
        for key, item in node.pairs():
            if self._active:
                self._budget.spend_aliased(key.start)
            if is_merge(key):
                self._merge(item, out, depth)
                continue
            name = self.value(key, depth)
            if isinstance(name, list | dict):
                raise ValueError(NOT_A_KEY)
            out[name] = self.value(item, depth)

    def _merge(self, item: Node, out: dict[Any, Any], depth: int) -> None:
        sources = merged(item)
        if sources is None:
            msg = "<< merges mappings only"
            raise ValueError(msg)
        for source in sources:
            if isinstance(source, Alias):
                self._aliased(source, lambda target: self._fill_from(target, out, depth))
            else:
                self._fill_from(source, out, depth)

    def _fill_from(self, node: Node, out: dict[Any, Any], depth: int) -> None:
        assert isinstance(node, Mapping)  # merged() saw to it
        self._fill(node, out, depth)
