"""The tree of one environment has cdk8s's shape, and one file an object."""

import json
from pathlib import Path
from typing import Any

import pytest

from kaito_gen.emit import dump
from kaito_gen.errors import InvalidInput
from kaito_gen.gitops.index import INDEX, digest, parse
from kaito_gen.gitops.tree import chart_of, file_name, tree

CDK8S_PATHS = json.loads(Path(__file__).with_name("cdk8s_paths.json").read_text())
"""[namespace, kind, name, path] as cdk8s 2.70.106 names files; made by tests/emit/generate_corpus.mjs."""


def manifest(kind: str = "ConfigMap", name: str = "x", namespace: str = "models", **rest: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": namespace} if namespace else {"name": name}
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, **rest}


@pytest.mark.parametrize(("namespace", "kind", "name", "path"), CDK8S_PATHS, ids=[row[3][:40] for row in CDK8S_PATHS])
def test_files_are_named_as_cdk8s_names_them(namespace: str, kind: str, name: str, path: str) -> None:
    labels = {"kaito.sh/workspacenamespace": namespace}
    content = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace, "labels": labels}}
    assert f"{chart_of(content, namespace='other')}/{file_name(content)}" == path
    assert list(tree([content], namespace="other")) == sorted([path, "kustomization.yaml", INDEX])


@pytest.mark.parametrize(
    ("content", "chart"),
    [
        pytest.param(manifest("Service", namespace="a"), "a", id="its-namespace"),
        pytest.param(manifest("Service", namespace=""), "default", id="no-namespace-is-default"),
        pytest.param(manifest("Namespace", name="a", namespace=""), "a", id="a-namespace-itself"),
        pytest.param(
            {"kind": "NodeClaim", "metadata": {"name": "ws1", "labels": {"kaito.sh/workspacenamespace": "a"}}},
            "a",
            id="claim-with-its-workspace",
        ),
        pytest.param(manifest("StorageClass", namespace=""), "fleet", id="other-cluster-scope-with-the-fleet"),
        pytest.param(manifest("Widget", namespace="a"), "a", id="unknown-kinds-are-namespaced"),
    ],
)
def test_the_chart_is_the_namespace(content: dict[str, Any], chart: str) -> None:
    assert chart_of(content, namespace="fleet") == chart


def test_a_tree_holds_the_objects_a_sorted_kustomization_and_the_index() -> None:
    objects = [manifest(name="b"), manifest(name="a"), manifest("Service", namespace="apps")]
    result = tree(objects, namespace="models")
    assert result["models/ConfigMap.a.yaml"] == dump(objects[1]).encode()
    assert result["kustomization.yaml"].decode() == (
        "apiVersion: kustomize.config.k8s.io/v1beta1\n"
        "kind: Kustomization\n"
        "resources:\n"
        "  - apps/Service.x.yaml\n"
        "  - models/ConfigMap.a.yaml\n"
        "  - models/ConfigMap.b.yaml\n"
    )
    listed = parse(result[INDEX], where="index")
    assert listed == {path: {digest(content)} for path, content in result.items() if path != INDEX}
    assert list(result) == sorted(result)


def test_the_order_of_objects_does_not_matter() -> None:
    objects = [manifest(name="b"), manifest(name="a"), manifest("Service")]
    assert tree(objects, namespace="m") == tree(reversed(objects), namespace="m")


def test_no_objects_make_no_kustomization_because_kustomize_refuses_an_empty_one() -> None:
    assert list(tree([], namespace="models")) == [INDEX]


def test_the_same_object_twice_is_one_file() -> None:
    assert tree([manifest(), manifest()], namespace="m") == tree([manifest()], namespace="m")


def problems(*objects: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        tree(objects, namespace="models")
    return [str(problem) for problem in caught.value.problems]


def test_two_objects_for_one_file_are_an_error_that_names_both() -> None:
    (message,) = problems(manifest("Role", "a:b"), manifest("Role", "ab"))
    assert "Role models/a:b (v1)" in message
    assert "Role models/ab (v1)" in message
    assert "models/Role.ab.yaml" in message


def test_one_object_with_two_contents_is_an_error() -> None:
    (message,) = problems(manifest(data={"a": "1"}), manifest(data={"a": "2"}))
    assert message == "ConfigMap models/x (v1) is there twice, with different content (rename one, or remove it)"


def test_names_that_differ_in_case_only_would_be_one_file_on_some_disks() -> None:
    (message,) = problems(manifest(name="a"), manifest(name="A"))
    assert "models/A (v1)" in message


@pytest.mark.parametrize(
    ("content", "part"),
    [
        pytest.param({"apiVersion": "v1", "kind": "Secret", "metadata": {}}, "no metadata.name", id="no-name"),
        pytest.param(manifest(namespace="../up"), "'../up' is not a DNS label", id="namespace-leaves-the-tree"),
        pytest.param(manifest(namespace="Models"), "is not a DNS label", id="upper-case-namespace"),
        pytest.param(manifest(name="n" * 253), "file name would have 268 characters", id="name-too-long-for-a-file"),
        pytest.param(manifest(data={"a": "0o17"}), "data.a is the text '0o17'", id="kubernetes-would-misread"),
    ],
)
def test_an_object_that_cannot_have_a_file_is_an_error(content: dict[str, Any], part: str) -> None:
    (message,) = problems(content)
    assert part in message


def test_every_problem_is_reported_at_once() -> None:
    assert len(problems(manifest(namespace="A"), manifest(name=""), manifest())) == 2
