"""Tuning jobs: method, model, data, result and config when they are made, and what later writes may do."""

from copy import deepcopy
from typing import Any

import pytest


def told(value: Any) -> str | None:
    """Return a parameter as a test's name; sets have no order to be named by."""
    return None if isinstance(value, set) else str(value)


@pytest.mark.parametrize(("count", "rules"), [(1, set()), (0, set()), (-1, set()), (2, {"tuning-on-several-nodes"})])
def test_one_node_at_most(refused, tuning, settings, count, rules) -> None:
    tuning["resource"]["count"] = count
    assert refused(tuning, settings()) == rules


@pytest.mark.parametrize(
    ("method", "right"), [("lora", True), ("QLoRA", True), ("q-lora", False), ("", False), (None, False)]
)
def test_methods_are_read_in_any_case(refused, tuning, settings, method, right) -> None:
    tuning["tuning"]["method"] = method
    if method is None:
        del tuning["tuning"]["method"]
    found = refused(tuning, settings("training_config: {}"))
    assert ("tuning-method-unknown" in found) is not right


def test_without_a_config_the_releases_template_counts(refused, tuning) -> None:
    del tuning["tuning"]["config"]
    assert refused(tuning, complete=False) == set()
    assert refused(tuning) == {"tuning-config-missing"}
    assert refused(tuning, release_namespace="") == {"release-namespace-unknown"}


def test_the_config_stands_in_the_namespace_of_the_workspace(refused, tuning, settings) -> None:
    tuning["metadata"]["namespace"] = "team"
    assert refused(tuning, settings()) == {"tuning-config-missing"}
    moved = settings()
    moved["metadata"]["namespace"] = "team"
    assert refused(tuning, moved) == set()


CONFIGS = [
    ("", "qlora", {"tuning-config-unreadable", "quantization-missing"}),
    ("training_config:", "lora", {"tuning-config-unreadable"}),
    ("training_config: 5", "qlora", {"tuning-config-unreadable"}),
    ("- a", "lora", {"tuning-config-unreadable"}),
    ("a: [1", "lora", {"tuning-config-unreadable"}),
    ("training_config: {[a]: 1}", "lora", {"tuning-config-unreadable"}),
    ("training_config: {}", "lora", set()),
    ("training_config: {}", "qlora", {"quantization-missing"}),
    ("training_config: {QuantizationConfig: }", "qlora", {"quantization-missing"}),
    ("training_config: {QuantizationConfig: text}", "qlora", {"quantization-not-a-map"}),
    ("training_config: {QuantizationConfig: {load_in_4bit: yes}}", "qlora", set()),
    ("training_config: {QuantizationConfig: {load_in_4bit: 1}}", "qlora", {"quantization-not-boolean"}),
    ("training_config: {QuantizationConfig: {load_in_8bit: on}}", "lora", {"quantization-with-lora"}),
    ("training_config: {QuantizationConfig: {load_in_8bit: on, load_in_4bit: y}}", "qlora", {"quantization-twice"}),
    ("training_config: {LoraConfigs: {}}", "lora", {"tuning-section-unknown"}),
    ("training_config: {LoraConfigs: {}}", "qlora", {"tuning-section-unknown", "quantization-missing"}),
    ("training_config: {TrainingArguments: [1]}", "lora", {"training-arguments-not-a-map"}),
    ("training_config: {TrainingArguments: {output_dir: null}}", "lora", {"output-folder-not-text"}),
    ("training_config: {TrainingArguments: {output_dir: 2024-01-01}}", "lora", set()),
    ("training_config: {TrainingArguments: {output_dir: ''}}", "lora", {"output-folder-outside"}),
    ("training_config: {TrainingArguments: {output_dir: /mnt/results}}", "lora", set()),
    ("training_config: {TrainingArguments: {output_dir: ../mnt2}}", "lora", set()),
    ("training_config: {TrainingArguments: {output_dir: a/../..}}", "lora", {"output-folder-outside"}),
    ("training_config: {LoraConfig: {r: 8}, LoraConfig: {r: 9}}\nother: 1\n---\nb: c", "lora", set()),
]


@pytest.mark.parametrize(("text", "method", "rules"), CONFIGS, ids=[f"{text}-{method}" for text, method, _ in CONFIGS])
def test_a_config_is_read_as_go_reads_it(refused, tuning, settings, text, method, rules) -> None:
    tuning["tuning"]["method"] = method
    assert refused(tuning, settings(text)) == rules


