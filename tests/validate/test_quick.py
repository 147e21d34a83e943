"""The quick check: its yes and its object are those of the walk, and it says yes to ordinary documents."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.validate.rule import CREATE
from kaito_gen.validate.schema.judge import Judged, KindJudge
from kaito_gen.validate.schema.library import Library
from kaito_gen.validate.schema.quick import quick_check

CLUSTERS = [("v0.3", "1.33"), ("v0.12", "1.35"), ("v0.12", "1.37")]


BESIDE_THE_SCHEMA = {"schema-rule", "schema-scale", "schema-duplicate"}
"""What JSON Schema cannot say, and is looked at after a quick yes as after the walk."""
KINDS = ("Workspace", "RAGEngine", "NodeClaim", "NodePool", "Pod", "Deployment", "Job", "Role", "Workflow", "Ingress")


def every_judge(library: Library) -> list[KindJudge]:
    versions = {version for kind in KINDS for version in library.versions("", kind)}
    judges = [library.judge(version, kind) for version in sorted(versions) for kind in library.kinds(version)]
    return [judge for judge in judges if judge is not None]


def walked(judge: KindJudge, document: Any) -> Judged:
    """Judge by a fresh judge, which walks its first documents."""
    return KindJudge(judge.kind).judge(document, operation=CREATE)


@pytest.mark.parametrize(("release", "minor"), CLUSTERS)
def test_a_quick_yes_is_what_the_walk_says(
    library: Callable[..., Library], documents: Callable[..., Any], release: str, minor: str
) -> None:
    """Documents of every kind in the apiVersions of ten kinds, 16 each, mistakes in half of them."""
    yes = 0
    for judge in every_judge(library(release, minor)):
        check = quick_check(judge.kind)
        assert check is not None, judge.kind
        warm = KindJudge(judge.kind)
        for document in documents(judge.kind, 16, 5):
            slow, quick = walked(judge, document), warm.judge(document)
            assert quick == slow, document
            if check(document):
                yes += 1
                assert {one.rule for one in slow.findings} <= BESIDE_THE_SCHEMA, document
    assert yes > 200


WORKSPACE = {
    "apiVersion": "kaito.sh/v1beta1",
    "kind": "Workspace",
    "metadata": {"name": "phi", "namespace": "models", "labels": {"app": "phi"}, "annotations": {"a.b/c": "d e"}},
    "resource": {"instanceType": "Standard_NC24ads_A100_v4", "labelSelector": {"matchLabels": {"apps": "phi"}}},
    "inference": {"preset": {"name": "phi-4-mini-instruct"}},
}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {
                "containers": [
                    {
                        "name": "web",
                        "image": "web:1",
                        "ports": [{"containerPort": 80}, {"containerPort": 81}],
                        "resources": {"limits": {"cpu": 1, "memory": "1Gi"}},
                        "livenessProbe": {"httpGet": {"path": "/", "port": "http"}},
                    }
                ]
            },
        },
    },
}
SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"a": "YWJj\nYWJj\n"}}


@pytest.mark.parametrize("document", [WORKSPACE, DEPLOYMENT, SECRET], ids=lambda one: one["kind"])
def test_ordinary_documents_are_quickly_clean(library: Callable[..., Library], document: Any) -> None:
    judge = library().judge(document["apiVersion"], document["kind"])
    assert judge is not None
    check = quick_check(judge.kind)
    assert check is not None
    assert check(document)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("metadata", "name"), "Upper"),
        (("metadata", "labels"), {"app": "a b"}),
        (("metadata", "labels"), {"a" * 64: "b"}),
        (("metadata", "creationTimestamp"), None),
        (("resource", "count"), 2**70),
        (("resource", "count"), 1e300),
        (("resource", "unknown"), 1),
        (("resource", "labelSelector"), None),
        (("inference", "preset", "name"), b"bytes"),
        (("kind",), "Workspaces"),
    ],
    ids=str,
)
def test_doubtful_documents_are_walked(library: Callable[..., Library], keys: Any, value: Any) -> None:
    """Whatever JSON Schema and Go may see differently gets no quick yes."""
    judge = library().judge("kaito.sh/v1beta1", "Workspace")
    assert judge is not None
    check = quick_check(judge.kind)
    assert check is not None
    assert not check(_with(WORKSPACE, keys, value))


def _with(document: Any, keys: Any, value: Any) -> Any:
    if not keys:
        return value
    return {**document, keys[0]: _with(document.get(keys[0], {}), keys[1:], value)}
