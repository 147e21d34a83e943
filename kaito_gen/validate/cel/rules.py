"""``x-kubernetes-validations``: where the rules of a CRD stand in its schema, and when each of them is asked.

Source: k8s.io/apiextensions-apiserver v0.35.0, pkg/apiserver/schema/cel/validation.go.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kaito_gen.kinds import Manifest
from kaito_gen.validate.cel.compiler import Program, budget, compile_expression, evaluate
from kaito_gen.validate.cel.errors import CelError, CelUnsupported
from kaito_gen.validate.cel.typed import differs, typed
from kaito_gen.validate.cel.values import NONE, Optional
from kaito_gen.validate.finding import ERROR, NOTE, SCHEMA, Finding, Keys
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.correlation import Correlation, by_keys, item_key
from kaito_gen.validate.schema.lean import Schema
from kaito_gen.validate.schema.sparse import sparse

_SELF, _OLD = "self", "oldSelf"
_RULES = "x-kubernetes-validations"
_REMEMBERED = 1000


class _Rule(NamedTuple):
    text: str
    message: str
    program: Program | None
    problem: str
    explain: Program | None
    transition: bool
    old_optional: bool
    reason: str
    field: Keys
    passed: set[str]
    """Texts that the rule has nothing against; names recur in every document, and a rule's answer does not change."""


class _Ratchet(NamedTuple):
    """What an unchanged value is measured by: its own pair, or the nearest above it that has one."""

    pair: Correlation | None = None
    nearest: Correlation | None = None

    def below(self, key: str | int) -> "_Ratchet":
        if self.pair is None:
            return self
        return _Ratchet(self.pair.index(key) if isinstance(key, int) else self.pair.key(key), self.pair)

    def unchanged(self) -> bool:
        pair = self.pair or self.nearest
        return pair is not None and pair.equal()


class _Place(NamedTuple):
    """A value that rules judge: as CEL sees it, its old one, as the user wrote it, and where it stands.

    ``turns`` is what is left of the object's budget.
    """

    value: Any
    old: Any
    plain: Any
    keys: Keys
    ratchet: _Ratchet
    turns: list[int]

    def below(self, key: str | int, old: Any) -> "_Place":
        at = (*self.keys, key)
        return _Place(self.value[key], old, self.plain[key], at, self.ratchet.below(key), self.turns)


class CelRules:
    """The rules of one kind; an expression is read when the first value comes that it judges."""

    def __init__(self, schema: Schema, with_rules: Schema) -> None:
        """Take the whole schema of a kind, and the part of it that leads to rules, which has no references."""
        self._root = with_rules
        self._schema = schema
        self._types = sparse(schema, schema.get("$defs", {}), differs)
        self._rules: dict[int, list[_Rule]] = {}

    def findings(
        self, manifest: Manifest, stored: Manifest | None = None, pair: Correlation | None = None
    ) -> Iterator[Finding]:
        """Yield what the rules object to; ``pair`` correlates the object with the stored one of an update.

        A rule that cannot be read is told once, as a note.
        """
        if stored is None:
            place = _Place(typed(manifest, self._types, {}), None, manifest, (), _Ratchet(), budget())
        else:
            definitions = self._schema.get("$defs", {})
            new, old = (typed(value, self._schema, definitions, doubt=True) for value in (manifest, stored))
            place = _Place(new, old, manifest, (), _Ratchet(pair), budget())
        told: set[str] = set()
        for finding in self._node(place, self._root):
            if finding.severity != NOTE or finding.message not in told:
                told.add(finding.message)
                yield finding

    def _node(self, place: _Place, schema: Schema) -> Iterator[Finding]:
        value = place.value
        if value is None:
            return
        if _RULES in schema:
            for rule in self._compiled(schema):
                yield from _asked(rule, place)
        for branch in schema.get("allOf", ()):
            yield from self._node(place._replace(ratchet=_Ratchet(None, place.ratchet.nearest)), branch)
        if isinstance(value, dict):
            yield from self._entries(place, schema)
        elif isinstance(value, list) and isinstance(schema.get("items"), Mapping):
            yield from self._items(place, schema)

    def _entries(self, place: _Place, schema: Schema) -> Iterator[Finding]:
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        before = place.old if isinstance(place.old, dict) else {}
        for name in place.value:
            below = properties.get(name, others)
            if isinstance(below, Mapping):
                yield from self._node(place.below(name, before.get(name)), below)

    def _items(self, place: _Place, schema: Schema) -> Iterator[Finding]:
        names = schema.get("x-kubernetes-list-map-keys", ())
        keyed = schema.get("x-kubernetes-list-type") == "map" and isinstance(place.old, list)
        before = by_keys(place.old, names) if keyed else {}
        for index, item in enumerate(place.value):
            key = item_key(item, names) if keyed and isinstance(item, dict) else None
            old = before.get(key) if key is not None else None
            yield from self._node(place.below(index, old), schema["items"])

    def _compiled(self, schema: Schema) -> list[_Rule]:
        if id(schema) not in self._rules:
            self._rules[id(schema)] = [_compiled(rule) for rule in schema[_RULES]]
        return self._rules[id(schema)]


