"""Image references as container tools complete them: registry, ``library/`` and tag filled in where they are left out.

The grammar is that of github.com/distribution/reference. A text outside it stays as it is: KAITO passes it on too, and
the pod then says what is wrong with it.
"""

import re

_DOMAIN_PART = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DOMAIN = re.compile(rf"(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?\Z")
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*\Z")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z", re.ASCII)
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}\Z")
_HEX_ID = re.compile(r"[a-f0-9]{64}\Z")
_NAME_LIMIT = 255


def complete(reference: str) -> str:
    """Return a reference with registry and tag, such as ``docker.io/library/a:latest`` for ``a``."""
    rest, at, digest = reference.partition("@")
    name, _, tag = _split_tag(rest)
    domain, _, path = name.partition("/")
    if not path or not _names_registry(domain):
        domain, path = "docker.io", name if "/" in name else f"library/{name}"
    if domain == "index.docker.io":
        domain = "docker.io"
    sound = (
        not _HEX_ID.match(reference)
        and _DOMAIN.match(domain)
        and all(_COMPONENT.match(part) for part in path.split("/"))
        and len(f"{domain}/{path}") <= _NAME_LIMIT
        and (":" not in rest.removeprefix(name) or _TAG.match(tag))
        and (not at or _DIGEST.match(digest))
    )
    if not sound:
        return reference
    suffix = (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    return f"{domain}/{path}{suffix or ':latest'}"


def _split_tag(text: str) -> tuple[str, str, str]:
    """Split off the tag: what follows a colon that no slash comes after."""
    head, slash, last = text.rpartition("/")
    name, colon, tag = last.partition(":")
    return f"{head}{slash}{name}", colon, tag


def _names_registry(first: str) -> bool:
    """Whether the first part of a name is a registry rather than a folder of Docker Hub."""
    return "." in first or ":" in first or first == "localhost" or first.lower() != first
