"""``kaito-gen synth``: a fleet and its overlays become one tree an environment, and a stale tree is told."""

import subprocess
import sys
from pathlib import Path

import pytest

from kaito_gen.cli import main
from kaito_gen.gitops.index import INDEX

ROOT = Path(__file__).resolve().parents[2]
FLEET = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: assistants}
target: {release: v0.12, cloud: azure, provisioner: azure-gpu-provisioner}
mode: rendered
namespace: models
services:
- name: phi-4-mini
  model: phi-4-mini-instruct
  machine: Standard_NC24ads_A100_v4
- name: coder
  model: phi-4-mini-instruct
  machine: Standard_NC24ads_A100_v4
"""
PROD = """\
apiVersion: kaito-gen/v1
kind: Overlay
namespace: models-prod
services:
- name: coder
  enabled: false
"""
SERVICE_FILES = ("NodeClaim", "Service", "Service", "StatefulSet", "Workspace")


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fleet with one overlay, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fleet.yaml").write_text(FLEET)
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays/prod.yaml").write_text(PROD)
    return tmp_path


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_each_environment_gets_a_tree_beside_the_fleet(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth"]) == 0
    assert capsys.readouterr().out == (
        "fleet: 11 files written, 0 unchanged, 0 removed in rendered/fleet\n"
        "prod: 6 files written, 0 unchanged, 0 removed in rendered/prod\n"
    )
    kinds = sorted(path.name.split(".")[0] for path in (fleet / "rendered/prod/models-prod").iterdir())
    assert kinds == sorted(SERVICE_FILES)
    assert {path.name for path in (fleet / "rendered/prod").iterdir()} == {"models-prod", "kustomization.yaml", INDEX}


def test_the_fleet_may_be_elsewhere_and_the_tree_too(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["synth", "--out", "trees"]) == 0
    (fleet / "work").mkdir()
    monkeypatch.chdir(fleet / "work")
    assert main(["synth", "../fleet.yaml"]) == 0
    assert content(fleet / "rendered") == content(fleet / "trees")


def test_again_nothing_is_written_and_the_check_is_clean(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["synth"])
    before = {path: path.stat().st_mtime_ns for path in fleet.rglob("*")}
    capsys.readouterr()
    assert main(["synth"]) == 0
    assert "prod: 0 files written, 6 unchanged, 0 removed" in capsys.readouterr().out
    assert main(["synth", "--check"]) == 0
    assert capsys.readouterr().out == "clean: rendered/fleet, rendered/prod\n"
    assert {path: path.stat().st_mtime_ns for path in fleet.rglob("*")} == before


def test_a_stale_tree_is_shown_and_nothing_is_written(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["synth"])
    before = content(fleet / "rendered")
    (fleet / "overlays/prod.yaml").write_text(PROD + "- name: phi-4-mini\n  machine: Standard_NC48ads_A100_v4\n")
    capsys.readouterr()
    assert main(["synth", "--check"]) == 1
    shown = capsys.readouterr()
    assert "--- a/rendered/prod/models-prod/Workspace.phi-4-mini.yaml\n" in shown.out
    assert "-  instanceType: Standard_NC24ads_A100_v4\n+  instanceType: Standard_NC48ads_A100_v4\n" in shown.out
    assert "rendered/fleet" not in shown.out
    assert "error: rendered/prod is stale: run kaito-gen synth and commit what it writes\n" in shown.err
    assert content(fleet / "rendered") == before


def test_a_tree_that_was_never_written_is_stale(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "--check"]) == 1
    assert "+++ b/rendered/prod/kustomization.yaml" in capsys.readouterr().out
    assert not (fleet / "rendered").exists()


@pytest.mark.parametrize(
    ("options", "folders"),
    [
        pytest.param(["--env", "prod"], ["prod"], id="an-overlay"),
        pytest.param(["--env", "fleet"], ["fleet"], id="the-fleet-itself"),
        pytest.param(["--env", "prod", "--env", "fleet", "--env", "prod"], ["fleet", "prod"], id="several"),
        pytest.param(["overlays/base.yaml"], ["base"], id="an-overlays-own-file"),
    ],
)
def test_environments_can_be_picked(fleet: Path, options: list[str], folders: list[str]) -> None:
    (fleet / "overlays/base.yaml").write_text(PROD + "extends: ../fleet.yaml\n")
    assert main(["synth", *options, "--out", "out"]) == 0
    assert sorted(path.name for path in (fleet / "out").iterdir()) == folders


def test_an_environment_that_does_not_exist_is_a_usage_error(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "--env", "prd"]) == 2
    assert capsys.readouterr().err == "error: --env prd: there is no such environment (did you mean prod?)\n"
    assert main(["synth", "--env", "xyz"]) == 2
    assert "(there are fleet, prod)" in capsys.readouterr().err


def test_two_files_for_one_environment_are_an_error(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fleet / "overlays/Prod.yml").write_text(PROD)
    assert main(["synth"]) == 1
    assert "the environment prod is there twice: overlays/Prod.yml is called so too" in capsys.readouterr().err


def test_a_name_that_cannot_be_a_folder_is_an_error(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fleet / "overlays/a b.yaml").write_text(PROD)
    assert main(["synth"]) == 1
    assert "overlays/a b.yaml: 'a b' cannot be the name of an environment" in capsys.readouterr().err


def test_other_files_beside_the_overlays_are_no_environments(fleet: Path) -> None:
    (fleet / "overlays/pod.yaml").write_text("metadata: {labels: {a: b}}\nspec: {}\n")
    (fleet / "overlays/notes.txt").write_text("kaito-gen/v1")
    assert main(["synth"]) == 0
    assert sorted(path.name for path in (fleet / "rendered").iterdir()) == ["fleet", "prod"]


def test_a_mistake_in_one_environment_leaves_all_as_they_were(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["synth"])
    before = content(fleet / "rendered")
    (fleet / "fleet.yaml").write_text(FLEET.replace("name: models", "name: x"))
    (fleet / "overlays/prod.yaml").write_text(PROD + "- name: phi-4-mini\n  machin: x\n")
    capsys.readouterr()
    assert main(["synth"]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("error: overlays/prod.yaml:8:3: ")
    assert "machine" in shown.err
    assert content(fleet / "rendered") == before


def test_a_mistake_in_the_fleet_is_told_once(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fleet / "fleet.yaml").write_text(FLEET.replace("phi-4-mini-instruct\n  machine", "phi-9\n  machine", 1))
    assert main(["synth"]) == 1
    assert capsys.readouterr().err.count("phi-9") == 1
    assert not (fleet / "rendered").exists()


def test_a_missing_fleet_says_what_there_is(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "flet.yaml"]) == 3
    assert capsys.readouterr().err == "error: flet.yaml: does not exist (did you mean fleet.yaml?)\n"


def test_a_service_that_goes_takes_its_files_with_it(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["synth", "--env", "prod"])
    (fleet / "overlays/prod.yaml").write_text(PROD + "- name: phi-4-mini\n  enabled: false\n")
    capsys.readouterr()
    assert main(["synth", "--env", "prod"]) == 0
    assert capsys.readouterr().out == "prod: 0 files written, 0 unchanged, 6 removed in rendered/prod\n"
    assert list(content(fleet / "rendered/prod")) == [INDEX]


def test_what_is_kept_and_what_is_replaced_is_told(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["synth", "--env", "prod"])
    tree = fleet / "rendered/prod"
    (tree / "models-prod/mine.yaml").write_text("a: 1\n")
    (tree / "kustomization.yaml").write_text("edited")
    capsys.readouterr()
    main(["synth", "--env", "prod"])
    notes = capsys.readouterr().err
    assert "note: prod: rendered/prod/models-prod/mine.yaml: is not from kaito-gen, so it is kept\n" in notes
    assert "note: prod: rendered/prod/kustomization.yaml: was edited by hand and is written anew" in notes


def test_a_note_of_many_entries_comes_once(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["synth", "--env", "fleet"])
    (note,) = capsys.readouterr().err.splitlines()
    assert note.startswith("note: fleet: services.phi-4-mini, services.coder: StorageClass ")


@pytest.mark.parametrize("link", ["rendered", "rendered/prod"])
def test_nothing_is_written_through_a_link(fleet: Path, link: str, capsys: pytest.CaptureFixture[str]) -> None:
    (fleet / "outside").mkdir()
    (fleet / link).parent.mkdir(exist_ok=True)
    (fleet / link).symlink_to(fleet / "outside")
    assert main(["synth", "--env", "prod"]) == 3
    assert f"error: {link}: is a link, and synth does not write through links" in capsys.readouterr().err
    assert list((fleet / "outside").iterdir()) == []


@pytest.mark.parametrize("release", ["v0.12", "v0.3"])
def test_the_example_fleets_synthesise_alike_in_one_process_and_in_several(release: str, tmp_path: Path) -> None:
    """In a process of its own, because a process with threads, as tests may have, does not fork."""
    trees = []
    for jobs in ("1", "2", "3"):
        command = [sys.executable, "-m", "kaito_gen", "synth", f"overlays/{release}/fleet.yaml", "--jobs", jobs]
        out = tmp_path / jobs
        child = subprocess.run([*command, "--out", out], cwd=ROOT, capture_output=True, text=True, check=False)
        assert child.returncode == 0, child.stderr
        trees.append((content(out), child.stdout.replace(str(out), ""), child.stderr))
    assert trees[0][0]
    assert trees[0] == trees[1] == trees[2]


def test_mistakes_are_the_same_in_one_process_and_in_several(fleet: Path) -> None:
    (fleet / "fleet.yaml").write_text(FLEET + "  context: 999999999\n")
    shown = []
    for jobs in ("1", "2"):
        command = [sys.executable, "-m", "kaito_gen", "synth", "--env", "fleet", "--jobs", jobs]
        shown.append(subprocess.run(command, capture_output=True, text=True, check=False))
    assert shown[0].stderr == shown[1].stderr
    assert [one.returncode for one in shown] == [1, 1]
    assert "context" in shown[0].stderr


def test_nodes_that_a_team_brings_come_from_a_file_of_what_exists(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rendered mode has to know how many there are; they are read and never written."""
    brought = FLEET.replace("azure-gpu-provisioner", "byo").replace("  machine: Standard_NC24ads_A100_v4\n", "")
    (fleet / "fleet.yaml").write_text(brought)
    assert main(["synth", "--env", "fleet"]) == 1
    assert "which nodes match apps=coder is not known here" in capsys.readouterr().err
    node = """\
apiVersion: v1
kind: Node
metadata:
  name: {name}
  labels:
    apps: {name}
    nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB
    nvidia.com/gpu.count: "1"
    nvidia.com/gpu.memory: "81920"
status:
  conditions: [{{type: Ready, status: "True"}}]
  allocatable: {{nvidia.com/gpu: "1"}}
"""
    (fleet / "cluster.yaml").write_text("---\n".join(node.format(name=name) for name in ("coder", "phi-4-mini")))
    assert main(["synth", "--env", "fleet", "--cluster", "cluster.yaml"]) == 0
    kinds = {path.name.split(".")[0] for path in (fleet / "rendered/fleet/models").iterdir()}
    assert kinds == {"Service", "StatefulSet", "Workspace"}
