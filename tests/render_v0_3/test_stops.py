"""Where the release gets no further, we make what it made and say why; what it would refuse earlier is a note."""

from typing import Any

import pytest

PHI = {"preset": {"name": "phi-2"}}
LLAMA = {"name": "llama-2-13b", "accessMode": "private", "presetOptions": {"image": "r.example.com/l:1"}}
ADAPTER = {"source": {"name": "one", "image": "r.example.com/a:1"}, "strength": "1"}
MACHINE, SERVED, CONFIGURED = ["Machine"], ["Machine", "Service"], ["ConfigMap", "Machine"]


def kinds(rendered: Any) -> list[str]:
    return [one["kind"] for one in rendered.objects]


def codes(reasons: Any) -> list[str]:
    return [reason.code for reason in reasons]


def adapter(**source: Any) -> dict[str, Any]:
    return {**PHI, "adapters": [{"source": {**ADAPTER["source"], **source}, "strength": "1"}]}  # type: ignore[dict-item]


def template(*containers: dict[str, Any], **pod: Any) -> dict[str, Any]:
    return {"template": {"spec": {"containers": list(containers), **pod}}}


@pytest.mark.parametrize(
    ("work", "made", "code"),
    [
        pytest.param({"inference": {"preset": {"name": "gpt-9"}}}, [], "unknown-preset", id="unknown preset"),
        pytest.param({"inference": {"preset": {"name": "Phi-2"}}}, [], "unknown-preset", id="a preset to the letter"),
        pytest.param({"inference": None}, MACHINE, "nothing-asked", id="nothing asked"),
        pytest.param({"inference": {}}, MACHINE, "nothing-asked", id="an empty inference"),
        pytest.param({"inference": {**PHI, "adapters": [{}]}}, SERVED, "no-source", id="an adapter without source"),
        pytest.param({"inference": adapter(name="")}, SERVED, "api-server-refuses", id="an adapter without name"),
        pytest.param({"inference": adapter(name="One")}, SERVED, "api-server-refuses", id="an upper-case adapter"),
        pytest.param({"inference": adapter(name="ws")}, SERVED, "api-server-refuses", id="named as the Workspace"),
        pytest.param({"inference": adapter(name="a" * 64)}, SERVED, "api-server-refuses", id="a long adapter name"),
        pytest.param({"inference": adapter(image="")}, SERVED, "api-server-refuses", id="an adapter without image"),
        pytest.param(
            {"inference": {**PHI, "adapters": [ADAPTER, ADAPTER]}},
            SERVED,
            "api-server-refuses",
            id="two adapters of one name",
        ),
        pytest.param(
            {"inference": {"preset": {"name": "phi-2", "accessMode": "private"}}},
            SERVED,
            "api-server-refuses",
            id="private without image",
        ),
        pytest.param({"inference": template()}, MACHINE, "api-server-refuses", id="a template without containers"),
        pytest.param(
            {"inference": template({"name": "a"})}, MACHINE, "api-server-refuses", id="a template without image"
        ),
        pytest.param(
            {"inference": template({"image": "a:1"})}, MACHINE, "api-server-refuses", id="a container without name"
        ),
        pytest.param(
            {"inference": template({"name": "a", "image": "a:1"}, restartPolicy="Never")},
            MACHINE,
            "api-server-refuses",
            id="a template that ends",
        ),
        pytest.param(
            {"inference": template({"name": "a", "image": "a:1"}, activeDeadlineSeconds=60)},
            MACHINE,
            "api-server-refuses",
            id="a template with a deadline",
        ),
    ],
)
def test_inference_ends_where_the_release_does(
    ask: Any, workspace: Any, work: dict[str, Any], made: list[str], code: str
) -> None:
    rendered = ask(workspace(**work))

    assert (kinds(rendered), set(codes(rendered.stops))) == (made, {code})


