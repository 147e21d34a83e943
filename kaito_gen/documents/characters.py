"""Which texts are kept from YAML's parser, because it would word it badly or take long to refuse."""

import re

from kaito_gen.documents.fault import Fault

MAX_DIRECTIVES = 100
"""Directives of one document; libyaml compares each with all others."""

_HEAD = re.compile(r"(?:[ \t\r]*+(?:[#%][^\n]*+)?+\n)*+")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters outside YAML, and the byte order mark inside a text, of which its readers make different things.

Those that are refused, not all but those that are allowed: ``re`` takes 5 ms to compile the larger set.
"""


def refuse_text(text: str) -> Fault | None:
    """Return what keeps a document's text from the parser: a character that YAML refuses, too many directives."""
    head = _HEAD.match(text)
    if head and head.group().count("\n%") >= MAX_DIRECTIVES:
        return Fault(f"more than {MAX_DIRECTIVES} directives (%) stand before the document", hint="leave them out")
    match = _REFUSED.search(text)
    if match is None:
        return None
    if match.group() == "\ufeff":
        message = "an invisible byte order mark stands inside the text"
        return Fault(message, match.start(), hint="delete this character; files that were joined may hold one each")
    code = f"U+{ord(match.group()):04X}"
    return Fault(f"the character {code} is not allowed in YAML", match.start(), hint=f'write it as "\\u{code[2:]:>04}"')
