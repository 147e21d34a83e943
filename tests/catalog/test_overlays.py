"""Users add and replace entries with files of their own, and learn every mistake in them with its place."""

from datetime import date
from pathlib import Path

import pytest

from kaito_gen.catalog.build import build
from kaito_gen.data import load_catalog
from kaito_gen.errors import InvalidInput, KaitoGenError, Where
from kaito_gen.kinds import V0_3, V0_12

OWN = """\
source: measured in our cluster
as_of: "2026-08-01"
models:
  acme/Granite-Legal-8B:
    aliases: [legal]
    license: proprietary
    model: {weights: 16.4Gi, architectures: [GraniteForCausalLM], token_limit: 131072,
            hidden_size: 4096, layers: 40, heads: 32, kv_heads: 8}
machines:
  azure:
    Standard_NC24ads_A100_v4: {gpus: 1, memory_gib: 80, gpu_model: NVIDIA A100, source: a bigger disk of ours}
    Standard_Acme: {gpus: 2, memory_gib: 192}
prices:
  azure:
    swedencentral: {Standard_NC24ads_A100_v4: 2.5}
"""
MODEL = "model: {weights: 1Gi, hidden_size: 1, layers: 1, heads: 1, kv_heads: 1}"
WRONG_TYPES = """\
models:
  a/B:
    model:
      weights: 1Gx
      hidden_size: 1.5
      layers: true
      heads: -1
      kv_heads: '8'
"""


