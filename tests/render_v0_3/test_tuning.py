"""The tuning job: data in, training, result out."""

from typing import Any

import pytest

CONFIG = "training_config:\n  TrainingArguments:\n    output_dir: {}\n"


def of(rendered: Any, kind: str) -> dict[str, Any]:
    (one,) = (one for one in rendered.objects if one["kind"] == kind)
    return dict(one)


def kinds(rendered: Any) -> list[str]:
    return [one["kind"] for one in rendered.objects]


def pod(rendered: Any) -> dict[str, Any]:
    return dict(of(rendered, "Job")["spec"]["template"]["spec"])


def config_map(name: str, output_dir: str = "/mnt/own", namespace: str = "team") -> dict[str, Any]:
    data = {"training_config.yaml": CONFIG.format(output_dir)}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace, "labels": {"kept": "yes"}},
        "data": data,
    }


def mounts(container: dict[str, Any]) -> dict[str, str]:
    return {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}


def test_trains_once_and_pushes_from_a_docker_daemon_as_the_release_does(ask: Any, tuning: Any) -> None:
    rendered = ask(tuning())
    trainer, pusher = pod(rendered)["containers"]

    assert of(rendered, "Job")["spec"]["backoffLimit"] == 0
    assert (pusher["name"], pusher["image"]) == ("docker-sidecar", "docker:dind")
    assert pusher["securityContext"] == {"privileged": True}
    assert mounts(pusher) == mounts(trainer)
    assert mounts(trainer) == {
        "config-volume": "/mnt/config",
        "results-volume": "/mnt/results",
        "data-volume": "/mnt/data",
        "docker-config": "/tmp/.docker/config",
    }
    assert pod(rendered)["imagePullSecrets"] == [{"name": "push"}]