def _compiled(rule: Mapping[str, Any]) -> _Rule:
    text = str(rule.get("rule", "")).strip()
    variables = frozenset((_SELF, _OLD))
    program, explain, problem = None, None, ""
    try:
        program = compile_expression(text, variables) if text else None
        if rule.get("messageExpression"):
            explain = compile_expression(rule["messageExpression"], variables)
    except CelUnsupported as error:
        problem = str(error)
    return _Rule(
        text=text,
        message=str(rule.get("message", "")).strip() or f"failed rule: {text}",
        program=program,
        problem=problem,
        explain=explain,
        transition=_OLD in text,
        old_optional=bool(rule.get("optionalOldSelf")),
        reason=str(rule.get("reason") or ""),
        field=_path(str(rule.get("fieldPath") or "")),
        passed=set(),
    )


def _asked(rule: _Rule, place: _Place) -> Iterator[Finding]:
    value, old = place.value, place.old
    if rule.problem:
        message = f"the rule {rule.text!r} of its CustomResourceDefinition was not checked: {rule.problem}"
        yield Finding(rules.CEL, SCHEMA, NOTE, message, place.keys)
        return
    if rule.program is None or (rule.transition and old is None and not rule.old_optional):
        return
    remembers = type(value) is str and not rule.transition
    if remembers and value in rule.passed:
        return
    before = (NONE if old is None else Optional(True, old)) if rule.old_optional else old
    scope = {_SELF: value, _OLD: before}
    try:
        if isinstance(value, CelError):
            raise value
        if evaluate(rule.program, scope, place.turns) is True:
            if remembers and len(rule.passed) < _REMEMBERED:
                rule.passed.add(value)
            return
    except CelError as error:
        message = f"the rule {rule.text!r} comes to no answer: {error}"
        yield Finding(rules.CEL, SCHEMA, ERROR, message, place.keys, value=place.plain)
        return
    if rule.transition or not place.ratchet.unchanged():
        broken, at = _RULE_OF.get(rule.reason, rules.CEL), (*place.keys, *rule.field)
        yield Finding(broken, SCHEMA, ERROR, _message(rule, scope, place.turns), at, value=place.plain)


_RULE_OF = {"FieldValueRequired": rules.REQUIRED, "FieldValueDuplicate": rules.DUPLICATE}


def _message(rule: _Rule, scope: dict[str, Any], turns: list[int]) -> str:
    if rule.explain is None:
        return rule.message
    try:
        text = evaluate(rule.explain, scope, turns)
    except CelError:
        return rule.message
    return text.strip() if isinstance(text, str) and text.strip() and "\n" not in text.strip() else rule.message


def _path(text: str) -> Keys:
    """Return the keys of a fieldPath such as ``.spec.labels['a.b']``."""
    found = re.findall(r"\.([^.\[\]]+)|\['((?:\\.|[^'\\])*)'\]", text)
    return tuple(name or re.sub(r"\\(.)", r"\1", quoted) for name, quoted in found)
