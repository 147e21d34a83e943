"""``x-kubernetes-validations``: where the rules of a CRD stand in its schema, and when each of them is asked.

Source: k8s.io/apiextensions-apiserver v0.35.0, pkg/apiserver/schema/cel/validation.go.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kaito_gen.kinds import Manifest
from kaito_gen.validate.cel.compiler import Program, compile_expression, evaluate
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
        """Yield what the rules object to; ``pair`` correlates the object with the stored one of an update."""
        if stored is None:
            yield from self._node(typed(manifest, self._types, {}), None, self._root, (), _Ratchet(), manifest)
            return
        definitions = self._schema.get("$defs", {})
        new, old = (typed(value, self._schema, definitions, doubt=True) for value in (manifest, stored))
        yield from self._node(new, old, self._root, (), _Ratchet(pair), manifest)

    def _node(
        self, value: Any, old: Any, schema: Schema, keys: Keys, ratchet: _Ratchet, plain: Any
    ) -> Iterator[Finding]:
        if value is None:
            return
        if _RULES in schema:
            for rule in self._compiled(schema):
                yield from _asked(rule, value, old, keys, ratchet, plain)
        for branch in schema.get("allOf", ()):
            yield from self._node(value, old, branch, keys, _Ratchet(None, ratchet.nearest), plain)
        if isinstance(value, dict):
            yield from self._entries(value, old, schema, keys, ratchet, plain)
        elif isinstance(value, list) and isinstance(schema.get("items"), Mapping):
            yield from self._items(value, old, schema, keys, ratchet, plain)

    def _entries(
        self, value: Any, old: Any, schema: Schema, keys: Keys, ratchet: _Ratchet, plain: Any
    ) -> Iterator[Finding]:
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        before = old if isinstance(old, dict) else {}
        for name, child in value.items():
            below = properties.get(name, others)
            if isinstance(below, Mapping):
                at = (*keys, name)
                yield from self._node(child, before.get(name), below, at, ratchet.below(name), plain[name])

    def _items(
        self, value: Any, old: Any, schema: Schema, keys: Keys, ratchet: _Ratchet, plain: Any
    ) -> Iterator[Finding]:
        names = schema.get("x-kubernetes-list-map-keys", ())
        keyed = schema.get("x-kubernetes-list-type") == "map" and isinstance(old, list)
        before = by_keys(old, names) if keyed else {}
        for index, item in enumerate(value):
            key = item_key(item, names) if keyed and isinstance(item, dict) else None
            yield from self._node(
                item,
                before.get(key) if key is not None else None,
                schema["items"],
                (*keys, index),
                ratchet.below(index),
                plain[index],
            )

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


def _asked(rule: _Rule, value: Any, old: Any, keys: Keys, ratchet: _Ratchet, plain: Any) -> Iterator[Finding]:
    if rule.problem:
        message = f"the rule {rule.text!r} of its CustomResourceDefinition was not checked: {rule.problem}"
        yield Finding(rules.CEL, SCHEMA, NOTE, message, keys)
        return
    if rule.program is None or (rule.transition and old is None and not rule.old_optional):
        return
    plain_text = type(value) is str and not rule.transition
    if plain_text and value in rule.passed:
        return
    before = (NONE if old is None else Optional(True, old)) if rule.old_optional else old
    scope = {_SELF: value, _OLD: before}
    try:
        if isinstance(value, CelError):
            raise value
        if evaluate(rule.program, scope) is True:
            if plain_text and len(rule.passed) < _REMEMBERED:
                rule.passed.add(value)
            return
    except CelError as error:
        message = f"the rule {rule.text!r} comes to no answer: {error}"
        yield Finding(rules.CEL, SCHEMA, ERROR, message, keys, value=plain)
        return
    if not rule.transition and ratchet.unchanged():
        return
    yield Finding(
        _RULE_OF.get(rule.reason, rules.CEL), SCHEMA, ERROR, _message(rule, scope), (*keys, *rule.field), value=plain
    )


_RULE_OF = {"FieldValueRequired": rules.REQUIRED, "FieldValueDuplicate": rules.DUPLICATE}


def _message(rule: _Rule, scope: dict[str, Any]) -> str:
    if rule.explain is None:
        return rule.message
    try:
        text = evaluate(rule.explain, scope)
    except CelError:
        return rule.message
    return text.strip() if isinstance(text, str) and text.strip() and "\n" not in text.strip() else rule.message


def _path(text: str) -> Keys:
    """Return the keys of a fieldPath such as ``.spec.labels['a.b']``."""
    import re

    found = re.findall(r"\.([^.\[\]]+)|\['((?:\\.|[^'\\])*)'\]", text)
    return tuple(name or re.sub(r"\\(.)", r"\1", quoted) for name, quoted in found)
