"""Quantities such as 500m or 2Gi, as Kubernetes adds them to CEL."""

import re
from fractions import Fraction
from typing import NamedTuple

from kaito_gen.units import is_quantity, parse_quantity
from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.overloads import Overloads


class Quantity(NamedTuple):
    """An exact number, and the power of ten that Kubernetes keeps it in (None where it keeps no integer at all)."""

    value: Fraction
    scale: int | None

    @property
    def cel_type(self) -> str:
        """The name of the type."""
        return "kubernetes.Quantity"


def _quantity(text: str) -> Quantity:
    try:
        return Quantity(parse_quantity(text), _scale(text))
    except ValueError:
        msg = f"{text!r} is no quantity"
        raise CelError(msg) from None


def _scale(text: str) -> int | None:
    """Return the power of ten behind the digits as written: 1000m is kept in thousandths, and so is no integer."""
    found = _NUMBER.match(text)
    whole, fraction, suffix = found.groups() if found else ("", "", "")
    whole, fraction = whole.lstrip("0"), fraction or ""
    if suffix.endswith("i"):
        power = 10 * (1 + "KMGTPE".index(suffix[0]))
        return None if fraction or 15 - len(whole) - int(power * 3 / 10) - 1 < 0 else 0
    if len(whole) + len(fraction) > 18:
        return None
    scale = (int(suffix[1:]) if suffix[1:] else _POWERS.get(suffix, 0)) - len(fraction)
    return scale if scale >= -9 else None


_NUMBER = re.compile(r"[+-]?(\d*)(?:\.(\d*))?(.*)", re.DOTALL)
_POWERS = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def _is_integer(quantity: Quantity) -> bool:
    return quantity.scale is not None and quantity.scale >= 0 and -(2**63) <= quantity.value < 2**63


def _integer(quantity: Quantity) -> int:
    if not _is_integer(quantity):
        msg = "cannot convert value to integer"
        raise CelError(msg)
    return int(quantity.value)


def _sum(one: Quantity, other: Quantity, sign: int = 1) -> Quantity:
    scale = None if one.scale is None or other.scale is None else min(one.scale, other.scale)
    return Quantity(one.value + sign * other.value, scale)


def _whole(number: int) -> Quantity:
    return Quantity(Fraction(number), 0)


def _compare(one: Quantity, other: Quantity) -> int:
    return (one.value > other.value) - (one.value < other.value)


FUNCTIONS: Overloads = {
    "quantity": (((str,), _quantity),),
    "isQuantity": (((str,), is_quantity),),
    "sign": (((Quantity,), lambda quantity: _compare(quantity, _whole(0))),),
}
METHODS: Overloads = {
    "isInteger": (((Quantity,), _is_integer),),
    "asInteger": (((Quantity,), _integer),),
    "asApproximateFloat": (((Quantity,), lambda quantity: float(quantity.value)),),
    "add": (((Quantity, Quantity), _sum), ((Quantity, int), lambda one, other: _sum(one, _whole(other)))),
    "sub": (
        ((Quantity, Quantity), lambda one, other: _sum(one, other, -1)),
        ((Quantity, int), lambda one, other: _sum(one, _whole(other), -1)),
    ),
    "compareTo": (((Quantity, Quantity), _compare),),
    "isGreaterThan": (((Quantity, Quantity), lambda one, other: one.value > other.value),),
    "isLessThan": (((Quantity, Quantity), lambda one, other: one.value < other.value),),
}
