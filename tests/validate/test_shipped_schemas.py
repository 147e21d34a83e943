"""The schemas that travel with the program: current, small, sound, and usable by others."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from kaito_gen.validate.schema.library import MINORS, SETS_BY_RELEASE, Library

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
SETS = sorted({name for sets in SETS_BY_RELEASE.values() for name in sets})


def files(folder: str) -> list[Path]:
    return sorted(path for path in (SCHEMAS / folder).rglob("*.json"))


def test_kubernetes_schemas_are_what_the_package_gives(tmp_path: Path) -> None:
    """``make vendor`` would change nothing."""
    code = (
        "import sys, pathlib; sys.path.insert(0, 'tools'); import vendor_schemas;"
        f"vendor_schemas.vendor_kubernetes(pathlib.Path({str(tmp_path)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    made = {path.relative_to(tmp_path / "kubernetes"): path.read_bytes() for path in tmp_path.rglob("*.json")}
    kept = {path.relative_to(SCHEMAS / "kubernetes"): path.read_bytes() for path in files("kubernetes")}
    assert made == kept


SUMS = {
    "argo-cd/v3.2.3": "78934c2ad9a2a1aa3195bedbca092eee9cad10078fab915897ea4c8cf3c7a93c",
    "argo-workflows/v4.1.2": "867b52003a6b9d10a38e51cd7faa2078a5f58d80b668045e5a1a052dd380d2ad",
    "kaito/v0.12": "22737779a277d793b1fe8faa317ff64d46c0a0f77239a18479c3d42d85cfca29",
    "kaito/v0.3": "403c768c8bf3de14fd562d5d6b49b43aec76dc91087f9a7817cf5f8547d94d7b",
    "karpenter/v1.14.1": "065766dafd6d42a5179dc7a0d3e93d8f0c98e42b7735e269b93ae7aef1a10189",
}
"""SHA-256 of each set, so that nobody edits by hand what is made from upstream's files."""


@pytest.mark.parametrize("name", SETS)
def test_crd_schemas_are_as_they_were_made(name: str) -> None:
    content = b"".join(path.read_bytes() for path in files(name))
    assert hashlib.sha256(content).hexdigest() == SUMS[name]


@pytest.mark.parametrize("name", SETS)
def test_each_set_says_where_it_comes_from(name: str) -> None:
    index = json.loads((SCHEMAS / name / "index.json").read_text())
    assert index["source"]
    assert all(len(digest) == 64 for digest in index["upstream"].values())
    assert {entry["file"] for entry in index["kinds"].values()} == {path.name for path in files(name)} - {"index.json"}
    for entry in index["kinds"].values():
        schema = json.loads((SCHEMAS / name / entry["file"]).read_text())
        assert schema["$comment"] == index["source"]


@pytest.mark.parametrize("path", [path for name in SETS for path in files(name)], ids=lambda path: path.stem)
def test_crd_schemas_are_json_schema_without_prose(path: Path) -> None:
    if path.name == "index.json":
        return
    schema = json.loads(path.read_text())
    Draft202012Validator.check_schema(schema)
    assert not {"description", "title", "example"} & set(_keywords(schema))
    assert path.name == path.name.lower()


def _keywords(schema: Any) -> list[str]:
    found = list(schema)
    for key in ("properties", "$defs"):
        found += [word for child in schema.get(key, {}).values() for word in _keywords(child)]
    for key in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(key), dict):
            found += _keywords(schema[key])
    return found


def test_all_schemas_together_stay_small() -> None:
    """Five minors of Kubernetes and five sets of CRDs; the wheel packs them to a fifth of that."""
    assert sum(path.stat().st_size for path in SCHEMAS.rglob("*.json")) < 1_500_000


@pytest.mark.parametrize("minor", MINORS)
def test_every_listed_kind_loads_in_every_minor(library: Callable[..., Library], minor: str) -> None:
    """Each schema resolves all of its references, and has the scope and plural that its index says."""
    made = library(minor=minor)
    versions = {
        version for kind in ("Pod", "Deployment", "Job", "Role", "Workspace") for version in made.versions("", kind)
    }
    for version in sorted(versions):
        for kind in made.kinds(version):
            judge = made.judge(version, kind)
            assert judge is not None
            assert jsonschema_rs.meta.is_valid(dict(judge.kind.schema)), (minor, version, kind)
            text = json.dumps(judge.kind.schema)
            wanted = {part.partition('"')[0] for part in text.split('"#/$defs/')[1:]}
            assert wanted <= set(judge.kind.definitions), (minor, version, kind)


@pytest.mark.parametrize(
    ("version", "kind", "plural", "namespaced"),
    [
        ("kaito.sh/v1beta1", "Workspace", "workspaces", True),
        ("kaito.sh/v1alpha1", "ModelMirror", "modelmirrors", False),
        ("karpenter.sh/v1", "NodeClaim", "nodeclaims", False),
        ("argoproj.io/v1alpha1", "Application", "applications", True),
        ("v1", "Namespace", "namespaces", False),
        ("v1", "Endpoints", "endpoints", True),
        ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", True),
        ("networking.k8s.io/v1", "IngressClass", "ingressclasses", False),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", False),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", False),
    ],
)
def test_scope_and_plural(
    library: Callable[..., Library], version: str, kind: str, plural: str, namespaced: bool
) -> None:
    judge = library().judge(version, kind)
    assert judge is not None
    assert (judge.kind.plural, judge.kind.namespaced) == (plural, namespaced)
