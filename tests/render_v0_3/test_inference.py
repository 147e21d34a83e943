"""Deployments and StatefulSets of presets and templates."""

from typing import Any

import pytest


def workload(rendered: Any) -> dict[str, Any]:
    (one,) = (one for one in rendered.objects if one["kind"] in ("Deployment", "StatefulSet"))
    return dict(one)


def pod(rendered: Any) -> dict[str, Any]:
    return dict(workload(rendered)["spec"]["template"]["spec"])


def llama(name: str, **options: Any) -> dict[str, Any]:
    options = {"image": "registry.example.com/llama:1", **options}
    return {"preset": {"name": name, "accessMode": "private", "presetOptions": options}}


def adapters(*strengths: str | None) -> list[dict[str, Any]]:
    return [
        {"source": {"name": f"a{index}", "image": f"r.example.com/a{index}:1"}, "strength": strength}
        for index, strength in enumerate(strengths)
    ]


def test_flags_are_sorted_in_each_part_of_the_command(ask: Any, workspace: Any) -> None:
    (container,) = pod(ask(workspace(inference={"preset": {"name": "phi-3-mini-4k-instruct"}})))["containers"]

    assert container["command"][:2] == ["/bin/sh", "-c"]
    assert container["command"][2] == (
        "accelerate launch --gpu_ids=all --machine_rank=0 --num_machines=1 --num_processes=1 inference_api.py"
        " --pipeline=text-generation --torch_dtype=auto --trust_remote_code"
    )


@pytest.mark.parametrize(
    ("preset", "machine", "cloud", "gpus"),
    [
        pytest.param("phi-2", "Standard_NC24s_v3", "azure", "4", id="all of the machine's"),
        pytest.param("phi-2", "g5.12xlarge", "aws", "4", id="of another cloud"),
        pytest.param("falcon-40b", "Standard_ND40rs_v2", "azure", "2", id="the second table lacks it"),
        pytest.param("falcon-40b", "Standard_NZ99", "azure", "2", id="nobody knows it"),
        pytest.param("phi-2", "standard_nc24s_v3", "azure", "1", id="names count to the letter"),
        pytest.param("phi-2", "g5.12xlarge", "azure", "1", id="the other cloud's table is not asked"),
        pytest.param("phi-2", "Standard_NG32ads_V620_v1", "azure", "1", id="AMD under NVIDIA's name"),
    ],
)
def test_asks_for_gpus(ask: Any, workspace: Any, preset: str, machine: str, cloud: str, gpus: str) -> None:
    wanted = workspace(resource={"instanceType": machine}, inference={"preset": {"name": preset}})

    (container,) = pod(ask(wanted, cloud=cloud))["containers"]

    assert container["resources"] == {"requests": {"nvidia.com/gpu": gpus}, "limits": {"nvidia.com/gpu": gpus}}


def test_the_schema_s_machine_stands_in_for_none(ask: Any, workspace: Any) -> None:
    (container,) = pod(ask(workspace(resource={"instanceType": None})))["containers"]

    assert container["resources"]["limits"] == {"nvidia.com/gpu": "2"}


@pytest.mark.parametrize(
    ("preset", "image", "secrets"),
    [
        pytest.param({"name": "phi-2"}, "example.azurecr.io/kaito-phi-2:0.0.5", None, id="public"),
        pytest.param(
            {"name": "phi-2", "presetOptions": {"image": "r.example.com/own:1", "imagePullSecrets": ["s"]}},
            "example.azurecr.io/kaito-phi-2:0.0.5",
            None,
            id="an image without private access is not used",
        ),
        pytest.param(
            {
                "name": "phi-2",
                "accessMode": "private",
                "presetOptions": {"image": "r.example.com/own:1", "imagePullSecrets": ["s", "t", "s"]},
            },
            "r.example.com/own:1",
            [{"name": "s"}, {"name": "t"}],
            id="private, each secret once",
        ),
    ],
)
def test_takes_the_image_from_where_access_says(
    ask: Any, workspace: Any, preset: dict[str, Any], image: str, secrets: list[dict[str, str]] | None
) -> None:
    spec = pod(ask(workspace(inference={"preset": preset}), registry="example.azurecr.io"))

    assert spec["containers"][0]["image"] == image
    assert spec.get("imagePullSecrets") == secrets


def test_pods_may_run_on_nodes_with_the_match_labels_alone(ask: Any, workspace: Any) -> None:
    expression = {"key": "lost", "operator": "In", "values": ["by the release"]}
    selector = {"matchLabels": {"b": "2", "a": "1"}, "matchExpressions": [expression]}

    affinity = pod(ask(workspace(resource={"labelSelector": selector})))["affinity"]

    (term,) = affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert [(one["key"], one["values"]) for one in term["matchExpressions"]] == [("a", ["1"]), ("b", ["2"])]


def test_a_selector_without_labels_matches_no_node(ask: Any, workspace: Any) -> None:
    affinity = pod(ask(workspace(resource={"labelSelector": {}})))["affinity"]

    required = affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert required == {"nodeSelectorTerms": [{}]}


