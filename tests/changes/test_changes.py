"""What becomes of edits, in the two releases."""

import copy
from typing import Any

import pytest

from kaito_gen.changes import changes
from kaito_gen.changes.change import APPLIED, IGNORED, REFUSED, REPLACED, ROLLED
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target, settle

RESOURCE = {"count": 1, "instanceType": "Standard_NC24ads_A100_v4", "labelSelector": {"matchLabels": {"apps": "chat"}}}
ADAPTER = {"source": {"name": "style", "image": "registry.example.com/style:1"}}
TEMPLATE = {"spec": {"containers": [{"name": "model", "image": "registry.example.com/model:1"}]}}


def serving(version: str = "v1beta1", **inference: Any) -> Manifest:
    preset = {} if "template" in inference else {"preset": {"name": "phi-4", "accessMode": "public"}}
    return {
        "apiVersion": f"kaito.sh/{version}",
        "kind": "Workspace",
        "metadata": {"name": "chat", "namespace": "default"},
        "resource": copy.deepcopy(RESOURCE),
        "inference": preset | inference,
    }


def tuned(**tuning: Any) -> Manifest:
    job = {"method": "lora", "preset": {"name": "phi-4"}, "input": {"urls": ["https://a.example.com/x"]}, "output": {}}
    return {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "Workspace",
        "metadata": {"name": "tune", "namespace": "default"},
        "resource": copy.deepcopy(RESOURCE),
        "tuning": job | tuning,
    }


def found(old: Manifest, new: Manifest, **settings: Any) -> list[tuple[str, str]]:
    return [(change.fate, change.code) for change in changes(old, new, settle(Target(**settings)))]


def annotated(manifest: Manifest, **annotations: str) -> Manifest:
    named = {f"kaito.sh/{name.replace('_', '-')}": value for name, value in annotations.items()}
    return {**manifest, "metadata": {**manifest["metadata"], "annotations": named}}


def with_resource(manifest: Manifest, **fields: Any) -> Manifest:
    return {**manifest, "resource": {**manifest["resource"], **fields}}


def test_nothing_becomes_of_no_change() -> None:
    assert found(serving(), serving()) == []
    assert found(serving("v1alpha1"), serving("v1alpha1"), release="v0.3") == []


@pytest.mark.parametrize(
    ("new", "fate"),
    [
        (serving(adapters=[ADAPTER]), (IGNORED, "first-adapter-without-effect")),
        (serving(config="settings"), (IGNORED, "config-added-without-effect")),
        (annotated(serving(), runtime="transformers"), (IGNORED, "runtime-edit-without-effect")),
        (annotated(serving(), enablelb="True"), (IGNORED, "enablelb-edit-without-effect")),
        (with_resource(serving(), preferredNodes=["n1"]), (IGNORED, "preferred-nodes-unread")),
        (with_resource(serving(), count=2), (REFUSED, "count-changed")),
        (with_resource(serving(), instanceType="standard_nc24ads_a100_v4"), (REFUSED, "instance-type-changed")),
        (serving(preset={"name": "phi-4", "accessMode": "private"}), (REFUSED, "preset-changed")),
    ],
    ids=lambda case: case[1] if isinstance(case, tuple) else "",
)
def test_edits_of_a_served_preset_in_v0_12(new: Manifest, fate: tuple[str, str]) -> None:
    assert found(serving(), new) == [fate]


def test_later_adapters_and_configs_roll_the_pods() -> None:
    second = {"source": {"name": "tone", "image": "registry.example.com/tone:1"}}
    assert found(serving(adapters=[ADAPTER]), serving(adapters=[ADAPTER, second])) == [(ROLLED, "adapters-rolled")]
    assert found(serving(config="a"), serving(config="b")) == [(ROLLED, "config-rolled")]
    assert found(serving(config="a"), serving()) == [(IGNORED, "config-removed-without-effect")]


@pytest.mark.parametrize("release", ["v0.3", "v0.12"])
def test_the_content_of_a_template_is_read_once(release: str) -> None:
    version = "v1alpha1" if release == "v0.3" else "v1beta1"
    other = {"spec": {"containers": [{"name": "model", "image": "registry.example.com/model:2"}]}}
    old, new = (serving(version, template=template) for template in (TEMPLATE, other))
    assert found(old, new, release=release) == [(IGNORED, "template-edit-without-effect")]


@pytest.mark.parametrize("release", ["v0.3", "v0.12"])
def test_a_tuning_job_is_made_anew(release: str) -> None:
    assert found(tuned(), tuned(config="settings"), release=release) == [(REPLACED, "tuning-job-replaced")]


