"""Rules in CEL: what the API server answered to them, what cannot be read, and what never ends."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.validate.cel.compiler import compile_expression, evaluate
from kaito_gen.validate.cel.errors import CelError, CelUnsupported
from kaito_gen.validate.finding import ERROR, NOTE, Finding
from kaito_gen.validate.schema.crd import kinds_of
from kaito_gen.validate.schema.judge import KindJudge


def judged(definition: Callable[..., Any], schema: Any, rule: Any, new: Any, old: Any = None) -> list[Finding]:
    def thing(spec: Any) -> Any:
        return {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "one"}, "spec": spec}

    (kind,), _ = kinds_of(definition({**schema, "x-kubernetes-validations": [rule]}))
    stored = None if old is None else thing(old)
    judge = KindJudge(kind)
    return list(judge.judge(thing(new), operation="create" if old is None else "update", old=stored).findings)


def test_rules_refuse_what_they_refused(answers: Callable[..., Any], definition: Callable[..., Any]) -> None:
    """cel_answers.jsonl.gz holds what apiextensions-apiserver v0.35.0 (cel-go 0.26) answered, 2026-11."""
    for case in answers("cel_answers.jsonl.gz"):
        found = judged(definition, case["schema"], {"rule": case["rule"]}, case["value"], case["old"])
        assert all(finding.severity == ERROR for finding in found), (case, found)
        assert bool(found) == case["refused"], (case, found)


OBJECT = {"type": "object", "properties": {"a": {"type": "integer"}}}


def test_message_expression_is_the_message(definition: Callable[..., Any]) -> None:
    rule = {"rule": "self.a < 3", "message": "too much", "messageExpression": "'a is ' + string(self.a)"}
    (finding,) = judged(definition, OBJECT, rule, {"a": 5})
    assert (finding.message, finding.keys) == ("a is 5", ("spec",))


def test_failing_message_expression_falls_back_to_the_message(definition: Callable[..., Any]) -> None:
    rule = {"rule": "has(self.a)", "message": "a is missing", "messageExpression": "'a is ' + string(self.a)"}
    (finding,) = judged(definition, OBJECT, rule, {})
    assert finding.message == "a is missing"


def test_field_path_points_at_the_field(definition: Callable[..., Any]) -> None:
    rule = {"rule": "has(self.a)", "fieldPath": ".a", "reason": "FieldValueRequired"}
    (finding,) = judged(definition, OBJECT, rule, {})
    assert (finding.rule, finding.keys) == ("schema-required", ("spec", "a"))


@pytest.mark.parametrize(
    "text",
    ["self.a <", "wrong(self)", "self.a.wrong()", "unknown == 1", "'open", "size(1, 2)", "has(self)", "#", "(" * 200],
)
def test_unreadable_rules_are_notes(definition: Callable[..., Any], text: str) -> None:
    """The API server would not have taken such a CRD; what we cannot read refuses no document."""
    (finding,) = judged(definition, OBJECT, {"rule": text}, {"a": 1})
    assert finding.severity == NOTE
    assert text.strip()[:3] in finding.message


def test_endless_rules_end() -> None:
    """A rule that would take billions of turns comes to no answer instead."""
    program = compile_expression("self.all(a, self.all(b, self.all(c, a + b + c >= 0)))", frozenset(["self"]))
    with pytest.raises(CelError, match="turns"):
        evaluate(program, {"self": list(range(2000))})


def test_deep_expressions_are_refused_when_they_are_read() -> None:
    with pytest.raises(CelUnsupported, match="levels"):
        compile_expression("[" * 5000 + "]" * 5000, frozenset())
