"""Findings of the schema stage in Kubernetes' own terms: the type and the field of its errors."""

from typing import Any

from kaito_gen.validate.finding import NOTE, SCHEMA, Finding, dotted
from kaito_gen.validate.schema import rules

type Error = tuple[str, str]

TYPES = {
    rules.TYPE: "FieldValueTypeInvalid",
    rules.FORMAT: "FieldValueTypeInvalid",
    rules.REQUIRED: "FieldValueRequired",
    rules.ENUM: "FieldValueNotSupported",
    rules.TOO_LONG: "FieldValueTooLong",
    rules.TOO_MANY: "FieldValueTooMany",
    rules.DUPLICATE: "FieldValueDuplicate",
}
NOWHERE = "<nil>"
_DECODE: Error = ("Decode", "")


def of_findings(findings: tuple[Finding, ...]) -> set[Error]:
    """Return what the findings of the schema stage are to Kubernetes."""
    return {_error(finding) for finding in findings if finding.stage == SCHEMA and finding.severity != NOTE}


def of_records(errors: list[Any]) -> set[Error]:
    """Return recorded errors in the same form; what only says that more was not looked at is no error."""
    return {
        _DECODE if error["type"] == "Decode" else (error["type"], error["field"].removeprefix("."))
        for error in errors
        if "some validation rules were not checked" not in error["detail"]
    }


def without_composites(errors: set[Error]) -> set[Error]:
    """Return the errors that have a field. Kubernetes repeats without one that parts did not fit."""
    return {error for error in errors if error[1] != NOWHERE}


def _error(finding: Finding) -> Error:
    if finding.rule == rules.DECODE:
        return _DECODE
    if finding.rule == rules.ALTERNATIVES:
        return ("FieldValueInvalid", NOWHERE)
    return (TYPES.get(finding.rule, "FieldValueInvalid"), dotted(_as_told(finding)))


def _as_told(finding: Finding) -> tuple[Any, ...]:
    """Return the keys that Kubernetes tells of metadata, where ours lead on to the very label."""
    keys: tuple[Any, ...] = finding.keys
    if finding.rule == rules.METADATA and "metadata" in keys:
        start = keys.index("metadata")
        if keys[start + 1 : start + 2] in (("labels",), ("annotations",), ("finalizers",)):
            return keys[: start + 2]
        if keys[start + 1 : start + 2] == ("ownerReferences",):
            return tuple(key for key in keys if not isinstance(key, int))
    return keys
