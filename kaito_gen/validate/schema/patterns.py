r"""Regular expressions of Go, as Python reads them.

Schemas and rules hold RE2 patterns. What the two languages share means the same, save for the end of the text: Go's
``$`` never stands before a last newline, Python's may. Classes of Unicode by name (``\p{L}``) are the one common part
of RE2 that Python lacks; the few that occur in practice are put into its terms.
"""

import re
from functools import lru_cache

_CLASSES = {"L": ("(?u:[^\\W\\d_])", "A-Za-z\u00aa-\uffdc"), "N": ("(?u:\\d)", "0-9"), "Nd": ("(?u:\\d)", "0-9")}
"""Classes of Unicode, alone and inside brackets."""

_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_TOKEN = re.compile(
    r"\\p(?:\{(\w+)\}|(\w))|\\z|\\Q(.*?)(?:\\E|\Z)|\\x\{([0-9A-Fa-f]+)\}|\\.|\[:(\w+):\]|\[\^?\]?|\]|\$|\(\?P?<",
    re.DOTALL,
)


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a Go pattern as a Python one, which searches as Go's MatchString does; ``re.error`` when it is none."""
    return re.compile(_translated(pattern), re.ASCII)


def matches(pattern: str, text: str) -> bool:
    """Return whether the pattern is found in the text; a pattern that Go could not compile either is never found."""
    try:
        return compiled(pattern).search(text) is not None
    except (re.error, OverflowError):
        return False


def _translated(pattern: str) -> str:
    multiline = re.match(r"\(\?[a-zA-Z]*m", pattern) is not None
    out: list[str] = []
    position, inside = 0, False
    for token in _TOKEN.finditer(pattern):
        out.append(pattern[position : token.start()])
        position = token.end()
        text = token.group()
        if text.startswith("[:"):
            out.append(_POSIX.get(token.group(5), text) if inside else text)
        elif text.startswith("["):
            out.append(f"\\{text}" if inside and len(text) == 1 else text)
            inside = True
        elif text == "]":
            inside = False
            out.append(text)
        elif text == "$":
            out.append("$" if inside or multiline else r"\Z")
        else:
            out.append(_escape(token, inside=inside))
    return "".join([*out, pattern[position:]])


def _escape(token: re.Match[str], *, inside: bool) -> str:
    text = token.group()
    if text == r"\z":
        return r"\Z"
    if text.startswith("(?"):
        return "(?P<"
    if text.startswith(r"\Q"):
        return re.escape(token.group(3))
    if token.group(4):
        return re.escape(chr(int(token.group(4), 16)))
    name = token.group(1) or token.group(2)
    if name is None or name not in _CLASSES:
        return text
    return _CLASSES[name][inside]
