"""``adopt``, ``schema`` and ``init``: what is printed, what is written, what is never overwritten."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kaito_gen.cli import main
from kaito_gen.cli.init import starter

type Run = Callable[..., tuple[int, str, str]]

WORKSPACE = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: chat, namespace: models}
resource: {instanceType: Standard_NC24ads_A100_v4, labelSelector: {matchLabels: {apps: chat}}}
inference: {preset: {name: phi-4-mini-instruct}}
"""
ODD = WORKSPACE.replace("name: chat", "name: odd").replace("inference:", "odd: 1\ninference:")
FLEET = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata:
  name: adopted
target:
  cloud: azure
  provisioner: azure-gpu-provisioner
  reconciler: kaito
  release: v0.12
namespace: models
services:
- name: chat
  model: phi-4-mini-instruct
  machine: Standard_NC24ads_A100_v4
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs one command line and returns its exit code, stdout and stderr."""

    def call(*words: object) -> tuple[int, str, str]:
        code = main([*map(str, words)])
        output = capsys.readouterr()
        return code, output.out, output.err

    return call


def test_adopt_prints_a_fleet(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ws.yaml"
    file.write_text(WORKSPACE)
    assert run("adopt", file) == (0, FLEET, "")


def test_adopt_reads_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WORKSPACE.encode())))
    assert run("adopt", "-") == (0, FLEET, "")


def test_adopt_writes_what_the_next_synth_takes(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "ws.yaml", tmp_path / "fleet"
    file.write_text(f"{WORKSPACE}---\n{ODD}")
    code, printed, notes = run("adopt", file, "--out", out)
    assert code == 0
    assert printed.split() == [str(out / name) for name in ("fleet.yaml", "fleet.schema.json", "odd.workspace.yaml")]
    assert notes == "note: services.odd: kept word for word: odd has no place in a fleet\n"
    text = (out / "fleet.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=fleet.schema.json\napiVersion:")
    assert "# kept word for word: odd has no place in a fleet\n- name: odd\n" in text
    assert run("synth", out / "fleet.yaml", "--out", tmp_path / "tree")[0] == 0
    assert sorted(path.name for path in (tmp_path / "tree/fleet/models").iterdir()) == [
        "Workspace.chat.yaml",
        "Workspace.odd.yaml",
    ]


def test_adopt_never_overwrites(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ws.yaml"
    file.write_text(WORKSPACE)
    (tmp_path / "fleet.yaml").write_text("mine\n")
    code, printed, error = run("adopt", file, "--out", tmp_path)
    assert (code, printed) == (3, "")
    assert error.startswith(f"error: {tmp_path / 'fleet.yaml'}: there already, and never overwritten: move it away")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fleet.yaml", "ws.yaml"]
    assert (tmp_path / "fleet.yaml").read_text() == "mine\n"


WRONG = {
    "no Workspace": ("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n", ": no Workspace is there"),
    "no object": ("a: 1\n", ":1:1: this is no object that can be adopted (an object has apiVersion, kind and"),
    "no name": ("apiVersion: kaito.sh/v1beta1\nkind: Workspace\n", ":1:1: this is no object that can be adopted"),
    "an item that is no object": (
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1}\n",
        ":4:3: this is no object that can be adopted",
    ),
    "an object twice": (
        f"{WORKSPACE}---\n{WORKSPACE}",
        ":7:1: Workspace chat is given twice, first at {file}:1:1 (leave one of them out)",
    ),
    "an object in two versions": (
        f"{WORKSPACE}---\n{WORKSPACE.replace('v1beta1', 'v1alpha1')}",
        ":7:1: Workspace chat is given twice, first at {file}:1:1 (leave one of them out)",
    ),
    "a fleet": (FLEET, ":1:1: this is a fleet already (adopt takes KAITO's own objects)"),
    "no YAML": ("a: [", ":1:"),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=list(WRONG))
def test_what_cannot_be_adopted_is_told_at_its_place(run: Run, tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text)
    code, printed, error = run("adopt", file)
    assert (code, printed) == (1, "")
    assert error.startswith(f"error: {file}{expected.replace('{file}', str(file))}")


def test_adopt_gives_a_fleet_no_name_that_synth_refuses(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ws.yaml"
    file.write_text(WORKSPACE)
    code, printed, error = run("adopt", file, "--name", "Our Models")
    assert (code, printed) == (2, "")
    assert error.startswith("error: --name is 'Our Models': names have lower-case letters, digits and dashes")
    assert error.endswith("(write our-models)\n")


def test_adopt_of_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, _, error = run("adopt", tmp_path / "gone.yaml")
    assert code == 3
    assert "gone.yaml" in error


@pytest.mark.parametrize("name", ["fleet", "overlay"])
def test_schema_prints_what_is_committed(run: Run, name: str) -> None:
    committed = Path(__file__).parents[2] / f"schemas/kaito-gen/{name}.schema.json"
    assert run("schema", name) == (0, committed.read_text(), "")


def test_schema_knows_no_other_file(run: Run) -> None:
    code, _, error = run("schema", "workspace")
    assert code == 2
    assert "invalid choice" in error


def test_init_writes_a_fleet_that_synthesises_cleanly(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    code, printed, _ = run("init", folder)
    assert code == 0
    *files, following = printed.splitlines()
    assert files == [str(folder / path) for path in starter()]
    assert following == f"next: cd {folder} && kaito-gen plan fleet.yaml && kaito-gen synth"
    assert run("synth", folder / "fleet.yaml")[0] == 0
    assert run("synth", folder / "fleet.yaml", "--check")[0] == 0
    assert {path.name for path in (folder / "rendered").iterdir() if path.is_dir()} == {
        "fleet",
        "dev",
        "staging",
        "prod",
    }


def test_init_names_schemas_that_are_there(tmp_path: Path, run: Run) -> None:
    run("init", tmp_path)
    named = 0
    for path in [tmp_path / "fleet.yaml", *(tmp_path / "overlays").iterdir()]:
        first = path.read_text().splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (path.parent / first.partition("=")[2]).resolve().is_file()
        named += 1
    assert named == 4


def test_init_never_overwrites(run: Run, tmp_path: Path) -> None:
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays/prod.yaml").write_text("mine\n")
    code, printed, error = run("init", tmp_path)
    assert (code, printed) == (3, "")
    assert error.startswith(f"error: {tmp_path / 'overlays/prod.yaml'}: there already, and never overwritten")
    assert [path.name for path in tmp_path.rglob("*")] == ["overlays", "prod.yaml"]


def test_init_leaves_a_readme_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine\n")
    code, printed, _ = run("init", tmp_path)
    assert code == 0
    assert f"{tmp_path / 'README.md'} is there already and stays as it is\n" in printed
    assert (tmp_path / "README.md").read_text() == "mine\n"
    assert (tmp_path / "fleet.yaml").is_file()


def test_the_workflow_pins_what_it_runs() -> None:
    """An action's tag can be moved; a commit cannot."""
    workflow = starter()[".github/workflows/kaito-gen.yaml"].decode()
    used = [line.split("@")[1].split()[0] for line in workflow.splitlines() if "uses:" in line]
    assert used
    assert all(len(commit) == 40 and set(commit) <= set("0123456789abcdef") for commit in used)
    assert "permissions: {}" in workflow
    assert b"@VERSION@" not in b"".join(starter().values())


def test_schemas_of_the_starter_are_the_committed_ones() -> None:
    root = Path(__file__).parents[2] / "schemas/kaito-gen"
    for name in ("fleet", "overlay"):
        content = starter()[f".schemas/{name}.schema.json"]
        assert json.loads(content) == json.loads((root / f"{name}.schema.json").read_text())
