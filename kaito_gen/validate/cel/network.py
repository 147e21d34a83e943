"""Addresses, networks and URLs, as Kubernetes adds them to CEL."""

import re
from typing import Any, NamedTuple

from kaito_gen.validate.cel.errors import CelError
from kaito_gen.validate.cel.overloads import Overloads
from kaito_gen.validate.schema.text_formats import is_uri

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):", re.ASCII)


class Ip(NamedTuple):
    """An address; ``address`` is Python's own."""

    address: Any

    @property
    def cel_type(self) -> str:
        """The name of the type."""
        return "net.IP"


class Cidr(NamedTuple):
    """A network as it was written: an address in it, and the length of its prefix."""

    address: Any
    bits: int

    @property
    def cel_type(self) -> str:
        """The name of the type."""
        return "net.CIDR"

    @property
    def network(self) -> Any:
        """The network without the bits of the host."""
        from ipaddress import ip_network

        return ip_network((self.address, self.bits), strict=False)


class Url(NamedTuple):
    """The parts of a URL."""

    scheme: str
    host: str
    path: str
    query: str

    @property
    def cel_type(self) -> str:
        """The name of the type."""
        return "kubernetes.URL"


def _address(text: str) -> Any:
    from ipaddress import IPv4Address, IPv6Address

    try:
        if ":" not in text:
            return IPv4Address(text)
        address = IPv6Address(text)
    except ValueError:
        address = None
    if address is None or "%" in text or address.ipv4_mapped:
        msg = f"{text!r} is no IP address"
        raise CelError(msg)
    return address


def _ip(text: str) -> Ip:
    return Ip(_address(text))


def _cidr(text: str) -> Cidr:
    address, slash, bits = text.partition("/")
    legal = slash and bits.isascii() and bits.isdigit() and (bits == "0" or not bits.startswith("0"))
    found = _address(address) if legal else None
    if found is None or int(bits) > found.max_prefixlen:
        msg = f"{text!r} is no network"
        raise CelError(msg)
    return Cidr(found, int(bits))


def _contains_ip(cidr: Cidr, ip: Ip) -> bool:
    return cidr.address.version == ip.address.version and ip.address in cidr.network


def _contains_cidr(cidr: Cidr, other: Cidr) -> bool:
    same = cidr.address.version == other.address.version
    return same and cidr.bits <= other.bits and other.address in cidr.network


def _is(parse: Any) -> Any:
    def check(text: str) -> bool:
        try:
            parse(text)
        except CelError:
            return False
        return True

    return check


def _global(ip: Ip) -> bool:
    """Go's notion: everything that is not special in an obvious way, private addresses included."""
    address = ip.address
    broadcast = str(address) == "255.255.255.255"
    special = address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local
    return not broadcast and not special


def _url(text: str) -> Url:
    if not is_uri(text):
        msg = f"{text!r} is no URL"
        raise CelError(msg)
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    rest, _, query = rest.partition("?")
    host = ""
    if not rest.startswith("/"):
        return Url(scheme[1].lower() if scheme else "", "", "", query)
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        host, slash, path = rest[2:].partition("/")
        rest, host = slash + path, host.rpartition("@")[2]
    return Url(scheme[1].lower() if scheme else "", host, _escaped(rest), query)


def _escaped(path: str) -> str:
    """Return a path with every byte escaped that Go escapes; what is escaped already stays."""
    legal = "$&+,/:;=@-_.~!'()*[]%"
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in legal) else _percent(letter) for letter in path
    )


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def _host(url: Url) -> tuple[str, str]:
    if url.host.startswith("["):
        name, _, rest = url.host[1:].partition("]")
        return name, rest.removeprefix(":")
    name, colon, port = url.host.rpartition(":")
    return (name, port) if colon else (url.host, "")


def _query(url: Url) -> dict[str, list[str]]:
    from urllib.parse import unquote_plus

    out: dict[str, list[str]] = {}
    for pair in url.query.split("&"):
        if pair and ";" not in pair:
            key, _, value = pair.partition("=")
            out.setdefault(unquote_plus(key), []).append(unquote_plus(value))
    return out


FUNCTIONS: Overloads = {
    "ip": (((str,), _ip),),
    "isIP": (((str,), _is(_ip)),),
    "ip.isCanonical": (((str,), lambda text: str(_address(text)) == text),),
    "cidr": (((str,), _cidr),),
    "isCIDR": (((str,), _is(_cidr)),),
    "url": (((str,), _url),),
    "isURL": (((str,), is_uri),),
    "string": (
        ((Ip,), lambda ip: str(ip.address)),
        ((Cidr,), lambda cidr: f"{cidr.address}/{cidr.bits}"),
    ),
}
METHODS: Overloads = {
    "family": (((Ip,), lambda ip: ip.address.version),),
    "isUnspecified": (((Ip,), lambda ip: ip.address.is_unspecified),),
    "isLoopback": (((Ip,), lambda ip: ip.address.is_loopback),),
    "isLinkLocalUnicast": (((Ip,), lambda ip: ip.address.is_link_local),),
    "isLinkLocalMulticast": (((Ip,), lambda ip: ip.address.is_multicast and _link_local_multicast(ip)),),
    "isGlobalUnicast": (((Ip,), _global),),
    "ip": (((Cidr,), lambda cidr: Ip(cidr.address)),),
    "containsIP": (
        ((Cidr, Ip), _contains_ip),
        ((Cidr, str), lambda cidr, text: _contains_ip(cidr, _ip(text))),
    ),
    "containsCIDR": (
        ((Cidr, Cidr), _contains_cidr),
        ((Cidr, str), lambda cidr, text: _contains_cidr(cidr, _cidr(text))),
    ),
    "prefixLength": (((Cidr,), lambda cidr: cidr.bits),),
    "masked": (((Cidr,), lambda cidr: Cidr(cidr.network.network_address, cidr.bits)),),
    "getScheme": (((Url,), lambda url: url.scheme),),
    "getHost": (((Url,), lambda url: url.host),),
    "getHostname": (((Url,), lambda url: _host(url)[0]),),
    "getPort": (((Url,), lambda url: _host(url)[1]),),
    "getEscapedPath": (((Url,), lambda url: url.path),),
    "getQuery": (((Url,), _query),),
}


def _link_local_multicast(ip: Ip) -> bool:
    packed = ip.address.packed
    return bool(packed[:3] == b"\xe0\x00\x00" if ip.address.version == 4 else packed[1] & 0x0F == 2)
