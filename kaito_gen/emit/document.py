"""The walk over a manifest: cdk8s's order of keys, what it drops, and block style throughout.

Speed is a feature (a fleet writes thousands of objects in a fraction of a second), so the walk appends to one list
and every single-line string is quoted once per process: the same keys and values come again in every object.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kaito_gen.emit.number import number
from kaito_gen.emit.string import multi_line_key, multi_line_value, single_line, utf16_length

_FIRST_KEYS: Final = ("apiVersion", "kind", "metadata")
_ARRAY_INDEX_LIMIT: Final = 2**32 - 1
_LONGEST_IMPLICIT_KEY: Final = 1024
_REMEMBERED: Final = 50_000
_REMEMBERED_LENGTH: Final = 256
"""Bounds of the memory for quoted strings: at most about 50,000 short ones, whatever a long-lived process writes."""


class _Quoted(dict[str, str | None]):
    """Text -> how it is written, or None for text with a newline, which depends on where it stands."""

    __slots__ = ("top_level_key",)

    def __init__(self, *, top_level_key: bool) -> None:
        self.top_level_key = top_level_key

    def __missing__(self, text: str) -> str | None:
        quoted = None if "\n" in text else single_line(text, top_level_key=self.top_level_key)
        if len(text) <= _REMEMBERED_LENGTH and len(self) < _REMEMBERED:
            self[text] = quoted
        return quoted


_TOP_LEVEL_KEYS: Final = _Quoted(top_level_key=True)
_QUOTED: Final = _Quoted(top_level_key=False)


def dump(manifest: Mapping[str, Any]) -> str:
    """Return one object as a YAML document that ends with a newline.

    Keys are sorted, apiVersion, kind and metadata first. None is dropped from mappings and stays ``null`` in lists;
    in ``metadata`` empty lists and mappings are dropped too. Values are dicts with string keys, lists, strings,
    numbers, booleans and None; anything else is a TypeError that names its type.
    """
    content = dict(manifest)
    if "metadata" in content:
        content["metadata"] = _without_empty(content["metadata"])
    keys = _present_in_order(content)
    if not keys:
        return "{}\n"
    first = [key for key in _FIRST_KEYS if key in keys]
    integers = [key for key in keys if _is_array_index(key)]  # JavaScript puts them before everything
    rest = [key for key in keys if key not in first and key not in integers]
    out: list[str] = []
    _write_mapping(content, integers + first + rest, "", out)
    return "".join(out)


def dump_all(manifests: Iterable[Mapping[str, Any]]) -> str:
    """Return the objects as one stream, with ``---`` between them and nothing before the first."""
    return "---\n".join(map(dump, manifests))


def _write_mapping(mapping: dict[str, Any], keys: list[str], indent: str, out: list[str]) -> None:
    """Append the entries of ``keys``; the first goes where the writer stands, the others start at ``indent``."""
    inner = indent + "  "
    on_next_line = f":\n{inner}"
    quoted_keys = _QUOTED if indent else _TOP_LEVEL_KEYS
    margin = ""
    for key in keys:
        value = mapping[key]
        quoted_key = quoted_keys[key]
        if quoted_key is None:
            quoted_key = multi_line_key(key)
        between = on_next_line
        if len(quoted_key) > _LONGEST_IMPLICIT_KEY // 2 and utf16_length(quoted_key) > _LONGEST_IMPLICIT_KEY:
            quoted_key = f"? {quoted_key}\n{indent}"
            between = ": "
        kind = type(value)
        if kind is str:
            quoted = _QUOTED[value]
            if quoted is None:
                quoted = multi_line_value(value, inner)
            out.append(f"{margin}{quoted_key}: {quoted}\n")
        elif kind is dict:
            if present := _present_in_order(value):
                out.append(f"{margin}{quoted_key}{between}")
                _write_mapping(value, present, inner, out)
            else:
                out.append(f"{margin}{quoted_key}: {{}}\n")
        elif kind is list:
            if value:
                out.append(f"{margin}{quoted_key}{between}")
                _write_sequence(value, inner, out)
            else:
                out.append(f"{margin}{quoted_key}: []\n")
        else:
            out.append(f"{margin}{quoted_key}: {_scalar(value)}\n")
        margin = indent


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
        elif kind is dict:
            if present := _present_in_order(value):
                out.append(dash)
                _write_mapping(value, present, inner, out)
            else:
                out.append(f"{dash}{{}}\n")
        elif kind is list:
            if value:
                out.append(dash)
                _write_sequence(value, inner, out)
            else:
                out.append(f"{dash}[]\n")
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


def _present_in_order(mapping: dict[str, Any]) -> list[str]:
    """Return the keys whose value is not None, in the order in which JavaScript lists sorted keys."""
    keys = sorted(mapping)
    if None in mapping.values():
        keys = [key for key in keys if mapping[key] is not None]
    if keys and (keys[0] < ":" or not "".join(keys).isascii()):  # ":" comes after the digits
        keys.sort(key=lambda key: key.encode("utf-16-be", "surrogatepass"))  # JavaScript compares UTF-16 units
        keys.sort(key=lambda key: int(key) if _is_array_index(key) else _ARRAY_INDEX_LIMIT)
    return keys


def _is_array_index(key: str) -> bool:
    """Whether JavaScript takes the key for an array index, and lists it before all others, by number."""
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
        kept = {key: pruned for key, item in value.items() if (pruned := _without_empty(item)) is not None}
        return kept or None
    if type(value) is list:
        return [_without_empty(item) for item in value] if value else None
    return value
