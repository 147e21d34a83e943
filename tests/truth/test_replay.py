"""``make truth`` itself: it sees a wrong answer, says both sides, and cannot pass on an empty folder."""

import json
import shutil
from pathlib import Path

import differences
import pytest
import replay

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).resolve().parents[2]
CASE = "kaito-v0.12-golden/example-workspace-phi-3-mini-4k.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the data's own form with one recorded case."""
    (tmp_path / "kaito-v0.12-golden").mkdir()
    shutil.copy(DATA / CASE, tmp_path / CASE)
    return tmp_path


def test_an_agreeing_set_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([str(folder)]) == 0
    out = capsys.readouterr().out
    assert "kaito-v0.12-golden: 1 of 1 agree, 0 on the difference list\n" in out
    assert "kaito-v0.3-golden: not in" in out


def test_a_differing_answer_is_shown_with_both_sides_and_fails(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = json.loads((folder / CASE).read_text())
    service = next(one for one in case["steps"][0]["result"]["objects"] if one["kind"] == "Service")
    service["spec"]["ports"][0]["port"] = 8080
    (folder / CASE).write_text(json.dumps(case))
    assert replay.main([str(folder)]) == 1
    out = capsys.readouterr().out
    assert "theirs 8080 ours 80" in out
    assert "0 of 1 agree" in out


def test_a_folder_without_any_set_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([str(tmp_path)]) == 2
    assert "holds none of" in capsys.readouterr().err


def test_an_empty_set_does_not_pass(tmp_path: Path) -> None:
    (tmp_path / "kaito-v0.3-golden").mkdir()
    assert replay.main([str(tmp_path)]) == 1


@pytest.mark.parametrize(("on_purpose", "holds"), [(2, True), (3, False)])
def test_the_list_may_cover_two_percent(on_purpose: int, holds: bool) -> None:
    assert replay.Tally(cases=100, agree=100 - on_purpose, on_purpose=on_purpose).holds is holds


def test_the_page_of_differences_is_current() -> None:
    """``make generate`` rewrites it."""
    assert (ROOT / "docs" / "differences.md").read_text() == differences.page()
