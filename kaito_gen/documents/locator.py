"""Where a value of a document stands in its text."""

from collections.abc import Sequence as Keys

from kaito_gen.documents.constructor import is_merge, merged, name_of
from kaito_gen.documents.nodes import Alias, Mapping, Node, Scalar, Sequence


def locate(root: Node, keys: Keys[str | int]) -> tuple[int, int]:
    """Return the offsets of a value's key and of the value itself; of its deepest existing ancestor when it is absent.

    A list item is its own key. A value that an alias gives stands at the alias, what is inside it at the anchor. An
    empty value (``key:``) has no text of its own and stands at its key.
    """
    key_start, node = root.start, root
    for key in keys:
        step = _step(node.target if isinstance(node, Alias) else node, key)
        if step is None:
            break
        key_start, node = step
    empty = isinstance(node, Scalar) and node.plain and not node.text and not node.tag
    return key_start, key_start if empty else node.start


def _step(node: Node, key: str | int) -> tuple[int, Node] | None:
    if isinstance(node, Sequence):
        if isinstance(key, int) and 0 <= key < len(node.items):
            return node.items[key].start, node.items[key]
    elif isinstance(node, Mapping):
        return _entry(node, str(key))
    return None


def _entry(node: Mapping, name: str) -> tuple[int, Node] | None:
    merges: list[Node] = []
    for key, item in node.pairs():
        if is_merge(key):
            merges += merged(item) or ()
        elif _is_named(key, name):
            return key.start, item
    for source in merges:
        target = source.target if isinstance(source, Alias) else source
        entry = _entry(target, name) if isinstance(target, Mapping) else None
        if entry:
            return entry
    return None


def _is_named(key: Node, name: str) -> bool:
    try:
        return name_of(key) == name
    except ValueError:
        return False
