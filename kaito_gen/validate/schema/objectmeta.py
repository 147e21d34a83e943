"""``metadata``: the same for every kind, read as a Go struct, so that one wrong type refuses the whole object.

Source: k8s.io/apimachinery v0.35.0, pkg/apis/meta/v1 and pkg/api/validation/objectmeta.go.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kaito_gen.kinds import Manifest
from kaito_gen.render.labels import is_label_key, is_label_value
from kaito_gen.validate.finding import ERROR, PRACTICE, SCHEMA, WARNING, Finding, Keys
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.formats import RFC3339
from kaito_gen.validate.schema.kind import KindSchema
from kaito_gen.validate.schema.names import legal, refused_label, refused_name
from kaito_gen.validate.schema.prune import pruned
from kaito_gen.validate.schema.shape import shape_findings
from kaito_gen.validate.schema.values import brief

_TEXT = {"type": ["string", "null"]}
_FLAG = {"type": ["boolean", "null"]}
_NUMBER = {"type": ["integer", "null"]}
_TEXTS = {"type": ["object", "null"], "additionalProperties": _TEXT}
_TIME = {"type": ["string", "null"], "format": RFC3339}


def _struct(**fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": ["object", "null"], "properties": fields, "additionalProperties": False}


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": ["array", "null"], "items": item}


OBJECT_META = _struct(
    name=_TEXT,
    generateName=_TEXT,
    namespace=_TEXT,
    selfLink=_TEXT,
    uid=_TEXT,
    resourceVersion=_TEXT,
    generation=_NUMBER,
    creationTimestamp=_TIME,
    deletionTimestamp=_TIME,
    deletionGracePeriodSeconds=_NUMBER,
    labels=_TEXTS,
    annotations=_TEXTS,
    finalizers=_list(_TEXT),
    ownerReferences=_list(
        _struct(apiVersion=_TEXT, kind=_TEXT, name=_TEXT, uid=_TEXT, controller=_FLAG, blockOwnerDeletion=_FLAG)
    ),
    managedFields=_list(
        _struct(
            manager=_TEXT,
            operation=_TEXT,
            apiVersion=_TEXT,
            time=_TIME,
            fieldsType=_TEXT,
            fieldsV1={"x-kubernetes-preserve-unknown-fields": True},
            subresource=_TEXT,
        )
    ),
)
"""The fields of metadata; null is as good as absent in each of them."""

_SERVERS = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")
_ANNOTATIONS_LIMIT = 256 * 1024
_FOREGROUND, _ORPHAN = "foregroundDeletion", "orphan"


def read_metadata(document: Manifest, unknown: list[Keys], keys: Keys = ()) -> tuple[Manifest | None, list[Finding]]:
    """Return metadata as the server reads it (None when there is none), and why it cannot be read at all.

    Unknown fields are left out and their keys added to ``unknown``; nulls are left out, and are "" inside labels and
    annotations.
    """
    metadata = document.get("metadata")
    if metadata is None:
        return None, []
    at = (*keys, "metadata")
    found = shape_findings(metadata, OBJECT_META, {}, at)
    if found:
        return None, [replace(one, rule=rules.DECODE, hint=_way_out(one, at)) for one in found]
    out = pruned(metadata, OBJECT_META, {}, unknown, keys=at, resource=False)
    for name in ("labels", "annotations"):
        if out.get(name):
            out[name] = {key: value or "" for key, value in out[name].items()}
    return {name: value for name, value in out.items() if value is not None}, []


def _way_out(finding: Finding, at: Keys) -> str:
    field = finding.keys[len(at) : len(at) + 1]
    if field in (("labels",), ("annotations",)) and isinstance(finding.value, bool | int | float):
        return "put the value into quotes"
    return "leave it out: the server sets it" if field and str(field[0]).endswith("Timestamp") else finding.hint


def metadata_findings(metadata: Manifest, kind: KindSchema, keys: Keys = ("metadata",)) -> list[Finding]:
    """Return what the server refuses in the metadata of a new object, as :func:`read_metadata` returned it.

    The namespace is the one that the object will have, so that only a missing one is objected to; for kinds without
    namespaces the server drops it, which is a warning.
    """
    found = list(_name(metadata.get("name", ""), metadata.get("generateName", ""), kind, keys))
    found += _namespace(metadata.get("namespace", ""), kind, keys)
    found += marks(metadata, keys)
    return found


def _name(name: str, prefix: str, kind: KindSchema, keys: Keys) -> Iterator[Finding]:
    if not name and not prefix:
        yield Finding(rules.REQUIRED, SCHEMA, ERROR, "name or generateName is required", (*keys, "name"))
    if prefix:
        # The server judges a prefix as if it went on: its last dash, and the letter before it, never end the name.
        reason = refused_name(f"{prefix[:-2]}a" if len(prefix) > 1 and prefix.endswith("-") else prefix, kind)
        if reason:
            yield _named(keys, "generateName", prefix, reason, kind)
            return
    generated = name or f"{prefix[:58]}x2b4d" if prefix else name
    reason = refused_name(generated, kind) if generated else ""
    if reason:
        yield _named(keys, "name", generated, reason, kind)


def _named(keys: Keys, field: str, name: str, reason: str, kind: KindSchema) -> Finding:
    better = legal(name, dots=not kind.native or kind.kind not in ("Namespace", "Service"))
    hint = f"for example {better}" if better and better != name else ""
    return Finding(rules.METADATA, SCHEMA, ERROR, f"{field} {brief(name)} {reason}", (*keys, field), hint, name)


def _refused(keys: Keys, message: str, value: Any) -> Finding:
    return Finding(rules.METADATA, SCHEMA, ERROR, message, keys, value=value)


def _namespace(namespace: str, kind: KindSchema, keys: Keys) -> Iterator[Finding]:
    at = (*keys, "namespace")
    if not kind.namespaced:
        if namespace:
            message = f"{kind.kind} has no namespace; the server ignores {brief(namespace)}"
            yield Finding(rules.NAMESPACE, PRACTICE, WARNING, message, at, "leave it out", namespace)
    elif not namespace:
        yield Finding(rules.REQUIRED, SCHEMA, ERROR, "namespace is required", at)
    elif reason := refused_label(namespace):
        yield _refused(at, f"namespace {brief(namespace)} {reason}", namespace)


def marks(metadata: Manifest, keys: Keys) -> Iterator[Finding]:
    """Yield what is refused on creation, on every update, and inside embedded objects alike."""
    at = (*keys, "labels")
    for name, value in (metadata.get("labels") or {}).items():
        if not is_label_key(name):
            yield _refused((*at, name), f"label {brief(name)} {_KEY_RULE}", name)
        if not is_label_value(value):
            yield _refused((*at, name), f"label {name} cannot be {brief(value)}: a value {_VALUE_RULE}", value)
    annotations = metadata.get("annotations") or {}
    at = (*keys, "annotations")
    for name in annotations:
        if not is_label_key(name.lower()):
            yield _refused((*at, name), f"annotation {brief(name)} {_KEY_RULE}", name)
    size = sum(len(name.encode()) + len(value.encode()) for name, value in annotations.items())
    if size > _ANNOTATIONS_LIMIT:
        message = f"annotations have {size} bytes together, and may have at most {_ANNOTATIONS_LIMIT}"
        yield Finding(rules.TOO_LONG, SCHEMA, ERROR, message, at)
    yield from _owners(metadata.get("ownerReferences") or [], (*keys, "ownerReferences"))
    yield from _finalizers(metadata.get("finalizers") or [], (*keys, "finalizers"))
    for index, entry in enumerate(metadata.get("managedFields") or []):
        for field, allowed in (("operation", ("Apply", "Update")), ("fieldsType", ("FieldsV1", ""))):
            value = (entry or {}).get(field) or ""
            if value not in allowed:
                at = (*keys, "managedFields", index, field)
                yield _refused(at, f"{field} must be {allowed[0]}; managedFields are the server's own", value)


def _owners(owners: list[Any], keys: Keys) -> Iterator[Finding]:
    for index, owner in enumerate(owners):
        for field in ("apiVersion", "kind", "name", "uid"):
            if not (owner or {}).get(field):
                yield _refused((*keys, index, field), f"an owner needs its {field}", None)
        if owner and owner.get("kind") == "Event" and owner.get("apiVersion") == "v1":
            yield _refused((*keys, index), "an Event cannot own anything", owner)
    if sum(bool((owner or {}).get("controller")) for owner in owners) > 1:
        yield _refused(keys, "only one owner can be the controller", None)


def _finalizers(finalizers: list[str | None], keys: Keys) -> Iterator[Finding]:
    for index, name in enumerate(finalizers):
        if not is_label_key(name or ""):
            yield _refused((*keys, index), f"finalizer {brief(name)} {_KEY_RULE}", name)
    if _FOREGROUND in finalizers and _ORPHAN in finalizers:
        yield _refused(keys, f"the finalizers {_FOREGROUND} and {_ORPHAN} exclude each other", None)


def metadata_update_findings(new: Manifest, old: Manifest, keys: Keys = ("metadata",)) -> list[Finding]:
    """Return what the server refuses in the metadata of an update; name and namespace stay as they are.

    What a file leaves out, the server keeps: uid, creation time and the like are compared only where the file has
    them.
    """
    found: list[Finding] = []
    if old.get("deletionTimestamp"):
        added = sorted(set(new.get("finalizers") or []) - set(old.get("finalizers") or []))
        if added:
            message = f"an object that is being deleted takes no new finalizers, such as {added[0]}"
            found.append(Finding(rules.IMMUTABLE, SCHEMA, ERROR, message, (*keys, "finalizers")))
    changed = [field for field in ("name", "namespace") if new.get(field, "") != old.get(field, "")]
    changed += [field for field in _SERVERS if field in new and new[field] != old.get(field)]
    found += [_changed(keys, field, new.get(field, ""), old.get(field, "")) for field in changed]
    found += marks(new, keys)
    return found


def _changed(keys: Keys, field: str, new: Any, old: Any) -> Finding:
    message = f"{field} cannot change from {brief(old)} to {brief(new)}"
    hint = "another name is another object: keep this one, or delete it first" if field == "name" else ""
    return Finding(rules.IMMUTABLE, SCHEMA, ERROR, message, (*keys, field), hint, new)


_KEY_RULE = (
    "must be a name of at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends, "
    "after an optional DNS subdomain and '/'"
)
_VALUE_RULE = "must have at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"
