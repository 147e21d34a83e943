"""Every recorded case of both releases: what KAITO's controllers made, ``kaito-gen render`` makes too."""

from pathlib import Path
from typing import Any

import differences
import golden
import pytest

DATA = Path(__file__).parent / "data"
CASES = [
    pytest.param(case, id=f"{case['kaito']}-{case['case']}")
    for folder in sorted(DATA.glob("kaito-*-golden"))
    for case in golden.load(folder)
]


def test_both_releases_have_cases() -> None:
    assert {case.values[0]["kaito"] for case in CASES} == set(golden.RELEASES)  # type: ignore[index]


@pytest.mark.parametrize("case", CASES)
def test_renders_what_kaito_made(case: dict[str, Any], tmp_path: Path) -> None:
    outcome = golden.replay(case, tmp_path, golden.in_process)
    data_set = f"kaito-{golden.RELEASES[case['kaito']]}-golden"
    wrong = [one for one in outcome.differences if differences.explained(data_set, case, one) is None]
    assert not wrong, "\n".join(map(str, wrong)) + f"\n{outcome.messages}"
