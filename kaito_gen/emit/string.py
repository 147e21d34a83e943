"""Strings as cdk8s's writer quotes them: plain where YAML 1.1 reads a string, quoted or in a block where not.

Every rule here is one of npm ``yaml``'s, found in its ``stringifyString`` and in the tests of its YAML 1.1 tags. A
manifest is a mapping, so a value is never at the left margin; what the library does only there is left out.
"""

import re
from typing import Final

surely_plain: Final = re.compile(r"[A-DF-Za-df-z][0-9A-Za-z_./-]{5,}\Z").match
"""Most strings, told by one test: longer than any word of YAML 1.1, and no ``e123``, which would be a number.

No reader takes such text for anything else.
"""

_NOT_PLAIN: Final = re.compile(
    r"""\A[\n\t ,\[\]{}#&*!|>'"%@`]  # starts with an indicator
      | \A[?-]\Z | \A[?-][ \t]       # an indicator that needs a space
      | [\n:][ \t] | [ \t]\n | [\n\t ]\#
      | [\n\t\ :]\Z
    """,
    re.VERBOSE,
).search
_TYPED: Final = re.compile(
    r"""(?: | ~ | [Nn]ull | NULL
      | [Yy] | [Yy]es | YES | [Tt]rue | TRUE | [Oo]n | ON
      | [Nn] | [Nn]o | NO | [Ff]alse | FALSE | [Oo]ff | OFF
      | [-+]?0b[01_]+ | [-+]?0[0-7_]+ | [-+]?[0-9][0-9_]* | [-+]?0x[0-9a-fA-F_]+
      | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
      | [-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+
      | [-+]?(?:[0-9][0-9_]*)?\.[0-9_]*
      | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}
        (?:(?:[tT]|[ \t]+)[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?
           (?:[ \t]*(?:Z|[-+][012]?[0-9](?::[0-9]{2})?))?)?
      )\Z""",
    re.VERBOSE,
).match
"""What YAML 1.1 reads as null, a boolean, a number, a sexagesimal or a timestamp."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]").search
_DOCUMENT_MARKER: Final = re.compile("(?:\\A|[\u2028\u2029])(?:%|---|[.][.][.])").search
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_ENDS_IN_BLANK_LINE: Final = re.compile(r"\n[\t ]+\Z").search
_NEWLINES: Final = re.compile(r"\n+")
_NEWLINES_BEFORE_TEXT: Final = re.compile(r"\n+(?!\n|\Z)")
_JSON_TOKEN: Final = re.compile(r"(?P<space> ?)(?P<newlines>(?:\\n)+)|\\u(?P<code>[0-9a-f]{4})|\\.")
_JSON_ESCAPES: Final = {code: f"\\u{code:04x}" for code in range(0x20)} | str.maketrans(
    {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)
"""What JSON.stringify escapes, but for halves of pairs."""
_SHORT_ESCAPES: Final = {"0000": "\\0", "0007": "\\a", "000b": "\\v", "001b": "\\e"}
_FOLD_FROM: Final = 40
"""Quoted text of at least this length, in UTF-16 units with its quotes, is broken at its newlines."""


def single_line(text: str, *, top_level_key: bool = False) -> str:
    """Return text without a newline as a key or value; the same wherever it stands, so that callers may keep it.

    The one exception is a key of the outermost mapping: it is quoted where it looks like a document marker.
    """
    if surely_plain(text):
        return text
    if _CONTROL(text):
        return _double_quoted(text, indent="", fold=False)
    if _NOT_PLAIN(text) or _TYPED(text) or (top_level_key and _DOCUMENT_MARKER(text)):
        if '"' in text and "'" not in text:
            return f"'{text}'"
        return _double_quoted(text, indent="", fold=False)
    return text


def multi_line_key(text: str) -> str:
    """Return a key that holds a newline."""
    return _double_quoted(text, indent="", fold=False)


def multi_line_value(text: str, indent: str) -> str:
    """Return a value that holds a newline: a literal block, or quotes where a block would lose something.

    ``indent`` is what its lines are indented with.
    """
    if _CONTROL(text) or _ENDS_IN_BLANK_LINE(text):
        return _double_quoted(text, indent=indent, fold=True)
    return _literal_block(text, indent)


def utf16_length(text: str) -> int:
    """Return the length that JavaScript sees, which decides about folding and explicit keys."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def _double_quoted(text: str, *, indent: str, fold: bool) -> str:
    source = f'"{text.translate(_JSON_ESCAPES)}"'
    if not source.isascii():
        source = _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", source)
    if "\\" not in source:
        return source
    fold = fold and utf16_length(source) >= _FOLD_FROM
    last = len(source) - 1

    def token(match: re.Match[str]) -> str:
        code, newlines = match["code"], match["newlines"]
        if code:
            return _SHORT_ESCAPES.get(code) or (f"\\x{code[2:]}" if code[:2] == "00" else match[0])
        if not newlines:
            return match[0]
        space = "\\ " if match["space"] else ""
        kept = "\\n" if match.end() == last else ""  # the last newline stays an escape
        broken = len(newlines) // 2 - bool(kept)
        if not fold or not broken:
            return space + newlines
        text_follows_with_space = source[match.end()] == " "
        return f"{space}{'\n' * (broken + 1)}{indent}{'\\' if text_follows_with_space else ''}{kept}"

    return _JSON_TOKEN.sub(token, source)


def _literal_block(text: str, indent: str) -> str:
    body = text.rstrip("\n\t ")
    end = text[len(body) :]
    if "\n" not in end:
        chomping = "-"
    elif not body or end.index("\n") != len(end) - 1:
        chomping = "+"
    else:
        chomping = ""
    end = _NEWLINES_BEFORE_TEXT.sub(rf"\g<0>{indent}", end.removesuffix("\n"))
    blank = body[: len(body) - len(body.lstrip(" \n"))]
    indentation = "2" if " " in blank else ""  # a reader could not see where the block's own spaces begin
    body = _NEWLINES.sub(rf"\g<0>{indent}", body)
    return f"|{indentation}{chomping}\n{indent}{body}{end}"
