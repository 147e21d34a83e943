"""Images whose content changes under the same reference: what runs is then no longer what was reviewed.

The images that a release writes itself are left out: a rendered workload carries them as KAITO does.
"""

from collections.abc import Iterator

from kaito_gen.validate.finding import PRACTICE, Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.pods import WITH_PODS, containers, items, pod_spec, workspace_part
from kaito_gen.validate.rules.trouble import trouble
from kaito_gen.validate.rules.walk import Step, once, part


@once
def _images(subject: Subject) -> Iterator[Step]:
    for keys, image in _named(subject):
        why = floats(image)
        if why and image not in subject.catalog.images.values():
            message = f"{image} {why}: the same file then runs another image from one day to the next"
            yield "image-floating", Hit(keys, message, "write the tag of a release, or a digest")


def _named(subject: Subject) -> Iterator[tuple[Keys, str]]:
    keys, spec = pod_spec(subject)
    for where, container in containers(keys, spec) if spec else ():
        yield (*where, "image"), str(container.get("image") or "")
    if subject.kind not in ("Workspace", "InferenceSet"):
        return
    keys, serves = workspace_part(subject, "inference")
    for index, adapter in enumerate(items(serves, "adapters") if serves.get("adapters") else ()):
        yield (*keys, "adapters", index, "source", "image"), str(part(adapter, "source").get("image") or "")
    options = part(serves, "preset", "presetOptions")
    if options:
        yield (*keys, "preset", "presetOptions", "image"), str(options.get("image") or "")
    tunes = subject.manifest.get("tuning")
    for side in ("input", "output") if tunes else ():
        yield ("tuning", side, "image"), str(part(tunes, side).get("image") or "")


def floats(image: str) -> str:
    """Return why an image reference floats; empty for one with a digest, a tag other than latest, or a placeholder."""
    if not image or any(mark in image for mark in "@$<"):
        return ""
    tag = image.rpartition("/")[2].partition(":")[2]
    return "has no tag" if not tag else "has the tag latest" if tag == "latest" else ""


RULES = (trouble("image-floating", _images, WITH_PODS, "An image is named by a tag that moves.", stage=PRACTICE),)
