"""The walk over a manifest: cdk8s's order of keys, what it drops, and block style throughout.

Speed is a feature (a fleet writes thousands of objects in a fraction of a second), so the walk appends to one list
and every single-line string is quoted once per process: the same keys and values come again in every object.
"""

import marshal
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kaito_gen.emit.faithful import is_doubtful, misread
from kaito_gen.emit.number import number
from kaito_gen.emit.string import multi_line_key, multi_line_value, single_line, surely_plain, utf16_length

_FIRST_KEYS: Final = ("apiVersion", "kind", "metadata")
_ARRAY_INDEX_LIMIT: Final = 2**32 - 1
_LONGEST_IMPLICIT_KEY: Final = 1024
_POD_DETAIL: Final = 12
"""The column at which the fields of a workload's containers have their content."""
_REMEMBERED: Final = 50_000
_REMEMBERED_LENGTH: Final = 256
_REMEMBERED_SHAPES: Final = 5_000
_REMEMBERED_DETAIL: Final = 2_000
"""Bounds of what is remembered: short strings and shapes with few keys, so that a long-lived process stays small."""


type _Entries = tuple[tuple[str, str, bool], ...]
"""A mapping's keys in the order of writing: the key, how it is written with its colon, and whether it is explicit."""


class NotFaithful(ValueError):  # noqa: N818 - it says what the text is not
    """Kubernetes would read something else than was meant; the message names the place and the reason."""


class _Quoted(dict[str, str | None]):
    """Text -> how it is written, or None for text with a newline, which depends on where it stands."""

    doubtful = False
    """Whether any text, or any key, was one that Kubernetes may misread; it stays so for the process."""

    def __missing__(self, text: str) -> str | None:
        if surely_plain(text):
            quoted: str | None = text
        else:
            quoted = None if "\n" in text else single_line(text)
            self.doubtful = self.doubtful or is_doubtful(text)
        if len(text) <= _REMEMBERED_LENGTH and len(self) < _REMEMBERED:
            self[text] = quoted
        return quoted


class _Shapes(dict[tuple[str, ...], _Entries]):
    """The keys of a mapping -> its entries; manifests have few shapes, and sorting them again costs most."""

    def __init__(self, *, top_level: bool) -> None:
        self._top_level = top_level

    def __missing__(self, keys: tuple[str, ...]) -> _Entries:
        ordered = _in_order(keys, top_level=self._top_level)
        entries = tuple(_entry(key, top_level=self._top_level) for key in ordered)
        _QUOTED.doubtful = _QUOTED.doubtful or any(map(is_doubtful, keys))
        if len(self) < _REMEMBERED_SHAPES and sum(map(len, keys)) <= _REMEMBERED_LENGTH:
            self[keys] = entries
        return entries


_QUOTED: Final = _Quoted()
_SHAPES: Final = _Shapes(top_level=False)
_TOP_LEVEL_SHAPES: Final = _Shapes(top_level=True)
_DETAILS: Final[dict[bytes, str]] = {}
"""What stands at the column _POD_DETAIL, by its marshalled bytes -> as it is written there."""


def dump(manifest: Mapping[str, Any]) -> str:
    """Return one object as a YAML document that ends with a newline.

    Keys are sorted, apiVersion, kind and metadata first. None is dropped from mappings and stays ``null`` in lists;
    in ``metadata`` empty lists and mappings are dropped too. Values are dicts with string keys, lists, strings,
    numbers, booleans and None; anything else is a TypeError that names its type.
    """
    content = dict(manifest)
    if "metadata" in content:
        content["metadata"] = _without_empty(content["metadata"])
    out: list[str] = []
    _write_mapping(content, _TOP_LEVEL_SHAPES[tuple(content)], "", out)
    return "".join(out) or "{}\n"


def dump_faithful(manifest: Mapping[str, Any]) -> str:
    """Return what :func:`dump` does; raises NotFaithful for text that would not arrive in Kubernetes as it is."""
    text = dump(manifest)
    if _QUOTED.doubtful and (message := misread(manifest)):
        raise NotFaithful(message)
    return text


def dump_all(manifests: Iterable[Mapping[str, Any]]) -> str:
    """Return the objects as one stream, with ``---`` between them and nothing before the first."""
    return "---\n".join(map(dump, manifests))


