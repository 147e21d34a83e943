"""The verb ``catalog``: the exact text of small cases, the JSON, and the answers to wrong names."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kaito_gen.cli import main
from kaito_gen.cli.table import details, table
from kaito_gen.kinds import V0_3, V0_12

type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``kaito-gen catalog`` with these arguments; return its exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["catalog", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


MODELS_V0_3 = """\
MODEL                       GPUS  MEMORY  TUNING  NOTES
falcon-40b                     2    90Gi  yes
falcon-40b-instruct            2    90Gi  no
falcon-7b                      1    14Gi  yes
falcon-7b-instruct             1    14Gi  no
llama-2-13b                    2    30Gi  no      bring the image
llama-2-13b-chat               2    30Gi  no      bring the image
llama-2-70b                    8   152Gi  no      bring the image
llama-2-70b-chat               8   192Gi  no      bring the image
llama-2-7b                     1    14Gi  no      bring the image
llama-2-7b-chat                1    16Gi  no      bring the image
mistral-7b                     1    14Gi  yes
mistral-7b-instruct            1    16Gi  no
phi-2                          1    12Gi  yes
phi-3-medium-128k-instruct     1    28Gi  yes
phi-3-medium-4k-instruct       1    28Gi  yes
phi-3-mini-128k-instruct       1     9Gi  yes
phi-3-mini-4k-instruct         1     9Gi  yes

source: https://github.com/kaito-project/kaito/tree/v0.3.1/presets/models, 2026-08-21
"""

MACHINES_ARC = """\
MACHINE            CLOUD  GPUS  MEMORY  GPU          CC
Standard_NC16_A16  arc       2    32Gi  NVIDIA A16  8.6
Standard_NC16_A2   arc       2    32Gi  NVIDIA A2   8.6
Standard_NC32_A16  arc       2    32Gi  NVIDIA A16  8.6
Standard_NC32_A2   arc       2    32Gi  NVIDIA A2   8.6
Standard_NC4_A16   arc       1    16Gi  NVIDIA A16  8.6
Standard_NC4_A2    arc       1    16Gi  NVIDIA A2   8.6
Standard_NC8_A16   arc       1    16Gi  NVIDIA A16  8.6
Standard_NC8_A2    arc       1    16Gi  NVIDIA A2   8.6

source: https://github.com/kaito-project/kaito/tree/v0.12.0/pkg/sku, 2026-08-21
"""

MISTRAL = """\
mistralai/Mistral-7B-v0.3
  release       v0.12
  aliases       mistral-7b
  license       apache-2.0
  weights       13.50Gi
  context       32768 tokens
  architecture  MistralForCausalLM
  layers        32
  heads         32, of which 8 for keys and values
  tool calls    mistral
  runtimes      vllm, transformers
  tuning        fails: the tag of its weights is looked up as mistral-7b-v0.3, but listed as mistral-7b, \
so the controller panics
  source        https://github.com/kaito-project/kaito/tree/v0.12.0/presets/workspace, 2026-08-21
"""

H200 = """\
Standard_ND96isr_H200_v5
  release     v0.12
  cloud       azure
  GPUs        8 NVIDIA H200
  GPU memory  1128Gi in all
  CUDA        9.0
  NVMe        weights go to the local disk
  price       110.27 USD/h in swedencentral, 2026-06-18
  source      https://github.com/kaito-project/kaito/tree/v0.12.0/pkg/sku, 2026-08-21
