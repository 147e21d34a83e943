"""Every estimate that KAITO v0.12.0 was seen to make, ``kaito-gen plan`` makes too."""

from pathlib import Path

import estimates
import golden
import pytest

ROWS = list(estimates.load(Path(__file__).parent / "data" / "kaito-v0.12-estimates.csv"))
WORKLOADS = sorted({row["workload"] for row in ROWS})


def test_every_kind_of_row_is_there() -> None:
    assert {row["provisioner"] for row in ROWS} == {"azure-gpu-provisioner", "karpenter", "byo"}
    assert {row["partition_mode"] for row in ROWS} == {"", "mig", "accelerator"}
    assert WORKLOADS == ["preset", "template", "tuning"]


@pytest.mark.parametrize("cloud", sorted({row["cloud"] for row in ROWS}))
def test_plans_what_kaito_estimates(cloud: str, tmp_path: Path) -> None:
    outcomes = [estimates.replay(row, tmp_path, golden.in_process) for row in ROWS if row["cloud"] == cloud]
    wrong = [f"{difference}" for outcome in outcomes for difference in outcome.differences]
    assert not wrong, f"{len(wrong)} of {len(outcomes)}:\n" + "\n".join(wrong[:20])


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("partition.count (2) exceeds GPUs available on node (1)", "partition-too-large 2 1"),
        ("failed to get model by name: model is not registered: bogus", "unknown-preset"),
        ("something that KAITO never said", "something that KAITO never said"),
    ],
)
def test_a_refusal_is_its_code_and_its_figures(text: str, refusal: str) -> None:
    """A text that is not understood stands for itself, so that it disagrees with every answer of ours."""
    row = dict.fromkeys(ROWS[0], "") | {"workload": "preset", "error": text, "target_error": "same as error"}
    assert estimates.expected(row)["target_error"] == refusal


def test_a_wrong_figure_is_a_difference(tmp_path: Path) -> None:
    row = next(row for row in ROWS if row["error"].startswith("GPU memory"))
    changed = {**row, "error": row["error"].replace("(base: 2.3GB", "(base: 2.4GB")}
    outcome = estimates.replay(changed, tmp_path, golden.in_process)
    assert [difference.path for difference in outcome.differences] == ["error", "target_error"]
