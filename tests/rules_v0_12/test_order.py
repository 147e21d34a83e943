"""In which order the webhook looks, where it stops, and what it does not look at."""

import pytest

from kaito_gen.catalog.preset import Model, Preset
from kaito_gen.kinds import Manifest
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import STATUS_UPDATE, UPDATE


def gpu_node(name: str, *, product: str = "A100", count: str = "1", memory: str = "81920") -> Manifest:
    labels = {"apps": "chat", "nvidia.com/gpu.product": product}
    labels |= {"nvidia.com/gpu.count": count, "nvidia.com/gpu.memory": memory}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}}


def brought(serving: Manifest, preset: str = "phi-4-mini-instruct") -> Manifest:
    del serving["resource"]["instanceType"]
    serving["inference"]["preset"]["name"] = preset
    return serving


def test_a_sound_workspace_has_nothing_to_say(judged, serving, tuning) -> None:
    assert judged(serving) == ()
    assert judged(tuning, complete=False)[0].severity == NOTE  # its ConfigMap


def test_a_crash_hides_everything_else(refused, serving) -> None:
    serving["metadata"]["name"] = "not.a.label"
    serving["inference"]["adapters"] = [{"strength": "1"}]
    assert refused(serving) == {"adapter-source-missing"}


def test_an_unknown_preset_stops_before_the_adapters(refused, serving) -> None:
    serving["inference"] = {"preset": {"name": "phi-9"}, "adapters": [{}]}
    assert refused(serving) == {"preset-unknown"}


def test_what_cannot_be_read_hides_everything_else(refused, serving) -> None:
    serving["metadata"]["name"] = "not.a.label"
    serving["inference"]["template"] = {"spec": {"kontainers": []}}
    assert refused(serving) == {"open-part-unreadable"}


def test_names_in_open_parts_match_without_regard_to_case(refused, tuning) -> None:
    tuning["tuning"]["input"] = {"volumeSource": {"persistentVolumeClaim": {"claimName": "a", "readonly": True}}}
    assert refused(tuning, complete=False) == set()


def test_a_tuning_job_without_resource_crashes_the_webhook(refused, tuning) -> None:
    del tuning["resource"]
    tuning["tuning"]["method"] = "full"
    assert refused(tuning) == {"tuning-resource-missing"}


def test_a_tuning_job_may_ask_for_no_node(refused, tuning) -> None:
    tuning["resource"]["count"] = 0
    assert refused(tuning, complete=False) == set()


def test_a_deprecated_preset_stops_the_look_at_nodes(refused, serving) -> None:
    serving["inference"]["preset"]["name"] = "PHI-2"
    serving["resource"]["instanceType"] = "p5.48xlarge"
    assert refused(serving) == {"preset-deprecated", "preset-unknown"}


def test_a_selector_stops_the_look_at_the_machine(refused, serving) -> None:
    expression = {"key": "apps", "operator": "Exists"}
    serving["resource"] |= {"instanceType": "p5.48xlarge", "labelSelector": {"matchExpressions": [expression]}}
    assert refused(serving) == {"selector-not-labels"}
    serving["resource"]["labelSelector"] = {"matchExpressions": [{**expression, "operator": "In", "values": ["a"]}]}
    assert refused(serving) == {"instance-type-unknown"}


def test_a_mix_of_own_and_reserved_labels_is_taken(refused, serving) -> None:
    serving["resource"]["labelSelector"] = {"matchLabels": {"kaito.sh/workspace": "chat"}}
    assert refused(serving) == {"selector-reserved-labels"}
    serving["resource"]["labelSelector"]["matchLabels"]["apps"] = "chat"
    assert refused(serving) == set()


def test_a_missing_machine_is_also_an_unknown_one(refused, serving) -> None:
    del serving["resource"]["instanceType"]
    assert refused(serving) == {"instance-type-missing", "instance-type-unknown"}


def test_machines_by_cloud(refused, serving) -> None:
    serving["resource"]["instanceType"] = "standard_nc24ADS_a100_V4"
    assert refused(serving) == set()
    assert refused(serving, cloud="aws") == {"instance-type-unknown"}
    serving["resource"]["instanceType"] = "STANDARD_D2"  # whole series of Azure pass unseen
    assert refused(serving) == set()
    assert refused(serving, cloud="arc") == {"instance-type-unknown"}
    assert refused(serving, cloud="") == {"cloud-unknown"}


def test_partitions_of_bought_nodes_hide_the_machine(refused, serving) -> None:
    serving["resource"] |= {"instanceType": "p5.48xlarge", "partition": {"mode": "mig", "profile": "9g.9gb"}}
    assert refused(serving) == {"partition-of-bought-nodes"}