@pytest.mark.parametrize("release", ["v0.3", "v0.12"])
def test_a_workspace_never_changes_its_purpose(release: str) -> None:
    both = (REFUSED, "workload-toggled")
    assert found(tuned(), {**serving(), "metadata": tuned()["metadata"]}, release=release) == [both, both]


def test_the_order_of_labels_and_their_spelling_do_not_count() -> None:
    old = with_resource(serving(), labelSelector={"matchLabels": {"a": "b", "c": "d"}})
    expression = {"key": "a", "operator": "In", "values": ["b"]}
    new = with_resource(serving(), labelSelector={"matchLabels": {"c": "d"}, "matchExpressions": [expression]})
    assert found(old, new) == []


def test_an_expression_is_refused_even_where_nothing_changed() -> None:
    old = with_resource(serving(), labelSelector={"matchExpressions": [{"key": "a", "operator": "Exists"}]})
    assert found(old, old) == [(REFUSED, "selector-change-unreadable")]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("", "Standard_NC24ads_A100_v4", "instance-type-added"),
        ("a", "b", "instance-type-exchanged"),
        ("a", "", None),
        ("a", "a", None),
    ],
    ids=["added", "exchanged", "cleared", "kept"],
)
def test_machines_where_nodes_are_brought(before: str, after: str, code: str | None) -> None:
    old, new = (with_resource(serving(), instanceType=name) for name in (before, after))
    assert found(old, new, provisioner="byo") == ([(REFUSED, code)] if code else [])


def test_a_machine_can_be_named_late_where_nodes_are_bought() -> None:
    """v1alpha1 and v0.3 take no other machine than the one that was there."""
    old, new = (with_resource(serving(), instanceType=name) for name in ("", "anything"))
    assert found(old, new) == []
    older = [{**one, "apiVersion": "kaito.sh/v1alpha1"} for one in (old, new)]
    assert found(*older) == [(REFUSED, "instance-type-immutable")]
    assert found(*older, release="v0.3") == [(REFUSED, "instance-type-immutable")]


def test_streaming_is_settled_only_with_its_gate() -> None:
    old, new = serving(), annotated(serving(), model_streaming="disabled")
    assert found(old, new) == []
    gates = {"ModelMirror": True, "ModelStreaming": True}
    assert found(old, new, gates=gates) == [(REFUSED, "streaming-changed")]


def inference_set(**spec: Any) -> Manifest:
    template = {"resource": {}, "inference": {"preset": {"name": "phi-4"}}}
    return {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "InferenceSet",
        "spec": {"replicas": 1, "template": template} | spec,
    }


def test_a_set_is_scaled_but_its_template_is_for_new_workspaces() -> None:
    assert found(inference_set(), inference_set(replicas=0)) == [(APPLIED, "set-scaled")]
    template = {"resource": {}, "inference": {"preset": {"name": "phi-4-mini-instruct"}}}
    assert found(inference_set(), inference_set(template=template)) == [(IGNORED, "set-template-not-rolled")]


def engine(**spec: Any) -> Manifest:
    return {"apiVersion": "kaito.sh/v1beta1", "kind": "RAGEngine", "spec": {"compute": dict(RESOURCE), **spec}}


@pytest.mark.parametrize(
    ("spec", "fate"),
    [
        ({"inferenceService": {"url": "http://b"}}, (ROLLED, "rag-environment-rolled")),
        ({"embedding": {"local": {"modelID": "a/b"}}}, (IGNORED, "rag-embedding-unread")),
        ({"compute": None}, (REFUSED, "rag-compute-toggled")),
        ({"compute": {**RESOURCE, "count": 2}}, (REFUSED, "count-changed")),
    ],
    ids=["service", "embedding", "compute", "count"],
)
def test_edits_of_a_rag_engine(spec: Any, fate: tuple[str, str]) -> None:
    assert found(engine(), engine(**spec)) == [fate]


def test_absent_texts_of_a_mirror_are_empty_ones() -> None:
    old = {"apiVersion": "kaito.sh/v1alpha1", "kind": "ModelMirror", "spec": {"mode": "Static"}}
    assert found(old, {**old, "spec": {"mode": "Static", "jobNamespace": ""}}) == []
    assert found(old, {**old, "spec": {"mode": "Static", "jobNamespace": "a"}}) == [(REFUSED, "mirror-changed")]


def test_other_kinds_are_nobody_s_business() -> None:
    old = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "b"}}
    assert found(old, {**old, "data": {}}) == []
