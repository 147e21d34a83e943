"""Presets of v0.3 whose image users bring: access has to be private, and the image named."""

from collections.abc import Iterator

from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.v0_3.workspace import refusal
from kaito_gen.validate.rules.walk import Step, once, part

_KEYS = ("inference", "preset")


@once
def _access(subject: Subject) -> Iterator[Step]:
    asked = part(subject.manifest, *_KEYS)
    preset = subject.catalog.preset(asked.get("name") or "")
    private = asked.get("accessMode") == "private"
    if preset is not None and preset.private and not private:
        message = f"KAITO publishes no image of {preset.name}: users bring their own"
        hint = "write accessMode: private, and the image under presetOptions"
        yield "preset-is-private", Hit((*_KEYS, "accessMode"), message, hint)
    if private and not part(asked, "presetOptions").get("image"):
        message = "private access needs the image that users bring"
        hint = "write presetOptions: {image: registry/repository:tag}"
        yield "private-image-missing", Hit((*_KEYS, "presetOptions"), message, hint)


RULES = (
    refusal("preset-is-private", _access, "The preset has no public image.", ("13",)),
    refusal("private-image-missing", _access, "Private access is asked for without an image.", ("14",)),
)
