"""What Kubernetes makes of one scalar: the rules of go-yaml v2, then the trip through JSON.

Kubernetes reads YAML 1.1 with exceptions of its own: ``no`` is false and ``0777`` is 511, but ``12:30`` is text, ``08``
is 8, and a date stays text. Every value then becomes JSON, so ``1e3`` arrives as 1000 and ``.inf`` cannot arrive.
Values here are what a JSON reader gets from that JSON; a decision to keep floats apart from integers would show
differences that no API server ever sees. Measured with sigs.k8s.io/yaml 1.4.0 (November 2026).
"""

import base64
import math
import re
import struct

from kaito_gen.documents.fault import brief

STR = "tag:yaml.org,2002:str"
BOOL = "tag:yaml.org,2002:bool"
INT = "tag:yaml.org,2002:int"
FLOAT = "tag:yaml.org,2002:float"
NULL = "tag:yaml.org,2002:null"
TIMESTAMP = "tag:yaml.org,2002:timestamp"
BINARY = "tag:yaml.org,2002:binary"
MERGE = "tag:yaml.org,2002:merge"
_CHECKED = {STR: "text", BOOL: "a boolean", INT: "an integer", FLOAT: "a number", NULL: "null", TIMESTAMP: "a time"}

KNOWN_TAGS = frozenset({*_CHECKED, BINARY, MERGE})
"""Tags that Kubernetes acts on."""

type Plain = str | int | float | bool | None
"""A scalar's value; ``float`` includes infinities and NaN, which only keys may be."""

_WORDS: dict[str, Plain] = {
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    **dict.fromkeys(["", "~", "null", "Null", "NULL"], None),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], math.nan),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], math.inf),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], -math.inf),
}
_BASES = {"x": 16, "X": 16, "o": 8, "O": 8, "b": 2, "B": 2}
_DIGITS = {2: "01", 8: "01234567", 10: "0123456789", 16: "0123456789abcdefABCDEF"}
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])_(?=[0-9])")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}.*)?")


def resolve(text: str, tag: str = "", *, plain: bool = True) -> Plain:
    """Return what Kubernetes reads for a scalar with this text.

    ``tag`` is the full tag, or empty; ``plain`` is False for quoted and block scalars. A tag that YAML does not define
    leaves the text as it is. Raises ValueError with a sentence when the text cannot be what its tag says.
    """
    if tag == BINARY:
        return _binary(text)
    if tag and tag not in _CHECKED:
        return text
    if tag == STR or (not tag and not plain):
        return text
    value = _untagged(text)
    if not tag or _is(value, text, tag):
        return float(value) if tag == FLOAT and isinstance(value, int) else value
    msg = f"{brief(text)} is not {_CHECKED[tag]}, as its tag !!{tag.rpartition(':')[2]} says"
    raise ValueError(msg)


def key_name(value: Plain) -> str:
    """Return the JSON name that Kubernetes gives to a key: ``on`` becomes ``true``, ``1.50`` becomes ``1.5``.

    Raises ValueError for null and for integers of 2^63 and more, which it refuses as keys.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _single_precision(value)
    if value is None or value >= 2**63:
        msg = "null cannot be a key" if value is None else f"{value} is too large for a key"
        raise ValueError(msg)
    return str(value)


def json_value(value: Plain) -> Plain:
    """Return what remains of a value after its trip through JSON: a whole number is an integer.

    Raises ValueError for infinities and NaN, which JSON cannot hold.
    """
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        msg = "infinities and NaN cannot be sent to a cluster"
        raise ValueError(msg)
    if value.is_integer() and abs(value) < 1e21:  # beyond, Go's JSON writes an exponent and readers get a float
        return _shortest_integer(value)
    return value


def json_integer(digits: str) -> Plain:
    """Return what Kubernetes reads for an integer in a JSON text: exact up to 64 bits, otherwise a float's digits."""
    if len(digits) < 21 and -(2**63) <= int(digits) < 2**64:
        return int(digits)
    return json_value(float(digits))


def _shortest_integer(value: float) -> int:
    """Return the integer that the shortest digits of a whole float spell, padded with zeros, as Go's JSON prints it."""
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return int(value)
    whole, _, fraction = mantissa.partition(".")
    return int(whole + fraction + "0" * (int(exponent) - len(fraction)))


def _untagged(text: str) -> Plain:
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first == ".":
        digits = _BETWEEN_DIGITS.sub("", text)
        return _number(digits, text) if _FLOAT.fullmatch(digits) else text
    if first not in "+-0123456789":
        return text
    bare = text.replace("_", "")
    integer = _integer(bare)
    if integer is not None:
        return integer
    return _number(bare, text) if _FLOAT.fullmatch(bare) else text


def _integer(text: str) -> int | None:
    """Return the integer that Go's ``ParseInt(text, 0, 64)`` or ``ParseUint`` finds, or None."""
    digits = text.removeprefix("-") if text[0] == "-" else text.removeprefix("+")
    base = 10
    if digits[:1] == "0":
        base = _BASES.get(digits[1:2], 8) if len(digits) > 2 else 8
        digits = digits[2:] if digits[1:2] in _BASES and len(digits) > 2 else digits[1:] or "0"
    digits = digits.lstrip("0") or digits[:1]
    if not digits or len(digits) > 64 or digits.strip(_DIGITS[base]):
        return None
    value = int(digits, base)
    if text[0] == "-":
        return -value if value <= 2**63 else None
    if text[0] == "+":
        return value if value < 2**63 else None
    return value if value < 2**64 else None


def _number(digits: str, text: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else text  # Go calls 1e999 out of range, and go-yaml then keeps text


def _is(value: Plain, text: str, tag: str) -> bool:
    if tag == TIMESTAMP:
        return _DATE.fullmatch(text) is not None
    if tag == BOOL:
        return isinstance(value, bool)
    if tag == NULL:
        return value is None
    if isinstance(value, bool):
        return False
    if tag == INT:
        return isinstance(value, int)
    return isinstance(value, float) or (isinstance(value, int) and value < 2**63)


def _binary(text: str) -> str:
    try:
        return base64.b64decode(text.replace("\n", ""), validate=True).decode()
    except ValueError:
        msg = "a !!binary value must be base64 of UTF-8 text, because it becomes a JSON string"
        raise ValueError(msg) from None


def _single_precision(value: float) -> str:
    """Return a float as Go's ``FormatFloat(value, 'g', -1, 32)``: the shortest digits that name the same float32."""
    try:
        single = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        single = math.copysign(math.inf, value)
    if not math.isfinite(single):
        return ".nan" if math.isnan(single) else ".inf" if single > 0 else "-.inf"
    places, digits = next(
        (places, text)
        for places in range(9)  # nine digits name every float32
        if struct.unpack("f", struct.pack("f", float(text := f"{single:.{places}e}")))[0] == single
    )
    mantissa, _, exponent = digits.partition("e")
    power = int(exponent)
    if -4 <= power < 6:
        return f"{single:.{max(places - power, 0)}f}"
    return f"{mantissa}e{power:+03d}"
