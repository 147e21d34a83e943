"""Schemas that our CRDs do not have: formats, alternatives, embedded objects, keyed lists, ratcheting, as recorded.

``schema_answers.jsonl.gz`` holds what apiextensions-apiserver v0.35.0 answered, 2026-11: the schema of ``spec``, the
new and the old one, the errors by type and field (``<nil>``: alternatives did not fit), unknown fields, and the spec
after pruning and defaulting (null where the object could not be read).
"""

import json
from collections.abc import Callable
from typing import Any

from kubernetes_errors import of_findings

from kaito_gen.validate.finding import dotted
from kaito_gen.validate.schema.crd import kinds_of
from kaito_gen.validate.schema.judge import Judged, KindJudge
from kaito_gen.validate.schema.rules import UNKNOWN_FIELD


def judged(definition: Callable[..., Any], case: Any) -> Judged:
    def thing(spec: Any) -> Any:
        return {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "one"}, "spec": spec}

    (kind,), _ = kinds_of(definition(case["schema"]))
    old = None if case["old"] is None else thing(case["old"])
    return KindJudge(kind).judge(thing(case["new"]), operation="update" if old else "create", old=old)


def test_errors_have_the_recorded_fields(answers: Callable[..., Any], definition: Callable[..., Any]) -> None:
    """Kubernetes' enum takes 1.5 for 1 once the type has been objected to; we do not follow it there."""
    for case in answers("schema_answers.jsonl.gz"):
        ours = {error for error in of_findings(judged(definition, case).findings) if error[1] != "<nil>"}
        theirs = {("Decode", "") if kind == "Decode" else (kind, field) for kind, field in case["errors"]}
        theirs = {error for error in theirs if error[1] != "<nil>"}
        extra = {error for error in ours - theirs if ("FieldValueTypeInvalid", error[1]) not in theirs}
        assert not extra, case
        assert theirs <= ours, case


def test_alternatives_fail_where_they_failed(answers: Callable[..., Any], definition: Callable[..., Any]) -> None:
    for case in answers("schema_answers.jsonl.gz"):
        text = json.dumps(case["schema"])
        if "allOf" not in text and "int-or-string" not in text:  # both are told by what does not fit inside
            ours = {error for error in of_findings(judged(definition, case).findings) if error[1] == "<nil>"}
            assert bool(ours) == any(field == "<nil>" for _, field in case["errors"]), case


def test_objects_and_unknown_fields_are_the_recorded_ones(
    answers: Callable[..., Any], definition: Callable[..., Any]
) -> None:
    for case in answers("schema_answers.jsonl.gz"):
        made = judged(definition, case)
        if made.object is None:
            assert ["Decode", ""] in case["errors"], case
            continue
        unknown = sorted(dotted(finding.keys) for finding in made.findings if finding.rule == UNKNOWN_FIELD)
        assert unknown == case["unknown"], case
        assert _numbers(made.object.get("spec")) == _numbers(case["spec"]), case


def _numbers(value: Any) -> Any:
    """Return a value with 1 for 1.0: JSON written by Go does not tell them apart."""
    if isinstance(value, dict):
        return {name: _numbers(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
