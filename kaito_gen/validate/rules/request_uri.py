"""Request URIs as Go's ``net/url`` reads them: KAITO's webhooks ask it before they look at scheme and host.

Python's ``urlsplit`` takes nearly anything. Only what decides is read here: whether there is such a URI, its scheme and
its host. Source: the documentation and behaviour of Go 1.26, with which KAITO v0.12.0 was measured.
"""

import re
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)\Z", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ESCAPES = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*\Z", re.DOTALL)
_USER = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*\Z")
_HOST = re.compile(r"(?:[A-Za-z0-9\-_.~!$&'()*+,;=:\[\]<>\"]|[^\x00-\x7f]|%25|%[89A-Fa-f][0-9A-Fa-f])*\Z")
_PORT = re.compile(r"(?::[0-9]*)?\Z")


class RequestUri(NamedTuple):
    """A URI: ``scheme`` in lower case, ``host`` without brackets, port and user, both empty where it has none."""

    scheme: str
    host: str


def parse_request_uri(text: str) -> RequestUri | None:
    """Return what Go's ``url.ParseRequestURI`` finds, or None where it returns an error."""
    if not text or _CONTROL.search(text):
        return None
    if text == "*":
        return RequestUri("", "")
    if text.startswith(":"):
        return None
    scheme, rest = "", text
    match = _SCHEME.match(text)
    if match:
        scheme, rest = match[1].lower(), match[2]
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        return RequestUri(scheme, "") if scheme else None
    host = ""
    if scheme and rest.startswith("//"):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        found = _host(authority)
        if found is None:
            return None
        host = found
    return RequestUri(scheme, host) if _ESCAPES.match(rest) else None


def _host(authority: str) -> str | None:
    """Return the host of ``user@host:port``, or None where Go refuses it."""
    user, _, place = authority.rpartition("@")
    if not (_USER.match(user) and _ESCAPES.match(user)):
        return None
    if place.startswith("["):
        inside, bracket, port = place[1:].rpartition("]")
        address, zoned, zone = inside.partition("%25")
        if not bracket or not _PORT.match(port) or not _is_ipv6(address) or (zoned and not _ESCAPES.match(zone)):
            return None
        return f"{address}%{zone}" if zoned else address
    host, colon, port = place.partition(":")
    if "[" in place or not _PORT.match(colon + port) or not _HOST.match(host):
        return None
    return host


def _is_ipv6(text: str) -> bool:
    try:
        return isinstance(ip_address(text), IPv6Address)
    except ValueError:
        return False
