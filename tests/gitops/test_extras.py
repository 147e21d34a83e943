"""Namespace, quota and sync waves are made from manifests and change none."""

import copy

import pytest

from kaito_gen.gitops.extras import SYNC_WAVE, namespace_object, resource_quota, with_sync_waves


def test_a_namespace_has_its_labels_and_annotations() -> None:
    assert namespace_object("m", labels={"a": "b"}) == {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "m", "labels": {"a": "b"}},
    }
    assert namespace_object("m", annotations={"a": "b"})["metadata"] == {"name": "m", "annotations": {"a": "b"}}


def test_quota_quantities_are_strings() -> None:
    quota = resource_quota("q", namespace="m", hard={"requests.nvidia.com/gpu": 8, "pods": "20"})
    assert quota["spec"] == {"hard": {"requests.nvidia.com/gpu": "8", "pods": "20"}}
    assert quota["metadata"] == {"name": "q", "namespace": "m"}


@pytest.mark.parametrize(
    ("kind", "annotations", "wave"),
    [
        pytest.param("Namespace", None, "-40", id="first"),
        pytest.param("StatefulSet", {"a": "b"}, "30", id="after-what-it-needs"),
        pytest.param("Workspace", None, None, id="wave-0-is-argocds-own-default"),
        pytest.param("Service", {SYNC_WAVE: "7"}, "7", id="a-users-wave-stays"),
    ],
)
def test_sync_waves_follow_the_ranks_of_kinds(kind: str, annotations: dict[str, str] | None, wave: str | None) -> None:
    metadata = {"name": "x"} if annotations is None else {"name": "x", "annotations": annotations}
    manifest = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
    before = copy.deepcopy(manifest)
    (result,) = with_sync_waves([manifest])
    assert result["metadata"].get("annotations", {}).get(SYNC_WAVE) == wave
    assert manifest == before
    assert (annotations or {}).items() <= result["metadata"].get("annotations", {}).items()
