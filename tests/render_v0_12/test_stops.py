"""Where the controller gets no further, so do we: the objects end there, and a sentence says why."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.render.rendered import Rendered

type Ask = Callable[..., Rendered]
type Make = Callable[..., dict[str, Any]]

TRANSFORMERS = {"kaito.sh/runtime": "transformers"}


def kinds(rendered: Rendered) -> list[str]:
    return [manifest["kind"] for manifest in rendered.objects]


def codes(rendered: Rendered) -> list[str]:
    return [stop.code for stop in rendered.stops]


@pytest.mark.parametrize(
    ("fields", "code", "made"),
    [
        pytest.param({"preset": "not-a-model"}, "unknown-preset", [], id="unknown-preset"),
        pytest.param({"preset": "falcon-7b"}, "retired-preset", [], id="retired-preset"),
        pytest.param({"preset": "who/knows"}, "cannot-know", [], id="hugging-face-id"),
        pytest.param({"machine": "Standard_D8s_v5"}, "unknown-machine", [], id="unknown-machine"),
        pytest.param(
            {"annotations": TRANSFORMERS},
            "runtime-unsupported",
            ["NodeClaim", "Service", "Service"],
            id="vllm-only-on-transformers",
        ),
        pytest.param(
            {"annotations": TRANSFORMERS, "machine": "Standard_NC6s_v3", "preset": "phi-4"},
            "unknown-machine",
            ["NodeClaim", "Service", "Service"],
            id="the-node-is-bought-first",
        ),
        pytest.param(
            {"inference": {"preset": {"name": "phi-4"}, "adapters": [{}]}},
            "adapter-without-source",
            ["NodeClaim", "Service", "Service"],
            id="adapter-without-source",
        ),
        pytest.param({"name": "x" * 55}, "service-refused", ["NodeClaim", "Service"], id="name-55"),
        pytest.param({"name": "x" * 62}, "service-refused", ["NodeClaim"], id="name-62"),
        pytest.param({"name": "x" * 64}, "claim-refused", [], id="name-64"),
        pytest.param({"name": "1x"}, "service-refused", ["NodeClaim"], id="name-begins-with-digit"),
        pytest.param({"other": {}}, "nothing-asked", ["NodeClaim"], id="nothing-asked"),
        pytest.param({"inference": {}}, "nothing-asked", ["NodeClaim", "Service", "Service"], id="an-empty-inference"),
        pytest.param(
            {"resource": {"count": 10**9}, "annotations": TRANSFORMERS, "preset": "phi-4"},
            "too-many-nodes",
            [],
            id="a-billion-nodes",
        ),
    ],
)
def test_inference(ask: Ask, workspace: Make, fields: dict[str, Any], code: str, made: list[str]) -> None:
    rendered = ask(workspace(**fields))
    assert (codes(rendered), kinds(rendered)) == ([code], made)


@pytest.mark.parametrize(
    ("fields", "code", "made"),
    [
        pytest.param({"preset": {"name": "llama-3.1-8b-instruct"}}, "tuning-unsupported", ["NodeClaim"], id="model"),
        pytest.param({"preset": {"name": "mistral-7b"}}, "tuning-fails", ["NodeClaim"], id="panics"),
        pytest.param({"preset": {"name": "falcon-7b"}}, "tuning-unsupported", ["NodeClaim"], id="retired"),
        pytest.param({"method": "QLoRA"}, "no-default-config", ["NodeClaim"], id="method-to-the-letter"),
        pytest.param({"config": "mine"}, "config-unknown", ["NodeClaim"], id="config-not-among-the-files"),
        pytest.param({"machine": "Standard_NC6s_v3"}, "unknown-machine", ["NodeClaim"], id="machine"),
    ],
)
def test_tuning(ask: Ask, tuning: Make, fields: dict[str, Any], code: str, made: list[str]) -> None:
    rendered = ask(tuning(**fields))
    assert (codes(rendered), kinds(rendered)) == ([code], made)


def adapters(*sources: dict[str, Any]) -> dict[str, Any]:
    return {"inference": {"preset": {"name": "phi-4"}, "adapters": [{"source": source} for source in sources]}}


def template(**spec: Any) -> dict[str, Any]:
    return {"inference": {"template": {"spec": {"containers": [{"name": "c", "image": "i:1"}], **spec}}}}


IMAGE = {"image": "r.example.com/a:1"}
VOLUME = {"emptyDir": {}}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(adapters({"name": "Upper", **IMAGE}), id="an-upper-case-adapter"),
        pytest.param(adapters({"name": "a.b", **IMAGE}), id="a-dot-in-an-adapter"),
        pytest.param(adapters(IMAGE), id="an-adapter-without-name"),
        pytest.param(adapters({"name": "a" * 57, **IMAGE}), id="a-long-adapter-name"),
        pytest.param(adapters({"name": "a" * 32, **IMAGE, "imagePullSecrets": ["s"]}), id="a-long-volume-name"),
        pytest.param(adapters({"name": "a", **IMAGE}, {"name": "a", **IMAGE}), id="two-adapters-of-a-name"),
        pytest.param(adapters({"name": "a_b", "volumeSource": VOLUME}), id="no-volume-name"),
        pytest.param(
            adapters({"name": "a", "volumeSource": {**VOLUME, "hostPath": {"path": "/a"}}}),
            id="two-sources-of-a-volume",
        ),
        pytest.param(template(containers=[]), id="a-template-without-containers"),
        pytest.param(template(containers=[{"name": "c"}]), id="a-container-without-image"),
        pytest.param(template(restartPolicy="Never"), id="pods-that-end"),
        pytest.param(template(activeDeadlineSeconds=60), id="pods-with-a-deadline"),
        pytest.param(
            template(containers=[{"name": "c", "image": "i:1", "volumeMounts": [{"name": "v", "mountPath": "/v"}]}]),
            id="a-mount-of-no-volume",
        ),
        pytest.param(
            {"resource": {"count": -1}, "annotations": TRANSFORMERS, "preset": "phi-4"}, id="less-than-no-replicas"
        ),
    ],
)
def test_pods_that_cannot_be_end_with_the_services(ask: Ask, workspace: Make, fields: dict[str, Any]) -> None:
    """The API server refuses the StatefulSet; whatever was bought for it stays."""
    rendered = ask(workspace(**fields))
    assert codes(rendered) == ["api-server-refuses"]
    assert kinds(rendered)[-2:] == ["Service", "Service"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"output": {"image": "r.example.com/o:1"}}, "no-push-secret", id="no-push-secret"),
        pytest.param({"input": {"name": "D", **IMAGE}}, "api-server-refuses", id="an-upper-case-input"),
    ],
)
def test_jobs_that_cannot_be(ask: Ask, tuning: Make, fields: dict[str, Any], code: str) -> None:
    rendered = ask(tuning(**fields))
    assert (codes(rendered), kinds(rendered)) == ([code], ["ConfigMap", "NodeClaim"])


def test_tuning_on_nodes_that_users_bring_has_no_gpus_to_count(ask: Ask, tuning: Make, gpu_node: Make) -> None:
    assert codes(ask(tuning(machine=""), gpu_node("a"), provisioner="byo")) == ["unknown-machine"]


def config(text: str | None, *, namespace: str = "team", name: str = "mine") -> dict[str, Any]:
    data = {} if text is None else {"training_config.yaml": text}
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="without-its-key"),
        pytest.param("{", id="no-yaml"),
        pytest.param("training_config: []", id="wrong-form"),
        pytest.param("training_config: {TrainingArguments: [output_dir]}", id="arguments-of-wrong-form"),
        pytest.param("training_config: {TrainingArguments: {output_dir: 5}}", id="no-text"),
        pytest.param("training_config: {TrainingArguments: {output_dir: null}}", id="null"),
        pytest.param("training_config: {TrainingArguments: {output_dir: .}}", id="the-base-itself"),
        pytest.param("training_config: {TrainingArguments: {output_dir: /mnt/}}", id="the-base-written-out"),
        pytest.param("training_config: {TrainingArguments: {output_dir: ../srv}}", id="outside"),
    ],
)
def test_a_config_that_names_no_folder_makes_no_job(ask: Ask, tuning: Make, text: str | None) -> None:
    rendered = ask(tuning(config="mine"), config(text))
    assert (codes(rendered), kinds(rendered)) == (["config-unusable"], ["NodeClaim"])


def test_a_named_config_must_stand_beside_the_workspace(ask: Ask, tuning: Make) -> None:
    """Only the method's own template is copied from the release's namespace, and only for jobs that name none."""
    name = "lora-params-template"
    template = config("training_config: {}", namespace="kaito-workspace", name=name)
    assert codes(ask(tuning(config=name, method="lora"), template)) == ["config-unknown"]
    assert codes(ask(tuning(config=name, method="lora"), template, complete=True)) == ["config-missing"]
    assert codes(ask(tuning(config=name), {**template, "metadata": {"name": name, "namespace": "team"}})) == []
    assert codes(ask(tuning(method="lora"), template, complete=True)) == []


def test_config_that_does_not_exist(ask: Ask, tuning: Make) -> None:
    assert codes(ask(tuning(config="mine"), complete=True)) == ["config-missing"]


def test_brought_nodes_must_say_what_gpus_they_have(ask: Ask, workspace: Make, node: Make) -> None:
    asked = workspace(machine="")
    assert codes(ask(asked, provisioner="byo")) == ["nodes-unknown"]
    assert codes(ask(asked, complete=True, provisioner="byo")) == ["no-ready-node"]
    assert codes(ask(asked, node("a", {"apps": "ws"}), provisioner="byo")) == ["node-labels-missing"]


def test_transformers_gets_its_services_before_the_nodes_labels_are_read(ask: Ask, workspace: Make, node: Make) -> None:
    """With ready nodes KAITO makes the Services, and fails at the pods; without it waits and makes nothing."""
    asked = workspace(machine="", preset="phi-4", annotations=TRANSFORMERS)
    with_node = ask(asked, node("a", {"apps": "ws"}), complete=True, provisioner="byo")
    assert (kinds(with_node), codes(with_node)) == (["Service", "Service"], ["unknown-machine"])
    without = ask(asked, complete=True, provisioner="byo")
    assert (kinds(without), codes(without)) == ([], ["no-ready-node"])


@pytest.mark.parametrize("provisioner", ["azure-gpu-provisioner", "karpenter"])
def test_labels_that_nodes_cannot_carry(ask: Ask, workspace: Make, provisioner: str) -> None:
    asked = workspace(resource={"labelSelector": {"matchLabels": {"apps": "not a label"}}})
    assert codes(ask(asked, provisioner=provisioner)) == ["claim-refused"]


def test_arc_claims_name_no_node_class(ask: Ask, workspace: Make) -> None:
    rendered = ask(workspace(machine="Standard_NC4_A2"), cloud="arc")
    assert (codes(rendered), kinds(rendered)) == (["claim-refused"], [])


@pytest.mark.parametrize(
    ("resource", "sentence"),
    [
        ({"count": "two"}, "resource.count is 'two': write a whole number"),
        ({"labelSelector": None}, "resource.labelSelector is missing: the API server requires it"),
        ({"partition": {"profile": "1g.5gb"}}, "resource.partition.mode is missing: the API server requires it"),
    ],
)
def test_what_the_api_server_refuses_makes_nothing(
    ask: Ask, workspace: Make, resource: dict[str, Any], sentence: str
) -> None:
    rendered = ask(workspace(resource=resource))
    assert [stop.message for stop in rendered.stops] == [sentence]
    assert rendered.objects == ()


def test_a_name_of_53_characters_is_noted(ask: Ask, workspace: Make) -> None:
    """The StatefulSet exists then, but its pods cannot be made."""
    assert [note.code for note in ask(workspace(name="x" * 53), complete=True).notes] == ["name-too-long"]
    assert not ask(workspace(name="x" * 52), complete=True).notes


def test_kinds_that_no_controller_acts_on(ask: Ask) -> None:
    assert codes(ask({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}})) == ["no-root"]
