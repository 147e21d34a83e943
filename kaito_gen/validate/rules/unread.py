"""What a Workspace says and no controller reads, in either release: annotations by their spelling, labels, adapters.

KAITO compares most switches with one exact text, and takes any other as not set, without a word.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.walk import Step, part

ANNOTATIONS: Keys = ("metadata", "annotations")
ENABLE_LB = "kaito.sh/enablelb"
_SELECTOR = ("resource", "labelSelector")
_OWN = "kaito.sh/"
_ON = frozenset({"true", "yes", "on", "1", "enabled"})
_OFF = frozenset({"false", "no", "off", "0", "disabled"})
_PRESETS = (("inference", "preset"), ("tuning", "preset"))


def exact_switches(annotations: Mapping[str, str], switches: Mapping[str, str]) -> Iterator[Step]:
    """Yield each switch whose value means what its one exact text means, but is written otherwise.

    ``switches`` maps an annotation to the only text that counts.
    """
    for key, exact in switches.items():
        value = annotations.get(key)
        if value is None or value == exact:
            continue
        meant = _OFF if exact.lower() in _OFF else _ON
        if value.strip().lower() in meant:
            message = f"{key} is {value!r}, and KAITO looks for {exact!r} alone: it takes this as not set"
            yield "annotation-value-unread", Hit((*ANNOTATIONS, key), message, f'write "{exact}"')


def unknown_keys(annotations: Mapping[str, str], known: tuple[str, ...], release: str) -> Iterator[Step]:
    """Yield each annotation of KAITO's own group that the release never asks for."""
    for key in annotations:
        if key.startswith(_OWN) and key not in known:
            near = get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}?" if near else "remove it"
            yield (
                "annotation-unknown",
                Hit((*ANNOTATIONS, key), f"release {release} has no annotation {key}: it does nothing", hint),
            )


def unread_expressions(subject: Subject) -> Iterator[Step]:
    """Yield that the expressions of a selector are checked and then left out: nodes are chosen by matchLabels alone."""
    selector = part(subject.manifest, *_SELECTOR)
    if selector.get("matchExpressions"):
        message = "expressions pass the webhook, but nodes are chosen by matchLabels alone"
        hint = "write the label under matchLabels: key: value"
        yield "selector-expressions-unread", Hit((*_SELECTOR, "matchExpressions"), message, hint)


def unread_adapters(subject: Subject) -> Iterator[Step]:
    """Yield that a template gets no adapters: they are for presets."""
    serves = part(subject.manifest, "inference")
    if serves.get("template") is not None and serves.get("adapters"):
        message = "adapters are added to presets alone, the pods of a template stay as they are written"
        yield "adapters-unread", Hit(("inference", "adapters"), message, "copy them in the template itself")


def method_in_capitals(subject: Subject) -> Iterator[Step]:
    """Yield that no default config belongs to a method whose name has capitals."""
    tunes = part(subject.manifest, "tuning")
    method = str(tunes.get("method") or "")
    if method != method.lower() and not tunes.get("config"):
        message = f"the webhook takes {method}, but the controller finds no default config for it and makes no job"
        yield "method-in-capitals", Hit(("tuning", "method"), message, f"write {method.lower()}")


def unread_image(subject: Subject, *, read: bool) -> Iterator[Step]:
    """Yield that the image beside a preset is not used; ``read`` says where this release uses it."""
    for keys in _PRESETS:
        preset = part(subject.manifest, *keys)
        if part(preset, "presetOptions").get("image") and not read:
            message = "the preset's own image runs, this one does not"
            yield "preset-image-unread", Hit((*keys, "presetOptions", "image"), message, "remove it")
