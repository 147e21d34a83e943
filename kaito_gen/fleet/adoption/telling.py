"""One object told as an entry of a fleet: the tables of compile, read backwards.

Nothing is promised here: what an entry means is only known when it is compiled, so the caller compiles it and compares.
What is left over of an object when every table has taken its part has no place in a fleet.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kaito_gen.fleet import annotations as notes
from kaito_gen.fleet import bindings
from kaito_gen.fleet.annotations import Annotation
from kaito_gen.fleet.bindings import Row
from kaito_gen.fleet.dialects import V1ALPHA1
from kaito_gen.fleet.shape import camel
from kaito_gen.kinds import Manifest

_SECTIONS: Final = {
    "InferenceSet": "services",
    "RAGEngine": "rag",
    "MultiRoleInference": "multiRole",
    "ModelMirror": "mirrors",
}


class CannotTell(Exception):  # noqa: N818 - said to the caller, who keeps the object word for word
    """A part of an object has no place in a fleet; the message says which."""


@dataclass(slots=True)
class Told:
    """An entry in the making, and what is left of its object."""

    left: dict[str, Any]
    entry: dict[str, Any] = field(default_factory=dict)
    config: str = ""
    """Name of the ConfigMap with the settings; the caller decides who writes it."""

    def take(self, rows: Iterable[Row]) -> None:
        """Move what the rows name from the object to the entry."""
        for row in rows:
            found, value = _pop(self.left, row.path)
            if found:
                _put(self.entry, row.field, _items(row.items, value) if row.items else value)

    def take_annotations(self, table: Iterable[Annotation], texts: dict[str, str]) -> None:
        """Move the annotations that fields write from ``texts`` to the entry; others stay."""
        for row in table:
            value = row.value(texts[row.key]) if isinstance(texts.get(row.key), str) else None
            if value is not None:
                del texts[row.key]
                _put(self.entry, row.field, value)


def section_of(manifest: Manifest) -> str:
    """Return the list of a fleet in which an object belongs."""
    kind = manifest.get("kind")
    if kind == "Workspace":
        return "tuning" if "tuning" in manifest else "services"
    return _SECTIONS.get(str(kind), "manifests")


def tell(manifest: Manifest, *, stored: str, namespace: str) -> Told:
    """Return an object of KAITO, which has a name, as an entry.

    ``stored`` is the API version that need not be said, ``namespace`` is the fleet's. Raises CannotTell for what a
    fleet has no word for.
    """
    told = Told(copy.deepcopy(manifest))
    kind, version = told.left.pop("kind"), told.left.pop("apiVersion")
    metadata = told.left["metadata"]
    for key in ("labels", "annotations"):
        if not isinstance(metadata.get(key, {}), dict):
            msg = f"metadata.{key} is no mapping"
            raise CannotTell(msg)
    told.entry["name"] = metadata.pop("name", "")
    own = metadata.pop("namespace", "")
    if own != namespace:
        told.entry["namespace"] = own
    if version != stored:
        told.entry["apiVersion"] = version
    texts = metadata.pop("annotations", {})
    _KINDS[kind](told, texts)
    if told.entry.get("labelSelector") == {"matchLabels": {"apps": told.entry["name"]}}:
        del told.entry["labelSelector"]
    for key, value in (("labels", metadata.pop("labels", {})), ("annotations", texts)):
        if value:
            told.entry[key] = value
    if not metadata:
        del told.left["metadata"]
    if told.left:
        msg = f"{_first(told.left)} has no place in a fleet"
        raise CannotTell(msg)
    return told


def _workspace(told: Told, texts: dict[str, str]) -> None:
    if "tuning" in told.left:
        told.take(bindings.TUNING)
        told.take_annotations(notes.TUNING, texts)
        told.config = _pop_text(told.left, ("tuning", "config"))
        return
    _runs(told, ("inference",))
    told.take(bindings.WORKSPACE)
    told.take_annotations(notes.WORKSPACE, texts)


def _inference_set(told: Told, texts: dict[str, str]) -> None:
    _runs(told, ("spec", "template", "inference"))
    told.take(bindings.INFERENCE_SET)
    if told.entry.get("replicas", 1) == 1:
        told.entry["kind"] = "InferenceSet"
    metadata = told.entry.get("workspaceMetadata", {})
    replica = metadata.get("annotations", {}) if isinstance(metadata, dict) else {}
    runtimes = (replica.get(notes.RUNTIME.key), texts.get(notes.RUNTIME.key))
    told.take_annotations((row for row in notes.REPLICA if row is not notes.RUNTIME), replica)
    told.take_annotations((row for row in notes.INFERENCE_SET if row is not notes.RUNTIME), texts)
    if runtimes[0] == runtimes[1]:  # only then one field says both
        told.take_annotations((notes.RUNTIME,), replica)
        told.take_annotations((notes.RUNTIME,), texts)
    if metadata.get("annotations") == {}:
        del metadata["annotations"]
    if metadata == {}:
        told.entry.pop("workspaceMetadata", None)


def _rag(told: Told, texts: dict[str, str]) -> None:
    old = told.entry.get("apiVersion") == V1ALPHA1
    told.take(bindings.RAG)
    told.take(bindings.RAG_CLAIM_V1ALPHA1 if old else bindings.RAG_CLAIM)
    embedding = _mapping(_mapping(told.left, "spec"), "embedding")
    told.take(bindings.EMBEDDING_REMOTE if "remote" in embedding else bindings.EMBEDDING_LOCAL)
    told.take_annotations(notes.RAG, texts)


def _multi_role(told: Told, _: dict[str, str]) -> None:
    told.take(bindings.MULTI_ROLE)


def _mirror(told: Told, _: dict[str, str]) -> None:
    told.take(bindings.MIRROR)


_KINDS = {
    "Workspace": _workspace,
    "InferenceSet": _inference_set,
    "RAGEngine": _rag,
    "MultiRoleInference": _multi_role,
    "ModelMirror": _mirror,
}


def _runs(told: Told, path: tuple[str, ...]) -> None:
    """The parts of an inference that no table holds: its pod template and its settings."""
    found, template = _pop(told.left, (*path, "template"))
    if found:
        told.entry["template"] = template
    told.config = _pop_text(told.left, (*path, "config"))


def _items(rows: tuple[Row, ...], values: Any) -> list[dict[str, Any]]:
    found = []
    for value in values if isinstance(values, list) else [values]:
        told = Told(value if isinstance(value, dict) else {str(value): value})
        told.take(rows)
        if told.left:
            msg = f"{_first(told.left)} has no place in a fleet"
            raise CannotTell(msg)
        found.append(told.entry)
    return found


def _pop_text(value: dict[str, Any], path: tuple[str, ...]) -> str:
    found, text = _pop(value, path)
    if found and not (isinstance(text, str) and text):
        msg = f"{'.'.join(path)} is {text!r}"
        raise CannotTell(msg)
    return text if found else ""


def _pop(value: dict[str, Any], path: tuple[str, ...]) -> tuple[bool, Any]:
    """Take the value at a path out of nested mappings, and the mappings that become empty by it."""
    first, *rest = path
    if first not in value:
        return False, None
    if not rest:
        return True, value.pop(first)
    if not isinstance(value[first], dict):
        return False, None
    found, inner = _pop(value[first], tuple(rest))
    if found and not value[first]:
        del value[first]
    return found, inner


def _put(entry: dict[str, Any], names: tuple[str, ...], value: Any) -> None:
    *parents, last = names
    for name in parents:
        entry = entry.setdefault(camel(name), {})
    entry[camel(last)] = value


def _mapping(value: dict[str, Any], key: str) -> dict[str, Any]:
    inner = value.get(key)
    return inner if isinstance(inner, dict) else {}


def _first(value: Any) -> str:
    """The path of the first thing in what is left."""
    names = []
    while isinstance(value, Mapping) and value:
        name, value = next(iter(value.items()))
        names.append(str(name))
    return ".".join(names)