def test_adapters_are_laid_beside_the_model_and_weighted(ask: Any, workspace: Any) -> None:
    spec = pod(ask(workspace(inference={"preset": {"name": "phi-2"}, "adapters": adapters("0.7", None, "strong")})))

    assert spec["containers"][0]["env"] == [
        {"name": "a0", "value": "0.7"},
        {"name": "a1", "value": "1.0"},
        {"name": "a2", "value": "strong"},
    ]
    first = spec["initContainers"][0]
    assert (first["name"], first["image"], first["imagePullPolicy"]) == ("a0", "r.example.com/a0:1", "Always")
    assert first["command"][2] == "mkdir -p /mnt/adapter/a0 && cp -r /data/* /mnt/adapter/a0"
    assert spec["volumes"] == [{"name": "adapter-volume", "emptyDir": {}}]


def test_several_nodes_share_memory_in_every_container(ask: Any, workspace: Any) -> None:
    inference = {"preset": {"name": "phi-2"}, "adapters": adapters("1")}

    rendered = ask(workspace(resource={"count": 2}, inference=inference))

    mounts = [{"name": "dshm", "mountPath": "/dev/shm"}, {"name": "adapter-volume", "mountPath": "/mnt/adapter"}]
    assert workload(rendered)["spec"]["replicas"] == 2
    assert pod(rendered)["volumes"][0] == {"name": "dshm", "emptyDir": {"medium": "Memory"}}
    assert pod(rendered)["containers"][0]["volumeMounts"] == mounts
    assert pod(rendered)["initContainers"][0]["volumeMounts"] == mounts


def test_a_distributed_preset_is_a_stateful_set_that_finds_its_first_pod(ask: Any, workspace: Any) -> None:
    wanted = workspace(
        resource={"count": 2, "instanceType": "Standard_NC96ads_A100_v4"}, inference=llama("llama-2-70b-chat")
    )

    one = workload(ask(wanted))

    assert one["kind"] == "StatefulSet"
    assert one["spec"]["serviceName"] == "ws-headless"
    assert one["spec"]["podManagementPolicy"] == "Parallel"
    assert one["spec"]["template"]["spec"]["containers"][0]["command"][2] == (
        "cd /workspace/llama/llama-2 && torchrun --master_addr=ws --master_port=29500 --max_restarts=3 --nnodes=2"
        " --node_rank=$(echo $HOSTNAME | grep -o '[^-]*$') --nproc_per_node=4 --rdzv_backend=c10d"
        " --rdzv_endpoint=ws-0.ws-headless.team.svc.cluster.local:29500 --rdzv_id=job inference_api.py"
        " --max_batch_size=8 --max_seq_len=512"
    )


def test_the_command_does_not_change_when_the_service_gets_its_address(ask: Any, workspace: Any) -> None:
    wanted = workspace(
        resource={"count": 2, "instanceType": "Standard_NC96ads_A100_v4"}, inference=llama("llama-2-70b-chat")
    )
    service = {
        "kind": "Service",
        "metadata": {"name": "ws", "namespace": "team"},
        "spec": {"clusterIP": "10.0.0.7", "selector": {"kaito.sh/workspace": "ws"}},
    }

    assert ask(wanted, [service]).objects == ask(wanted).objects


def test_a_distributed_workspace_leaves_nothing_to_the_next(ask: Any, workspace: Any) -> None:
    """In the release the llama presets share their flags, and a later Workspace gets those of an earlier one."""
    one = workspace(name="one", inference=llama("llama-2-7b"))
    alone = ask(one)

    ask(workspace(resource={"count": 2}, inference=llama("llama-2-13b")))

    assert ask(one).objects == alone.objects
    assert "--nnodes=1 " in pod(alone)["containers"][0]["command"][2]


def test_a_stateful_set_gets_the_empty_volume_of_its_adapters_alone(ask: Any, workspace: Any) -> None:
    spec = pod(ask(workspace(inference={**llama("llama-2-13b"), "adapters": [{}]})))

    assert spec["volumes"] == [{"name": "adapter-volume", "emptyDir": {}}]
    assert "initContainers" not in spec
    assert "env" not in spec["containers"][0]


def test_a_template_keeps_what_its_author_wrote_but_for_the_affinity(ask: Any, workspace: Any) -> None:
    own = {"key": "own", "operator": "Exists"}
    template = {
        "metadata": {"labels": {"team": "a", "kaito.sh/workspace": "other"}, "annotations": {"note": "b"}},
        "spec": {
            "affinity": {"podAffinity": {}},
            "tolerations": [own],
            "containers": [{"name": "model", "image": "r.example.com/m:1"}],
        },
    }
    spec = workload(ask(workspace(resource={"count": 2}, inference={"template": template})))["spec"]

    assert spec["replicas"] == 2
    assert "strategy" not in spec
    assert spec["template"]["metadata"] == {
        "labels": {"team": "a", "kaito.sh/workspace": "ws"},
        "annotations": {"note": "b"},
    }
    assert list(spec["template"]["spec"]["affinity"]) == ["nodeAffinity"]
    assert [one["key"] for one in spec["template"]["spec"]["tolerations"]] == ["own", "nvidia.com/gpu", "sku"]
    assert template["spec"]["tolerations"] == [own], "the user's own document is not touched"
