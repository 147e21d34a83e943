"""The walk over a manifest: cdk8s's order of keys, what it drops, and block style throughout.

Speed is a feature (a fleet writes thousands of objects in a fraction of a second), so the walk appends to one list
and every single-line string is quoted once per process: the same keys and values come again in every object.
"""

import marshal
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

from kaito_gen.emit.faithful import is_doubtful, misread
from kaito_gen.emit.number import number
from kaito_gen.emit.string import multi_line_key, multi_line_value, single_line, surely_plain, utf16_length

_FIRST_KEYS: Final = ("apiVersion", "kind", "metadata")
_ARRAY_INDEX_LIMIT: Final = 2**32 - 1
_LONGEST_IMPLICIT_KEY: Final = 1024
_REMEMBERED: Final = 50_000
_REMEMBERED_LENGTH: Final = 256
_REMEMBERED_SHAPES: Final = 5_000
_REMEMBERED_DETAIL: Final = 2_000
"""Bounds of what is remembered: short strings and shapes with few keys, so that a long-lived process stays small."""
_CREDIT: Final = 10_000
"""Bytes that may be looked up in vain before a field is taken for one whose content is always new."""


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


class _Field:
    """A key of a mapping at one indent: what is written before a value on its line, and before one on the next lines.

    ``head`` ends in a blank, ``heading`` in a newline; it is empty for a key too long for YAML's simple form
    (``? key``), whose value begins on the line of its colon. ``credit`` is above zero while it is worth asking whether
    the content was written before: a toleration nearly always was, a selector with a name in it never.
    """

    __slots__ = ("credit", "head", "heading")

    def __init__(self, key: str, indent: str, *, top_level: bool) -> None:
        quoted = multi_line_key(key) if "\n" in key else single_line(key, top_level_key=top_level)
        explicit = utf16_length(quoted) > _LONGEST_IMPLICIT_KEY
        self.head = f"{indent}? {quoted}\n{indent}: " if explicit else f"{indent}{quoted}: "
        self.heading = "" if explicit else f"{indent}{quoted}:\n"
        self.credit = 0 if explicit else _CREDIT


type _Fields = tuple[tuple[str, str, _Field], ...]
"""A mapping's keys in the order of writing, each with its head and all of its field."""


class _Level(dict[tuple[str, ...], _Fields]):
    """One depth: the keys of a mapping -> its fields. Manifests have few shapes, and sorting them again costs most."""

    def __init__(self, depth: int) -> None:
        self.indent = "  " * depth
        self._depth = depth

    @cached_property
    def deeper(self) -> "_Level":
        """The level of what a field or an item of this one holds."""
        return _Level(self._depth + 1)

    @cached_property
    def written(self) -> dict[bytes, str]:
        """Marshalled content of a field -> how it was written at this level, where it always looks the same.

        Comparing content by its marshalled bytes takes a third of the time that writing it takes.
        """
        return {}

    def __missing__(self, keys: tuple[str, ...]) -> _Fields:
        top_level = self._depth == 0
        fields = []
        for key in _in_order(keys, top_level=top_level):
            field = _Field(key, self.indent, top_level=top_level)
            fields.append((key, field.head, field))
        _QUOTED.doubtful = _QUOTED.doubtful or any(map(is_doubtful, keys))
        if len(self) < _REMEMBERED_SHAPES and sum(map(len, keys)) <= _REMEMBERED_LENGTH:
            self[keys] = tuple(fields)
        return tuple(fields)


_QUOTED: Final = _Quoted()
_TOP_LEVEL: Final = _Level(0)


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
    _write(content, _TOP_LEVEL, out)
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


def _write(container: Any, level: _Level, out: list[str]) -> None:
    """Append the lines of a mapping or sequence, each with its indent; nothing for one without content."""
    deeper = level.deeper
    if type(container) is list:
        dash = f"{level.indent}- "
        for value in container:
            kind = type(value)
            if kind is str:
                quoted = _QUOTED[value]
                out.append(f"{dash}{multi_line_value(value, deeper.indent) if quoted is None else quoted}\n")
            elif kind is dict or kind is list:
                place = len(out)
                _write(value, deeper, out)
                if len(out) == place:
                    out.append(f"{dash}{'{}' if kind is dict else '[]'}\n")
                else:
                    out[place] = dash + out[place][len(dash) :]
            else:
                out.append(f"{dash}{_scalar(value)}\n")
        return
    for key, head, field in level[tuple(container)]:
        value = container[key]
        kind = type(value)
        if kind is str:
            quoted = _QUOTED[value]
            out.append(f"{head}{multi_line_value(value, deeper.indent) if quoted is None else quoted}\n")
        elif kind is dict or kind is list:
            place = len(out)
            out.append(field.heading)
            if field.credit > 0:
                _write_remembered(value, deeper, out, field)
            else:
                _write(value, deeper, out)
            if len(out) == place + 1:
                out[place] = f"{head}{'{}' if kind is dict else '[]'}\n"
            elif not field.heading:
                out[place] = head
                out[place + 1] = out[place + 1][len(deeper.indent) :]
        elif value is not None:
            out.append(f"{head}{_scalar(value)}\n")


def _write_remembered(container: Any, level: _Level, out: list[str], field: _Field) -> None:
    """Append what _write would, from memory where a field of this level had the same content."""
    try:
        content = marshal.dumps(container, 2)  # 2: equal content has equal bytes, whoever else holds it
    except ValueError:  # no plain value: the writer says which
        content = b""
    text = level.written.get(content, "")
    if text:
        field.credit += 2 * len(content)
        out.append(text)
        return
    field.credit -= len(content)
    place = len(out)
    _write(container, level, out)
    if 0 < len(content) <= _REMEMBERED_DETAIL and len(level.written) < _REMEMBERED_SHAPES:
        level.written[content] = "".join(out[place:])


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return number(value)
    msg = f"a manifest holds plain dicts, lists, strings, numbers, booleans and None, not {type(value).__name__}"
    raise TypeError(msg)


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
        if set(map(type, value.values())) == {str}:
            return value
        kept = {key: pruned for key, item in value.items() if (pruned := _without_empty(item)) is not None}
        return kept or None
    if type(value) is list:
        return [_without_empty(item) for item in value] if value else None
    return value
