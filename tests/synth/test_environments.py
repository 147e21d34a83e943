"""Which environments a fleet file has when it does not stand alone."""

from pathlib import Path

import pytest

from kaito_gen.cli import main

FLEET = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: assistants}
target: {release: v0.12, cloud: azure}
namespace: models
services:
- {name: chat, model: phi-4-mini-instruct, machine: Standard_NC24ads_A100_v4}
"""
OVERLAY = "apiVersion: kaito-gen/v1\nkind: Overlay\nnamespace: elsewhere\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two fleets that share a folder of overlays: one overlay names its fleet, one leaves it open."""
    monkeypatch.chdir(tmp_path)
    for name in ("fleet.yaml", "other.yaml"):
        (tmp_path / name).write_text(FLEET)
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays/prod.yaml").write_text(OVERLAY + "extends: ../fleet.yaml\n")
    (tmp_path / "overlays/open.yaml").write_text(OVERLAY)
    return tmp_path


@pytest.mark.parametrize(
    ("fleet", "names"), [("fleet.yaml", {"fleet", "prod", "open"}), ("other.yaml", {"other", "open"})]
)
def test_an_overlay_of_another_fleet_is_no_environment(folder: Path, fleet: str, names: set[str]) -> None:
    assert main(["synth", fleet]) == 0
    assert {path.name for path in (folder / "rendered").iterdir()} == names


def test_asking_for_an_overlay_of_another_fleet_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "other.yaml", "--env", "prod"]) == 1
    assert "overlays/prod.yaml changes this fleet, not other.yaml" in capsys.readouterr().err


def test_a_folder_is_answered_with_the_file_to_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "overlays"]) == 2
    assert capsys.readouterr().err == (
        "error: overlays is a folder: name the fleet file in it, such as overlays/fleet.yaml\n"
    )


@pytest.mark.parametrize("name", ["../other", "../../other", "a/b", "", ".", "x" * 5000])
def test_an_environment_is_a_name_and_never_a_path(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "--env", name]) == 2
    assert f"error: --env {name}: there is no such environment" in capsys.readouterr().err
    assert not (folder / "rendered").exists()


@pytest.mark.parametrize("words", [[], ["--check"]])
def test_the_tree_of_an_overlay_that_is_gone_is_named(
    folder: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Argo CD would go on applying it; other.yaml and open.yaml write to the same folder and are still there."""
    main(["synth", "fleet.yaml"])
    main(["synth", "other.yaml"])
    (folder / "rendered/by-hand").mkdir()
    capsys.readouterr()
    (folder / "overlays/prod.yaml").unlink()
    assert main(["synth", "fleet.yaml", *words]) == 0
    note = "note: rendered/prod: no overlay is called prod any more: remove the folder\n"
    assert capsys.readouterr().err == note


@pytest.mark.parametrize("words", [[], ["--env", "short"]])
def test_the_file_of_an_overlay_may_end_in_yml(folder: Path, words: list[str]) -> None:
    (folder / "overlays/short.yml").write_text(OVERLAY)
    assert main(["synth", *words]) == 0
    assert (folder / "rendered/short/kustomization.yaml").is_file()
