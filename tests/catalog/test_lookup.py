"""Names are found as each release finds them, and a wrong one is answered with what may have been meant."""

import pytest

from kaito_gen.catalog.preset import Retired
from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_3, V0_12


@pytest.mark.parametrize(
    ("release", "name", "found"),
    [
        (V0_12, "phi-4", "microsoft/phi-4"),
        (V0_12, "PHI-4", "microsoft/phi-4"),
        (V0_12, "microsoft/phi-3-MINI-4k-instruct", "microsoft/Phi-3-mini-4k-instruct"),
        (V0_12, "gemma-3-4b-instruct", "google/gemma-3-4b-it"),
        (V0_12, "mistral-7b", "mistralai/Mistral-7B-v0.3"),
        (V0_12, "gemma-3-4b-it", None),
        (V0_12, "falcon-7b", None),
        (V0_12, "tiiuae/falcon-7b", None),
        (V0_12, "phi-2", None),
        (V0_12, "", None),
        (V0_3, "phi-2", "phi-2"),
        (V0_3, "Phi-2", None),
        (V0_3, "phi-4", None),
    ],
)
def test_a_preset_is_found_as_the_release_finds_it(release: str, name: str, found: str | None) -> None:
    preset = load_catalog(release).preset(name)

    assert (preset and preset.name) == found


@pytest.mark.parametrize(
    ("release", "cloud", "name", "found"),
    [
        (V0_12, "azure", "standard_nc24ads_a100_v4", "Standard_NC24ads_A100_v4"),
        (V0_12, "azure", "Standard_NC6s_v3", None),
        (V0_12, "aws", "P5.48xlarge", "p5.48xlarge"),
        (V0_12, "arc", "Standard_NC4_A2", "Standard_NC4_A2"),
        (V0_12, "aws", "Standard_NC4_A2", None),
        (V0_12, "", "p5.48xlarge", None),
        (V0_3, "azure", "Standard_NC6s_v3", "Standard_NC6s_v3"),
        (V0_3, "azure", "standard_nc6s_v3", None),
    ],
)
def test_a_machine_is_found_as_the_release_finds_it(release: str, cloud: str, name: str, found: str | None) -> None:
    machine = load_catalog(release).machine(cloud, name)

    assert (machine and machine.name) == found


def test_a_price_is_found_whatever_the_case_of_region_and_machine() -> None:
    catalog = load_catalog(V0_12)
    price = catalog.price("azure", "SwedenCentral", "standard_nc24ads_a100_v4")

    assert price == catalog.price("azure", "swedencentral", "Standard_NC24ads_A100_v4")
    assert price is not None
    assert (price.usd_per_hour, price.as_of.isoformat()) == (4.775, "2026-06-18")
    assert catalog.price("azure", "", "Standard_NC24ads_A100_v4") is None
    assert catalog.price("azure", "swedencentral", "Standard_NCC40ads_H100_v5") is None


def test_what_became_of_a_name_that_an_earlier_release_served() -> None:
    catalog = load_catalog(V0_12)

    assert catalog.retired("Phi-2") == Retired("phi-2", deprecated=True, successor="microsoft/phi-2")
    assert catalog.retired("falcon-7b") == Retired("falcon-7b", successor="tiiuae/falcon-7b")
    assert catalog.retired("phi-4") is None
    assert load_catalog(V0_3).retired("phi-2") is None


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("phi-4-mini", "phi-4-mini-instruct"),
        ("lama-3.1-8b-instruct", "llama-3.1-8b-instruct"),
        ("microsoft/phi4", "microsoft/phi-4"),
        ("QWEN/qwen3.5-9", "Qwen/Qwen3.5-9B"),
        ("gemma-3-4b-it", "google/gemma-3-4b-it"),
        ("kimi", "moonshotai/Kimi-K2.5"),
    ],
)
def test_the_closest_preset_is_suggested(name: str, first: str) -> None:
    assert load_catalog(V0_12).suggest(name)[0] == first


def test_suggestions_are_three_at_most_and_none_for_what_resembles_nothing() -> None:
    assert load_catalog(V0_12).suggest("phi-3") == [
        "phi-3.5-mini-instruct",
        "phi-3-mini-4k-instruct",
        "phi-3-medium-4k-instruct",
    ]
    assert load_catalog(V0_12).suggest("zzz") == []


def test_machines_are_suggested_from_their_own_cloud() -> None:
    catalog = load_catalog(V0_12)

    assert catalog.suggest("Standard_NC24ads_A100", cloud="azure")[0] == "Standard_NC24ads_A100_v4"
    assert catalog.suggest("g5.2xlarge ", cloud="aws")[0] == "g5.2xlarge"
    assert catalog.suggest("Standard_NC24ads_A100_v4", cloud="aws") == []


def test_a_role_without_an_image_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_catalog(V0_3).image("pause")


def test_the_image_of_a_preset_has_registry_name_and_tag() -> None:
    reference = load_catalog(V0_3).image("preset", registry="mcr.microsoft.com/aks/kaito", preset="phi-2", tag="0.0.5")

    assert reference == "mcr.microsoft.com/aks/kaito/kaito-phi-2:0.0.5"


def test_a_preset_that_is_added_is_found_and_the_catalog_before_is_as_it_was() -> None:
    before = load_catalog(V0_12)
    phi = before.preset("phi-4")
    assert phi is not None
    after = before.with_preset(phi.replace(name="Acme/Phi", aliases=("acme",)))

    assert before.preset("acme/phi") is None
    assert after.preset("acme/phi") is after.preset("ACME") is not None
    assert len(after.presets()) == len(before.presets()) + 1
    assert [preset.name.lower() for preset in after.presets()] == sorted(p.name.lower() for p in after.presets())


def test_v0_3_knows_some_machines_for_admission_and_some_for_requests_only() -> None:
    catalog = load_catalog(V0_3)
    nowhere, admitted = catalog.machine("azure", "Standard_ND96asr_A100_v4"), catalog.machine("azure", "Standard_NC12")

    assert nowhere is not None
    assert (nowhere.admitted, nowhere.requested_gpus) == (False, 8)
    assert admitted is not None
    assert (admitted.admitted, admitted.requested_gpus) == (True, None)
    assert not any(machine.admitted for machine in catalog.machines("aws"))