def test_mig_mistakes_come_one_by_one(refused, serving) -> None:
    workspace = brought(serving, "phi-4")
    part = workspace["resource"]["partition"] = {"mode": "mig", "profile": "9g.9gb", "count": 2}
    node = gpu_node("n1")
    byo = {"provisioner": "byo", "gates": {"enableMIG": True}}
    assert refused(workspace, node, provisioner="byo") == {"mig-gate-off"}
    assert refused(workspace, node, **byo) == {"mig-count"}
    del part["count"]
    assert refused(workspace, node, **byo) == {"mig-profile-unknown"}
    part["profile"] = "1g.24gb"
    assert refused(workspace, node, **byo) == {"mig-slice-too-small"}
    workspace["metadata"]["annotations"]["kaito.sh/bypass-resource-checks"] = "false"  # its presence is what counts
    assert refused(workspace, node, **byo) == set()


def test_accelerator_mistakes_come_together(refused, serving) -> None:
    workspace = brought(serving)
    workspace["resource"]["partition"] = {"mode": "accelerator", "profile": "1g.10gb"}
    assert refused(workspace, provisioner="byo") == {
        "accelerator-gate-off",
        "accelerator-profile",
        "accelerator-count-missing",
    }


def test_nodes_that_users_bring(refused, judged, serving) -> None:
    workspace = brought(serving)
    byo = {"provisioner": "byo"}
    assert refused(workspace, **byo) == {"nodes-missing"}
    assert refused(workspace, gpu_node("n1"), **byo) == set()
    assert refused(workspace, gpu_node("n1", count="two"), **byo) == {"node-gpu-labels-missing"}
    assert refused(workspace, gpu_node("n1"), gpu_node("n2", product="H100"), **byo) == {"nodes-differ"}
    # 80.4 GiB is 80 to KAITO.
    assert refused(workspace, gpu_node("n1"), gpu_node("n2", memory="82330"), **byo) == set()
    assert [one.severity for one in judged(workspace, complete=False, **byo)] == [NOTE]


def test_memory_of_nodes_that_users_bring(refused, judged, serving) -> None:
    workspace = brought(serving, "llama-3.3-70b-instruct")
    one, two = gpu_node("n1"), gpu_node("n2")
    assert refused(workspace, one, provisioner="byo") == {"memory-too-small"}
    assert refused(workspace, one, two, provisioner="byo") == set()
    found = judged(workspace, one, complete=False, provisioner="byo")
    assert [one.severity for one in found if one.stage == "admission"] == [
        NOTE
    ]  # there may be more nodes than the files say


def test_a_template_needs_no_nodes_yet(refused, serving) -> None:
    workspace = brought(serving)
    workspace["inference"] = {"template": {"spec": {"containers": []}}}
    assert refused(workspace, provisioner="byo") == set()


def test_memory_of_bought_machines_is_for_the_transformers_runtime(refused, serving) -> None:
    serving["inference"]["preset"]["name"] = "llama-3.3-70b-instruct"
    assert refused(serving) == set()
    assert refused(serving, gates={"vLLM": False}) == {"memory-too-small", "one-machine-only"}
    serving["metadata"]["annotations"]["kaito.sh/runtime"] = "transformers"
    assert refused(serving) == {"memory-too-small", "one-machine-only"}
    serving["metadata"]["annotations"]["kaito.sh/bypass-resource-checks"] = "no"
    assert refused(serving) == {"one-machine-only"}
    del serving["metadata"]["annotations"]["kaito.sh/bypass-resource-checks"]
    serving["resource"]["count"] = 2
    assert refused(serving) == {"one-machine-only"}


def test_runtimes_are_written_exactly(refused, serving) -> None:
    serving["metadata"]["annotations"]["kaito.sh/runtime"] = "Transformers"
    serving["inference"]["adapters"] = [{"source": {"name": "a"}, "strength": "5"}]
    assert refused(serving) == {"adapter-strength-with-vllm"}
    serving["inference"]["preset"]["name"] = "phi-4"
    serving["metadata"]["annotations"]["kaito.sh/runtime"] = "transformers"
    assert refused(serving) == set()


def test_adapters_without_a_name_have_the_same_one(refused, serving) -> None:
    serving["inference"]["adapters"] = [{"source": {"urls": ["x"]}}, {"source": {"image": "UPPER"}}]
    assert refused(serving) == {"adapter-names-repeat"}


def test_a_model_outside_the_catalog_is_a_note(judged, serving) -> None:
    serving["inference"]["preset"]["name"] = "example/model/with/slashes"
    found = judged(serving)
    assert [(one.rule, one.severity) for one in found] == [("preset-outside-catalog", NOTE)]


