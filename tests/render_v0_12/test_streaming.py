"""Weights that are streamed: the mirror that is made for them, and what the pods then read."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.render.rendered import Rendered
from kaito_gen.target import Streaming

type Ask = Callable[..., Rendered]
type Make = Callable[..., dict[str, Any]]

GATES = {"ModelMirror": True, "ModelStreaming": True}
SETTINGS: dict[str, Any] = {"gates": GATES, "streaming": Streaming("blob", "streamer")}
ACCOUNT = {
    "apiVersion": "v1",
    "kind": "ServiceAccount",
    "metadata": {
        "name": "streamer",
        "namespace": "team",
        "annotations": {"azure.workload.identity/client-id": "00000000-0000-0000-0000-000000000000"},
    },
}
STATIC = {
    "inference.kaito.sh/static-model-mirror": "true",
    "inference.kaito.sh/stream-datarefs-url": "https://example.com/datarefs",
    "inference.kaito.sh/stream-identity-client-id": "00000000-0000-0000-0000-000000000000",
    "inference.kaito.sh/stream-source-type": "byo",
}


def storage_class(provisioner: str = "blob.csi.azure.com", **parameters: str) -> dict[str, Any]:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "blob"},
        "provisioner": provisioner,
        "parameters": parameters,
    }


PLACED = storage_class(storageAccount="account", containerName="container")


def named(rendered: Rendered, kind: str) -> list[dict[str, Any]]:
    return [made for made in rendered.objects if made["kind"] == kind]


def test_a_mirror_a_volume_and_a_download_come_first(ask: Ask, workspace: Make) -> None:
    rendered = ask(workspace(), ACCOUNT, PLACED, complete=True, **SETTINGS)
    assert [made["kind"] for made in rendered.objects] == [
        "PersistentVolumeClaim",
        "ModelMirror",
        "NodeClaim",
        "Service",
        "Service",
        "Job",
        "StatefulSet",
    ]
    assert not rendered.stops


@pytest.mark.parametrize(
    ("written", "model_id"),
    [
        pytest.param("phi-4-mini-instruct", "microsoft/phi-4-mini-instruct", id="alias"),
        pytest.param("microsoft/Phi-4-mini-instruct", "microsoft/Phi-4-mini-instruct", id="id-as-written"),
    ],
)
def test_a_mirror_is_of_the_id_as_written(ask: Ask, workspace: Make, written: str, model_id: str) -> None:
    """Two spellings of an id make two mirrors: their name is a digest of the text."""
    rendered = ask(workspace(preset=written), ACCOUNT, PLACED, **SETTINGS)
    assert named(rendered, "ModelMirror")[0]["spec"]["source"]["modelID"] == model_id


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        pytest.param([PLACED], "streaming-account", id="no-account"),
        pytest.param(
            [PLACED, {**ACCOUNT, "metadata": {"name": "streamer", "namespace": "team"}}],
            "streaming-account",
            id="account-without-identity",
        ),
        pytest.param([ACCOUNT], "streaming-storage-class", id="no-class"),
        pytest.param([ACCOUNT, storage_class("disk.csi.azure.com")], "streaming-storage-class", id="wrong-driver"),
    ],
)
def test_nothing_is_bought_when_streaming_cannot_work(
    ask: Ask, workspace: Make, beside: list[dict[str, Any]], code: str
) -> None:
    rendered = ask(workspace(), *beside, complete=True, **SETTINGS)
    assert ([stop.code for stop in rendered.stops], rendered.objects) == ([code], ())


def test_settings_that_are_missing_name_the_way_out(ask: Ask, workspace: Make) -> None:
    without = ask(workspace(), gates=GATES)
    assert [stop.code for stop in without.stops] == ["streaming-storage-class"]
    annotated = workspace(annotations={"kaito.sh/model-mirror-storage-class": "mine"})
    assert [stop.code for stop in ask(annotated, gates=GATES).stops] == ["streaming-account"]


def test_offline_what_is_not_among_the_files_is_taken_to_exist(ask: Ask, workspace: Make) -> None:
    rendered = ask(workspace(), **SETTINGS)
    assert {note.code for note in rendered.notes} == {"account-assumed", "storage-class-assumed"}


def test_a_storage_account_that_is_not_known_yet_ends_before_the_pods(ask: Ask, workspace: Make) -> None:
    rendered = ask(workspace(), ACCOUNT, storage_class(), complete=True, **SETTINGS)
    assert [stop.code for stop in rendered.stops] == ["storage-account-unknown"]
    assert not named(rendered, "StatefulSet")
    assert len(named(rendered, "Service")) == 2


@pytest.mark.parametrize(
    "csi",
    [
        {"volumeAttributes": {"storageaccount": "acc", "containername": "con"}},
        {"volumeHandle": "rg#acc#con##ns#"},
    ],
)
def test_a_bound_volume_says_where_it_lies(ask: Ask, workspace: Make, csi: dict[str, Any]) -> None:
    (mirror,) = named(ask(workspace(), ACCOUNT, PLACED, **SETTINGS), "ModelMirror")
    name = mirror["metadata"]["name"]
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": "team"},
        "spec": {"volumeName": "pv-1"},
    }
    volume = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pv-1"}, "spec": {"csi": csi}}
    rendered = ask(workspace(), ACCOUNT, PLACED, claim, volume, **SETTINGS)
    container = named(rendered, "StatefulSet")[0]["spec"]["template"]["spec"]["containers"][0]
    assert "--model=az://con/microsoft/phi-4-mini-instruct" in container["command"][2]
    assert {"name": "AZURE_STORAGE_ACCOUNT_NAME", "value": "acc"} in container["env"]


def test_a_mirror_of_another_namespace_is_shared(ask: Ask, workspace: Make) -> None:
    """One mirror serves all Workspaces of a model; only the first one's namespace downloads."""
    (mirror,) = named(ask(workspace(), ACCOUNT, PLACED, **SETTINGS), "ModelMirror")
    theirs = {**mirror, "spec": {**mirror["spec"], "jobNamespace": "elsewhere"}}
    rendered = ask(workspace(), ACCOUNT, PLACED, theirs, **SETTINGS)
    assert not named(rendered, "ModelMirror")
    assert not named(rendered, "Job")
    assert "mirror-shared" in {note.code for note in rendered.notes}
    assert named(rendered, "StatefulSet")


