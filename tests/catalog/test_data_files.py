"""The data files are as a maintainer expects them: sourced, dated, sorted, and without doubles."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kaito_gen.catalog.build import build
from kaito_gen.catalog.entries import read_preset
from kaito_gen.catalog.reading import Fault, Reader
from kaito_gen.data import data_folder, load_catalog
from kaito_gen.documents import parse
from kaito_gen.kinds import RELEASES, V0_3, V0_12
from kaito_gen.units import parse_quantity

PRESETS = data_folder("presets")
FILES = sorted(PRESETS.rglob("*.yaml"))
LISTS = [path for path in FILES if path.parent.name != "configs"]
CONFIGS = [path for path in FILES if path.parent.name == "configs"]


def name_of(path: Path) -> str:
    return str(path.relative_to(PRESETS))


def read(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def named_lists(content: Mapping[str, Any]) -> Iterator[list[str]]:
    """Every mapping whose keys are names that people gave: models, machines, regions, roles."""
    for kind in ("models", "retired", "images"):
        yield list(content.get(kind, {}))
    for clouds in (content.get("machines", {}), content.get("prices", {})):
        for entries in clouds.values():
            yield list(entries)
    for regions in content.get("prices", {}).values():
        for machines in regions.values():
            yield list(machines)


def test_every_kind_of_file_is_there() -> None:
    assert len(LISTS) == 9
    assert len(CONFIGS) == 5


@pytest.mark.parametrize("path", LISTS, ids=name_of)
def test_a_list_says_where_it_was_read_and_when(path: Path) -> None:
    content = read(path)

    assert "http" in content["source"] or "karpenter" in content["source"]
    assert content["as_of"] >= "2026-01-01"


@pytest.mark.parametrize("path", CONFIGS, ids=name_of)
def test_a_config_map_says_where_it_was_read_and_when(path: Path) -> None:
    assert "# Source: charts/" in path.read_text(encoding="utf-8")
    assert read(path)["metadata"]["name"] == path.stem


@pytest.mark.parametrize("path", LISTS, ids=name_of)
def test_names_are_sorted_and_differ_in_more_than_case(path: Path) -> None:
    for names in named_lists(read(path)):
        lower = [name.lower() for name in names]
        assert lower == sorted(set(lower))


@pytest.mark.parametrize("release", RELEASES)
def test_no_two_presets_share_a_spelling(release: str) -> None:
    spellings = [
        spelling.lower() for preset in load_catalog(release).presets() for spelling in (preset.name, *preset.aliases)
    ]

    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("release", RELEASES)
def test_the_exact_reader_of_yaml_makes_the_same_catalog(release: str) -> None:
    folders = (PRESETS / release, PRESETS / release / "configs", PRESETS / "prices")
    paths = [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
    documents = [(str(path), parse(path.read_bytes(), str(path))[0].value) for path in paths]

    assert build(release, documents) == load_catalog(release)


def test_the_example_in_the_documentation_is_a_catalog_file() -> None:
    text = (PRESETS.parent / "docs" / "catalog.md").read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    (document,) = parse(example.encode(), "docs/catalog.md")
    shipped = [(name_of(path), read(path)) for path in sorted((PRESETS / V0_12).glob("*.yaml"))]
    catalog = build(V0_12, [*shipped, ("docs/catalog.md", document.value)])

    assert catalog.preset("legal") is not None
    assert catalog.price("azure", "swedencentral", "Standard_Acme") is not None


@pytest.mark.parametrize("release", RELEASES)
def test_every_entry_carries_its_source_and_date(release: str) -> None:
    catalog = load_catalog(release)
    machines = [machine for cloud in catalog.clouds() for machine in catalog.machines(cloud)]

    assert all("2026-08-21" in entry.source for entry in (*catalog.presets(), *machines))


@pytest.mark.parametrize("release", RELEASES)
def test_images_leave_open_only_what_an_installation_or_a_preset_decides(release: str) -> None:
    for role in load_catalog(release).images:
        reference = load_catalog(release).image(role, registry="registry.example.com", preset="phi", tag="1")
        assert "{" not in reference
        assert reference.strip() == reference != ""


@pytest.mark.parametrize(
    ("release", "presets", "aliases", "machines"),
    [(V0_3, 17, 0, {"aws": 57, "azure": 42}), (V0_12, 60, 25, {"arc": 8, "aws": 35, "azure": 14})],
    ids=[V0_3, V0_12],
)
def test_the_whole_catalog_of_a_release_is_there(
    release: str, presets: int, aliases: int, machines: dict[str, int]
) -> None:
    catalog = load_catalog(release)

    assert len(catalog.presets()) == presets
    assert sum(len(preset.aliases) for preset in catalog.presets()) == aliases
    assert {cloud: len(catalog.machines(cloud)) for cloud in catalog.clouds()} == machines


def test_prices_are_there_for_every_azure_region_and_for_aws_us_east_1() -> None:
    catalog = load_catalog(V0_12)

    assert len(catalog.regions("azure")) == 49
    assert catalog.regions("aws") == ("us-east-1",)


def test_an_unknown_field_of_a_shipped_entry_would_be_noticed() -> None:
    """The reader that the other tests rely on is strict: a misspelt field is a fault, not silence."""
    faults: list[Fault] = []
    content = {"model": {"weights": "1Gi", "layers": 1, "heads": 1, "kv_heads": 1, "hidden_size": 1}, "licence": "mit"}

    read_preset(Reader(content, ("models", "a/b"), faults), "here")

    assert [(fault.message, fault.hint) for fault in faults] == [
        ("models.a/b.licence is unknown", "did you mean license?")
    ]


def test_v0_3_s_falcon_40b_really_asks_for_a_disk_without_a_unit() -> None:
    preset = load_catalog(V0_3).preset("falcon-40b")

    assert preset is not None
    assert preset.requirement is not None
    assert parse_quantity(preset.requirement.disk) == 400