def test_the_oras_pusher_needs_no_privilege_and_keeps_the_secret_to_itself(ask: Any, tuning: Any) -> None:
    spec = pod(ask(tuning(), pusher="oras"))
    trainer, pusher = spec["containers"]

    assert pusher["image"].startswith("ghcr.io/oras-project/oras:")
    assert pusher["securityContext"]["allowPrivilegeEscalation"] is False
    assert pusher["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert mounts(pusher) == {"results-volume": "/mnt/results", "docker-config": "/root/.docker"}
    assert "docker-config" not in mounts(trainer)
    assert spec["shareProcessNamespace"] is True
    assert "privileged" not in str(spec)


def test_urls_are_downloaded(ask: Any, tuning: Any) -> None:
    source = {"urls": ["https://example.com/a", "https://example.com/b"], "imagePullSecrets": ["unused"]}
    spec = pod(ask(tuning(input=source)))
    (fetcher,) = spec["initContainers"]

    assert (fetcher["name"], fetcher["image"]) == ("data-downloader", "curlimages/curl")
    assert fetcher["env"][0] == {"name": "DATA_URLS", "value": "https://example.com/a https://example.com/b"}
    assert spec["imagePullSecrets"] == [{"name": "push"}]


def test_data_comes_out_of_an_image(ask: Any, tuning: Any) -> None:
    source = {"image": "r.example.com/data:1", "imagePullSecrets": ["pull", "push"]}
    private = {"name": "phi-2", "accessMode": "private"}
    options = {"image": "r.example.com/own:1", "imagePullSecrets": ["base"]}
    spec = pod(ask(tuning(input=source, preset=private | {"presetOptions": options})))
    (fetcher,) = spec["initContainers"]

    assert (fetcher["name"], fetcher["image"]) == ("data-extractor", "r.example.com/data:1")
    assert fetcher["command"][2].count("/mnt/data") == 2
    assert spec["imagePullSecrets"] == [{"name": name} for name in ("pull", "push", "base")]


@pytest.mark.parametrize(
    ("preset", "machine", "cloud", "command", "gpus"),
    [
        pytest.param(
            "falcon-40b",
            "Standard_NC48ads_A100_v4",
            "azure",
            "--gpu_ids=all --machine_rank=0 --num_machines=1 --num_processes=2",
            "2",
            id="a process for each GPU",
        ),
        pytest.param("phi-2", "Standard_NV72ads_A10_v5", "azure", "--num_processes=2", "1", id="the tables differ"),
        pytest.param("phi-2", "p3.8xlarge", "aws", "--num_processes=1", "4", id="admission knows Azure alone"),
        pytest.param("phi-2", "Standard_NZ99", "azure", "--num_processes=1", "1", id="nobody knows the machine"),
    ],
)
def test_counts_processes_by_one_table_and_gpus_by_the_other(
    ask: Any, tuning: Any, preset: str, machine: str, cloud: str, command: str, gpus: str
) -> None:
    wanted = tuning(resource={"instanceType": machine}, preset={"name": preset})

    trainer = pod(ask(wanted, cloud=cloud))["containers"][0]

    launch = f"python3 metrics_server.py & accelerate launch {command} fine_tuning.py"
    assert trainer["command"] == ["/bin/sh", "-c", launch]
    assert trainer["resources"]["limits"] == {"nvidia.com/gpu": gpus}


@pytest.mark.parametrize(("preset", "told"), [("phi-3-mini-4k-instruct", True), ("phi-2", False)])
def test_only_phi_3_is_told_which_layers_to_adapt(ask: Any, tuning: Any, preset: str, told: bool) -> None:
    env = pod(ask(tuning(preset={"name": preset})))["containers"][0]["env"]

    assert ("DEFAULT_TARGET_MODULES" in [one["name"] for one in env]) is told


def test_the_method_s_template_is_copied_from_the_release_with_what_it_carries(ask: Any, tuning: Any) -> None:
    rendered = ask(tuning(method="lora"))
    copy = of(rendered, "ConfigMap")

    assert copy["metadata"]["namespace"] == "team"
    assert copy["metadata"]["labels"] == {"app.kubernetes.io/managed-by": "Helm"}
    assert "load_in_4bit: false" in copy["data"]["training_config.yaml"]
    assert pod(rendered)["volumes"][0] == {"name": "config-volume", "configMap": {"name": "lora-params-template"}}


@pytest.mark.parametrize("config", ["", "own"], ids=["of the default name", "named"])
def test_a_config_of_the_user_s_is_mounted_where_it_stands(ask: Any, tuning: Any, config: str) -> None:
    name = config or "qlora-params-template"

    rendered = ask(tuning(config=config), [config_map(name, "/mnt/own")])

    assert [one["kind"] for one in rendered.objects] == ["Machine", "Job"]
    assert mounts(pod(rendered)["containers"][0])["results-volume"] == "/mnt/own"
    assert "/mnt/own" in pod(rendered)["containers"][1]["args"][0]


@pytest.mark.parametrize(
    ("written", "folder"),
    [
        pytest.param("results", "/mnt/results", id="relative"),
        pytest.param("/results/", "/mnt/results", id="absolute"),
        pytest.param("/mnt/a/../b", "/mnt/b", id="cleaned"),
        pytest.param("mnt/a", "/mnt/mnt/a", id="the base without its slash"),
        pytest.param("../mnt2", "/mnt2", id="only the first letters are compared"),
        pytest.param("2024-01-01", "/mnt/2024-01-01", id="a date is text"),
        pytest.param('""', "/mnt/output", id="empty"),
    ],
)
def test_the_result_lies_below_mnt(ask: Any, tuning: Any, written: str, folder: str) -> None:
    rendered = ask(tuning(config="own"), [config_map("own", written)])

    assert mounts(pod(rendered)["containers"][0])["results-volume"] == folder
    assert rendered.notes == ()


@pytest.mark.parametrize("written", [".", "/mnt/", "..", "../srv", "/mnt/../etc"])
def test_a_folder_that_is_none_is_replaced_though_the_training_does_not_know(
    ask: Any, tuning: Any, written: str
) -> None:
    rendered = ask(tuning(config="own"), [config_map("own", written)])

    assert mounts(pod(rendered)["containers"][0])["results-volume"] == "/mnt/output"
    assert [note.code for note in rendered.notes] == ["result-misplaced"]


def test_braces_in_a_text_are_no_nesting(ask: Any, tuning: Any) -> None:
    config = config_map("own", "/mnt/own")
    template = '    chat_template: "' + "{% if a %}{{ b }}{% endif %}" * 100 + '"\n'
    config["data"]["training_config.yaml"] += f"  ModelConfig:\n{template}"

    rendered = ask(tuning(config="own"), [config])

    assert mounts(pod(rendered)["containers"][0])["results-volume"] == "/mnt/own"


def test_a_config_of_the_release_s_name_and_data_is_the_user_s_unless_it_carries_what_the_release_s_does(
    ask: Any, tuning: Any
) -> None:
    copy = of(ask(tuning()), "ConfigMap")
    tracked = {**copy, "metadata": {**copy["metadata"], "labels": {**copy["metadata"]["labels"], "tracked": "yes"}}}
    own = {**copy, "metadata": {"name": copy["metadata"]["name"], "namespace": "team"}}

    assert [kind for kind in kinds(ask(tuning(), [tracked])) if kind == "ConfigMap"] == ["ConfigMap"]
    assert "ConfigMap" not in kinds(ask(tuning(), [own]))


def test_any_config_of_the_release_namespace_is_copied(ask: Any, tuning: Any) -> None:
    theirs = config_map("shared", "results", namespace="kaito-workspace")

    rendered = ask(tuning(config="shared"), [theirs])

    assert of(rendered, "ConfigMap")["metadata"] == {"name": "shared", "namespace": "team", "labels": {"kept": "yes"}}
    assert mounts(pod(rendered)["containers"][0])["results-volume"] == "/mnt/results"


def test_several_nodes_share_memory_first(ask: Any, tuning: Any) -> None:
    volumes = pod(ask(tuning(resource={"count": 2})))["volumes"]

    assert [volume["name"] for volume in volumes] == [
        "dshm",
        "config-volume",
        "results-volume",
        "data-volume",
        "docker-config",
    ]


def test_tuning_wins_over_inference_but_for_the_disk(ask: Any, tuning: Any) -> None:
    both = tuning() | {"inference": {"preset": {"name": "mistral-7b"}}}

    rendered = ask(both)

    assert [one["kind"] for one in rendered.objects] == ["ConfigMap", "Machine", "Job"]
    assert of(rendered, "Machine")["spec"]["resources"] == {"requests": {"storage": "100Gi"}}
