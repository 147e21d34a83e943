"""Whether a string has a format, as the API server sees it: looser than the standards that formats are named by.

What Kubernetes' own kinds use is here; the many formats that custom resources may use are loaded when one does.
Sources: k8s.io/apimachinery v0.35.0 and Go 1.26, packages time and encoding/base64.
"""

import re
from collections.abc import Callable, Mapping

from kaito_gen.units import is_quantity

RFC3339, BASE64, QUANTITY = "rfc3339", "base64", "quantity"
"""Our own names for what Go reads in Kubernetes' kinds, where their published schemas are loose."""


def holds(name: str, text: str) -> bool:
    """Return whether a text has the format; every text has one that the API server does not know."""
    check = _CHECKS.get(name)
    if check is None:
        from kaito_gen.validate.schema.text_formats import CHECKS

        check = CHECKS.get(name.replace("-", ""))
    return check is None or check(text)


def is_rfc3339(text: str) -> bool:
    """Return whether Go reads the text as a time, as it does in metadata and in Kubernetes' own kinds."""
    found = re.match(_RFC3339, text)
    return bool(
        found
        and is_date(found[1])
        and int(found[2]) < 24
        and int(found[3]) < 60
        and int(found[4]) < 60
        and int(found[5] or 0) <= 24
        and int(found[6] or 0) < 60
    )


def is_go_duration(text: str) -> bool:
    """Return whether Go's time.ParseDuration reads the text."""
    return bool(re.match(_GO_DURATION, text))


def is_base64(text: str) -> bool:
    """Return whether Go reads the text as bytes, in Kubernetes' own kinds: standard base64, line breaks ignored."""
    from base64 import b64decode

    try:
        b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except ValueError:
        return False
    return True


def is_date(text: str) -> bool:
    """Return whether the text is a day of the calendar: 2024-02-29."""
    found = re.match(_DATE, text)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= month <= 12 and 1 <= day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


_DATE = r"(?a)(\d{4})-(\d\d)-(\d\d)\Z"
_RFC3339 = r"(?a)(\d{4}-\d\d-\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))\Z"
_GO_DURATION = r"(?a)[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z"
_CHECKS: Mapping[str, Callable[[str], bool]] = {RFC3339: is_rfc3339, BASE64: is_base64, QUANTITY: is_quantity}
