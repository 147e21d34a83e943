"""New Workspaces in v1alpha1: crashes on presets, the default config, and rules that v1beta1 has no more."""

from typing import Any

import pytest

from kaito_gen.kinds import Manifest

PHI = "microsoft/phi-4"


def settings(
    text: str = "vllm: {}", name: str = "inference-params-template", namespace: str = "kaito-workspace"
) -> Manifest:
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"inference_config.yaml": text}}


@pytest.fixture
def older(serving: Manifest) -> Manifest:
    serving["apiVersion"] = "kaito.sh/v1alpha1"
    serving["inference"]["preset"]["name"] = PHI
    return serving


@pytest.fixture
def custom(older: Manifest) -> Manifest:
    older["inference"] = {"template": {"spec": {"containers": []}}}
    return older


@pytest.mark.parametrize(
    ("name", "known", "rules"),
    [
        (PHI, (), {"v1alpha1-preset-crashes"}),
        (PHI, (PHI,), set()),
        ("microsoft/Phi-4", (PHI,), {"v1alpha1-preset-crashes"}),
        ("phi-4", (PHI,), {"v1alpha1-preset-crashes"}),
        ("falcon-7b", (), {"v1alpha1-preset-crashes"}),
    ],
    ids=["never met", "met", "other case", "short", "unknown"],
)
def test_presets_are_found_by_the_name_as_it_stands(refused, older, name: str, known: Any, rules: set[str]) -> None:
    older["inference"]["preset"]["name"] = name
    assert refused(older, settings(), registered_models=known) == rules


def test_an_unknown_preset_on_an_unknown_machine_is_only_refused(refused, older) -> None:
    older["inference"]["preset"]["name"] = "falcon-7b"
    older["resource"]["instanceType"] = "g5.xlarge"
    assert refused(older, settings()) == {"preset-unknown", "v1alpha1-instance-type-unknown"}


def test_memory_counts_with_every_runtime(refused, older) -> None:
    older["resource"]["instanceType"] = "Standard_NV36ads_A10_v5"
    assert refused(older, settings(), registered_models=(PHI,)) == {"v1alpha1-memory-too-small"}
    older["metadata"]["annotations"]["kaito.sh/bypass-resource-checks"] = "false"
    assert refused(older, settings(), registered_models=(PHI,)) == set()


def test_the_machine_has_to_be_known_even_where_nodes_are_brought(refused, custom) -> None:
    custom["resource"]["instanceType"] = "x"
    assert refused(custom, settings(), provisioner="byo") == {"v1alpha1-instance-type-unknown"}
    custom["resource"]["instanceType"] = "standard_dwhatever"
    assert refused(custom, settings(), provisioner="byo") == set()


def test_the_default_config_has_to_be_there(refused, judged, custom) -> None:
    assert refused(custom) == {"v1alpha1-config-missing"}
    assert refused(custom, complete=False) == set()
    assert [one.severity for one in judged(custom, complete=False)] == ["note"]
    custom["metadata"]["annotations"]["kaito.sh/runtime"] = "transformers"
    assert refused(custom) == set()


@pytest.mark.parametrize(
    ("resource", "text", "rules"),
    [
        ({"count": 2}, "vllm: {}", {"v1alpha1-context-missing"}),
        ({"count": 2}, "vllm:\n  max-model-len: 2048", set()),
        ({"instanceType": "Standard_NC16_A2"}, "vllm:\n  max-model-len: ''", {"v1alpha1-context-missing"}),
        ({"instanceType": "Standard_NC8_A2"}, "vllm: {}", set()),
        ({}, "vllm: [x]", {"v1alpha1-config-unreadable"}),
    ],
    ids=["nodes", "set", "small GPUs", "one GPU", "list"],
)
def test_the_context_has_to_be_set_where_memory_is_scattered(refused, custom, resource, text, rules) -> None:
    custom["resource"] |= resource
    cloud = "arc" if "instanceType" in resource else "azure"
    assert refused(custom, settings(text), cloud=cloud) == rules


def test_a_private_preset_needs_its_image(refused, older) -> None:
    older["inference"]["preset"]["accessMode"] = "private"
    assert refused(older, settings(), registered_models=(PHI,)) == {"private-image-missing"}


def test_annotations_of_v1beta1_mean_nothing(refused, custom) -> None:
    custom["metadata"]["annotations"] = {"kaito.sh/performance-mode": "x", "kaito.sh/use-local-weights": "x"}
    assert refused(custom, settings()) == set()


def test_urls_of_training_data_are_not_looked_at(refused, tuning) -> None:
    tuning["apiVersion"] = "kaito.sh/v1alpha1"
    tuning["tuning"]["input"]["urls"] = ["ftp://localhost/x"]
    assert refused(tuning, complete=False) == set()
