"""Image references as container tools complete them: registry, ``library/`` and tag filled in where they are left out.

The grammar is that of github.com/distribution/reference, and so is that a digest beats a tag: the tag beside it is
dropped. A text outside it stays as it is: KAITO passes it on too, and the pod then says what is wrong with it.
"""

import re

_DOMAIN_PART = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DOMAIN = re.compile(rf"(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?\Z")
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*\Z")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z", re.ASCII)
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}\Z|sha384:[a-f0-9]{96}\Z|sha512:[a-f0-9]{128}\Z")
_HEX_ID = re.compile(r"[a-f0-9]{64}\Z")
_NAME_LIMIT = 255
_DOCKER_HUB = "docker.io"


def complete(reference: str) -> str:
    """Return a reference with registry and tag (or digest), such as ``docker.io/library/a:latest`` for ``a``."""
    rest, at, digest = reference.partition("@")
    name, _, tag = _split_tag(rest)
    domain, _, path = name.partition("/")
    if not path or not _names_registry(domain):
        domain, path = _DOCKER_HUB, name
    if domain == f"index.{_DOCKER_HUB}":
        domain = _DOCKER_HUB
    if domain == _DOCKER_HUB and "/" not in path:
        path = f"library/{path}"
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
    return f"{domain}/{path}" + (f"@{digest}" if at else f":{tag or 'latest'}")


def is_reference(text: str) -> bool:
    """Return whether container tools take a text as an image reference; what admission of both releases asks."""
    if _HEX_ID.match(text):
        return False
    rest, at, digest = text.partition("@")
    name, _, tag = _split_tag(rest)
    domain, _, path = name.partition("/")
    if not path or not _names_registry(domain):
        path = name if "/" in name else f"library/{name}"
    elif not _DOMAIN.match(domain):
        path = name  # Nobody's registry, but still a folder's name where it is written like one: my_host.com/x.
    return (
        all(_COMPONENT.match(part) for part in path.split("/"))
        and len(path) <= _NAME_LIMIT
        and (":" not in rest.removeprefix(name) or bool(_TAG.match(tag)))
        and (not at or bool(_DIGEST.match(digest)))
    )


def _split_tag(text: str) -> tuple[str, str, str]:
    """Split off the tag: what follows a colon that no slash comes after."""
    head, slash, last = text.rpartition("/")
    name, colon, tag = last.partition(":")
    return f"{head}{slash}{name}", colon, tag


def _names_registry(first: str) -> bool:
    """Whether the first part of a name is a registry rather than a folder of Docker Hub."""
    return "." in first or ":" in first or first == "localhost" or first.lower() != first
