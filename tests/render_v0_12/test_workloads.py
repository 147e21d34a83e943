"""What pods look like where the recorded cases say nothing: combinations, and the user's own words in commands."""

import shlex
from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.render.rendered import Rendered

type Ask = Callable[..., Rendered]
type Make = Callable[..., dict[str, Any]]


def pod(rendered: Rendered) -> dict[str, Any]:
    spec: dict[str, Any] = rendered.objects[-1]["spec"]["template"]["spec"]
    return spec


def test_environment_stands_in_the_controllers_order(ask: Ask, workspace: Make) -> None:
    adapters = [
        {"source": {"name": "vol", "volumeSource": {"emptyDir": {}}}, "strength": "0.1"},
        {"source": {"name": "img", "image": "r.example.com/a:1"}, "strength": "0.2"},
    ]
    preset = {"name": "llama-3.3-70b-instruct", "presetOptions": {"modelAccessSecret": "hf"}}
    asked = workspace(labels={"kaito.sh/inference-role": "prefill"}, inference={"preset": preset, "adapters": adapters})
    assert [variable["name"] for variable in pod(ask(asked))["containers"][0]["env"]] == [
        "VLLM_USE_FLASHINFER_SAMPLER",
        "VLLM_USE_DEEP_GEMM",
        "KAITO_INFERENCE_ROLE",
        "VLLM_NIXL_SIDE_CHANNEL_HOST",
        "HF_TOKEN",
        "img",
        "vol",
        "POD_INDEX",
    ]


def test_volumes_stand_in_the_controllers_order(ask: Ask, workspace: Make) -> None:
    adapters = [
        {"source": {"name": "vol", "volumeSource": {"emptyDir": {}}}},
        {"source": {"name": "img", "image": "r.example.com/a:1", "imagePullSecrets": ["s"]}},
    ]
    asked = workspace(inference={"preset": {"name": "phi-4"}, "config": "c", "adapters": adapters})
    spec = pod(ask(asked, local_nvme_class=""))
    assert [volume["name"] for volume in spec["volumes"]] == [
        "config-volume",
        "dshm",
        "adapter-volume",
        "docker-config-img-inference-adapter",
        "adapter-volume-vol",
        "model-weights-volume",
    ]
    assert [mount["name"] for mount in spec["containers"][0]["volumeMounts"]] == [
        "config-volume",
        "model-weights-volume",
        "dshm",
        "adapter-volume",
        "adapter-volume-vol",
    ]


def test_a_volume_of_no_kind_is_an_empty_folder(ask: Ask, workspace: Make) -> None:
    adapters = [{"source": {"name": "a", "volumeSource": {}}}]
    spec = pod(ask(workspace(inference={"preset": {"name": "phi-4"}, "adapters": adapters})))
    assert {"name": "adapter-volume-a", "emptyDir": {}} in spec["volumes"]


def test_a_pull_secret_is_named_once(ask: Ask, workspace: Make) -> None:
    """A name that stands twice in imagePullSecrets cannot be applied on the server."""
    sources = [{"name": name, "image": "r.example.com/a:1", "imagePullSecrets": ["s", "t"]} for name in "ab"]
    asked = workspace(inference={"preset": {"name": "phi-4"}, "adapters": [{"source": one} for one in sources]})
    assert pod(ask(asked))["imagePullSecrets"] == [{"name": "s"}, {"name": "t"}]


def test_users_words_cannot_leave_their_place_in_the_command(ask: Ask, workspace: Make) -> None:
    asked = workspace(annotations={"kaito.sh/performance-mode": "a'; rm -rf / #", "kaito.sh/use-local-weights": "true"})
    words = shlex.split(pod(ask(asked))["containers"][0]["command"][2])
    assert "--performance-mode=a'; rm -rf / #" in words
    assert "rm" not in words


@pytest.mark.parametrize(("value", "flag"), [("balanced", None), ("throughput", "--performance-mode=throughput")])
def test_balanced_is_the_runtimes_own_mode(ask: Ask, workspace: Make, value: str, flag: str | None) -> None:
    command = pod(ask(workspace(annotations={"kaito.sh/performance-mode": value})))["containers"][0]["command"][2]
    assert [word for word in shlex.split(command) if word.startswith("--performance")] == ([flag] if flag else [])


@pytest.mark.parametrize(
    ("fields", "target", "claimed"),
    [
        pytest.param({}, {}, True, id="nvme"),
        pytest.param({}, {"local_nvme_class": ""}, False, id="no-class"),
        pytest.param({"machine": "Standard_NV36ads_A10_v5"}, {}, False, id="machine-without-nvme"),
        pytest.param({"annotations": {"kaito.sh/use-local-weights": "true"}}, {}, False, id="weights-on-the-node"),
    ],
)
def test_weights_go_to_claimed_disks(
    ask: Ask, workspace: Make, fields: dict[str, Any], target: dict[str, Any], claimed: bool
) -> None:
    rendered = ask(workspace(**fields), **target)
    assert ("volumeClaimTemplates" in rendered.objects[-1]["spec"]) is claimed
    assert ([note.code for note in rendered.notes] == ["storage-class-assumed"]) is claimed


