"""Whether Kubernetes reads back what was meant.

cdk8s quotes by npm ``yaml``'s idea of YAML 1.1, Kubernetes reads with go-yaml's (sigs.k8s.io/yaml), and the two differ
in a few corners: ``0o17`` is a number for Go 1.13 and later, a lone U+0085 is a line break, a block must not begin
with a tab. Our bytes are cdk8s's bytes there too, so such text is refused before it reaches a file instead of arriving
as something else in the cluster. Found by feeding 420,000 documents to sigs.k8s.io/yaml 1.6.0, 2026-08-21: nothing
that it reads wrongly passes here; text with U+2028 or U+FEFF is refused although some of it would arrive,
because other readers (PyYAML, our own) take these differently.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_GO_INTEGER: Final = re.compile(r"[-+]?0(?:[oO]_*[0-7][0-7_]*|X_*[0-9a-fA-F][0-9a-fA-F_]*|B_*[01][01_]*)\Z").match
_UNREADABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]").search
_BLOCK_BEGINS_WITH_TAB: Final = re.compile(r"\n*\t").match
_BLANK: Final = re.compile(r"[ \t\n]*\n\Z").match
_QUOTED_WHEN_MULTI_LINE: Final = re.compile("[\x00-\x08\x0b-\x1f]|\n[\t ]+\\Z").search
_LINE_OF_ONE_SPACE: Final = re.compile(r"\n \n").search
_FOLDED_FROM: Final = 40
"""Shortest quoted text that cdk8s breaks at its newlines."""


def misread(manifest: Mapping[str, Any]) -> str:
    """Return what Kubernetes would read wrongly in ``manifest`` as we write it; empty when nothing."""
    for path, string, is_key in _strings(manifest, ""):
        if reason := _reason(string, is_key=is_key):
            return f"{path or repr(string)} {reason}"
    return ""


def is_doubtful(text: str) -> bool:
    """Return whether ``text`` is misread as a key or as a value."""
    return bool(_reason(text, is_key=True) or _reason(text, is_key=False))


def _strings(value: Any, path: str) -> Iterator[tuple[str, str, bool]]:
    if isinstance(value, str):
        yield path, value, False
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield path, key, True
            yield from _strings(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, f"{path}[{index}]")


def _reason(text: str, *, is_key: bool) -> str:
    if _UNREADABLE(text):
        return "holds a character that YAML cannot carry: a control character, a line separator, or half of a pair"
    if is_key:
        return f"has the key {text!r}, which YAML takes for something else" if _is_special_key(text) else ""
    if "\n" not in text:
        return f"is the text {text!r}, which Kubernetes would read as a number" if _GO_INTEGER(text) else ""
    if _QUOTED_WHEN_MULTI_LINE(text):
        lost = _LINE_OF_ONE_SPACE(text) and len(_json(text)) >= _FOLDED_FROM  # cdk8s escapes that space twice
        return "holds a line that is one space, which would arrive as a backslash" if lost else ""
    if _BLOCK_BEGINS_WITH_TAB(text):
        return "begins with a tab, which a YAML block cannot"
    return "holds blanks and nothing else, which would not arrive" if _BLANK(text) and text.strip("\n") else ""


def _is_special_key(text: str) -> bool:
    return text == "<<" or _GO_INTEGER(text) is not None


def _json(text: str) -> str:
    import json  # 1.5 ms, and hardly any text needs it

    return json.dumps(text)
