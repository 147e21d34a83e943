"""Adapters in a write to a Workspace that exists: only now does KAITO look into each of them.

So a Workspace with a bad adapter gets in, and from then on every write to it is refused, beginning with the
controller's own. The same mistakes at creation are findings of another stage.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.kinds import V0_12
from kaito_gen.render.image_reference import is_reference
from kaito_gen.render.labels import is_subdomain
from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.adapters import KEYS, strength_faults
from kaito_gen.validate.rules.data_source import sources
from kaito_gen.validate.rules.data_url import UrlFault, refused_url
from kaito_gen.validate.rules.v0_12.workspace import refusal
from kaito_gen.validate.rules.v0_12.workspace_changes import CHANGES
from kaito_gen.validate.rules.walk import Step, once, part

_PLACES: Places = {V0_12: ("Workspace/v1beta1", "Workspace/v1alpha1")}
_URL_NUMBERS = {
    UrlFault.NO_HOST: "68",
    UrlFault.SCHEME: "69",
    UrlFault.LOCAL_NAME: "70",
    UrlFault.LOCAL_ADDRESS: "71",
}
_STRENGTH_NUMBERS = {"adapter-strength-not-a-number": "91", "adapter-strength-out-of-range": "92"}


@once
def _items(subject: Subject) -> Iterator[Step]:
    if subject.old is None or subject.old.get("inference") is None:
        return
    for index, adapter in enumerate(part(subject.manifest, "inference").get("adapters") or ()):
        if adapter.get("source") is None:
            return
        yield from adapter_steps(adapter, (*KEYS, index), inspects_urls=subject.api_version.endswith("/v1beta1"))


def adapter_steps(adapter: Mapping[str, Any], keys: Keys, *, inspects_urls: bool) -> Iterator[Step]:
    """Yield what is wrong with one adapter that has a source."""
    source = adapter["source"]
    where = (*keys, "source")
    name = str(source.get("name") or "")
    found = sources(source)
    if len(found) != 1:
        said = f"names {' and '.join(found)}" if found else "names none"
        yield "86", Hit(where, f"an adapter has one source of image and volumeSource, and this {said}", "keep one")
    if not name:
        yield "87", Hit(where, "an adapter needs a name", "write source.name")
    elif not is_subdomain(name):
        message = f"the adapter name {name!r} is no DNS name: a-z, 0-9, - and . inside"
        yield "88", Hit((*where, "name"), message)
    if "image" not in found and "volumeSource" not in found:
        yield "89", Hit(where, f"the adapter {name!r} has neither image nor volumeSource", "add one of them")
    if "urls" in found:
        yield (
            "90",
            Hit((*where, "urls"), "adapters cannot be read from URLs", "put the files into an image or a volume"),
        )
    if source.get("image") and not is_reference(source["image"]):
        yield (
            "67",
            Hit((*where, "image"), f"{source['image']!r} is no image reference", "write registry/folder/name:tag"),
        )
    for number, url in enumerate(source.get("urls") or () if inspects_urls else ()):
        fault = refused_url(url)
        if fault is not None:
            yield _URL_NUMBERS[fault], Hit((*where, "urls", number), f"{url!r} {fault.value}")
    yield from ((_STRENGTH_NUMBERS[rule_id], hit) for rule_id, hit in strength_faults(adapter, keys))


RULES = tuple(
    refusal(rule_id, number, _items, summary, operations=CHANGES, places=_PLACES)
    for rule_id, number, summary in (
        ("adapter-source-not-one", "86", "An adapter has none or several sources."),
        ("adapter-name-missing", "87", "An adapter has no name."),
        ("adapter-name-malformed", "88", "An adapter's name is no DNS name."),
        ("adapter-without-files", "89", "An adapter has neither image nor volume."),
        ("adapter-from-urls", "90", "An adapter is to be read from URLs."),
        ("adapter-image-malformed", "67", "An adapter's image is no image reference."),
        ("adapter-url-malformed", "68", "A URL of an adapter has no scheme or host."),
        ("adapter-url-scheme", "69", "A URL of an adapter is neither http nor https."),
        ("adapter-url-local-name", "70", "A URL of an adapter names the machine itself."),
        ("adapter-url-local-address", "71", "A URL of an adapter is a private address."),
        ("adapter-strength-not-a-number", "91", "An adapter's strength is no number."),
        ("adapter-strength-out-of-range", "92", "An adapter's strength is not between 0 and 1."),
    )
)
