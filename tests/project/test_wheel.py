"""What users install: the wheel, in an empty environment, outside of the checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: phi-4-mini}
resource:
  instanceType: Standard_NC24ads_A100_v4
  labelSelector: {matchLabels: {apps: phi-4-mini}}
inference:
  preset: {name: phi-4-mini-instruct}
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command and fail with its output when it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and what it depends on, nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist", cwd=ROOT)
    (wheel,) = (folder / "dist").glob("*.whl")
    uv = Path(sys.executable).with_name("uv")
    run(uv, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    run(
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--constraints",
        ROOT / "requirements.lock",
        wheel,
        cwd=folder,
    )
    return folder / "venv" / "bin"


def test_the_installed_program_renders_with_its_own_data(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text(WORKSPACE)
    done = run(installed / "kaito-gen", "render", "workspace.yaml", cwd=tmp_path)
    assert "kind: StatefulSet" in done.stdout


def test_the_installed_program_initialises_and_synthesises_a_fleet(installed: Path, tmp_path: Path) -> None:
    run(installed / "kaito-gen", "init", "fleet", cwd=tmp_path)
    run(installed / "kaito-gen", "synth", cwd=tmp_path / "fleet")
    run(installed / "kaito-gen", "synth", "--check", cwd=tmp_path / "fleet")


def test_the_installed_program_brings_its_schemas(installed: Path, tmp_path: Path) -> None:
    assert '"$schema"' in run(installed / "kaito-gen", "schema", "fleet", cwd=tmp_path).stdout


def test_the_wheel_leaves_node_kopf_and_hera_to_the_extras(installed: Path, tmp_path: Path) -> None:
    code = "import importlib.util as u; print([m for m in ('cdk8s', 'kopf', 'hera') if u.find_spec(m)])"
    assert run(installed / "python", "-c", code, cwd=tmp_path).stdout.strip() == "[]"
