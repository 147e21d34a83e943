"""Machines, counts and selectors: what the webhook of v0.3 compares, and what it lets pass unseen."""

from typing import Any

import pytest


def told(value: Any) -> str | None:
    """Return a parameter as a test's name; sets have no order to be named by."""
    return None if isinstance(value, set) else str(value)


FITS = [
    ("Standard_NC12s_v3", "phi-2", 1, set()),
    ("Standard_NC6", "falcon-7b", 1, {"memory-too-small"}),
    ("Standard_NC6", "falcon-7b", 2, set()),
    ("Standard_NC6", "llama-2-7b", 9, {"gpu-too-small"}),
    ("Standard_NV6ads_A10_v5", "falcon-40b", 22, {"memory-too-small"}),
    ("Standard_NV6ads_A10_v5", "falcon-40b", 23, set()),
    ("Standard_NC24ads_A100_v4", "falcon-40b", 1, {"too-few-gpus", "memory-too-small"}),
    ("Standard_NC24ads_A100_v4", "falcon-40b", 2, set()),
    ("Standard_NC24ads_A100_v4", "llama-2-70b", 7, {"too-few-gpus"}),
    ("Standard_NV6", "llama-2-70b", 1, {"too-few-gpus", "gpu-too-small", "memory-too-small"}),
    ("Standard_NC12s_v3", "phi-2", 0, {"too-few-gpus", "memory-too-small"}),
    ("Standard_NC12s_v3", "phi-2", -100, {"too-few-gpus", "memory-too-small"}),
    ("Standard_ND96asr_A100_v4", "llama-2-70b", 0, set()),
    ("Standard_Nonsense", "llama-2-70b", 0, set()),
    ("Standard_D2s_v3", "phi-2", 1, set()),
    ("standard_nc12s_v3", "phi-2", 1, {"instance-type-unknown"}),
    ("Standard_E4", "phi-2", 1, {"instance-type-unknown"}),
    (" Standard_NC12s_v3", "phi-2", 1, {"instance-type-unknown"}),
    ("", "phi-2", 1, {"instance-type-unknown"}),
]


@pytest.mark.parametrize(("machine", "preset", "count", "rules"), FITS, ids=told)
def test_a_preset_is_compared_with_the_machines(refused, serving, machine, preset, count, rules) -> None:
    serving["resource"] |= {"instanceType": machine, "count": count}
    options = {"accessMode": "private", "presetOptions": {"image": "registry.example.com/llama:1"}}
    serving["inference"]["preset"] = {"name": preset} | (options if preset.startswith("llama") else {})
    assert refused(serving) == rules


def test_a_template_is_compared_with_nothing(refused, serving) -> None:
    serving["inference"] = {"template": {"spec": {"containers": [{"name": "model", "image": "a/b:1"}]}}}
    serving["resource"]["count"] = -1
    assert refused(serving) == set()
    serving["resource"]["instanceType"] = "p4d.24xlarge"
    assert refused(serving, cloud="aws") == {"instance-type-unknown"}


def test_on_aws_only_azures_machines_pass_and_tuning_asks_for_none(judged, refused, serving, tuning, settings) -> None:
    assert refused(serving, cloud="aws") == set()
    tuning["resource"]["instanceType"] = "g5.12xlarge"
    assert refused(tuning, settings(), cloud="aws") == set()
    serving["resource"]["instanceType"] = "g5.12xlarge"
    (finding,) = judged(serving, cloud="aws")
    assert "can only tune" in finding.message


@pytest.mark.parametrize("cloud", ["azure", ""])
def test_the_machine_that_was_meant_is_told(judged, serving, cloud) -> None:
    serving["resource"]["instanceType"] = "NC12s_v3"
    (finding,) = judged(serving, cloud=cloud)
    assert "Standard_NC12s_v3" in finding.message


@pytest.mark.parametrize(
    ("expression", "rules"),
    [
        ({"operator": "In", "values": ["a"]}, set()),
        ({"operator": "In", "values": ["a", "b"]}, {"selector-not-labels"}),
        ({"operator": "In", "values": []}, {"selector-not-labels"}),
        ({"operator": "In"}, {"selector-not-labels"}),
        ({"operator": "NotIn", "values": ["a"]}, {"selector-not-labels"}),
        ({"operator": "Exists"}, {"selector-not-labels"}),
        ({"operator": "in", "values": ["a"]}, {"selector-not-labels"}),
    ],
    ids=told,
)
def test_a_selector_must_be_plain_labels(refused, serving, tuning, settings, expression, rules) -> None:
    """Nobody looks at that of a new tuning job; every write to it is then refused."""
    for workspace in (serving, tuning):
        workspace["resource"]["labelSelector"] = {"matchExpressions": [{"key": "apps", **expression}]}
    assert refused(serving) == rules
    assert refused(tuning, settings()) == set()
    assert refused(tuning, settings(), old=tuning) == ({"selector-change-unreadable"} if rules else set())


def test_private_presets_need_private_access_and_every_private_access_an_image(refused, serving) -> None:
    preset = serving["inference"]["preset"]
    preset["accessMode"] = "private"
    assert refused(serving) == {"private-image-missing"}
    preset["presetOptions"] = {"imagePullSecrets": ["pull"]}
    assert refused(serving) == {"private-image-missing"}
    preset |= {"name": "llama-2-7b", "accessMode": "public"}
    assert refused(serving) == {"preset-is-private"}
    preset |= {"accessMode": "private", "presetOptions": {"image": "anything at all"}}
    assert refused(serving) == set()
