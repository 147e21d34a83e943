"""URLs from which a tuning job may download its data: nothing on the machine itself or in the private network.

KAITO compares texts and literal addresses and resolves no name, so ``127.1`` and ``metadata.google.internal.`` pass.
"""

from enum import Enum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from kaito_gen.validate.rules.request_uri import parse_request_uri


class UrlFault(Enum):
    """Why a URL is refused; the value ends a sentence that begins with the URL."""

    NO_HOST = "is no URL with scheme and host, such as https://example.com/data.parquet"
    SCHEME = "is neither http nor https"
    LOCAL_NAME = "names the machine itself or a cloud's metadata service"
    LOCAL_ADDRESS = "is a loopback, private or link-local address"


_NAMES = frozenset({"localhost", "metadata.google.internal", "metadata.google", "instance-data.ec2.internal"})
_NETWORKS: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "224.0.0.0/24",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
_MULTICAST = 0xFF02


def refused_url(url: str) -> UrlFault | None:
    """Return the first reason for which KAITO refuses a URL of training data; None where it takes it."""
    uri = parse_request_uri(url)
    if uri is None or not uri.host:
        return UrlFault.NO_HOST
    if uri.scheme not in ("http", "https"):
        return UrlFault.SCHEME
    host = uri.host.lower()
    if host in _NAMES or host.endswith(".localhost"):
        return UrlFault.LOCAL_NAME
    return UrlFault.LOCAL_ADDRESS if _is_local(host.partition("%")[0]) else None


def _is_local(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif int(address) >> 112 & 0xFF0F == _MULTICAST:  # link-local scope, whatever the flags
            return True
    return any(address in network for network in _NETWORKS)
