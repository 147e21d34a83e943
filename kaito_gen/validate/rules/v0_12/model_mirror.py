"""ModelMirrors: a copy of a model that KAITO keeps (Managed), or that somebody else does (Static)."""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.kinds import V0_12
from kaito_gen.units import is_quantity
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_12.controllers import is_served
from kaito_gen.validate.rules.v0_12.workspace import refusal
from kaito_gen.validate.rules.v0_12.workspace_changes import change_rule
from kaito_gen.validate.rules.walk import Step, once, part
from kaito_gen.world import Absence

PLACES = {V0_12: ("ModelMirror/v1alpha1",)}
_SOURCE, _STORAGE = ("spec", "source"), ("spec", "storage")
_REGISTRY = "huggingface"


@once
def _mirror(subject: Subject) -> Iterator[Step]:
    if not is_served(subject):
        return
    spec = part(subject.manifest, "spec")
    source, storage = spec.get("source"), spec.get("storage")
    if spec.get("mode") == "Static":
        for number, keys, value in (("X2", _SOURCE, source), ("X3", _STORAGE, storage)):
            if value is not None:
                message = f"a Static mirror is kept by somebody else, so it has no {keys[-1]}"
                yield number, Hit(keys, message, "remove it, or write mode: Managed")
        return
    yield from _source(source)
    if storage is None:
        yield "X5", Hit(("spec",), "a Managed mirror needs the storage that it is kept on", "add storage, with a size")
    else:
        yield from _storage(subject, storage)


def _source(source: Mapping[str, Any] | None) -> Iterator[Step]:
    if source is None:
        yield "X4", Hit(("spec",), "a Managed mirror needs the source that it is made from", "add source")
        return
    registry = source.get("registry") or ""
    if registry != _REGISTRY:
        yield "X4", Hit((*_SOURCE, "registry"), f"the registry {registry!r} is unknown", f"write {_REGISTRY}")
    if not source.get("modelID"):
        yield "X4", Hit((*_SOURCE, "modelID"), "the source names no model", "write modelID: organization/model")


def _storage(subject: Subject, storage: Mapping[str, Any]) -> Iterator[Step]:
    size = str(storage.get("size") or "")
    if not is_quantity(size):
        message = f"the size {size!r} is no quantity" if size else "the storage has no size"
        yield "X6", Hit((*_STORAGE, "size"), message, "write a size such as 50Gi")
    name = storage.get("storageClassName")
    keys = (*_STORAGE, "storageClassName")
    if not name:
        yield "X7", Hit(keys, "the storage names no StorageClass", "write storageClassName")
        return
    found = subject.world.get("StorageClass", name)
    if found is Absence.ABSENT:
        yield "X7", Hit(keys, f"there is no StorageClass {name}", "install it first, or name another one")
    elif found is Absence.UNKNOWN:
        yield "X7", Hit(keys, f"cannot know: no file holds the StorageClass {name}", severity=NOTE)


RULES = (
    change_rule("mirror-changed", "X1", "The spec of a ModelMirror is changed.", PLACES),
    *(
        refusal(rule_id, number, _mirror, summary, places=PLACES)
        for rule_id, number, summary in (
            ("mirror-static-source", "X2", "A Static mirror has a source."),
            ("mirror-static-storage", "X3", "A Static mirror has a storage."),
            ("mirror-source-incomplete", "X4", "A Managed mirror does not say what it is made from."),
            ("mirror-storage-missing", "X5", "A Managed mirror has no storage."),
            ("mirror-size-malformed", "X6", "The size of a mirror is no quantity."),
            ("mirror-storage-class-missing", "X7", "The StorageClass of a mirror is not named or not there."),
        )
    ),
)
