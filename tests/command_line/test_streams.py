"""A run whose streams are closed, full, or in the encoding of the locale still ends in words and an exit code."""

import subprocess
import sys
from pathlib import Path

import pytest

FLEET = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: t}
target: {release: v0.12, provisioner: karpenter}
services:
- {name: chat, model: phi-4-mini-instruct, machine: Standard_NC24ads_A100_v4}
"""
PROGRAM = f"{sys.executable} -m kaito_gen"
WORKSPACE = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: chat}
resource: {instanceType: Standard_NC24ads_A100_v4, labelSelector: {matchLabels: {note: grün}}}
inference: {preset: {name: phi-4-mini-instruct}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a fleet of one service."""
    (tmp_path / "fleet.yaml").write_text(FLEET)
    return tmp_path


def shell(folder: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        pytest.param("synth >&-", 0, b"", id="stdout closed"),
        pytest.param("synth 2>&- nothing.yaml", 3, b"", id="stderr closed"),
        pytest.param("render - <&-", 1, b"error: -: no object of kind", id="stdin closed"),
        pytest.param("synth >/dev/full", 3, b"error: standard output: No space left on device\n", id="little to say"),
        pytest.param("catalog >/dev/full", 3, b"error: standard output: No space left on device\n", id="much to say"),
        pytest.param("synth nothing.yaml 2>/dev/full", 3, b"", id="stderr full"),
        pytest.param(f"init {'a' * 300}", 3, b"File name too long\n", id="a name that no disk takes"),
    ],
)
def test_it_ends_in_words_and_a_code(folder: Path, command: str, code: int, said: bytes) -> None:
    done = shell(folder, f"{PROGRAM} {command}")
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") <= 1


def test_a_full_stdout_leaves_a_whole_tree(folder: Path) -> None:
    shell(folder, f"{PROGRAM} synth >/dev/full")
    assert shell(folder, f"{PROGRAM} synth --check").returncode == 0


def test_a_stale_tree_is_stale_also_for_who_reads_no_further(folder: Path) -> None:
    services = "".join(
        f"- {{name: chat{n}, model: phi-4-mini-instruct, machine: Standard_NC24ads_A100_v4}}\n" for n in range(400)
    )
    (folder / "fleet.yaml").write_text(FLEET + services)  # a diff larger than a pipe holds
    done = shell(folder, f"{PROGRAM} synth --check | head -n 1; exit ${{PIPESTATUS[0]}}")
    assert done.returncode == 1, done.stderr
    assert done.stderr == b"error: rendered/fleet is stale: run kaito-gen synth and commit what it writes\n"


def test_output_is_utf_8_whatever_the_locale_says(folder: Path) -> None:
    (folder / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    done = shell(folder, f"PYTHONIOENCODING=latin-1 {PROGRAM} adopt workspace.yaml")
    assert done.returncode == 0, done.stderr
    assert "note: grün\n" in done.stdout.decode()