def write(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(path: Path, release: str = V0_12) -> list[tuple[int, int, str, str]]:
    with pytest.raises(InvalidInput) as caught:
        load_catalog(release, [path])
    assert all(problem.where and problem.where.path == str(path) for problem in caught.value.problems)
    return [
        (problem.where.line, problem.where.column, problem.message, problem.hint)
        for problem in caught.value.problems
        if problem.where
    ]


def test_entries_are_added_and_replaced(tmp_path: Path) -> None:
    catalog = load_catalog(V0_12, [write(tmp_path, OWN)])
    legal = catalog.preset("LEGAL")
    replaced = catalog.machine("azure", "Standard_NC24ads_A100_v4")
    price = catalog.price("azure", "swedencentral", "Standard_NC24ads_A100_v4")

    assert legal is not None
    assert (legal.name, legal.source) == ("acme/Granite-Legal-8B", "measured in our cluster, 2026-08-01")
    assert len(catalog.presets()) == 61
    assert replaced is not None
    assert (replaced.nvme, replaced.source) == (False, "a bigger disk of ours")
    assert len(catalog.machines("azure")) == 15
    assert price is not None
    assert (price.usd_per_hour, price.as_of) == (2.5, date(2026, 8, 1))


def test_the_rules_of_the_release_say_how_to_serve_a_model_that_does_not(tmp_path: Path) -> None:
    legal = load_catalog(V0_12, [write(tmp_path, OWN)]).preset("legal")

    assert legal is not None
    assert legal.vllm is not None
    assert (legal.vllm.tool_call_parser, legal.vllm.reasoning_parser) == ("granite", "granite")


def test_the_catalog_that_ships_is_as_before(tmp_path: Path) -> None:
    load_catalog(V0_12, [write(tmp_path, OWN)])

    assert load_catalog(V0_12).preset("legal") is None


def test_the_later_file_wins(tmp_path: Path) -> None:
    cheaper = 'as_of: "2026-08-02"\nprices: {azure: {swedencentral: {Standard_NC24ads_A100_v4: 2}}}\n'
    catalog = load_catalog(V0_12, [write(tmp_path, OWN), write(tmp_path, cheaper, "later.yaml")])
    price = catalog.price("azure", "swedencentral", "Standard_NC24ads_A100_v4")

    assert price is not None
    assert price.usd_per_hour == 2.0


def test_an_alias_that_a_replacement_drops_is_gone(tmp_path: Path) -> None:
    text = """\
models:
  microsoft/Phi-4:
    model: {weights: 1Gi, hidden_size: 1, layers: 1, heads: 1, kv_heads: 1}
  acme/Own:
    aliases: [phi-4]
    model: {weights: 2Gi, hidden_size: 1, layers: 1, heads: 1, kv_heads: 1}
"""
    catalog = load_catalog(V0_12, [write(tmp_path, text)])
    own = catalog.preset("phi-4")

    assert own is not None
    assert own.name == "acme/Own"


def test_a_file_for_one_release_leaves_the_other_alone(tmp_path: Path) -> None:
    path = write(tmp_path, f"release: {V0_12}\n{OWN}")

    assert load_catalog(V0_12, [path]).preset("legal") is not None
    assert load_catalog(V0_3, [path]).presets() == load_catalog(V0_3).presets()


def test_a_retired_name_comes_back_when_a_user_says_what_it_is(tmp_path: Path) -> None:
    catalog = load_catalog(V0_12, [write(tmp_path, OWN.replace("legal]", "phi-2]"))])

    assert catalog.retired("phi-2") is None
    assert catalog.preset("phi-2") is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"models:\n  a/B:\n    alias: [b]\n    {MODEL}\n",
            [(3, 5, "models.a/B.alias is unknown", "did you mean aliases?")],
        ),
        (
            "models:\n  a/B: {}\n",
            [(2, 3, f"models.a/B lacks model, which release {V0_12} needs", "see docs/catalog.md")],
        ),
        ("models:\n  a/B: 7\n", [(2, 3, "models.a/B must be a mapping, not 7", "")]),
        ("models: []\n", [(1, 1, "models must be a mapping, not []", "")]),
        (
            WRONG_TYPES,
            [
                (4, 7, "'1Gx' is not a quantity, such as 80Gi or 500m", ""),
                (5, 7, "models.a/B.model.hidden_size must be a whole number, not 1.5", ""),
                (6, 7, "models.a/B.model.layers must be a whole number, not True", ""),
                (7, 7, "models.a/B.model.heads must not be negative", ""),
                (8, 7, "models.a/B.model.kv_heads must be a whole number, not '8'", ""),
            ],
        ),
        (
            "models:\n  a/B:\n    model: {hidden_size: 1, layers: 1, heads: 1}\n",
            [
                (3, 5, "models.a/B.model lacks weights", ""),
                (3, 5, "models.a/B.model lacks kv_heads", ""),
            ],
        ),
        (
            f"models:\n  a/B:\n    {MODEL}\n    aliases: [phi-4, 4]\n    vllm: {{flags: {{port: 1}}, kv_offload: 0}}\n",
            [
                (4, 5, "models.a/B.aliases must hold text only, not 4", ""),
                (5, 12, "models.a/B.vllm.flags.port must be text: put it in quotes", ""),
                (5, 30, "models.a/B.vllm.kv_offload must be true or false, not 0", ""),
                (4, 5, "phi-4 already means microsoft/phi-4", "choose another alias"),
            ],
        ),
        (
            "machines:\n  azure:\n    Standard_X: {gpus: 1}\n    standard_x: {gpus: 1, memory_gib: 16}\n",
            [
                (3, 5, "machines.azure.Standard_X lacks memory_gib", ""),
                (4, 5, "machines.azure.standard_x is there already as Standard_X", "remove one of the two"),
            ],
        ),
        (
            "prices:\n  azure:\n    westeurope: {Standard_X: 1}\n",
            [(1, 1, "prices need the date they were read", "add as_of: 2026-08-21 at the top of the file")],
        ),
        (
            "as_of: yesterday\nprices:\n  azure:\n    westeurope: {Standard_X: 1}\n",
            [
                (1, 1, "as_of must be a date such as 2026-08-21, not 'yesterday'", ""),
                (2, 1, "prices need the date they were read", "add as_of: 2026-08-21 at the top of the file"),
            ],
        ),
        (
            'as_of: "2026-08-01"\nprices:\n  azure:\n    westeurope:\n      Standard_X: -1\n      Standard_Y: true\n',
            [
                (5, 7, "prices.azure.westeurope.Standard_X must be USD an hour, such as 3.67", ""),
                (6, 7, "prices.azure.westeurope.Standard_Y must be USD an hour, such as 3.67", ""),
            ],
        ),
        ("pricez: {}\n", [(1, 1, "pricez is unknown", "did you mean prices?")]),
        ("release: v0.13\n", [(1, 1, "release 'v0.13' is unknown", "write v0.3 or v0.12")]),
        ("- a\n", [(0, 0, "a catalog file is one mapping", "give it models, machines or prices; see docs/catalog.md")]),
        ("", [(0, 0, "a catalog file is one mapping", "give it models, machines or prices; see docs/catalog.md")]),
        (
            "a: 1\n---\nb: 1\n",
            [(0, 0, "a catalog file is one mapping", "give it models, machines or prices; see docs/catalog.md")],
        ),
    ],
    ids=[
        "misspelt field",
        "no model",
        "not a mapping",
        "a list of models",
        "wrong types",
        "missing figures",
        "wrong lists",
        "machines",
        "prices without a date",
        "a date that is none",
        "prices that are none",
        "misspelt list",
        "another release",
        "a list",
        "empty",
        "two documents",
    ],
)
def test_a_mistake_names_its_place_and_the_way_out(
    tmp_path: Path, text: str, expected: list[tuple[int, int, str, str]]
) -> None:
    assert mistakes(write(tmp_path, text)) == expected


def test_v0_3_needs_other_fields(tmp_path: Path) -> None:
    found = mistakes(write(tmp_path, OWN), V0_3)

    assert [message for _, _, message, _ in found] == [
        "models.acme/Granite-Legal-8B lacks requirement, which release v0.3 needs",
        "models.acme/Granite-Legal-8B lacks launch, which release v0.3 needs",
    ]


def test_yaml_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    (line, _, _, _), *_ = mistakes(write(tmp_path, "models:\n  a/B: {\n"))

    assert line >= 2


def test_a_file_that_is_not_there_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(KaitoGenError, match=r"cannot read .*absent\.yaml: No such file"):
        load_catalog(V0_12, [tmp_path / "absent.yaml"])


def test_without_positions_a_mistake_names_its_file() -> None:
    with pytest.raises(InvalidInput) as caught:
        build(V0_12, [("own.yaml", {"machines": {"azure": {"x": {}}}})])

    assert {problem.where for problem in caught.value.problems} == {Where("own.yaml")}
