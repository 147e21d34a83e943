r"""JSON texts, which kubectl reads with a JSON reader and not as YAML.

The difference shows: JSON's ``\ud83d\ude00`` is one character, which YAML does not know. What is not JSON after all
(``{a: 1}``) is tried as YAML, unless its file is named ``.json``.
"""

import json
import re
from typing import Any, NoReturn

from kaito_gen.documents.fault import Fault
from kaito_gen.documents.limits import MAX_DEPTH, MAX_DOCUMENTS, depth
from kaito_gen.documents.scalars import json_integer, json_value
from kaito_gen.value import Value

_SPACE = re.compile(r"[ \t\r\n]*")
_LONG = re.compile("[0-9]{19}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotJson(ValueError):  # noqa: N818 - named by what it says; never leaves this package
    """The text is not JSON; ``fault`` says why."""

    def __init__(self, message: str, offset: int) -> None:
        self.fault = Fault(f"this is not JSON: {message}", offset, hint="check it with a JSON formatter")
        super().__init__(message)


class JsonText(Value):
    """One JSON value, and where it begins and ends; ``value`` means nothing when ``wrong``: its text must be judged."""

    start: int
    end: int
    value: Any
    wrong: bool


def read_json(text: str) -> list[JsonText]:
    """Return the values of a text that holds JSON objects and arrays one after another, as kubectl reads such files.

    Those that set a key twice or nest too deep come back as ``wrong``: a reader with positions words it. Raises NotJson
    where the text is anything else. Stops after one value more than a file may hold.
    """
    found: list[JsonText] = []
    twice: list[dict[str, Any]] = []
    decoder = _decoder(text, twice)
    start = _skip(text, 0)
    while start < len(text) and len(found) <= MAX_DOCUMENTS:
        try:
            value, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            raise NotJson(error.msg[:1].lower() + error.msg[1:], error.pos) from None
        except ValueError as error:
            raise NotJson(str(error), start) from None
        except RecursionError:
            return [*found, JsonText(start, len(text), None, True)]
        if not isinstance(value, dict | list):
            msg = "a document is an object or an array"
            raise NotJson(msg, start)
        wrong = bool(twice) or _is_deep(value, text.count("[", start, end) + text.count("{", start, end))
        if not wrong and "\\u" in text[start:end]:
            value = _without_surrogates(value)
        found.append(JsonText(start, end, value, wrong))
        twice.clear()
        start = _skip(text, end)
    return found


def _decoder(text: str, twice: list[dict[str, Any]]) -> json.JSONDecoder:
    """Return a decoder that gives what Kubernetes reads, and puts objects with duplicate keys into ``twice``."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            twice.append(value)
        return value

    return json.JSONDecoder(
        object_pairs_hook=unique,
        parse_float=_number,
        parse_int=json_integer if _LONG.search(text) else None,  # the default is quick
        parse_constant=_refuse,
    )


def _is_deep(value: Any, brackets: int) -> bool:
    return brackets > MAX_DEPTH and depth(value) > MAX_DEPTH


def _skip(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start


def _without_surrogates(value: Any) -> Any:
    """Return a value with each half of a surrogate pair that stands alone replaced, as Go's reader does."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


def _number(digits: str) -> Any:
    return json_value(float(digits))


def _refuse(name: str) -> NoReturn:
    msg = f"{name} is no number in JSON"
    raise ValueError(msg)
