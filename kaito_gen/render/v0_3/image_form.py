"""References of images as v0.3's webhook wants them: a registry or a folder, a name in lower case, a tag.

It looks at nothing else, so that a folder in capitals passes, and a digest passes in the place of a tag but not behind
one. Source: KAITO v0.3.1, api/v1alpha1 validation, measured in kaito-v0.3-verdicts.jsonl (2026-08).
"""

import re

_IMAGE = re.compile(r"(.+/[^:/]+):[^:/]+\Z")


def malformed(image: str) -> str:
    """Return why an image is not taken for a full reference; empty when it is."""
    return "" if _IMAGE.match(image) else f"image {image!r} must be written as registry/repository:tag"


def in_capitals(image: str) -> str:
    """Return why the name of a full reference is refused; empty when it is not."""
    name = image.rpartition("/")[2].partition(":")[0]
    return "" if name == name.lower() else f"repository {name!r} of image {image!r} must be in lower case"
