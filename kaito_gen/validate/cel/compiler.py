"""Trees as Python functions: each node becomes a closure over the closures of its operands.

A function that is not known, or not with so many arguments, is found out here, before any object is judged.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kaito_gen.validate.cel import macros
from kaito_gen.validate.cel.errors import CelError, CelUnsupported
from kaito_gen.validate.cel.functions import function, is_namespace, method
from kaito_gen.validate.cel.operators import BINARY, UNARY, index, select
from kaito_gen.validate.cel.overloads import Function
from kaito_gen.validate.cel.parser import Node, parse
from kaito_gen.validate.cel.values import NONE, Optional, Type, no_overload

type Scope = dict[str, Any]
type Program = Callable[[Scope], Any]

_TYPES = {
    name: Type(name)
    for name in ("bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type")
}


def compile_expression(text: str, variables: frozenset[str]) -> Program:
    """Return the expression as a function of its variables; CelUnsupported when it cannot be read.

    The function raises CelError where evaluation comes to no value.
    """
    return _Compiler(variables).node(parse(text))


class _Compiler:
    def __init__(self, variables: frozenset[str]) -> None:
        self._variables = variables

    def node(self, node: Node) -> Program:
        if node.kind == "constant":
            value = node.parts[0]
            return lambda scope: value
        if node.kind in BINARY:
            operation = BINARY[node.kind]
            one, other = self.node(node.parts[0]), self.node(node.parts[1])
            return lambda scope: operation(one(scope), other(scope))
        if node.kind in UNARY:
            change, operand = UNARY[node.kind], self.node(node.parts[0])
            return lambda scope: change(operand(scope))
        return self._special(node)

    def _special(self, node: Node) -> Program:
        if node.kind == "name":
            return self._name(node.parts[0])
        if node.kind == "select":
            return self._select(node)
        if node.kind == "index":
            operand, key, optional = self.node(node.parts[0]), self.node(node.parts[1]), node.parts[2]
            return lambda scope: index(operand(scope), key(scope), optional=optional)
        if node.kind == "call":
            return self._call(node)
        if node.kind == "if":
            return self._conditional(node)
        if node.kind in ("&&", "||"):
            return self._logical(node)
        return self._list(node) if node.kind == "list" else self._map(node)

    def _name(self, name: str) -> Program:
        if name in self._variables:
            return lambda scope: scope[name]
        if name in _TYPES:
            value = _TYPES[name]
            return lambda scope: value
        msg = f"{name} is unknown"
        raise CelUnsupported(msg)

    def _select(self, node: Node) -> Program:
        operand, field, optional = node.parts
        qualified = _qualified(node)
        if qualified.startswith("google.protobuf.") and "google" not in self._variables:
            value = Type(qualified)
            return lambda scope: value
        holder = self.node(operand)
        return lambda scope: select(holder(scope), field, optional=optional)

    def _conditional(self, node: Node) -> Program:
        condition, then, otherwise = map(self.node, node.parts)

        def choose(scope: Scope) -> Any:
            chosen = condition(scope)
            if not isinstance(chosen, bool):
                raise no_overload()
            return then(scope) if chosen else otherwise(scope)

        return choose

    def _logical(self, node: Node) -> Program:
        one, other = map(self.node, node.parts)
        decisive: bool = node.kind == "||"

        def decide(scope: Scope) -> bool:
            failure: CelError | None = None
            for operand in (one, other):
                try:
                    value: object = operand(scope)
                except CelError as error:
                    failure = failure or error
                    continue
                if value is decisive:
                    return decisive
                if not isinstance(value, bool):
                    failure = failure or no_overload()
            if failure is not None:
                raise failure
            return not decisive

        return decide

    def _list(self, node: Node) -> Program:
        items, optional = [self.node(item) for item in node.parts[0]], node.parts[1]
        if all(item.kind == "constant" for item in node.parts[0]) and not optional:
            constant = [item.parts[0] for item in node.parts[0]]
            return lambda scope: constant
        if not optional:
            return lambda scope: [item(scope) for item in items]

        def build(scope: Scope) -> list[Any]:
            out = []
            for place, item in enumerate(items):
                value = item(scope)
                if place not in optional:
                    out.append(value)
                elif not isinstance(value, Optional):
                    raise no_overload()
                elif value.present:
                    out.append(value.value)
            return out

        return build

    def _map(self, node: Node) -> Program:
        entries = [(self.node(key), self.node(value)) for key, value in node.parts[0]]
        optional = node.parts[1]

        def build(scope: Scope) -> dict[Any, Any]:
            out: dict[Any, Any] = {}
            for place, (make_key, make_value) in enumerate(entries):
                key, value = make_key(scope), make_value(scope)
                if place in optional:
                    if not isinstance(value, Optional):
                        raise no_overload()
                    if not value.present:
                        continue
                    value = value.value
                if not isinstance(key, bool | int | str) or key in out:
                    msg = f"unsupported or repeated key {key!r}"
                    raise CelError(msg)
                out[key] = value
            return out

        return build

    def _call(self, node: Node) -> Program:
        receiver, name, arguments = node.parts
        if receiver is None:
            if name == "has":
                return self._has(arguments)
            return self._function(name, arguments)
        qualified = _qualified(receiver)
        if qualified and qualified.partition(".")[0] not in self._variables and is_namespace(qualified):
            return self._function(f"{qualified}.{name}", arguments)
        macro = macros.MACROS.get((name, len(arguments)))
        if macro is not None and all(argument.kind == "name" for argument in arguments[: macro.variables]):
            return self._macro(macro, receiver, arguments)
        operands = [self.node(operand) for operand in (receiver, *arguments)]
        return _calling(method(name), f"method {name}", operands)

    def _function(self, name: str, arguments: tuple[Node, ...]) -> Program:
        # The operands first: the types that they bring along may add overloads to a function of this name.
        operands = [self.node(operand) for operand in arguments]
        return _calling(function(name), f"function {name}", operands)

    def _macro(self, macro: macros.Macro, receiver: Node, arguments: tuple[Node, ...]) -> Program:
        names = tuple(argument.parts[0] for argument in arguments[: macro.variables])
        inner = _Compiler(self._variables | set(names))
        steps = [inner.node(argument) for argument in arguments[macro.variables :]]
        source, expand = self.node(receiver), macro.expand
        return lambda scope: expand(source(scope), names, steps, scope)

    def _has(self, arguments: tuple[Node, ...]) -> Program:
        if len(arguments) != 1 or arguments[0].kind != "select":
            msg = "has() takes one field"
            raise CelUnsupported(msg)
        operand, field, _ = arguments[0].parts
        holder = self.node(operand)
        return lambda scope: select(holder(scope), field, optional=True) != NONE


def _calling(found: Function | None, what: str, operands: list[Program]) -> Program:
    if found is None or len(operands) not in found.counts:
        msg = f"there is no {what} that takes {len(operands)} values"
        raise CelUnsupported(msg)
    call = found.call
    if len(operands) == 2:
        one, other = operands
        return lambda scope: call(one(scope), other(scope))
    return lambda scope: call(*[operand(scope) for operand in operands])


def _qualified(node: Node) -> str:
    """Return a chain of names as one dotted name, or an empty text."""
    if node.kind == "name":
        return str(node.parts[0])
    if node.kind == "select" and not node.parts[2]:
        holder = _qualified(node.parts[0])
        return f"{holder}.{node.parts[1]}" if holder else ""
    return ""


def budget() -> list[int]:
    """Return a fresh budget of turns, which the evaluations that share it use up."""
    return [macros.TURNS]


def evaluate(program: Program, values: Mapping[str, Any], turns: list[int] | None = None) -> Any:
    """Return the value of a program; CelError when there is none, or when its ``turns`` are used up."""
    try:
        return program({macros.BUDGET: turns or budget(), **values})
    except RecursionError as error:
        msg = "too deep"
        raise CelError(msg) from error