@pytest.mark.parametrize(
    ("partition", "gates", "gpus"),
    [
        ({"mode": "mig", "profile": "3g.40gb"}, {"enableMIG": True}, {"nvidia.com/mig-3g.40gb": "1"}),
        ({"mode": "mig", "profile": "3g.40gb"}, {}, {"nvidia.com/mig-3g.40gb": "4"}),
        ({"mode": "accelerator", "count": 2}, {"enableAccelerator": True}, {"nvidia.com/gpu": "2"}),
        ({"mode": "accelerator", "count": 2}, {}, {"nvidia.com/gpu": "4"}),
    ],
)
def test_only_the_size_of_a_part_of_the_gpus_asks_for_the_gate(
    ask: Ask,
    workspace: Make,
    gpu_node: Make,
    partition: dict[str, Any],
    gates: dict[str, bool],
    gpus: dict[str, str],
) -> None:
    asked = workspace(machine="", resource={"partition": partition})
    spec = pod(ask(asked, gpu_node("n", gpus=4), provisioner="byo", gates=gates))
    assert spec["containers"][0]["resources"]["limits"] == gpus
    [resource] = gpus
    slices = {"key": resource, "operator": "Exists", "effect": "NoSchedule"}
    assert slices in spec["tolerations"]


def test_a_cluster_without_the_storage_class_gets_no_claims(ask: Ask, workspace: Make) -> None:
    assert "volumeClaimTemplates" not in ask(workspace(), complete=True).objects[-1]["spec"]


def test_a_template_loses_its_own_affinity(ask: Ask, workspace: Make) -> None:
    """Only the Workspace says where its pods run; nothing of the user's template is changed in place."""
    template = {
        "metadata": {"labels": {"own": "yes"}},
        "spec": {"containers": [{"name": "c", "image": "i:1"}], "affinity": {"podAffinity": {}}},
    }
    rendered = ask(workspace(inference={"template": template}))
    assert set(pod(rendered)["affinity"]) == {"nodeAffinity"}
    assert rendered.objects[-1]["spec"]["template"]["metadata"]["labels"] == {"own": "yes", "kaito.sh/workspace": "ws"}
    assert template["spec"]["affinity"] == {"podAffinity": {}}
    assert "labels" in template["metadata"]


def test_beside_a_preset_a_template_makes_the_pods_and_the_preset_counts_the_nodes(ask: Ask, workspace: Make) -> None:
    template = {"spec": {"containers": [{"name": "mine", "image": "i:1"}]}}
    rendered = ask(workspace(inference={"preset": {"name": "llama-3.3-70b-instruct"}, "template": template}))
    assert [container["name"] for container in pod(rendered)["containers"]] == ["mine"]
    assert rendered.objects[-1]["spec"]["replicas"] == 3


def test_tuning_from_volume_to_volume_pushes_nothing(ask: Ask, tuning: Make) -> None:
    source, result = ({"persistentVolumeClaim": {"claimName": name}} for name in ("in", "out"))
    rendered = ask(tuning(input={"volumeSource": source}, output={"volumeSource": result}))
    spec = pod(rendered)
    assert [container["name"] for container in spec["containers"]] == ["ws"]
    assert [container["name"] for container in spec["initContainers"]] == ["model-weights-downloader"]
    assert "shareProcessNamespace" not in spec
    assert "imagePullSecrets" not in spec
    assert {"name": "data-volume", **source} in spec["volumes"]
    assert {"name": "results-volume", **result} in spec["volumes"]


def test_a_tuned_hugging_face_id_pulls_the_same_artifact(ask: Ask, tuning: Make) -> None:
    by_id, by_alias = (pod(ask(tuning(preset={"name": name}))) for name in ("microsoft/Phi-4", "phi-4"))
    assert by_id["initContainers"][0] == by_alias["initContainers"][0]


def test_v1alpha1_gets_its_schemas_machine(ask: Ask, workspace: Make) -> None:
    asked = workspace(machine="") | {"apiVersion": "kaito.sh/v1alpha1"}
    assert not ask(asked).stops
    assert [stop.code for stop in ask(asked | {"apiVersion": "kaito.sh/v1beta1"}).stops] == ["unknown-machine"]


def test_objects_come_in_apply_order_and_the_same_each_time(ask: Ask, workspace: Make) -> None:
    first, second = ask(workspace()), ask(workspace())
    assert [made["kind"] for made in first.objects] == ["NodeClaim", "Service", "Service", "StatefulSet"]
    assert first == second