def test_a_mirror_that_is_there_is_taken_as_it_is(ask: Ask, workspace: Make) -> None:
    """Neither the class nor the account is looked at again, and what the user wrote of the mirror stays."""
    (mirror,) = named(ask(workspace(), ACCOUNT, PLACED, **SETTINGS), "ModelMirror")
    larger = {**mirror["spec"], "storage": {"size": "999Gi", "storageClassName": "blob"}}
    own = {**mirror, "metadata": {**mirror["metadata"], "uid": "1"}, "spec": larger, "status": {"phase": "Ready"}}
    rendered = ask(workspace(), PLACED, own, complete=True, **SETTINGS)
    assert not rendered.stops
    assert named(rendered, "ModelMirror") == [{**mirror, "spec": larger}]
    (volume,) = named(rendered, "PersistentVolumeClaim")
    assert volume["spec"]["resources"]["requests"]["storage"] == "999Gi"


def test_two_models_cannot_share_a_mirror(ask: Ask, workspace: Make) -> None:
    (mirror,) = named(ask(workspace(), ACCOUNT, PLACED, **SETTINGS), "ModelMirror")
    other = {**mirror, "spec": {**mirror["spec"], "source": {"registry": "huggingface", "modelID": "a/b"}}}
    rendered = ask(workspace(), ACCOUNT, PLACED, other, **SETTINGS)
    assert ([stop.code for stop in rendered.stops], rendered.objects) == (["mirror-collision"], ())


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"annotations": {"kaito.sh/model-streaming": "disabled"}}, id="opted-out"),
        pytest.param({"preset": "phi-4", "annotations": {"kaito.sh/runtime": "transformers"}}, id="transformers"),
        pytest.param(
            {"inference": {"template": {"spec": {"containers": [{"name": "c", "image": "i:1"}]}}}}, id="template"
        ),
    ],
)
def test_who_does_not_stream(ask: Ask, workspace: Make, fields: dict[str, Any]) -> None:
    rendered = ask(workspace(**fields), **SETTINGS)
    assert not named(rendered, "ModelMirror")
    assert not rendered.stops