def test_a_model_that_users_describe_is_judged_like_any_other(judged, refused, serving) -> None:
    own = Preset(name="example/large", model=Model(weights="500Gi", layers=1, heads=1, kv_heads=1, hidden_size=1))
    serving["inference"]["preset"]["name"] = "Example/Large"
    assert judged(serving, presets=[own]) == ()
    serving["metadata"]["annotations"]["kaito.sh/runtime"] = "transformers"
    assert refused(serving, presets=[own]) == {"memory-too-small", "one-machine-only", "runtime-unsupported"}


def test_halves_of_an_id_are_no_preset(refused, serving) -> None:
    for name in ("/model", "organization/", "", "/"):
        serving["inference"]["preset"]["name"] = name
        assert refused(serving) == {"preset-unknown"}, name


def test_annotations_as_their_readers_read_them(refused, serving) -> None:
    notes = serving["metadata"]["annotations"]
    notes["kaito.sh/node-image-family"] = " AzureLinux "
    assert refused(serving) == set()
    notes |= {"kaito.sh/node-image-family": "", "kaito.sh/performance-mode": "Balanced"}
    notes["kaito.sh/use-local-weights"] = "True"
    assert refused(serving) == {
        "node-image-family-unknown",
        "performance-mode-unknown",
        "local-weights-not-boolean",
    }


def test_node_classes_are_for_karpenter(refused, serving) -> None:
    serving["metadata"]["annotations"]["kaito.sh/node-class-name"] = "fast"
    assert refused(serving, node_classes=["cheap"]) == set()
    assert refused(serving, node_classes=["cheap"], provisioner="karpenter") == {"node-class-unknown"}
    assert refused(serving, node_classes=["fast"], provisioner="karpenter") == set()
    serving["metadata"]["annotations"]["kaito.sh/node-class-name"] = ""
    assert refused(serving, node_classes=["cheap"], provisioner="karpenter") == set()


def test_a_node_class_counts_again_when_it_changes(refused, serving) -> None:
    serving["metadata"]["annotations"]["kaito.sh/node-class-name"] = "fast"
    rule, karpenter = "node-class-unknown", {"provisioner": "karpenter", "node_classes": ["cheap"]}
    before = {**serving, "metadata": {"name": "chat"}}
    assert rule in refused(serving, operation=UPDATE, old=before, **karpenter)
    assert rule not in refused(serving, operation=UPDATE, old=serving, **karpenter)


def test_names_are_judged_on_every_write(refused, serving) -> None:
    serving["metadata"]["name"] = "a.b"
    for operation in (UPDATE, STATUS_UPDATE):
        assert "name-not-a-label" in refused(serving, operation=operation, old=serving)


def test_generated_names_count_as_the_server_makes_them(refused, serving) -> None:
    serving["metadata"] = {"generateName": "chat-"}
    assert refused(serving) == set()
    serving["metadata"] = {"generateName": "c" * 200}
    assert refused(serving) == set()
    serving["metadata"] = {"generateName": "chat.a-"}
    assert refused(serving) == {"name-not-a-label"}


def test_streaming_needs_azure_and_its_driver(refused, judged, serving) -> None:
    gates = {"ModelMirror": True, "ModelStreaming": True}
    driver = {"apiVersion": "storage.k8s.io/v1", "kind": "CSIDriver", "metadata": {"name": "blob.csi.azure.com"}}
    assert refused(serving, gates=gates) == {"streaming-unavailable"}
    assert refused(serving, driver, gates=gates) == set()
    found = judged(serving, gates=gates, complete=False)
    assert [one.severity for one in found if one.stage == "admission"] == [NOTE]
    serving["metadata"]["annotations"]["kaito.sh/model-streaming"] = "disabled"
    assert refused(serving, gates=gates) == set()
    assert refused(serving) == set()


@pytest.mark.parametrize("wrong", ["text", 5, ["a"], {"a": {}}, None, True])
def test_objects_of_a_wrong_form_around_a_workspace_are_no_crash(judged, serving, tuning, wrong) -> None:
    """The world is made of files that nothing has judged yet: what is wrong in them is said of them alone."""
    serving["inference"]["config"] = "settings"
    config = {"kind": "ConfigMap", "metadata": {"name": "settings"}, "data": wrong}
    deeper = {**config, "data": {"inference_config.yaml": wrong, "training_config.yaml": wrong}}
    node = {"kind": "Node", "metadata": {"name": "n", "labels": wrong}, "status": wrong}
    for objects in ((config, node), (deeper, node)):
        for workspace in (serving, tuning):
            judged(workspace, *objects)
        assert judged({**serving, "resource": {"labelSelector": {}}}, *objects, provisioner="byo")


def test_a_misspelt_config_is_named(judged, serving) -> None:
    serving["inference"]["config"] = "setings"
    config = {"kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {}}
    for complete in (True, False):
        hints = [one.hint for one in judged(serving, config, complete=complete) if one.rule == "config-missing"]
        assert hints == ["did you mean settings?"]