def test_a_config_without_its_key_is_unreadable(refused, tuning, settings) -> None:
    config = settings()
    config["data"] = {"config.yaml": "training_config: {}"}
    assert refused(tuning, config) == {"tuning-config-unreadable"}


@pytest.mark.parametrize(
    ("source", "rules"),
    [
        ({"urls": ["anything"]}, set()),
        ({"image": "registry.example.com/data:1"}, set()),
        ({"image": "data:1"}, {"input-image-malformed"}),
        ({"image": "registry.example.com/DATA:1"}, {"input-image-in-capitals"}),
        ({"urls": []}, {"tuning-input-not-one"}),
        ({"urls": ["a"], "image": "registry.example.com/data:1"}, {"tuning-input-not-one"}),
        ({"volumeSource": {}}, {"tuning-input-volume"}),
        ({"volumeSource": {}, "urls": ["a"]}, {"tuning-input-volume", "tuning-input-not-one"}),
    ],
    ids=told,
)
def test_data_comes_from_urls_or_an_image(refused, tuning, settings, source, rules) -> None:
    tuning["tuning"]["input"] = source
    assert refused(tuning, settings()) == rules


@pytest.mark.parametrize(
    ("output", "rules"),
    [
        ({"image": "registry.example.com/tuned:1", "imagePushSecret": "push"}, set()),
        ({"image": "registry.example.com/tuned:1"}, {"push-secret-missing"}),
        ({"image": "tuned", "imagePushSecret": "push"}, {"output-image-malformed"}),
        ({"image": "registry.example.com/TUNED:1"}, {"output-image-in-capitals", "push-secret-missing"}),
        ({"imagePushSecret": "push"}, {"tuning-output-not-one"}),
        ({}, {"tuning-output-not-one"}),
        ({"volumeSource": {}}, {"tuning-output-volume"}),
    ],
    ids=told,
)
def test_a_result_goes_to_an_image(refused, tuning, settings, output, rules) -> None:
    tuning["tuning"]["output"] = output
    assert refused(tuning, settings()) == rules


@pytest.mark.parametrize("preset", [{"name": "Falcon-7b"}, {"name": "phi-4"}, None])
def test_a_preset_is_needed_and_known_to_the_letter(refused, tuning, settings, preset) -> None:
    tuning["tuning"] = {key: value for key, value in tuning["tuning"].items() if key != "preset"}
    if preset:
        tuning["tuning"]["preset"] = preset
    assert refused(tuning, settings()) == {"tuning-preset-unknown" if preset else "tuning-preset-missing"}


def test_whether_a_preset_can_be_tuned_is_not_asked(refused, tuning, settings) -> None:
    tuning["tuning"]["preset"]["name"] = "falcon-7b-instruct"
    assert refused(tuning, settings()) == set()


@pytest.mark.parametrize(
    ("edit", "rules"),
    [
        ({"config": "another"}, set()),
        ({"method": "QLORA"}, set()),
        ({"method": "lora"}, {"tuning-method-changed"}),
        ({"preset": {"name": "falcon-7b", "presetOptions": {"image": "x"}}}, {"tuning-preset-changed"}),
        ({"input": {"name": "data", "image": "NOT A REFERENCE"}}, set()),
        ({"input": {"name": "other", "urls": ["a"]}}, {"tuning-input-renamed"}),
        ({"input": {"name": "data", "volumeSource": {}}}, {"tuning-input-volume"}),
        ({"output": {"image": "NOT A REFERENCE"}}, set()),
        ({"output": {"volumeSource": {}}}, {"tuning-output-volume"}),
    ],
    ids=told,
)
def test_a_job_may_get_other_data_and_another_config(refused, tuning, edit, rules) -> None:
    new = deepcopy(tuning)
    new["tuning"] |= edit
    assert refused(new, old=tuning) == rules


@pytest.mark.parametrize(
    ("preset", "same"),
    [
        ({"name": "falcon-7b-instruct", "accessMode": "public"}, True),
        ({"name": "falcon-7b-instruct", "presetOptions": {}}, True),
        ({"name": "falcon-7b-instruct", "presetOptions": {"image": ""}}, True),
        ({"name": "falcon-7b-instruct", "presetOptions": {"imagePullSecrets": []}}, False),
        ({"name": "falcon-7b"}, False),
    ],
    ids=told,
)
def test_a_preset_stays_as_go_compares_it(refused, serving, preset, same) -> None:
    new = deepcopy(serving)
    new["inference"]["preset"] = preset
    assert refused(new, old=serving) == (set() if same else {"preset-changed"})
