"""A data source: one of URLs, an image and a volume (both releases)."""

from collections.abc import Mapping
from typing import Any


def sources(source: Mapping[str, Any]) -> list[str]:
    """Return which of its ways a data source names; an empty volume counts, an empty list or text does not."""
    found = [field for field in ("urls", "image") if source.get(field)]
    return [*found, "volumeSource"] if source.get("volumeSource") is not None else found