@pytest.mark.parametrize(
    ("fields", "made", "code"),
    [
        pytest.param({"preset": None}, MACHINE, "nothing-asked", id="no preset"),
        pytest.param({"preset": {"name": "gpt-9"}}, MACHINE, "unknown-preset", id="unknown preset"),
        pytest.param({"preset": {"name": "llama-2-7b"}}, CONFIGURED, "tuning-unsupported", id="llama"),
        pytest.param({"preset": {"name": "falcon-7b-instruct"}}, CONFIGURED, "tuning-unsupported", id="instruct"),
        pytest.param({"method": "QLoRA"}, MACHINE, "no-default-config", id="a method not to the letter"),
        pytest.param({"config": "mine"}, MACHINE, "config-unknown", id="a config that is in no file"),
        pytest.param({"input": {"name": "ds"}}, CONFIGURED, "no-input", id="no data"),
        pytest.param({"output": {"imagePushSecret": "s"}}, CONFIGURED, "no-output", id="no output image"),
        pytest.param({"output": {"volumeSource": {"emptyDir": {}}}}, CONFIGURED, "no-output", id="an output volume"),
        pytest.param({"output": {"image": "a/b:1"}}, CONFIGURED, "no-push-secret", id="no push secret"),
        pytest.param(
            {"preset": {"name": "phi-2", "accessMode": "private"}}, CONFIGURED, "no-image", id="private without image"
        ),
    ],
)
def test_tuning_ends_where_the_release_does(
    ask: Any, tuning: Any, fields: dict[str, Any], made: list[str], code: str
) -> None:
    rendered = ask(tuning(**fields))

    assert (kinds(rendered), codes(rendered.stops)) == (made, [code])


def test_a_cluster_that_says_everything_says_that_a_config_is_missing(ask: Any, tuning: Any) -> None:
    rendered = ask(tuning(config="mine"), complete=True)

    assert (kinds(rendered), codes(rendered.stops)) == (MACHINE, ["config-missing"])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="no key"),
        pytest.param("a: [", id="no YAML"),
        pytest.param("[" * 5000, id="too deep"),
        pytest.param("training_config: 5", id="wrong form"),
        pytest.param("training_config: {TrainingArguments: [output_dir]}", id="arguments of wrong form"),
        pytest.param("training_config: {TrainingArguments: {output_dir: ~}}", id="null"),
        pytest.param("training_config: {TrainingArguments: {output_dir: on}}", id="a boolean of YAML 1.1"),
    ],
)
def test_a_config_whose_folder_cannot_be_read_gives_a_mount_without_a_path(
    ask: Any, tuning: Any, text: str | None
) -> None:
    data = {} if text is None else {"training_config.yaml": text}
    config = {"kind": "ConfigMap", "metadata": {"name": "mine", "namespace": "team"}, "data": data}

    rendered = ask(tuning(config="mine"), [config])

    assert (kinds(rendered), codes(rendered.stops)) == (MACHINE, ["config-unusable"])


def test_a_result_in_a_folder_that_is_mounted_already_is_refused(ask: Any, tuning: Any) -> None:
    data = {"training_config.yaml": "training_config: {TrainingArguments: {output_dir: /mnt/data}}"}
    config = {"kind": "ConfigMap", "metadata": {"name": "mine", "namespace": "team"}, "data": data}

    rendered = ask(tuning(config="mine"), [config])

    assert codes(rendered.stops) == ["api-server-refuses"] * 2
    assert "mounts two volumes at /mnt/data" in rendered.stops[0].message


@pytest.mark.parametrize(
    ("resource", "made", "code"),
    [
        pytest.param({"count": -1}, [], "no-nodes", id="less than none"),
        pytest.param({"count": 5001}, [], "too-many-nodes", id="more than a cluster has"),
        pytest.param(
            {"labelSelector": {"matchLabels": {"a": "b c"}}}, [], "api-server-refuses", id="no value of a label"
        ),
        pytest.param(
            {"labelSelector": {"matchLabels": {"a/b/c": "d"}}}, [], "api-server-refuses", id="no key of a label"
        ),
    ],
)
def test_a_resource_that_cannot_be(
    ask: Any, workspace: Any, resource: dict[str, Any], made: list[str], code: str
) -> None:
    rendered = ask(workspace(resource=resource))

    assert (kinds(rendered), codes(rendered.stops)) == (made, [code])


