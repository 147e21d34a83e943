"""What a parser's complaint means to the person who wrote the file, and what to do about it."""

import re
from typing import Any

from kaito_gen.documents.fault import Fault
from kaito_gen.documents.limits import TOO_DEEP

_QUOTE = "put the value in quotes"
_INDENT = "mend the indentation"
_BACKSLASH = "use single quotes, or double the backslash"
_UNCLOSED = "the quotes that open here are never closed"
_SENTENCES = (
    # Words that libyaml and PyYAML share, our sentence, the way out, and what opened the construct.
    ("nesting depth", TOO_DEEP, "flatten the document", ""),
    ("expected ',' or ']'", "a ',' or ']' is missing here", "close the list", "'['"),
    ("expected ',' or '}'", "a ',' or '}' is missing here", "close the mapping", "'{'"),
    ("unexpected end of stream", _UNCLOSED, "close the quotes", ""),
    ("unexpected document", _UNCLOSED, "close the quotes", ""),
    ("unexpected ':'", "this ':' needs a space after it, or quotes around it all", _QUOTE, ""),
    ("mapping values are not", "a ':' makes a key where none can stand", f"{_QUOTE}, or mend the indentation", ""),
    ("expected ':'", "this line is neither a key with ':' nor part of a value", "mend the indentation", ""),
    ("expected '-' indicator", "this line is neither a list item nor outside the list", _INDENT, "the list"),
    ("block sequence entries are not", "a list item cannot stand here", "put it on a line of its own", ""),
    ("mapping keys are not", "a key cannot stand here", "put it on a line of its own", ""),
    ("expected key", "a key with ':' is missing here", _INDENT, "the mapping"),
    ("<block end>", "this line fits neither the lines above nor a block outside", _INDENT, "the block"),
    ("expected node content", "a value is missing here", _QUOTE, ""),
    ("unknown escape character", "this backslash starts no escape of YAML", _BACKSLASH, ""),
    ("hexdecimal", "this escape lacks hexadecimal digits", _BACKSLASH, ""),
    ("Unicode character escape", "this escape is no character", "write the character itself", ""),
    ("alphabetic or numeric character", "an anchor or alias needs a name of letters and digits", _QUOTE, ""),
    ("comment or line break", "only a comment may follow | or > on its line", "put the text on the next line", ""),
    ("indentation indicator", "the indentation after | or > must be 1 to 9", "leave it out", ""),
    ("<document start>", "a second document starts here", "put --- on a line of its own before it", ""),
    ("directive", "a % line is a directive of YAML, and this one is wrong", _QUOTE, ""),
    ("tag", "this is not a tag", _QUOTE, ""),
)
_OURS, _MIDDLE = re.compile(r"^<{7} ", re.MULTILINE), re.compile(r"^={7}\r?$", re.MULTILINE)
"""What Git leaves in a file where it could not merge."""
_HELM = "this looks like a Helm template: render it first (helm template)"


def explain(text: str, error: Any) -> Fault:
    """Return a fault for a PyYAML error (``yaml.MarkedYAMLError``) met in ``text``."""
    conflict = _OURS.search(text)
    if conflict and _MIDDLE.search(text, conflict.end()):
        return Fault("a merge conflict begins here", conflict.start(), "choose one of the two sides")
    problem = f"{error.problem or ''} {error.context or ''}".strip()
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(text)) if mark else 0
    opened = min(error.context_mark.index, len(text)) if error.context_mark else None
    message, hint, opener = _sentence(problem, text[offset : offset + 1])
    if opened is not None and message == _UNCLOSED:
        offset = opened
    related = (f"{opener} opens", opened) if opener and opened is not None and opened != offset else None
    return Fault(message, offset, (message != TOO_DEEP and helm_hint(text)) or hint, related)


def helm_hint(text: str) -> str:
    """Return a hint when a text that cannot be read holds Helm's braces, else an empty string."""
    return _HELM if "{{" in text else ""


def _sentence(problem: str, character: str) -> tuple[str, str, str]:
    if "cannot start any token" in problem or "tab character" in problem:
        if character == "\t" or "tab character" in problem:
            return "a tab stands where YAML allows only spaces", "indent with spaces", ""
        return f"a value cannot start with {character!r}", _QUOTE, ""
    for part, message, hint, opener in _SENTENCES:
        if part in problem:
            return message, hint, opener
    return f"this is not YAML: {problem}", "", ""
