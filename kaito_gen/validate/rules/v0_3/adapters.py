"""Adapters of a Workspace of v0.3: counted and compared when it is made, looked into only when it is written again.

So a Workspace with a bad adapter gets in, and from then on every write to it is refused, beginning with the
controller's own, which leaves it without nodes or a word.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.render.v0_3.image_form import in_capitals, malformed
from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.adapters import KEYS, repeated_names, strength_faults, too_many
from kaito_gen.validate.rules.data_source import sources
from kaito_gen.validate.rules.v0_3.workspace import CHANGES, CREATES, WRITES, adapters, refusal
from kaito_gen.validate.rules.walk import Step, once

_LETTER = "[a-zA-Z0-9\u017f\u212a]"
_NAME = re.compile(rf"{_LETTER}(?:[-a-zA-Z0-9\u017f\u212a]*{_LETTER})?\Z")
"""KAITO means a DNS name without dots, but ignores case; Go then takes the long s and the Kelvin sign for letters."""
_LONGEST = 253


@once
def _adapters(subject: Subject) -> Iterator[Step]:
    found = adapters(subject.manifest)
    if subject.creates:
        yield from (("too-many-adapters", hit) for hit in too_many(found))
    else:
        for index, adapter in enumerate(found):
            if adapter.get("source") is not None:
                yield from adapter_steps(adapter, (*KEYS, index))
    yield from (("adapter-names-repeat", hit) for hit in repeated_names(found))


def adapter_steps(adapter: Mapping[str, Any], keys: Keys) -> Iterator[Step]:
    """Yield what is wrong with one adapter that has a source."""
    source = adapter["source"]
    where = (*keys, "source")
    name, image = str(source.get("name") or ""), str(source.get("image") or "")
    found = sources(source)
    if "volumeSource" in found:
        message = "this release copies adapters from images alone, it knows no volumes yet"
        yield "adapter-from-volume", Hit((*where, "volumeSource"), message, "put the files into an image")
    if image and malformed(image):
        yield "adapter-image-malformed", Hit((*where, "image"), malformed(image))
    elif image and in_capitals(image):
        yield "adapter-image-in-capitals", Hit((*where, "image"), in_capitals(image))
    if len(found) != 1:
        said = f"names {' and '.join(found)}" if found else "names none"
        yield "adapter-source-not-one", Hit(where, f"an adapter has one source, and this {said}", "name an image alone")
    if not name:
        yield "adapter-name-missing", Hit(where, "an adapter needs a name", "write source.name")
    elif len(name.encode()) > _LONGEST or not _NAME.match(name):
        message = f"the adapter name {name!r} may hold letters, digits and '-' inside alone"
        yield "adapter-name-malformed", Hit((*where, "name"), message, "write a name such as my-adapter")
    if not image:
        yield "adapter-without-image", Hit(where, f"the adapter {name!r} has no image", "write source.image")
    yield from strength_faults(adapter, keys)


RULES = (
    refusal("too-many-adapters", _adapters, "More than ten adapters are listed.", ("15",), operations=CREATES),
    refusal("adapter-names-repeat", _adapters, "Two adapters have the same name.", ("16", "U14"), operations=WRITES),
    *(
        refusal(rule_id, _adapters, summary, (number,), operations=CHANGES)
        for rule_id, number, summary in (
            ("adapter-from-volume", "U9", "An adapter is to be read from a volume."),
            ("adapter-image-malformed", "U9", "An adapter's image is no full reference."),
            ("adapter-image-in-capitals", "U9", "An adapter's image has capitals in its name."),
            ("adapter-source-not-one", "U9", "An adapter has none or several sources."),
            ("adapter-name-missing", "U10", "An adapter has no name."),
            ("adapter-name-malformed", "U10", "An adapter's name is no DNS name."),
            ("adapter-without-image", "U11", "An adapter has no image."),
            ("adapter-strength-not-a-number", "U12", "An adapter's strength is no number."),
            ("adapter-strength-out-of-range", "U13", "An adapter's strength is not between 0 and 1."),
        )
    ),
)
