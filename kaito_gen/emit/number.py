"""Numbers as JavaScript prints them, because cdk8s's writer hands them to ``JSON.stringify``.

Integers keep every digit. JavaScript would round those beyond 2**53, but so would anything that reads them as JSON;
no Kubernetes field needs one.
"""

from math import copysign, inf


def number(value: float) -> str:
    """Return an int or float as YAML text: ``1.0`` -> ``1``, ``1e-7`` -> ``1e-7``, infinities as ``.inf``."""
    if isinstance(value, int):
        return str(value)
    if value != value:
        return ".nan"
    if value in (inf, -inf):
        return ".inf" if value > 0 else "-.inf"
    if value == 0:
        return "-0" if copysign(1, value) < 0 else "0"
    return _shortest(value)


def _shortest(value: float) -> str:
    """Lay out Python's shortest digits as ECMA-262 does (Number::toString, radix 10)."""
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading_zeros = len(whole + fraction) - len(digits)
    point = len(whole) - leading_zeros + int(exponent or 0)  # the value is 0.DIGITS * 10**point
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"
