"""Nodes to plain values, as Kubernetes' strict reader makes them.

Aliases and merges are spelled out: an alias gives a copy, so that nobody changes two places at once. Kubernetes
refuses a key that is set twice, also when one of the two came through a merge (``<<``), and so do we.
"""

from typing import Any

from kaito_gen.documents import scalars
from kaito_gen.documents.fault import Fault, Unreadable, brief
from kaito_gen.documents.limits import MAX_DEPTH, MAX_FAULTS, Budget, too_deep
from kaito_gen.documents.nodes import Alias, Mapping, Node, Scalar, Sequence

NOT_A_KEY = "a list or a mapping cannot be a key"
"""What a Helm template's ``{{ .Values.x }}`` is to a YAML reader."""
_KEEP_ONE = "keep one of the two"
_MERGED = "Kubernetes refuses to override a merged key: keep one of the two"

type _Places = dict[str, tuple[int, bool]]
"""Where each key of a mapping was set, and whether by a merge."""


def construct(root: Node, budget: Budget) -> tuple[Any, tuple[Fault, ...]]:
    """Return a document's value and its faults; the value means nothing when there are faults.

    Raises Unreadable where going on is pointless: aliases that contain themselves or expand too far.
    """
    constructor = _Constructor(budget)
    value = constructor.value(root, 0)
    return value, tuple(sorted(constructor.faults, key=lambda fault: fault.offset))


def is_merge(key: Node) -> bool:
    """Return whether a key is the merge key ``<<``; in quotes it is an ordinary key."""
    return isinstance(key, Scalar) and key.text == "<<" and (key.plain or key.tag == scalars.MERGE)


def merged(node: Node) -> tuple[Node, ...] | None:
    """Return the nodes that a merge key's value brings in, in Kubernetes' order; None where it cannot be merged."""
    nodes = tuple(reversed(node.items)) if isinstance(node, Sequence) else (node,)
    return nodes if all(isinstance(_target(entry), Mapping) for entry in nodes) else None


def name_of(key: Node) -> str:
    """Return the JSON name of a key node; raises ValueError with a sentence when it cannot be a key."""
    key = _target(key)
    if not isinstance(key, Scalar):
        raise ValueError(NOT_A_KEY)
    return scalars.key_name(scalars.resolve(key.text, key.tag, plain=key.plain))


def _target(node: Node) -> Node:
    return node.target if isinstance(node, Alias) else node


class _Constructor:
    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.faults: dict[Fault, None] = {}
        self._active: set[int] = set()
        self._decoded = 0
        self._aliased = 0
        self._outer = 0  # where the outermost alias stands that is being spelled out

    def value(self, node: Node, depth: int) -> Any:
        self._count()
        if isinstance(node, Scalar):
            return self._scalar(node)
        if isinstance(node, Alias):
            return self._alias(node, depth)
        if depth >= MAX_DEPTH:
            raise Unreadable(too_deep(self._outer if self._active else node.start))
        if isinstance(node, Sequence):
            return [self.value(item, depth + 1) for item in node.items]
        out: dict[str, Any] = {}
        self._fill(node, out, {}, depth + 1)
        return out

    def _count(self) -> None:
        """Hold go-yaml's limit on aliases (at most 99 of 100 values, once there are 1,000) and our own."""
        self._decoded += 1
        if not self._active:
            return
        self._aliased += 1
        self.budget.spend_aliased(self._outer)
        if self._aliased > 100 and self._decoded > 1000 and self._aliased > 0.99 * self._decoded:
            message = "aliases repeat so much that Kubernetes refuses the document"
            raise Unreadable(Fault(message, self._outer, "write the values out"))

    def _scalar(self, node: Scalar) -> Any:
        try:
            return scalars.json_value(scalars.resolve(node.text, node.tag, plain=node.plain))
        except ValueError as error:
            self._fault(Fault(str(error), node.start, hint="put the value in quotes"))
            return None

    def _alias(self, node: Alias, depth: int) -> Any:
        self._enter(node)
        try:
            return self.value(node.target, depth)
        finally:
            self._active.discard(id(node))

    def _enter(self, node: Alias) -> None:
        if id(node) in self._active:
            message = f"the value of the anchor {brief(node.name)} contains itself"
            raise Unreadable(Fault(message, node.start, hint="write the inner value out"))
        self._outer = self._outer if self._active else node.start
        self._active.add(id(node))

    def _fill(self, node: Mapping, out: dict[str, Any], places: _Places, depth: int, merge: int | None = None) -> None:
        """Put a mapping's entries into ``out``, noting their ``places``; ``merge`` is where a ``<<`` stands, if any."""
        for key, item in node.pairs():
            if is_merge(key):
                self._merge(key.start if merge is None else merge, item, out, places, depth)
                continue
            self._count()
            value = self.value(item, depth)
            try:
                name = name_of(key)
            except ValueError as error:
                self._fault(Fault(str(error), key.start, hint="put the key in quotes"))
                continue
            place = (key.start if merge is None else merge, merge is not None)
            if name in places:
                first, by_merge = places[name]
                hint = _MERGED if by_merge or merge is not None else _KEEP_ONE
                self._fault(Fault(f"the key {brief(name)} is set twice", place[0], hint, ("the first stands", first)))
                continue
            places[name] = place
            out[name] = value

    def _merge(self, place: int, item: Node, out: dict[str, Any], places: _Places, depth: int) -> None:
        sources = merged(item)
        if sources is None:
            self._fault(
                Fault("<< merges mappings only", item.start, hint="name an anchor of a mapping, or quote the key")
            )
            return
        for source in sources:
            if isinstance(source, Alias):
                self._enter(source)
            target = _target(source)
            assert isinstance(target, Mapping)  # merged() saw to it
            self._count()
            self._fill(target, out, places, depth, place)
            if isinstance(source, Alias):
                self._active.discard(id(source))

    def _fault(self, fault: Fault) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults[fault] = None
