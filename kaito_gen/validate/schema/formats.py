"""Whether a string has a format, as the API server sees it: looser than the standards that formats are named by.

What Kubernetes' own kinds use is here; the many formats that custom resources may use are loaded when one does.
Sources: k8s.io/apimachinery v0.35.0 and Go 1.26, packages time and encoding/base64.
"""

from collections.abc import Callable, Mapping

from kaito_gen.units import is_quantity
from kaito_gen.validate.schema.go_times import is_rfc3339

RFC3339, BASE64, QUANTITY = "rfc3339", "base64", "quantity"
"""Our own names for what Go reads in Kubernetes' kinds, where their published schemas are loose."""


def holds(name: str, text: str) -> bool:
    """Return whether a text has the format; every text has one that the API server does not know."""
    check = _CHECKS.get(name)
    if check is None:
        from kaito_gen.validate.schema.text_formats import CHECKS

        check = CHECKS.get(name.replace("-", ""))
    return check is None or check(text)


def is_base64(text: str) -> bool:
    """Return whether Go reads the text as bytes, in Kubernetes' own kinds: standard base64, line breaks ignored."""
    from base64 import b64decode

    try:
        b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except ValueError:
        return False
    return True


_CHECKS: Mapping[str, Callable[[str], bool]] = {RFC3339: is_rfc3339, BASE64: is_base64, QUANTITY: is_quantity}
