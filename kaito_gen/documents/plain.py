"""The quick path: yamlrocks, for texts that every YAML reader understands alike.

yamlrocks is ten times faster than the exact reader, but it is young and its rules differ: ``12:30`` is 750 to it, and
it accepts structure that Kubernetes refuses. So it sees only texts that match a grammar of what people and tools write
all day: block mappings and lists with even indentation, simple keys, words, quoted text, plain numbers, block scalars,
flow collections. In it no key is a boolean or a number, no number is read differently, and nothing nests deep.
Everything else (tags, anchors, octal numbers, tabs, hostile input) goes to the exact reader, and so does what yamlrocks
refuses: one place words the message. The grammar was compared with sigs.k8s.io/yaml on 300,000 mutated manifests, and
on 100,000 with flow collections inside others; widen it only with such a comparison.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from kaito_gen.documents.limits import MAX_DEPTH, depth

UNSURE = object()
"""What an engine returns for a text that the exact reader must read."""

type Engine = Callable[[bytes], Any]
"""Reads a text that holds one document, or returns UNSURE."""

# Building blocks; every repetition is possessive, so that no text takes more than one pass.
_WORD = rb"[!-9;-~\x80-\xff]*+(?::++[!-9;-~\x80-\xff]++)*+"
_WORDS = _WORD + rb"(?: ++[!-\"$-9;-~\x80-\xff]" + _WORD + rb")*+"
_WORDED_KEY = rb"(?:[YyNn]|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF|[Tt]rue|TRUE|[Ff]alse|FALSE|[Nn]ull|NULL)[ :]"
_NAME = rb"(?:[A-EG-MP-SU-XZa-eg-mp-su-xz]|(?!" + _WORDED_KEY + rb")[FNOTYfnoty])[\w./-]{0,250}+"
_SHORT = rb"\"[^\"\\\n]{0,250}+\""
_KEY = rb"(?:" + _NAME + rb"|" + _SHORT + rb"|'[^'\n]{0,250}+'|\.(?!(?i:inf|nan)[ :])[A-Za-z][\w./-]{0,250}+)"
_QUOTED = rb"\"[^\"\\\n]*+(?:\\[\"\\nt][^\"\\\n]*+)*+\"|'[^'\n]*+(?:''[^'\n]*+)*+'"
_INTEGER = rb"(?:0|-?[1-9][0-9]{0,17})"
_ITEM = rb"(?:" + _QUOTED + rb"|(?:--?)?+[A-Za-z/][\w./=-]*+|" + _INTEGER + rb"(?=[ ,\]}])) *+"
_LABEL = rb"(?:" + _NAME + rb"|" + _SHORT + rb"): ++"
_FLOW = (
    rb"(?:\[ *+(?:" + _ITEM + rb"(?:, *+(?!\])|(?=\])))*+\]"
    + rb"|\{ *+(?:" + _LABEL + _ITEM + rb"(?:, *+(?!\})|(?=\})))*+\})"
)  # fmt: skip
_END = rb" *+(?:(?<= )#[^\n]*+)?+\n"
_STOP = rb"(?= *+(?:(?<= )#|\n))"
_TEXT = rb"(?:[A-Za-z/$(\^\x80-\xff]|<[A-Za-z]|\.(?!(?i:inf|nan)[ \n])[A-Za-z/]|--?[A-Za-z])" + _WORDS
_CONTINUED = rb"(?:\n(?P=indent)  ++[A-Za-z(]" + _WORDS + rb" *+(?=\n))*+"
_OTHER = (
    _QUOTED
    + rb"|" + _INTEGER + rb"(?:\.[0-9]{0,12}[1-9])?" + _STOP  # 3, 0.5
    + rb"|[0-9]++(?:[ac-df-np-wyzAC-DF-NP-WYZ%]|\.[0-9]++(?:\.|[KMGTPE]i|[mkMGT](?![\w.]))|-[0-9]{2}-)[\w./%-]*+"
    + _STOP  # 80Gi, 1.5Gi, 10.0.0.1, 2026-01-31
)  # fmt: skip
_CONTENT = rb"[\t -~\x80-\xff]*+\n"


def _block(group: bytes) -> bytes:
    inside = rb"(?P=" + group + rb")"
    return (
        rb"[|>][-+]? *+\n\n*+(?P<" + group + rb">(?P=indent) ++)[!-~\x80-\xff]" + _CONTENT
        + rb"(?:" + inside + _CONTENT + rb"|\n)*+"
    )  # fmt: skip


_NOT_DEEPER = rb"(?!(?: *+(?:#[^\n]*+)?+\n)*+(?P=indent) ++[^ #\n])"
_ENTRY = rb"(?:- )?+" + _KEY + rb" *+:(?=[ \n]) *+(?:" + (
    rb"(?:" + _TEXT + _CONTINUED + rb"|" + _OTHER + rb")" + _END
    + rb"|" + _block(b"value")
    + rb"|" + _FLOW + rb"?+" + _END
) + rb")"  # fmt: skip
_LIST_ITEM = rb"-(?: ++(?:" + (
    rb"(?:" + _TEXT + rb"|" + _OTHER + rb")" + _END + _NOT_DEEPER
    + rb"|" + _block(b"item") + rb"(?!(?P=indent) )"
) + rb")|\n)"  # fmt: skip
_PLAIN = re.compile(rb"(?:(?P<indent>(?:  ){0,60}+)(?:" + _ENTRY + rb"|" + _LIST_ITEM + rb"|#[^\n]*+\n|\n))*+")
_NESTED = (
    rb"(?m)^( *+(?:- )?+" + _KEY + rb" *+: ++[\[{] *+(?:[\[{] *+|" + _LABEL + rb"|" + _ITEM + rb", *+)*)"
    + _FLOW + rb"(?= *+[,\]}])"
)  # fmt: skip
"""A flow collection inside another; it is found only in lines that are flow collections from their key on."""
_MOST_NESTED = 8
"""Flow collections inside others that are looked for in one line."""
_PRINTABLE = b"\t\n" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))
_SPECIAL = re.compile(rb"\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]")
_DEEP = b"\n" + b" " * (MAX_DEPTH - 4)
"""Two columns hold two levels at most, a mapping and its list: text that is never indented so far is not too deep."""


def read_with_yamlrocks(text: bytes) -> Any:
    """Return a document's value, or UNSURE; always UNSURE where yamlrocks is not installed."""
    if b"\r\n" in text:
        text = text.replace(b"\r\n", b"\n")
    if not text.endswith(b"\n") and b"|" not in text and b">" not in text:  # a block scalar would gain a line
        text += b"\n"
    loads = _yamlrocks()
    if loads is None or not is_plain(text):
        return UNSURE
    try:
        value = loads(text)
    except ValueError:
        return UNSURE
    return UNSURE if (_DEEP in text or b"{" in text) and depth(value) > MAX_DEPTH else value


def never_sure(_text: bytes) -> Any:
    """Return UNSURE: the engine that leaves every text to the exact reader."""
    return UNSURE


def is_plain(text: bytes) -> bool:
    """Return whether every YAML reader understands a text alike."""
    if not text.endswith(b"\n"):
        return False
    if text.translate(None, _PRINTABLE) or not (text.isascii() or not _SPECIAL.search(text)):
        return False
    if _matches(text):
        return True
    flat = _flattened(text) if b"{" in text or b"[" in text else text
    return flat != text and _matches(flat)


def _matches(text: bytes) -> bool:
    match = _PLAIN.match(text)
    return match is not None and match.end() == len(text)


def _flattened(text: bytes) -> bytes:
    """Return a text with a word in the place of flow collections inside others: if it is plain, so is the text."""
    for _ in range(_MOST_NESTED):
        text, count = re.subn(_NESTED, rb"\1x", text)
        if not count:
            break
    return text


@cache
def _yamlrocks() -> Engine | None:
    try:
        import yamlrocks
    except ImportError:
        return None
    return partial(yamlrocks.loads, option=yamlrocks.OPT_YAML_1_1 | yamlrocks.OPT_DUPLICATE_KEYS_ERROR)
