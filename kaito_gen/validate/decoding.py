"""How KAITO's webhook reads the parts of an object that its CRD leaves open: strictly, into Go structures.

A CRD schema says nothing about pod templates and volumes, so the API server lets everything in them pass; the webhook
then refuses unknown fields and wrong types there before any of its rules runs. The rules of reading are Go's own:
names match without regard to case, null is never wrong, and a whole number may be written as 2.0. The structures are
data (``schemas/decoding/``), made from the Kubernetes minor that the release was built with; compared by reflection
with k8s.io/api v0.30.1 (v0.3) and v0.35.0 (v0.12): the same.
Source: Go 1.26 encoding/json, knative.dev/pkg webhook/json, k8s.io/apimachinery.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from kaito_gen.units import is_quantity
from kaito_gen.validate.finding import Keys
from kaito_gen.validate.schema.go_times import is_rfc3339
from kaito_gen.validate.schema.values import article, brief, json_type

type Load = Callable[[str], bytes]
"""Returns the content of a shipped schema file, by its path below the folder ``schemas``."""

POD_TEMPLATE = "PodTemplateSpec"
VOLUME_SOURCE = "VolumeSource"

_FOLDED = str.maketrans({"\u017f": "s", "\u212a": "k"})
"""The only letters beyond ASCII that Go takes for a letter of a field's name: the long s and the Kelvin sign."""
_WHOLE = {"int32": 2**31, "int64": 2**63}
_WORDS = {"string": "text", "bool": "true or false", "int32": "a whole number", "int64": "a whole number"}


class Fault:
    """One value that cannot be read: where it stands, what is wrong, and the way out (empty: none to name)."""

    __slots__ = ("hint", "keys", "message")

    def __init__(self, keys: Keys, message: str, hint: str = "") -> None:
        self.keys = keys
        self.message = message
        self.hint = hint


class Decoder:
    """The structures of one release, loaded when the first open part is met."""

    def __init__(self, load: Load, release: str) -> None:
        self._load = load
        self._release = release

    @cached_property
    def types(self) -> Mapping[str, Mapping[str, str]]:
        """The fields of every structure with their types: ``[]T`` is a list, ``{}T`` a map from text."""
        found: Mapping[str, Mapping[str, str]] = json.loads(self._load(f"decoding/{self._release}.json"))["types"]
        return found

    def faults(self, value: Any, kind: str, keys: Keys = ()) -> Iterator[Fault]:
        """Yield what keeps a value from being read as ``kind``, a structure's name or another type of :attr:`types`.

        ``keys`` lead to the value, and stand before those of the faults.
        """
        if value is None or kind == "any":
            return
        if kind.startswith("[]"):
            yield from self._list(value, kind[2:], keys)
        elif kind.startswith("{}"):
            yield from self._map(value, kind[2:], keys)
        elif kind in self.types:
            yield from self._structure(value, kind, keys)
        else:
            message = _scalar(value, kind)
            if message:
                yield Fault(keys, message)

    def _list(self, value: Any, kind: str, keys: Keys) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(keys, f"must be a list, not {_shown(value)}")
            return
        for index, item in enumerate(value):
            yield from self.faults(item, kind, (*keys, index))

    def _map(self, value: Any, kind: str, keys: Keys) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(keys, f"must be a map, not {_shown(value)}")
            return
        for name, item in value.items():
            yield from self.faults(item, kind, (*keys, name))

    def _structure(self, value: Any, kind: str, keys: Keys) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(keys, f"must be a map, not {_shown(value)}")
            return
        fields = self.types[kind]
        for name, item in value.items():
            field = name if name in fields else _ignoring_case(name, fields)
            if field is None:
                yield Fault((*keys, name), f"{kind} has no field {brief(name)}", _meant(name, fields))
            else:
                yield from self.faults(item, fields[field], (*keys, name))


def no_structures(path: str) -> bytes:
    """Stand in for the loader of a subject that has no open parts; LookupError when one is met after all."""
    msg = f"{path} is needed to read a pod template or a volume: give the subject a decoder"
    raise LookupError(msg)


def _ignoring_case(name: str, fields: Mapping[str, str]) -> str | None:
    folded = name.translate(_FOLDED).lower()
    return next((field for field in fields if field.lower() == folded), None)


def _scalar(value: Any, kind: str) -> str:
    """Return what is wrong with a value of a type that has no parts, or an empty text."""
    if kind == "quantity":
        return _quantity(value)
    if kind == "time":
        right = isinstance(value, str) and is_rfc3339(value)
        return "" if right else f"must be a time such as 2026-01-31T12:00:00Z, not {_shown(value)}"
    if kind == "int-or-string" and isinstance(value, str):
        return ""
    if kind == "string":
        right = isinstance(value, str)
    elif kind == "bool":
        right = isinstance(value, bool)
    else:
        limit = _WHOLE.get(kind, _WHOLE["int32"])
        whole = not isinstance(value, bool) and (isinstance(value, int) or _is_whole(value))
        if whole and not -limit <= value < limit:
            return f"{value} is too large: at most {limit - 1}"
        right = whole
    return "" if right else f"must be {_WORDS.get(kind, 'a whole number or text')}, not {_shown(value)}"


def _is_whole(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()


def _quantity(value: Any) -> str:
    if isinstance(value, str) and is_quantity(value.strip(" ")):
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ""
    return f"must be a quantity such as 500m or 16Gi, not {_shown(value)}"


def _shown(value: Any) -> str:
    kind = json_type(value)
    return article(kind) if kind in ("object", "array") else brief(value)


def _meant(name: str, fields: Mapping[str, str]) -> str:
    from difflib import get_close_matches  # only a mistake needs it

    near = get_close_matches(name, fields, 1)
    return f"did you mean {near[0]}?" if near else ""