def _write_mapping(mapping: dict[str, Any], entries: _Entries, indent: str, out: list[str]) -> None:
    """Append the entries; the first goes where the writer stands, the others start at ``indent``.

    A mapping without anything to write appends nothing, and the caller writes ``{}``.
    """
    inner = indent + "  "
    margin = ""
    for key, head, explicit in entries:
        value = mapping[key]
        if explicit:
            head = head.format(indent=indent)
        kind = type(value)
        if kind is str:
            quoted = _QUOTED[value]
            if quoted is None:
                quoted = multi_line_value(value, inner)
            out.append(f"{margin}{head} {quoted}\n")
        elif kind is dict or kind is list:
            if len(inner) == _POD_DETAIL and not explicit and (text := _remembered(value, inner)):
                out.append(f"{margin}{head}\n{inner}{text}")
                margin = indent
                continue
            place = len(out)
            out.append(f"{margin}{head} " if explicit else f"{margin}{head}\n{inner}")
            if kind is dict:
                _write_mapping(value, _SHAPES[tuple(value)], inner, out)
            else:
                _write_sequence(value, inner, out)
            if len(out) == place + 1:
                out[place] = f"{margin}{head} {'{}' if kind is dict else '[]'}\n"
        elif value is None:
            continue
        else:
            out.append(f"{margin}{head} {_scalar(value)}\n")
        margin = indent


def _remembered(value: Any, indent: str) -> str:
    """Return a container as it is written at ``indent``, which is always the same; empty for one without content.

    Probes, mounts, ports and resources of a pod's containers are equal in hundreds of pods, and comparing them by their
    marshalled bytes takes a third of the time that writing them takes.
    """
    try:
        key = marshal.dumps(value, 2)  # 2: equal content has equal bytes, whoever else holds it
    except ValueError:  # no plain value: the writer says which
        key = b""
    text = _DETAILS.get(key)
    if text is None:
        out: list[str] = []
        if type(value) is dict:
            _write_mapping(value, _SHAPES[tuple(value)], indent, out)
        else:
            _write_sequence(value, indent, out)
        text = "".join(out)
        if key and len(key) <= _REMEMBERED_DETAIL and len(_DETAILS) < _REMEMBERED_SHAPES:
            _DETAILS[key] = text
    return text


def _write_sequence(sequence: list[Any], indent: str, out: list[str]) -> None:
    """Append the items; the first goes where the writer stands, the others start at ``indent``."""
    inner = indent + "  "
    dash = "- "
    for value in sequence:
        kind = type(value)
        if kind is str:
            quoted = _QUOTED[value]
            if quoted is None:
                quoted = multi_line_value(value, inner)
            out.append(f"{dash}{quoted}\n")
        elif kind is dict or kind is list:
            place = len(out)
            out.append(dash)
            if kind is dict:
                _write_mapping(value, _SHAPES[tuple(value)], inner, out)
            else:
                _write_sequence(value, inner, out)
            if len(out) == place + 1:
                out[place] = f"{dash}{'{}' if kind is dict else '[]'}\n"
        else:
            out.append(f"{dash}{_scalar(value)}\n")
        dash = indent + "- "


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int | float):
        return number(value)
    msg = f"a manifest holds plain dicts, lists, strings, numbers, booleans and None, not {type(value).__name__}"
    raise TypeError(msg)


def _entry(key: str, *, top_level: bool) -> tuple[str, str, bool]:
    quoted = multi_line_key(key) if "\n" in key else single_line(key, top_level_key=top_level)
    if utf16_length(quoted) <= _LONGEST_IMPLICIT_KEY:
        return key, f"{quoted}:", False
    escaped = quoted.replace("{", "{{").replace("}", "}}")
    return key, f"? {escaped}\n{{indent}}:", True


def _in_order(keys: Iterable[str], *, top_level: bool) -> list[str]:
    """Return the keys as cdk8s lists them.

    They are sorted by UTF-16 unit, but an object's head comes first, and JavaScript's array indexes before everything.
    """
    ordered = sorted(keys, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    if top_level:
        ordered.sort(key=lambda key: _FIRST_KEYS.index(key) if key in _FIRST_KEYS else len(_FIRST_KEYS))
    ordered.sort(key=lambda key: int(key) if _is_array_index(key) else _ARRAY_INDEX_LIMIT)
    return ordered


def _is_array_index(key: str) -> bool:
    return (
        key.isascii()
        and key.isdigit()
        and len(key) <= len(str(_ARRAY_INDEX_LIMIT))
        and (key == "0" or key[0] != "0")
        and int(key) < _ARRAY_INDEX_LIMIT
    )


def _without_empty(value: Any) -> Any:
    """Drop empty lists and mappings, and what becomes empty by that; what is dropped from a list leaves a null."""
    if type(value) is dict:
        if value and all(type(item) is str for item in value.values()):
            return value
        kept = {key: pruned for key, item in value.items() if (pruned := _without_empty(item)) is not None}
        return kept or None
    if type(value) is list:
        return [_without_empty(item) for item in value] if value else None
    return value
