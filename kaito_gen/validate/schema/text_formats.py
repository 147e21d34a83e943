"""The formats that custom resources may ask of strings, by the rules of the API server, which are its own.

Sources: k8s.io/kube-openapi of 2025-09, pkg/validation/strfmt, and Go 1.26's net/url, net/mail and time.
"""

import re
from collections.abc import Callable, Mapping

from kaito_gen.validate.schema.go_times import is_date, is_go_duration
from kaito_gen.validate.schema.patterns import compiled

_LOOSE_DURATION = re.compile(r"\d+\s*([A-Za-zµ]+)", re.ASCII)
_LOOSE_UNITS = re.compile(r"(?i:ns|us|µs|ms|s|m|h|d|w|hr|wk)\Z|(?i:nano|micro|milli|sec|min|hour|day|week)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)\Z", re.ASCII)
_URI_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:", re.ASCII)
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ASCII_PERCENT = re.compile(r"%(?![89A-Fa-f][0-9A-Fa-f])")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+(?:%25[^\]]+)?\]|[^\[\]\s<>\"\\^`{}|#?/:]*)(?::\d*)?\Z")
_EMAIL = re.compile(r"(?:[^<>@]*<)?[^\s<>@\"(),:;\[\]\\]+@[^\s<>@\"(),:;\[\]\\]+>?\s*\Z")
_HEX = "[0-9a-fA-F]"
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d?|[1-9]\d?|0)"
_CARD = (
    r"(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|"
    r"(?:2131|1800|35\d{3})\d{11})"
)
_SIGN = "[a-zA-Z0-9\u00a2-\uffff]"
_HOSTNAME = re.compile(
    rf"(?:{_SIGN}(?:-?{_SIGN}{{0,62}})?|(?:{_SIGN}(?:[-a-zA-Z0-9\u00a2-\uffff]{{0,61}}{_SIGN})?\.)+"
    r"[a-zA-Z\u00aa-\uffff]{2,63})\Z"
)


def is_uri(text: str) -> bool:
    """Return whether Go's url.ParseRequestURI reads the text: an absolute URI, or a path that begins with a slash."""
    if not text or any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in text):
        return False
    if text == "*":
        return True
    scheme = _URI_SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    if not rest.startswith("/"):
        return scheme is not None and rest != ""
    rest = rest.partition("?")[0]
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        host, slash, path = rest[2:].partition("/")
        host = host.rpartition("@")[2]
        escapes = _BAD_PERCENT.search(slash + path) or (not host.startswith("[") and _ASCII_PERCENT.search(host))
        return bool(_HOST.match(host)) and not escapes
    return not _BAD_PERCENT.search(rest)


def _is_date_time(text: str) -> bool:
    parts = text.lower().split("t")
    found = _TIME.match(parts[1]) if len(parts) > 1 else None
    return found is not None and is_date(parts[0]) and found[1] <= "23" and found[2] <= "59" and found[3] <= "59"


def _is_duration(text: str) -> bool:
    if is_go_duration(text):
        return True
    return any(_LOOSE_UNITS.match(found[1]) for found in _LOOSE_DURATION.finditer(text))


def _is_ipv4(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts)


def _is_ipv6(text: str) -> bool:
    from ipaddress import IPv6Address

    try:
        return "%" not in text and IPv6Address(text) is not None
    except ValueError:
        return False


def _is_cidr(text: str) -> bool:
    address, slash, bits = text.partition("/")
    if not slash or not bits.isascii() or not bits.isdigit():
        return False
    return int(bits) <= 32 if _is_ipv4(address) else _is_ipv6(address) and int(bits) <= 128


def _is_isbn10(text: str) -> bool:
    digits = re.sub(r"[\s-]+", "", text)
    if not re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        return False
    total = sum((index + 1) * int(digit) for index, digit in enumerate(digits[:9]))
    return (total + 10 * (10 if digits[9] == "X" else int(digits[9]))) % 11 == 0


def _is_isbn13(text: str) -> bool:
    digits = re.sub(r"[\s-]+", "", text)
    if not re.fullmatch(r"\d{13}", digits, re.ASCII):
        return False
    return (10 - sum((3 if index % 2 else 1) * int(digit) for index, digit in enumerate(digits[:12])) % 10) % 10 == int(
        digits[12]
    )


def _is_credit_card(text: str) -> bool:
    digits = re.sub(r"[^0-9]+", "", text)
    if not re.fullmatch(_CARD, digits, re.ASCII):
        return False
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_hostname(text: str) -> bool:
    if len(text.encode()) > 255 or any(len(part.encode()) > 63 for part in text.split(".")):
        return False
    return bool(_HOSTNAME.match(text))


def _is_name(text: str, *, longest: int, dots: bool) -> bool:
    label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
    return len(text) <= longest and bool(re.fullmatch(rf"{label}(?:\.{label})*" if dots else label, text, re.ASCII))


def _like(pattern: str) -> Callable[[str], bool]:
    return lambda text: compiled(rf"^(?:{pattern})$").search(text) is not None


def _uuid(version: str, variant: str) -> Callable[[str], bool]:
    return _like(rf"{_HEX}{{8}}-?{_HEX}{{4}}-?{version}-?{variant}-?{_HEX}{{12}}")


_FOUR, _VARIANT = f"{_HEX}{{4}}", f"[89abAB]{_HEX}{{3}}"
CHECKS: Mapping[str, Callable[[str], bool]] = {
    "bsonobjectid": _like(f"{_HEX}{{24}}"),
    "byte": _like(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"),
    "cidr": _is_cidr,
    "creditcard": _is_credit_card,
    "date": is_date,
    "datetime": _is_date_time,
    "duration": _is_duration,
    "email": lambda text: bool(_EMAIL.match(text)),
    "hexcolor": _like(f"#?({_HEX}{{3}}|{_HEX}{{6}})"),
    "hostname": _is_hostname,
    "ipv4": _is_ipv4,
    "ipv6": _is_ipv6,
    "isbn": lambda text: _is_isbn10(text) or _is_isbn13(text),
    "isbn10": _is_isbn10,
    "isbn13": _is_isbn13,
    "k8slongname": lambda text: _is_name(text, longest=253, dots=True),
    "k8sshortname": lambda text: _is_name(text, longest=63, dots=False),
    "mac": _like(
        rf"{_HEX}{{2}}(?:(?::{_HEX}{{2}}){{5}}(?:(?::{_HEX}{{2}}){{2}})?|(?:-{_HEX}{{2}}){{5}}(?:(?:-{_HEX}{{2}}){{2}})?)|"
        rf"{_HEX}{{4}}(?:\.{_HEX}{{4}}){{2,3}}"
    ),
    "rgbcolor": _like(rf"rgb\(\s*{_BYTE}\s*,\s*{_BYTE}\s*,\s*{_BYTE}\s*\)"),
    "ssn": _like(r"\d{3}[- ]\d{2}[- ]\d{4}"),
    "uri": is_uri,
    "uuid": _uuid(_FOUR, _FOUR),
    "uuid3": _uuid(f"3{_HEX}{{3}}", _FOUR),
    "uuid4": _uuid(f"4{_HEX}{{3}}", _VARIANT),
    "uuid5": _uuid(f"5{_HEX}{{3}}", _VARIANT),
}
