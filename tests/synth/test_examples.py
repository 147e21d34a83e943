"""What the example fleets become is valid: by Kubernetes' schemas for its own kinds, and as a kustomize base."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from kaito_gen.cli import main
from kaito_gen.kinds import is_namespaced

ROOT = Path(__file__).resolve().parents[2]
FLEETS = sorted(ROOT.glob("overlays/*/fleet.yaml"))
KUBERNETES = ("v1", "apps/v1", "batch/v1")


def manifests(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the objects below an environment's folder by their path in it."""
    paths = [path for path in sorted(folder.rglob("*.yaml")) if path.name != "kustomization.yaml"]
    return {str(path.relative_to(folder)): yaml.safe_load(path.read_text()) for path in paths}


@pytest.fixture(scope="module", params=FLEETS, ids=lambda path: path.parent.name)
def environments(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The trees of one example fleet."""
    out = tmp_path_factory.mktemp("tree")
    assert main(["synth", str(request.param), "--out", str(out)]) == 0
    return sorted(out.iterdir())


def test_there_is_a_tree_for_each_environment(environments: list[Path]) -> None:
    assert [path.name for path in environments] == ["dev", "fleet", "prod", "staging"]


def test_kubernetes_takes_every_object_of_its_own_kinds(environments: list[Path]) -> None:
    judged = 0
    for folder in environments:
        for manifest in manifests(folder).values():
            if manifest["apiVersion"] in KUBERNETES:
                kubernetes_validate.validate(manifest, "1.35", strict=True)
                judged += 1
    assert judged > 10


def test_the_kustomization_names_exactly_the_objects_that_are_there(environments: list[Path]) -> None:
    for folder in environments:
        kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text())
        assert kustomization["resources"] == sorted(manifests(folder))


def test_every_namespaced_object_names_its_namespace(environments: list[Path]) -> None:
    """Otherwise kustomize and Argo CD would put it somewhere else."""
    for folder in environments:
        for path, manifest in manifests(folder).items():
            if is_namespaced(manifest["kind"]):
                assert manifest["metadata"]["namespace"] == path.partition("/")[0]