def test_nothing_can_be_spread_over_no_nodes(ask: Any, workspace: Any) -> None:
    rendered = ask(workspace(resource={"count": 0}, inference={"preset": LLAMA}))

    assert (kinds(rendered), codes(rendered.stops)) == (["Service", "Service"], ["no-nodes"])


@pytest.mark.parametrize(
    ("name", "made"),
    [
        pytest.param("a" * 54, ["Machine", "Service", "Service", "StatefulSet"], id="54 characters"),
        pytest.param("a" * 55, SERVED, id="55: no headless Service"),
        pytest.param("a" * 62, MACHINE, id="62: no name for the first pod"),
        pytest.param("a" * 64, [], id="64: no label"),
        pytest.param("9a", MACHINE, id="a digit first"),
        pytest.param("a.b", MACHINE, id="a dot"),
    ],
)
def test_a_name_carries_as_far_as_what_is_made_from_it(ask: Any, workspace: Any, name: str, made: list[str]) -> None:
    wanted = workspace(name=name, resource={"instanceType": "Standard_NC12s_v3"}, inference={"preset": LLAMA})

    assert kinds(ask(wanted)) == made


def test_a_long_name_stops_before_the_config_is_copied_where_nodes_are_there(ask: Any, tuning: Any, node: Any) -> None:
    wanted = tuning()
    wanted["metadata"]["name"] = "a" * 64

    rendered = ask(wanted, [node("n", ready="True")])

    assert (kinds(rendered), codes(rendered.stops)) == ([], ["api-server-refuses"])


def test_without_a_cloud_no_workload_is_made(ask: Any, workspace: Any, tuning: Any) -> None:
    assert (kinds(ask(workspace(), cloud="")), codes(ask(workspace(), cloud="").stops)) == (SERVED, ["no-cloud"])
    assert (kinds(ask(tuning(), cloud="")), codes(ask(tuning(), cloud="").stops)) == (CONFIGURED, ["no-cloud"])


def test_without_a_cloud_karpenter_does_not_even_start(ask: Any, workspace: Any) -> None:
    rendered = ask(workspace(), cloud="", gates={"Karpenter": True})

    assert (kinds(rendered), codes(rendered.stops)) == ([], ["no-cloud"])


def test_a_workspace_without_resource_never_gets_past_its_first_write(ask: Any, workspace: Any) -> None:
    wanted = workspace()
    del wanted["resource"]

    assert (kinds(ask(wanted)), codes(ask(wanted).stops)) == ([], ["no-resource"])


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "InferenceSet"), ("apiVersion", "kaito.sh/v1beta1")], ids=["kind", "version"]
)
def test_what_a_later_release_brought_is_unknown(ask: Any, workspace: Any, field: str, value: str) -> None:
    rendered = ask(workspace() | {field: value})

    assert (kinds(rendered), len(rendered.stops)) == ([], 1)
    assert value in rendered.stops[0].message


@pytest.mark.parametrize(
    ("work", "code"),
    [
        pytest.param({"inference": {"preset": {"name": "falcon-40b"}}}, "memory-too-small", id="it does not fit"),
        pytest.param(
            {"inference": adapter(image="r.example.com/UP:1")}, "never-updated", id="upper-case adapter image"
        ),
        pytest.param({"inference": adapter(image="<YOUR_IMAGE>")}, "never-updated", id="a placeholder left in"),
    ],
)
def test_what_the_webhook_has_against_it_is_told_and_stops_nothing(
    ask: Any, workspace: Any, work: dict[str, Any], code: str
) -> None:
    rendered = ask(workspace(**work))

    assert (kinds(rendered), codes(rendered.stops)) == ([*SERVED, "Deployment"], [])
    assert code in codes(rendered.notes)


@pytest.mark.parametrize("field", ["input", "output"])
def test_an_upper_case_image_of_tuning_is_refused_at_once(ask: Any, tuning: Any, field: str) -> None:
    source = {"image": "r.example.com/UP:1", "imagePushSecret": "push"}

    rendered = ask(tuning(**{field: source}))

    assert kinds(rendered) == [*CONFIGURED, "Job"]
    assert [f"tuning.{field}.image" in note.message for note in rendered.notes] == [True]
