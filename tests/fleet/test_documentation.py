"""docs/fleet.md says nothing that the program does not do, and leaves no field of a service out."""

import re
from pathlib import Path
from typing import Any

import pytest

from kaito_gen.fleet.engines import Mirror, MultiRole, Rag
from kaito_gen.fleet.fleet import LISTS, Content
from kaito_gen.fleet.service import Service
from kaito_gen.fleet.shape import fields_of
from kaito_gen.fleet.tuning import Tuning

TEXT = (Path(__file__).parents[2] / "docs/fleet.md").read_text()
EXAMPLES = dict(re.findall(r"```yaml (\w+)\n(.*?)```", TEXT, re.DOTALL))


def test_its_examples_compile(fleets: Any) -> None:
    files = {"fleet.yaml": EXAMPLES["fleet"], "prod.yaml": EXAMPLES["overlay"]}
    base = fleets.compile_loaded(fleets.load_files(files))
    prod = fleets.compile_loaded(fleets.load_files(files, overlay="prod.yaml"))
    assert [root["kind"] for root in base.roots] == ["Workspace"]
    assert [root["kind"] for root in prod.roots] == ["InferenceSet"]


@pytest.mark.parametrize("kind", [Content, Service])
def test_it_names_every_field(kind: type) -> None:
    words = set(re.findall(r"`([A-Za-z]+)", TEXT))
    assert set(fields_of(kind)) - words == set()


def test_it_names_every_list() -> None:
    assert all(f"| `{name}` |" in TEXT for name in LISTS)


def test_the_fields_that_it_names_for_a_list_exist() -> None:
    kinds = {"services": Service, "tuning": Tuning, "rag": Rag, "multiRole": MultiRole, "mirrors": Mirror}
    for name, kind in kinds.items():
        (row,) = re.findall(rf"^\| `{name}` \|.*\|([^|]*)\|$", TEXT, re.MULTILINE)
        assert set(re.findall(r"`(\w+)`", row)) <= set(fields_of(kind))
