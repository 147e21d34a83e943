"""Text to nodes, through PyYAML's event stream.

libyaml decides what is YAML, because Kubernetes' reader is a port of it. Only events are used: PyYAML's own composer
recurses and its constructor has other rules. PyYAML is imported on first use, which most runs never reach.
"""

import re
from typing import Any

from kaito_gen.documents import scalars
from kaito_gen.documents.characters import refuse_text
from kaito_gen.documents.fault import Fault, Unreadable, brief
from kaito_gen.documents.limits import MAX_DEPTH, MAX_FAULTS, Budget, too_deep
from kaito_gen.documents.messages import explain
from kaito_gen.documents.nodes import Alias, Mapping, Node, Scalar, Sequence
from kaito_gen.value import Value

_YAML_TAG = "tag:yaml.org,2002:"
_SLASH = re.compile(r"(?<!\\)(?:\\\\)*+\\/")
_SURROGATE = re.compile("[\ud800-\udfff]")
_COLLECTION_TAGS = {f"{_YAML_TAG}map", f"{_YAML_TAG}seq"}


class Composed(Value):
    """A document's tree (None: the text holds no document), and what Kubernetes drops without a word."""

    root: Node | None
    notes: tuple[Fault, ...] = ()


def compose(text: str, budget: Budget) -> Composed:
    """Return the first document of a text as nodes; raises Unreadable where it is not YAML or breaks a limit.

    Only the first: what follows it in the same text is lost to Kubernetes, and becomes a note.
    """
    fault = refuse_text(text)
    if fault:
        raise Unreadable(fault)
    import yaml  # 13 ms that most runs never spend

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        return _compose(text, loader, budget)
    except yaml.MarkedYAMLError as error:
        raise Unreadable(explain(text, error)) from None
    finally:
        loader.dispose()


def _compose(text: str, loader: Any, budget: Budget) -> Composed:
    from yaml import events

    root: Node | None = None
    open_nodes: list[Sequence | Mapping] = []
    flow = 0
    anchors: dict[str, Node] = {}
    notes: list[Fault] = []
    while True:
        event = loader.get_event()
        kind = type(event)
        node: Node
        if kind is events.ScalarEvent:
            node = Scalar(event.start_mark.index, event.value, _tag(event, notes), event.implicit[0])
            fault = _unknown_to_kubernetes(text, event, flow)
            if fault:
                raise Unreadable(fault)
        elif kind is events.MappingStartEvent:
            _tag(event, notes)
            node = Mapping(event.start_mark.index)
        elif kind is events.SequenceStartEvent:
            _tag(event, notes)
            node = Sequence(event.start_mark.index)
        elif kind is events.AliasEvent:
            node = _alias(event, anchors)
        elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
            open_nodes.pop()
            flow -= flow > 0
            continue
        elif kind is events.DocumentEndEvent or kind is events.StreamEndEvent:
            if root is not None:
                notes += _dropped(text, event.end_mark.index)
            return Composed(root, tuple(notes))
        else:
            if kind is events.DocumentStartEvent and event.version not in (None, (1, 1)):
                raise Unreadable(Fault("Kubernetes reads only %YAML 1.1", event.start_mark.index, "leave the line out"))
            continue
        budget.spend_value(node.start)
        if open_nodes:
            open_nodes[-1].items.append(node)
        else:
            root = node
        if kind is not events.AliasEvent and event.anchor is not None:
            anchors[event.anchor] = node
        if isinstance(node, Sequence | Mapping):
            open_nodes.append(node)
            flow += flow > 0 or bool(event.flow_style)
            if len(open_nodes) > MAX_DEPTH:
                raise Unreadable(too_deep(node.start))


def _tag(event: Any, notes: list[Fault]) -> str:
    tag: str = event.tag or ""
    if tag in ("", "!") or tag in scalars.KNOWN_TAGS or tag in _COLLECTION_TAGS:
        return tag
    name = tag.replace(_YAML_TAG, "!!", 1)
    if len(notes) < MAX_FAULTS:
        notes.append(Fault(f"Kubernetes ignores the tag {brief(name)}", event.start_mark.index, hint="leave it out"))
    return tag


def _alias(event: Any, anchors: dict[str, Node]) -> Alias:
    start = event.start_mark.index
    if event.anchor not in anchors:
        hint = "define it before, or put the value in quotes"
        raise Unreadable(Fault(f"the anchor {brief(event.anchor)} does not exist", start, hint))
    return Alias(start, event.anchor, anchors[event.anchor])


def _unknown_to_kubernetes(text: str, scalar: Any, flow: int) -> Fault | None:
    """Return the fault of what PyYAML's libyaml accepts and the older one in Kubernetes does not."""
    start = scalar.start_mark.index
    if scalar.style == '"':
        if "\\u" in text and _SURROGATE.search(scalar.value):  # only PyYAML without libyaml lets it through
            return Fault("this escape is no character", start, "write the character itself")
        escape = _SLASH.search(text, start, scalar.end_mark.index) if "\\/" in text else None
        hint = "write / without a backslash"
        return Fault("Kubernetes does not know the escape \\/", escape.end() - 2, hint) if escape else None
    if flow and not scalar.style and "?" in scalar.value:  # [https://host/?a=b]
        return Fault("between brackets, Kubernetes takes a '?' for a key", start, "put the value in quotes")
    return None


def _dropped(text: str, end: int) -> list[Fault]:
    """Return a note on the first line after a document's end that is more than a comment or a directive."""
    for line in text[end:].splitlines(keepends=True):
        content = line.strip()
        if content and content != "..." and content[0] not in "#%":
            offset = end + len(line) - len(line.lstrip())
            hint = "put --- on a line of its own before it, or mend its indentation"
            return [Fault("Kubernetes drops everything from here on: the document ended before", offset, hint=hint)]
        end += len(line)
    return []
