"""What we ship as examples, and what our own fleets become, validates without an error."""

from pathlib import Path

import pytest

from kaito_gen.cli import main

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {"v0.12": ("--provisioner", "karpenter"), "v0.3": ()}


@pytest.mark.parametrize("release", sorted(TARGETS))
def test_the_trees_of_the_example_fleet_are_clean(
    release: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["synth", str(ROOT / "overlays" / release / "fleet.yaml"), "--out", str(tmp_path)]) == 0
    for environment in sorted(tmp_path.iterdir()):
        code = main(["validate", str(environment), "--release", release, *TARGETS[release]])
        assert code == 0, capsys.readouterr().out


def test_the_examples_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    for path in sorted((ROOT / "examples" / "v0.3").glob("*.yaml")):
        assert main(["validate", str(path), "--release", "v0.3"]) == 0, capsys.readouterr().out


def test_an_initialised_fleet_becomes_a_clean_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    assert main(["synth"]) == 0
    assert main(["validate", "rendered"]) == 0, capsys.readouterr().out
