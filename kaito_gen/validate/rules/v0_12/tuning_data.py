"""Where a tuning job reads its data and where it puts its result."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kaito_gen.render.image_reference import is_reference
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.data_source import sources
from kaito_gen.validate.rules.data_url import UrlFault, refused_url
from kaito_gen.validate.rules.v0_12.workspace import WRITES, refusal, tuning
from kaito_gen.validate.rules.walk import Step, once, part

_NUMBERS = {
    UrlFault.NO_HOST: "68",
    UrlFault.SCHEME: "69",
    UrlFault.LOCAL_NAME: "70",
    UrlFault.LOCAL_ADDRESS: "71",
}
_INPUT, _OUTPUT = ("tuning", "input"), ("tuning", "output")


@once
def _data(subject: Subject) -> Iterator[Step]:
    if tuning(subject) is None:
        return
    source, target = part(subject.manifest, *_INPUT), part(subject.manifest, *_OUTPUT)
    if subject.creates:
        yield from _one_source(source)
        yield from _urls(source.get("urls") or ())
        yield from _one_target(target)
    for number, keys, image in (("67", _INPUT, source.get("image")), ("73", _OUTPUT, target.get("image"))):
        if image and not is_reference(image):
            message = f"{image!r} is no image reference"
            hint = "write it in lower case: registry/folder/name:tag" if is_reference(image.lower()) else ""
            yield number, Hit((*keys, "image"), message, hint or "write registry/folder/name:tag")


def _one_source(source: Mapping[str, Any]) -> Iterator[Step]:
    found = sources(source)
    if len(found) != 1:
        said = f"names {' and '.join(found)}" if found else "names none"
        message = f"the data of a tuning job has one source of urls, image and volumeSource, and this {said}"
        yield "66", Hit(_INPUT, message, "keep one" if found else "add one")


def _urls(urls: Iterable[str]) -> Iterator[Step]:
    for index, url in enumerate(urls):
        fault = refused_url(url)
        if fault is not None:
            yield _NUMBERS[fault], Hit((*_INPUT, "urls", index), f"{url!r} {fault.value}")


def _one_target(target: Mapping[str, Any]) -> Iterator[Step]:
    found = sources({name: value for name, value in target.items() if name != "urls"})
    if len(found) != 1:
        said = "names both" if found else "names none"
        message = f"the result of a tuning job goes to one of image and volumeSource, and this {said}"
        yield "72", Hit(_OUTPUT, message, "keep one" if found else "add one")
    if target.get("image") and not target.get("imagePushSecret"):
        message = "an image can only be pushed with a secret"
        yield "74", Hit(_OUTPUT, message, "name a docker-registry Secret in imagePushSecret")


RULES = (
    refusal("tuning-input-not-one", "66", _data, "The data of a tuning job has none or several sources."),
    refusal("input-image-malformed", "67", _data, "The image of the data is no image reference.", operations=WRITES),
    refusal("input-url-malformed", "68", _data, "A URL of the data has no scheme or host."),
    refusal("input-url-scheme", "69", _data, "A URL of the data is neither http nor https."),
    refusal("input-url-local-name", "70", _data, "A URL of the data names the machine itself."),
    refusal("input-url-local-address", "71", _data, "A URL of the data is a private address."),
    refusal("tuning-output-not-one", "72", _data, "The result of a tuning job has none or several places."),
    refusal("output-image-malformed", "73", _data, "The image of the result is no image reference.", operations=WRITES),
    refusal("push-secret-missing", "74", _data, "The result is pushed without a secret."),
)