"""


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--release", V0_3], MODELS_V0_3),
        (["models", "--release", V0_3], MODELS_V0_3),
        (["machines", "--cloud", "arc"], MACHINES_ARC),
        (["mistral-7b"], MISTRAL),
        (["models", "MISTRALAI/mistral-7b-v0.3"], MISTRAL),
        (["standard_nd96isr_h200_v5", "--region", "SwedenCentral"], H200),
        (["prices", "Standard_NC4_A2"], "no price is known\n"),
    ],
)
def test_text_is_aligned_and_sourced(run: Run, arguments: list[str], text: str) -> None:
    assert run(*arguments) == (0, text, "")


def test_retired_names_are_marked_below_the_models(run: Run) -> None:
    _, text, _ = run("models")
    lines = text.splitlines()

    assert lines[0].split() == ["MODEL", "ALIAS", "CONTEXT", "WEIGHTS", "TUNING", "NOTES"]
    assert lines[-3].split(maxsplit=1) == ["phi-2", "deprecated: write microsoft/phi-2"]
    assert lines[-4].split(maxsplit=1) == ["falcon-7b-instruct", "not served: write tiiuae/falcon-7b-instruct"]
    assert next(line for line in lines if line.startswith("meta-llama/Llama-3.1")).endswith("gated")


def test_prices_of_one_machine_begin_with_the_cheapest_region(run: Run) -> None:
    code, text, _ = run("prices", "Standard_NC24ads_A100_v4")
    prices = [float(line.split()[3]) for line in text.splitlines() if line.startswith("azure")]

    assert code == 0
    assert len(prices) > 20
    assert prices == sorted(prices)


def test_machines_show_the_price_of_a_region(run: Run) -> None:
    _, text, _ = run("machines", "--region", "swedencentral", "--cloud", "azure")
    (line,) = (line for line in text.splitlines() if line.startswith("Standard_NC24ads"))

    assert line.endswith("4.78")
    assert "karpenter-provider-azure, 2026-06-18" in text


def test_json_of_a_model_has_a_version_and_every_figure(run: Run) -> None:
    code, text, _ = run("phi-4", "--format", "json")
    answer = json.loads(text)
    (phi,) = answer["models"]

    assert code == 0
    assert (answer["version"], answer["release"], answer["retired"]) == (1, V0_12, [])
    assert phi["name"] == "microsoft/phi-4"
    assert phi["model"]["weights"] == "27.31Gi"
    assert phi["tuning"] == {"tag": "0.2.0", "works": True, "fails": ""}


def test_json_of_the_models_has_the_retired_names(run: Run) -> None:
    answer = json.loads(run("--format", "json")[1])

    assert len(answer["models"]) == 60
    assert {"name": "phi-2", "deprecated": True, "successor": "microsoft/phi-2"} in answer["retired"]


def test_json_of_a_machine_has_the_price_of_the_region_that_was_asked_for(run: Run) -> None:
    (machine,) = json.loads(run("Standard_NC24ads_A100_v4", "--region", "eastus", "--format", "json")[1])["machines"]

    assert (machine["gpus"], machine["memory_gib"], machine["region"]) == (1, 80, "eastus")
    assert (machine["price"]["usd_per_hour"], machine["price"]["as_of"]) == (3.673, "2026-06-18")


def test_json_of_prices_is_a_list(run: Run) -> None:
    prices = json.loads(run("prices", "--cloud", "aws", "--format", "json")[1])["prices"]

    assert {price["region"] for price in prices} == {"us-east-1"}
    assert all(price["usd_per_hour"] > 0 for price in prices)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["phi-5"], 1, "release v0.12 knows no model or machine 'phi-5' (did you mean phi-4?)"),
        (["models", "phi-2"], 1, "release v0.12 no longer serves phi-2 (write microsoft/phi-2)"),
        (
            ["models", "Standard_NC24ads_A100_v4"],
            1,
            "release v0.12 knows no model 'Standard_NC24ads_A100_v4' (see kaito-gen catalog models --release v0.12)",
        ),
        (
            ["machines", "Standard_NC24_A100_v4", "--cloud", "azure"],
            1,
            (
                "release v0.12 knows no machine 'Standard_NC24_A100_v4' (did you mean Standard_NC24ads_A100_v4 or "
                "Standard_NC48ads_A100_v4 or Standard_NC96ads_A100_v4?)"
            ),
        ),
        (
            ["standard_nc6s_v3", "--release", "v0.3", "--cloud", "azure"],
            1,
            (
                "release v0.3 knows no model or machine 'standard_nc6s_v3' (did you mean Standard_NC6s_v3 or "
                "Standard_NC6s_v2 or Standard_NC24s_v3?)"
            ),
        ),
        (["models", "a", "b"], 2, "one NAME at a time, not 2: write kaito-gen catalog models a"),
        (
            ["machines", "--release", "v0.3", "--cloud", "arc"],
            2,
            "release v0.3 knows no machines of cloud 'arc': it has aws, azure",
        ),
        (
            ["prices", "--region", "sweedencentral"],
            2,
            (
                "there are no prices for region 'sweedencentral' (did you mean swedencentral or spaincentral or "
                "westcentralus?)"
            ),
        ),
        (["prices", "--cloud", "aws", "--region", "x"], 2, "there are no prices for region 'x' (there are us-east-1)"),
        (
            ["prices", "--cloud", "arc", "--region", "x"],
            2,
            "there are no prices for region 'x' (there are none for arc)",
        ),
    ],
)
def test_a_wrong_name_is_answered_with_the_way_out(run: Run, arguments: list[str], code: int, message: str) -> None:
    assert run(*arguments) == (code, "", f"error: {message}\n")


def test_entries_of_the_user_s_own_file_are_listed(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("machines: {azure: {Standard_Own: {gpus: 3, memory_gib: 72}}}\n", encoding="utf-8")

    code, text, _ = run("Standard_Own", "--catalog", str(own))

    assert code == 0
    assert "GPU memory  72Gi in all" in text
    assert "price       unknown" in text


def test_help_shows_an_example(run: Run) -> None:
    code, text, _ = run("--help")

    assert code == 0
    assert "kaito-gen catalog machines --cloud azure --region swedencentral" in text


def test_a_table_drops_empty_columns_and_trailing_spaces() -> None:
    assert table(("A", "B", "C"), [("x", "", "1"), ("long", "", "")], right=("C",)) == "A     C\nx     1\nlong\n"
    assert table(("A",), []) == ""


def test_details_leave_out_what_has_no_value() -> None:
    assert details("name", [("a", "1"), ("bc", ""), ("def", "2")]) == "name\n  a    1\n  def  2\n"
