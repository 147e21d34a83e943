"""Tokens as a tree: what binds how strongly, and nothing about what it means."""

from typing import Any, NamedTuple

from kaito_gen.validate.cel.errors import CelUnsupported
from kaito_gen.validate.cel.lexer import Token, tokens

_MAX_DEPTH = 100


class Node(NamedTuple):
    """One operation and its operands.

    ``constant`` (value), ``name`` (name), ``select`` (operand, field, optional), ``index`` (operand, index, optional),
    ``call`` (receiver or None, name, arguments), ``list`` (items, the optional ones), ``map`` (entries, the optional
    ones), ``if`` (condition, then, else), or an operator with its one or two operands.
    """

    kind: str
    parts: tuple[Any, ...]


_LITERALS = {"true": True, "false": False, "null": None}
_RELATIONS = ("<", "<=", ">", ">=", "==", "!=", "in")


def parse(text: str) -> Node:
    """Return the tree of an expression; CelUnsupported when it is none."""
    parser = _Parser(tokens(text))
    node = parser.expression()
    parser.expect("end", "")
    return node


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._next = 0
        self._depth = 0

    def expect(self, kind: str, value: str) -> None:
        if not self._take(kind, value):
            token = self._tokens[self._next]
            what = repr(value) if value else "the end"
            msg = f"{what} is expected at character {token.place + 1}, not {token.value!r}"
            raise CelUnsupported(msg)

    def _take(self, kind: str, *values: str) -> Token | None:
        token = self._tokens[self._next]
        if token.kind != kind or (values and token.value not in values):
            return None
        self._next += 1
        return token

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            msg = f"more than {_MAX_DEPTH} levels"
            raise CelUnsupported(msg)
        node = self._or()
        if self._take("operator", "?"):
            then = self._or()
            self.expect("operator", ":")
            node = Node("if", (node, then, self.expression()))
        self._depth -= 1
        return node

    def _or(self) -> Node:
        node = self._and()
        while self._take("operator", "||"):
            node = Node("||", (node, self._and()))
        return node

    def _and(self) -> Node:
        node = self._relation()
        while self._take("operator", "&&"):
            node = Node("&&", (node, self._relation()))
        return node

    def _relation(self) -> Node:
        node = self._sum()
        while token := self._take("operator", *_RELATIONS) or self._take("name", "in"):
            node = Node(token.value, (node, self._sum()))
        return node

    def _sum(self) -> Node:
        node = self._product()
        while token := self._take("operator", "+", "-"):
            node = Node(token.value, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._unary()
        while token := self._take("operator", "*", "/", "%"):
            node = Node(token.value, (node, self._unary()))
        return node

    def _unary(self) -> Node:
        if self._take("operator", "!"):
            return Node("!", (self._unary(),))
        if self._take("operator", "-"):
            number = self._take("int") or self._take("double")
            if number:
                return self._members(Node("constant", (-number.value,)))
            return Node("negate", (self._unary(),))
        return self._members(self._primary())

    def _members(self, node: Node) -> Node:
        while True:
            if self._take("operator", "."):
                optional = self._take("operator", "?") is not None
                name = self._name()
                if not optional and self._take("operator", "("):
                    node = Node("call", (node, name, self._arguments(")")))
                else:
                    node = Node("select", (node, name, optional))
            elif self._take("operator", "["):
                optional = self._take("operator", "?") is not None
                node = Node("index", (node, self.expression(), optional))
                self.expect("operator", "]")
            else:
                return node

    def _name(self) -> str:
        token = self._take("name")
        if token is None:
            self.expect("name", "a name")
            raise AssertionError
        return str(token.value)

    def _arguments(self, end: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._take("operator", end):
            if found:
                self.expect("operator", ",")
                if self._take("operator", end):
                    break
            found.append(self.expression())
        return tuple(found)

    def _primary(self) -> Node:
        token = self._tokens[self._next]
        self._next += 1
        if token.kind in ("int", "uint", "double", "string", "bytes"):
            return Node("constant", (token.value,))
        if token.kind == "name":
            if token.value in _LITERALS:
                return Node("constant", (_LITERALS[token.value],))
            if self._take("operator", "("):
                return Node("call", (None, token.value, self._arguments(")")))
            return Node("name", (token.value,))
        if token.kind == "operator":
            if token.value == ".":
                return self._primary()
            if token.value == "(":
                node = self.expression()
                self.expect("operator", ")")
                return node
            if token.value == "[":
                return self._list()
            if token.value == "{":
                return self._map()
        msg = f"{token.value!r} is not expected at character {token.place + 1}" if token.value else "it ends too early"
        raise CelUnsupported(msg)

    def _list(self) -> Node:
        items: list[Node] = []
        optional: set[int] = set()
        while not self._take("operator", "]"):
            if items:
                self.expect("operator", ",")
                if self._take("operator", "]"):
                    break
            if self._take("operator", "?"):
                optional.add(len(items))
            items.append(self.expression())
        return Node("list", (tuple(items), frozenset(optional)))

    def _map(self) -> Node:
        entries: list[tuple[Node, Node]] = []
        optional: set[int] = set()
        while not self._take("operator", "}"):
            if entries:
                self.expect("operator", ",")
                if self._take("operator", "}"):
                    break
            if self._take("operator", "?"):
                optional.add(len(entries))
            key = self.expression()
            self.expect("operator", ":")
            entries.append((key, self.expression()))
        return Node("map", (tuple(entries), frozenset(optional)))
