"""Whether names and labels of generated objects are ones that the API server takes.

KAITO puts the Workspace's name into label values and derives other names from it; nothing at admission checks what
becomes of them, so a long name buys a node and then fails at an object that the API server refuses.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?\Z", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?\Z", re.ASCII)
_SUBDOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\Z", re.ASCII)
_CONTAINER_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\Z", re.ASCII)
_SERVICE_NAME = re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?\Z", re.ASCII)
LIMIT = 63
"""Characters of a label value, of the name part of a label key, and of a Service's name."""


def refused_label(labels: Mapping[str, str]) -> str:
    """Return the first ``key=value`` that is not a legal label, or an empty text."""
    for key, value in labels.items():
        if not is_label_key(key) or not is_label_value(value):
            return f"{key}={value}"
    return ""


@lru_cache(maxsize=1024)  # keys are few, and come again with every object
def is_label_key(key: str) -> bool:
    """Return whether a label, an annotation in lower case or a finalizer may have this name: ``prefix/name``."""
    prefix, slash, name = key.rpartition("/")
    return len(name) <= LIMIT and bool(_NAME.match(name)) and (not slash or is_subdomain(prefix))


def is_label_value(value: str) -> bool:
    """Return whether a label may have this value."""
    return len(value) <= LIMIT and bool(_VALUE.match(value))


def is_subdomain(name: str) -> bool:
    """Return whether an object may have this name: a DNS subdomain."""
    return len(name) <= 253 and bool(_SUBDOMAIN.match(name))


def is_container_name(name: str) -> bool:
    """Return whether a container may have this name: a DNS label."""
    return len(name) <= LIMIT and bool(_CONTAINER_NAME.match(name))


def is_service_name(name: str) -> bool:
    """Return whether a Service may have this name: a DNS label that begins with a letter."""
    return len(name) <= LIMIT and bool(_SERVICE_NAME.match(name))
