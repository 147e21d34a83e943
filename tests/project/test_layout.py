"""The house keeps its own rules."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for path in ROOT.glob("kaito_gen/**/*.py"))


def test_operator_never_shadows_the_standard_library() -> None:
    """operator/ holds no package, conftest or tests, and no module named like one of the standard library."""
    files = {path.name for path in (ROOT / "operator").glob("*.py")}
    assert not {"__init__.py", "conftest.py"} & files
    assert not [name for name in files if name.startswith("test_")]
    assert not {Path(name).stem for name in files} & sys.stdlib_module_names
    assert not (ROOT / "tests" / "operator").exists()


def test_standard_operator_is_what_python_finds_in_the_checkout() -> None:
    code = "import operator; assert operator.itemgetter(0)([7]) == 7"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_small(module: Path) -> None:
    """No module is above 400 lines; the reader should hold it in the head."""
    assert len(module.read_text().splitlines()) <= 400


def test_the_median_module_is_under_120_lines() -> None:
    sizes = sorted(len(path.read_text().splitlines()) for path in MODULES)
    assert sizes[len(sizes) // 2] < 120


def test_every_path_named_in_architecture_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    named = re.findall(
        r"`((?:kaito_gen|presets|schemas|overlays|tests|tools|benchmarks|examples|docs)/[\w./-]*)`", text
    )
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_only_the_release_tables_know_a_release_by_name() -> None:
    """A release is named where releases are defined, in one BY_RELEASE table a layer, in its own folder, by rules."""
    defining = {"kinds.py", "target.py"}
    names = {"v0_3": r"\bV0_3\b|[\"']v0\.3[\"']", "v0_12": r"\bV0_12\b|[\"']v0\.12[\"']"}
    offenders = []
    for path in MODULES:
        relative = path.relative_to(ROOT / "kaito_gen")
        if relative.parts[0] in defining | {"cli"}:
            continue
        text = path.read_text()
        foreign = [name for folder, name in names.items() if folder not in relative.parts]
        if any(re.search(name, text) for name in foreign) and not re.search("BY_RELEASE|^RULES", text, re.MULTILINE):
            offenders.append(str(relative))
    assert offenders == []