def test_static_weights_are_reached_with_a_token_fetched_at_start(ask: Ask, workspace: Make) -> None:
    rendered = ask(workspace(annotations=STATIC), ACCOUNT, **SETTINGS)
    assert [made["kind"] for made in rendered.objects] == [
        "ConfigMap",
        "ModelMirror",
        "NodeClaim",
        "Service",
        "Service",
        "StatefulSet",
    ]
    assert named(rendered, "ModelMirror")[0]["spec"] == {"mode": "Static"}
    spec = rendered.objects[-1]["spec"]["template"]["spec"]
    assert spec["containers"][0]["command"][:3] == [
        "/workspace/vllm/export_sas_token_for_streaming.sh",
        "/bin/sh",
        "-c",
    ]
    assert "--model=$STREAM_MODEL_URI " in spec["containers"][0]["command"][3]
    (fetch,) = spec["initContainers"]
    assert {"name": "STREAM_SOURCE_TYPE", "value": "byo"} in fetch["env"]
    mounted = {mount["name"] for container in (fetch, spec["containers"][0]) for mount in container["volumeMounts"]}
    assert mounted <= {volume["name"] for volume in spec["volumes"]}


def test_static_weights_need_all_their_annotations(ask: Ask, workspace: Make) -> None:
    some = dict(list(STATIC.items())[:2])
    rendered = ask(workspace(annotations=some), ACCOUNT, **SETTINGS)
    assert [stop.code for stop in rendered.stops] == ["streaming-annotations"]


def mirror(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "kaito.sh/v1alpha1", "kind": "ModelMirror", "metadata": {"name": "m"}, "spec": spec}


MANAGED = {
    "source": {"registry": "huggingface", "modelID": "a/b"},
    "storage": {"size": "10Gi", "storageClassName": "blob"},
    "jobNamespace": "team",
}


def test_a_mirror_of_its_own_gets_a_volume_and_a_download(ask: Ask) -> None:
    rendered = ask(mirror(**MANAGED), gates={"ModelMirror": True})
    claim, job = rendered.objects
    assert (claim["kind"], job["kind"]) == ("PersistentVolumeClaim", "Job")
    assert "serviceAccountName" not in job["spec"]["template"]["spec"]
    assert job["metadata"]["namespace"] == claim["metadata"]["namespace"] == "team"


@pytest.mark.parametrize(
    ("spec", "codes"),
    [
        pytest.param({"mode": "Static"}, [], id="static"),
        pytest.param({**MANAGED, "jobNamespace": None}, ["malformed"], id="no-namespace"),
        pytest.param({"source": {}}, ["malformed"], id="no-model"),
        pytest.param({"storage": "10Gi"}, ["malformed"], id="wrong-form"),
    ],
)
def test_a_mirror_that_makes_nothing(ask: Ask, spec: dict[str, Any], codes: list[str]) -> None:
    rendered = ask(mirror(**spec), gates={"ModelMirror": True})
    assert ([stop.code for stop in rendered.stops], rendered.objects) == (codes, ())


def test_a_mirror_waits_for_its_storage_class(ask: Ask) -> None:
    rendered = ask(mirror(**MANAGED), gates={"ModelMirror": True}, complete=True)
    assert ([stop.code for stop in rendered.stops], rendered.objects) == (["streaming-storage-class"], ())


def test_mirrors_need_their_gate(ask: Ask) -> None:
    assert [stop.code for stop in ask(mirror(**MANAGED)).stops] == ["gate-off"]
