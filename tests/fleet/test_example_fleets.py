"""The example fleets under overlays/ are what users start from, so they must hold in every environment."""

from pathlib import Path

import pytest

from kaito_gen.cli import main

ROOT = Path(__file__).parents[2]
RELEASES = ("v0.12", "v0.3")
ENVIRONMENTS = ("dev", "staging", "prod")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("release", RELEASES)
def test_an_example_synthesises_twice_to_the_same_bytes(release: str, tmp_path: Path) -> None:
    fleet = str(ROOT / f"overlays/{release}/fleet.yaml")
    for out in ("one", "two"):
        assert main(["synth", fleet, "--out", str(tmp_path / out)]) == 0
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert main(["synth", fleet, "--out", str(tmp_path / "one"), "--check"]) == 0
    assert {path.name for path in (tmp_path / "one").iterdir() if path.is_dir()} == {"fleet", *ENVIRONMENTS}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_example_plans_in_every_environment(release: str, environment: str) -> None:
    assert main(["plan", str(ROOT / f"overlays/{release}/fleet.yaml"), "--env", environment]) == 0


@pytest.mark.parametrize("release", RELEASES)
def test_production_holds_every_object_and_the_others_the_intent(release: str, tmp_path: Path) -> None:
    assert main(["synth", str(ROOT / f"overlays/{release}/fleet.yaml"), "--out", str(tmp_path)]) == 0
    kinds = {
        environment: {path.name.split(".")[0] for path in (tmp_path / environment).glob("*/*.yaml")}
        for environment in ENVIRONMENTS
    }
    claims = {"Machine"} if release == "v0.3" else {"NodePool"}
    workloads = {"Deployment", "StatefulSet", "Service", "Job"}
    assert claims | {"Workspace", "Job", "Service"} <= kinds["prod"]
    for environment in ("dev", "staging"):
        assert "Workspace" in kinds[environment]
        assert not kinds[environment] & (claims | workloads)


def test_development_runs_a_rag_engine_beside_its_claim(tmp_path: Path) -> None:
    assert main(["synth", str(ROOT / "overlays/v0.12/fleet.yaml"), "--env", "dev", "--out", str(tmp_path)]) == 0
    names = {path.name for path in (tmp_path / "dev/models-dev").iterdir()}
    assert {"RAGEngine.handbook.yaml", "PersistentVolumeClaim.handbook-index.yaml"} <= names
