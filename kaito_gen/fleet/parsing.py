"""A plain mapping becomes a Fleet or an Overlay, or a list of faults in our own words.

pydantic's core says which rule a value broke and where; its sentences and links are never shown. A rule without a
sentence here is a mistake of ours, so the table is complete for the schemas that :mod:`shape` builds.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args, get_origin

from kaito_gen.errors import InvalidInput, Problem
from kaito_gen.fleet.fault import Fault, FieldPath, by_name, did_you_mean, dotted
from kaito_gen.fleet.fleet import API_VERSION, Fleet, Overlay
from kaito_gen.fleet.schema_validator import ValidationError
from kaito_gen.fleet.shape import BRANCHES, fields_of, inside, is_value, members, validator
from kaito_gen.value import Value

if TYPE_CHECKING:
    from kaito_gen.fleet.schema_validator import ErrorDetails

DOCUMENTS: Mapping[str, type[Fleet | Overlay]] = {"Fleet": Fleet, "Overlay": Overlay}
"""The kinds of our own files."""

_OTHER_WORDS = {
    "instanceType": "machine",
    "sku": "machine",
    "preset": "model",
    "presetName": "model",
    "maxModelLen": "context",
    "contextLength": "context",
    "modelAccessSecret": "access.secret",
    "imagePullSecrets": "pullSecrets",
    "imagePushSecret": "pushSecret",
    "volumeSource": "volume",
    "nodeSelector": "labelSelector",
    "source": "image or volume",
}
"""KAITO's words, and others' words, for fields of a fleet."""


def parse(content: Any) -> Fleet:
    """Return the Fleet that a plain mapping describes; raises InvalidInput with every mistake, without places."""
    found, faults = read(content, Fleet)
    if faults:
        raise InvalidInput([Problem(fault.message, hint=fault.hint) for fault in faults])
    return cast("Fleet", found)


def read[Kind: Value](content: Any, kind: type[Kind]) -> tuple[Kind | None, list[Fault]]:
    """Return what a document holds, or its faults; their paths have places of entries, not names."""
    shape: type = kind
    try:
        return cast("Kind", validator(shape, nulls=shape is Overlay).validate_python(content)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    return None, [_fault(detail, content, kind) for detail in details]


def kind_of(content: Any) -> tuple[type[Fleet | Overlay] | None, list[Fault]]:
    """Return Fleet or Overlay, whichever a document says it is; else why it is neither."""
    if not isinstance(content, Mapping):
        return None, [
            Fault((), "a fleet file holds a mapping", f"begin with apiVersion: {API_VERSION} and kind: Fleet")
        ]
    faults = []
    kind, version = content.get("kind"), content.get("apiVersion")
    if version != API_VERSION:
        if isinstance(version, str) and version.startswith("kaito.sh/"):
            return None, [Fault((), f"this is a {kind} of KAITO, not a fleet", "kaito-gen adopt makes a fleet of it")]
        said = f"apiVersion is {version!r}" if "apiVersion" in content else "apiVersion is missing"
        faults.append(Fault(("apiVersion",), said, f"write apiVersion: {API_VERSION}"))
    if kind not in DOCUMENTS:
        said = f"kind is {kind!r}" if "kind" in content else "kind is missing"
        faults.append(Fault(("kind",), said, did_you_mean(str(kind), DOCUMENTS)))
    return (None if faults else DOCUMENTS[str(kind)]), faults


def _fault(detail: "ErrorDetails", content: Any, kind: type) -> Fault:
    path: FieldPath = tuple(key for key in detail["loc"] if key not in BRANCHES)
    name = dotted(by_name(path, content))
    value = detail["input"]
    rule = detail["type"]
    if value is None and rule != "missing":
        return Fault(path, f"{name} has no value", "write one, or leave the line out")
    if rule == "unexpected_keyword_argument":
        last = str(path[-1])
        known = fields_of(_holder(kind, path[:-1]))
        hint = f"did you mean {_OTHER_WORDS[last]}?" if last in _OTHER_WORDS else did_you_mean(last, known)
        return Fault(path, f"{name} is not a field", hint)
    if rule == "missing":
        parent = dotted(by_name(path[:-1], content))
        return Fault(path, f"{parent} needs {path[-1]}", f"write {path[-1]}: ...")
    if rule == "literal_error":
        choices = [choice for choice in _choices(kind, path) if isinstance(choice, str)]
        return Fault(path, f"{name} is {_shown(value)}", did_you_mean(str(value), choices))
    if rule == "greater_than_equal":
        least = detail.get("ctx", {}).get("ge")
        return Fault(path, f"{name} is {_shown(value)}, and must be {least} or more", f"write {least} or more")
    wanted, hint = next(
        (words(detail) for prefix, words in _WANTED.items() if rule.startswith(prefix)), ("something else", "")
    )
    if wanted.startswith("text") and isinstance(value, bool | int | float):
        hint = f'put it in quotes: "{_plain(value)}"'
    return Fault(path, f"{name} must be {wanted}, not {_shown(value)}", hint)


_WANTED: Mapping[str, Callable[["ErrorDetails"], tuple[str, str]]] = {
    "string": lambda _: ("text", ""),
    "int": lambda _: ("a whole number", "write digits without quotes"),
    "float": lambda _: ("a number", "write it without quotes"),
    "bool": lambda _: ("true or false", "write true or false without quotes"),
    "tuple": lambda _: ("a list", 'begin each entry with "- "'),
    "dict": lambda _: ("a mapping", "write key: value"),
    "dataclass": lambda _: ("a mapping of fields", "write key: value"),
    "invalid_key": lambda _: ("text as a key", "put the key in quotes"),
    "scalar": lambda detail: (detail["msg"], ""),
}


def _holder(kind: Any, path: FieldPath) -> type:
    """The dataclass whose field a path names."""
    found = _at(kind, path)
    return cast("type", next(filter(is_value, found)))


def _choices(kind: Any, path: FieldPath) -> tuple[Any, ...]:
    return next((get_args(member) for member in _at(kind, path) if get_origin(member) is Literal), ())


def _at(kind: Any, path: FieldPath) -> list[Any]:
    found = [kind]
    for key in path:
        found = [member for one in found for inner in inside(one, key) for member in members(inner)]
    return found


def _shown(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return _plain(value)
    if isinstance(value, str):
        return repr(value) if len(value) <= 60 else f"{value[:57]!r}..."
    return "a list" if isinstance(value, list) else "a mapping"


def _plain(value: bool | int | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
