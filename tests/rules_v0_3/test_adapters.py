"""Adapters: hardly looked at when a Workspace is made, and strictly whenever it is written."""

from typing import Any

import pytest


def told(value: Any) -> str | None:
    """Return a parameter as a test's name; sets have no order to be named by."""
    return None if isinstance(value, set) else str(value)


NAMES = [
    ("style", True),
    ("Style-1", True),
    ("a" * 253, True),
    ("a" * 254, False),
    ("my.style", False),
    ("-style", False),
    ("style-", False),
    ("st_yle", False),
    ("style\n", False),
    ("\u017ftyle", True),
    ("\u212aey", True),
    ("\u0131", False),
]
"""Go ignores case with two letters beyond ASCII; Python's own way to ignore it takes two more."""
IMAGES = [
    ("registry.example.com/adapters/style:1", ""),
    ("registry.example.com:5000/style:1", ""),
    ("UPPER.example.com/FOLDER/style:V1", ""),
    ("a/b:c", ""),
    (" /x:y", ""),
    ("style:1", "malformed"),
    ("registry.example.com/style", "malformed"),
    ("registry.example.com/style:", "malformed"),
    ("registry.example.com/style:1:2", "malformed"),
    ("registry.example.com/style@sha256:" + "0" * 64, ""),
    ("registry.example.com/style:1@sha256:" + "0" * 64, "malformed"),
    ("a\nb/style:1", "malformed"),
    ("<YOUR_IMAGE>", "malformed"),
    ("registry.example.com/ADAPTER_HERE:0.0.1", "in-capitals"),
    ("registry.example.com/style-\u00c9:1", "in-capitals"),
]
STRENGTHS = [
    ("0", set()),
    ("1.0", set()),
    ("0x1p-2", set()),
    ("NaN", set()),
    ("-0", set()),
    ("1.01", {"adapter-strength-out-of-range"}),
    ("-0.1", {"adapter-strength-out-of-range"}),
    ("Inf", {"adapter-strength-out-of-range"}),
    ("", {"adapter-strength-not-a-number"}),
    ("half", {"adapter-strength-not-a-number"}),
    ("1 ", {"adapter-strength-not-a-number"}),
    ("\u00bd", {"adapter-strength-not-a-number"}),
    ("1e400", {"adapter-strength-not-a-number", "adapter-strength-out-of-range"}),
]


def test_nothing_of_an_adapter_is_looked_at_when_it_is_made(refused, serving) -> None:
    source = {"name": "my.style", "image": "X", "volumeSource": {}, "urls": ["?"]}
    serving["inference"]["adapters"] = [{"source": source, "strength": "much"}, {"source": {}}]
    assert refused(serving) == set()


@pytest.mark.parametrize(("name", "right"), NAMES)
def test_names_are_dns_labels_in_any_case(refused, serving, adapter, name, right) -> None:
    serving["inference"]["adapters"] = [adapter(name=name)]
    assert refused(serving, old=serving) == (set() if right else {"adapter-name-malformed"})


@pytest.mark.parametrize(("image", "fault"), IMAGES)
def test_images_are_full_references_in_small_letters(refused, serving, adapter, image, fault) -> None:
    serving["inference"]["adapters"] = [adapter(image=image)]
    assert refused(serving, old=serving) == ({f"adapter-image-{fault}"} if fault else set())


@pytest.mark.parametrize(("text", "rules"), STRENGTHS)
def test_strengths_are_numbers_from_0_to_1(refused, serving, adapter, text, rules) -> None:
    serving["inference"]["adapters"] = [adapter(strength=text)]
    assert refused(serving, old=serving) == rules


@pytest.mark.parametrize(
    ("source", "rules"),
    [
        ({"urls": ["https://example.com/a"]}, {"adapter-source-not-one"}),
        ({"urls": []}, set()),
        ({"volumeSource": {}}, {"adapter-from-volume", "adapter-source-not-one"}),
        ({"image": None}, {"adapter-without-image", "adapter-source-not-one"}),
        ({"image": None, "urls": ["https://example.com/a"]}, {"adapter-without-image"}),
        ({"image": None, "volumeSource": {}}, {"adapter-without-image", "adapter-from-volume"}),
        ({"name": None}, {"adapter-name-missing"}),
    ],
    ids=told,
)
def test_adapters_come_from_one_image(refused, serving, adapter, source, rules) -> None:
    serving["inference"]["adapters"] = [adapter(**source)]
    assert refused(serving, old=serving) == rules


def test_ten_adapters_are_the_limit_of_a_new_workspace_alone(refused, serving, adapter) -> None:
    serving["inference"]["adapters"] = [adapter(name=f"style-{number}") for number in range(11)]
    assert refused(serving) == {"too-many-adapters"}
    assert refused(serving, old=serving) == set()


def test_names_are_compared_to_the_letter_and_none_is_a_name(judged, refused, serving, adapter) -> None:
    serving["inference"]["adapters"] = [adapter(name="a"), adapter(name="A")]
    assert refused(serving) == set()
    serving["inference"]["adapters"] = [adapter(name="a"), adapter(name=None), adapter(name=None), adapter(name="a")]
    assert [finding.keys[2] for finding in judged(serving)] == [2, 3]
    assert refused(serving, old=serving) == {"adapter-names-repeat", "adapter-name-missing"}


def test_a_bad_adapter_refuses_the_controllers_own_writes(judged, serving, adapter) -> None:
    """The first of them sets an annotation; it changes nothing of the adapter."""
    serving["inference"]["adapters"] = [adapter(image="registry.example.com/ADAPTER_HERE:0.0.1")]
    written = serving | {"metadata": {"name": "chat", "annotations": {"workspace.kaito.io/revision": "1"}}}
    (finding,) = judged(written, old=serving)
    assert finding.rule == "adapter-image-in-capitals"
