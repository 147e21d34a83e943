"""Expressions as tokens."""

import re
from typing import Any, NamedTuple

from kaito_gen.validate.cel.errors import CelUnsupported
from kaito_gen.validate.cel.values import Uint


class Token(NamedTuple):
    """One token: its kind (``int``, ``double``, ``string``, ``name``, ``operator`` ...), its value and its place."""

    kind: str
    value: Any
    place: int


_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_TOKEN = re.compile(
    r"""
    (?P<space>(?:\s|//[^\n]*)+)
    |(?P<string>(?i:rb|br|r|b)?(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<raw>(?i:rb|br|r)(?:\"\"\".*?\"\"\"|'''.*?'''|"[^"\n]*"|'[^'\n]*'))
    |(?P<double>(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?))
    |(?P<int>0[xX][0-9a-fA-F]+|\d+)(?P<u>[uU])?
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<quoted>`[A-Za-z0-9_.\-/ ]+`)
    |(?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.))", re.DOTALL
)


def tokens(text: str) -> list[Token]:
    """Return the tokens of an expression, with one of the kind ``end`` behind them."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            msg = f"{text[place]!r} is not expected at character {place + 1}"
            raise CelUnsupported(msg)
        token = _token(match)
        if token is not None:
            found.append(token)
        place = match.end()
    return [*found, Token("end", "", place)]


def _token(match: re.Match[str]) -> Token | None:
    kind, text, place = match.lastgroup or "", match.group(), match.start()
    if kind == "space":
        return None
    if kind in ("string", "raw"):
        value = _string(text)
        return Token("bytes" if isinstance(value, bytes) else "string", value, place)
    if kind == "double":
        return Token(kind, float(text), place)
    if kind in ("int", "u"):
        number = int(match["int"], 16 if match["int"][:2].lower() == "0x" else 10)
        return Token("uint" if kind == "u" else "int", Uint(number) if kind == "u" else number, place)
    return Token("name", text[1:-1], place) if kind == "quoted" else Token(kind, text, place)


def _string(text: str) -> str | bytes:
    quote = next(index for index, letter in enumerate(text) if letter in "'\"")
    prefix, body = text[:quote].lower(), text[quote:]
    width = 3 if body[:3] in ('"""', "'''") else 1
    body = body[width:-width]
    if "b" not in prefix:
        return body if "r" in prefix else _ESCAPE.sub(_unescaped, body)
    if "r" in prefix:
        return body.encode()
    parts, place = [], 0
    for match in _ESCAPE.finditer(body):
        parts.append(body[place : match.start()].encode())
        code = match[2] or match[5]
        parts.append(bytes([int(code, 16 if match[2] else 8)]) if code else _unescaped(match).encode())
        place = match.end()
    return b"".join([*parts, body[place:].encode()])


def _unescaped(match: re.Match[str]) -> str:
    letter, short, four, eight, octal, other = match.groups()
    if letter:
        return _ESCAPES[letter]
    if octal:
        return chr(int(octal, 8))
    code = short or four or eight
    if code:
        return chr(int(code, 16))
    if other in "\\?\"'`":
        return str(other)
    msg = f"\\{other} is no escape"
    raise CelUnsupported(msg)
