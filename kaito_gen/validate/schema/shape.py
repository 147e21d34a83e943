"""Why a value does not have the shape that its schema asks for: every reason, each at its own place.

This walk explains; it runs on documents that the quick check refused, and on the first few of each kind. It follows
the API server's own order and its own idea of the nearest alternative, so that it finds the same fields.
Source: k8s.io/kube-openapi of 2025-09, pkg/validation/validate; ratcheting as in apiextensions-apiserver v0.35.0.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.validate.finding import ERROR, SCHEMA, Finding, Keys
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.correlation import Correlation, resolved
from kaito_gen.validate.schema.formats import holds
from kaito_gen.validate.schema.lean import FORMATS, Schema
from kaito_gen.validate.schema.patterns import matches
from kaito_gen.validate.schema.values import article, brief, has_type, json_type, types_of

type Judgement = tuple[list[Finding], int]
"""What is wrong, and how many checks held: of several alternatives the one with the most is taken for the meant one."""


def shape_findings(
    value: Any, schema: Schema, definitions: Mapping[str, Schema], keys: Keys = (), pair: Correlation | None = None
) -> list[Finding]:
    """Return every reason why ``value`` does not fit ``schema``, in the order of the document's own keys.

    ``pair`` correlates the value with the old object's on an update: what has not changed is not objected to.
    """
    return list(dict.fromkeys(_Walk(definitions).node(value, schema, keys, pair)[0]))


class _Walk:
    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions

    def node(self, value: Any, schema: Schema, keys: Keys, pair: Correlation | None) -> Judgement:
        found, held = self._judge(value, resolved(schema, self._definitions), keys, pair)
        if found and pair is not None and pair.equal():
            return [], held
        return found, held

    def _judge(self, value: Any, schema: Schema, keys: Keys, pair: Correlation | None) -> Judgement:
        wrong_type = _type(value, schema, keys)
        found = [] if wrong_type is None else [wrong_type]
        held = 1 if wrong_type is None and ("type" in schema or "format" in schema) else 0
        if value is None:
            return [*found, *_enum(value, schema, keys)], held
        below, more = self._alternatives(value, schema, keys)
        found += below
        held += more + 4 + ("type" in schema or "format" in schema)
        if isinstance(value, str):
            found += _string(value, schema, keys)
            held += 1 + ("format" in schema)
        elif isinstance(value, list):
            below, more = self._list(value, schema, keys, pair)
            found += below
            held += more + 2
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found += _number(value, schema, keys)
            held += 2
        found += _enum(value, schema, keys)
        if isinstance(value, dict):
            below, more = self._object(value, schema, keys, pair)
            found += below
            held += more + 1
        return found, held

    def _object(self, value: dict[str, Any], schema: Schema, keys: Keys, pair: Correlation | None) -> Judgement:
        found = list(_size(len(value), "field", schema, keys, ("minProperties", "maxProperties")))
        held = 0
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties")
        for name, child in value.items():
            below = properties.get(name, others if isinstance(others, Mapping) else None)
            if below is None:
                continue
            # The type of an object is what the request says; it never counts as unchanged.
            unpaired = pair is None or (not keys and name in ("apiVersion", "kind"))
            more, count = self.node(child, below, (*keys, name), None if unpaired or pair is None else pair.key(name))
            found += more
            held += count
        for name in schema.get("required", ()):
            if name not in value:
                found.append(_finding(rules.REQUIRED, f"{name} is required", (*keys, name)))
        return found, held

    def _list(self, value: list[Any], schema: Schema, keys: Keys, pair: Correlation | None) -> Judgement:
        found: list[Finding] = []
        held = 0
        items = schema.get("items")
        if isinstance(items, Mapping):
            for index, item in enumerate(value):
                more, count = self.node(item, items, (*keys, index), None if pair is None else pair.index(index))
                found += more
                held += count
        found += _size(len(value), "item", schema, keys, ("minItems", "maxItems"))
        return found, held

    def _alternatives(self, value: Any, schema: Schema, keys: Keys) -> Judgement:
        found: list[Finding] = []
        held = 0
        for key in ("anyOf", "oneOf"):
            if key in schema:
                more, count = self._one_of(value, schema[key], keys, alone=key == "oneOf")
                found += more
                held += count
        for branch in schema.get("allOf", ()):
            more, count = self._judge(value, resolved(branch, self._definitions), keys, None)
            found += more
            held += count
        if "not" in schema and not self._judge(value, resolved(schema["not"], self._definitions), keys, None)[0]:
            found.append(_finding(rules.ALTERNATIVES, "must not be of this form", keys, value))
        return found, held

    def _one_of(self, value: Any, branches: list[Schema], keys: Keys, *, alone: bool) -> Judgement:
        judged = [self._judge(value, resolved(branch, self._definitions), keys, None) for branch in branches]
        fitting = [held for found, held in judged if not found]
        if fitting and (not alone or len(fitting) == 1):
            return [], fitting[0]
        if fitting:
            message = f"fits {len(fitting)} of its alternatives, and must fit exactly one"
            return [_finding(rules.ALTERNATIVES, message, keys, value)], 0
        found, held = max(judged, key=lambda one: one[1])
        message = f"fits none of its {len(branches)} alternatives; the nearest is the one below"
        return [_finding(rules.ALTERNATIVES, message, keys, value), *found], held


def _finding(rule: str, message: str, keys: Keys, value: Any = None) -> Finding:
    return Finding(rule, SCHEMA, ERROR, message, keys, value=value)


def _type(value: Any, schema: Schema, keys: Keys) -> Finding | None:
    types = types_of(schema)
    if not types or (value is None and "nullable" in schema) or has_type(value, types):
        return None
    if isinstance(value, list) and _is_crd_format(schema) and not {"number", "integer"} & set(types):
        return None  # the API server leaves the type of formatted values to the format, which looks at strings alone
    wanted = " or ".join(article(kind) for kind in types if kind != "null")
    return _finding(rules.TYPE, f"must be {wanted}, not {_shown(value)}", keys, value)


def _is_crd_format(schema: Schema) -> bool:
    return str(schema.get("format", "")).replace("-", "") in FORMATS


def _shown(value: Any) -> str:
    kind = json_type(value)
    return article(kind) if kind in ("object", "array", "null") else f"the {kind} {brief(value)}"


def _enum(value: Any, schema: Schema, keys: Keys) -> Iterator[Finding]:
    allowed = schema.get("enum")
    if allowed and not any(_is(value, one) for one in allowed):
        from difflib import get_close_matches

        texts = [str(one) for one in allowed]
        near = get_close_matches(str(value), texts, 1) or [one for one in texts if one.lower() == str(value).lower()]
        hint = f"did you mean {near[0]}?" if near else ""
        message = f"{brief(value)} is not one of {', '.join(map(brief, allowed))}"
        yield Finding(rules.ENUM, SCHEMA, ERROR, message, keys, hint, value)


def _is(value: Any, allowed: Any) -> bool:
    return isinstance(value, bool) == isinstance(allowed, bool) and bool(value == allowed) and value is not None


def _string(value: str, schema: Schema, keys: Keys) -> Iterator[Finding]:
    longest, shortest, pattern = schema.get("maxLength"), schema.get("minLength"), schema.get("pattern")
    if longest is not None and len(value) > longest:
        message = f"has {len(value)} characters, and may have at most {longest}"
        yield _finding(rules.TOO_LONG, message, keys, value)
    elif shortest is not None and len(value) < shortest:
        message = "must not be empty" if shortest == 1 else f"must have at least {shortest} characters"
        yield _finding(rules.VALUE, message, keys, value)
    elif pattern is not None and not matches(pattern, value):
        yield _finding(rules.VALUE, f"{brief(value)} does not match the pattern {pattern}", keys, value)
    if "format" in schema and not holds(schema["format"], value):
        yield _finding(rules.FORMAT, f"{brief(value)} is not of the format {schema['format']}", keys, value)


def _number(value: int | float, schema: Schema, keys: Keys) -> Iterator[Finding]:
    whole = isinstance(value, int)
    for key, sign, words in (
        ("minimum", -1, "at least"),
        ("maximum", 1, "at most"),
        ("exclusiveMinimum", -1, "more than"),
        ("exclusiveMaximum", 1, "less than"),
    ):
        if key not in schema:
            continue
        bound = int(schema[key]) if whole else schema[key]
        beyond = sign * (value - bound)
        if beyond > 0 or (beyond == 0 and key.startswith("exclusive")):
            yield _finding(rules.VALUE, f"must be {words} {schema[key]}, not {value}", keys, value)
    factor = schema.get("multipleOf")
    if factor and value % factor != 0:
        yield _finding(rules.VALUE, f"must be a multiple of {factor}, not {value}", keys, value)


def _size(size: int, what: str, schema: Schema, keys: Keys, limits: tuple[str, str]) -> Iterator[Finding]:
    least, most = schema.get(limits[0]), schema.get(limits[1])
    if least is not None and size < least:
        yield _finding(rules.VALUE, f"must have at least {_count(least, what)}, and has {size}", keys)
    if most is not None and size > most:
        yield _finding(rules.TOO_MANY, f"may have at most {_count(most, what)}, and has {size}", keys)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
