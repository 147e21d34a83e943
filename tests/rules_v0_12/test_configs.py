"""What the ConfigMaps of an inference and of a tuning job may hold."""

import pytest

from kaito_gen.kinds import Manifest
from kaito_gen.validate.finding import NOTE


def config_map(key: str, text: str, name: str = "settings", namespace: str = "default") -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace},
        "data": {key: text},
    }


INFERENCE = {
    "empty": ("", set()),
    "only a comment": ("# later\n", set()),
    "no settings": ("vllm: {}", set()),
    "null": ("vllm: null", set()),
    "another section alone": ("engine: [1]", set()),
    "a number, a boolean, null": ("vllm:\n  a: 1\n  b: true\n  c: null\n", set()),
    "a repeated key": ("vllm:\n  a: 1\n  a: 2\n", set()),
    "a merged mapping": ("vllm:\n  <<: {a: b}\n", set()),
    "a second document": ("vllm: {}\n---\n[\n", set()),
    "a list": ("vllm: [1]", {"config-unreadable"}),
    "text": ("vllm: text", {"config-unreadable"}),
    "quoted nothing": ("vllm: ''", {"config-unreadable"}),
    "a list at the top": ("- vllm", {"config-unreadable"}),
    "text at the top": ("text", {"config-unreadable"}),
    "a mapping as a value": ("vllm:\n  a: {b: c}\n", {"config-unreadable"}),
    "a tab": ("vllm:\n\ta: 1\n", {"config-unreadable"}),
    "an open bracket": ("vllm: {a: b", {"config-unreadable"}),
    "broken base64": ("vllm:\n  a: !!binary zz\n", {"config-unreadable"}),
    "an unknown anchor": ("vllm: *a", {"config-unreadable"}),
    "a value that contains itself": ("vllm: &a\n  b: *a\n", {"config-unreadable"}),
    "the longest context": ("vllm:\n  max-model-len: 131072\n", set()),
    "a signed context": ("vllm:\n  max-model-len: +4096\n", set()),
    "a negative context": ("vllm:\n  max-model-len: -1\n", set()),
    "an empty context": ("vllm:\n  max-model-len: ''\n", set()),
    "blanks around a context": ("vllm:\n  max-model-len: ' 4096 '\n", set()),
    "too long a context": ("vllm:\n  max-model-len: 131073\n", {"context-too-long"}),
    "an automatic context": ("vllm:\n  max-model-len: auto\n", {"context-not-a-number"}),
    "a context with an underscore": ("vllm:\n  max-model-len: 4_096\n", {"context-not-a-number"}),
    "a hexadecimal context": ("vllm:\n  max-model-len: 0x1000\n", {"context-not-a-number"}),
    "a context with a fraction": ("vllm:\n  max-model-len: 4096.0\n", {"context-not-a-number"}),
    "a boolean context": ("vllm:\n  max-model-len: true\n", {"context-not-a-number"}),
    "a context beyond 64 bits": ("vllm:\n  max-model-len: 9223372036854775808\n", {"context-not-a-number"}),
}


@pytest.mark.parametrize(("text", "rules"), INFERENCE.values(), ids=INFERENCE)
def test_settings_of_vllm(refused, serving, text, rules) -> None:
    serving["inference"]["config"] = "settings"
    assert refused(serving, config_map("inference_config.yaml", text)) == rules


def test_a_config_in_another_namespace_does_not_exist(refused, serving) -> None:
    serving["inference"]["config"] = "settings"
    elsewhere = config_map("inference_config.yaml", "vllm: {}", namespace="team-a")
    assert refused(serving, elsewhere) == {"config-missing"}


def test_the_transformers_runtime_reads_no_config(refused, serving) -> None:
    serving["inference"] = {"preset": {"name": "phi-4"}, "config": "settings"}
    serving["metadata"]["annotations"] = {"kaito.sh/runtime": "transformers"}
    assert refused(serving) == set()


def test_a_config_that_is_in_no_file_is_a_note(judged, serving) -> None:
    serving["inference"]["config"] = "settings"
    found = [one for one in judged(serving, complete=False) if one.rule == "config-missing"]
    assert [one.severity for one in found] == [NOTE]


def test_a_limit_counts_only_for_models_of_the_catalog(refused, serving) -> None:
    serving["inference"] = {"preset": {"name": "example/some-model"}, "config": "settings"}
    assert refused(serving, config_map("inference_config.yaml", "vllm:\n  max-model-len: auto\n")) == set()


def section(name: str, body: str) -> str:
    return f"training_config:\n  {name}: {body}\n"


LORA = {
    "every section": (
        (
            "training_config: {ModelConfig: {}, QuantizationConfig: {}, LoraConfig: {}, TrainingArguments: {}, "
            "DatasetConfig: {}, DataCollator: {}}"
        ),
        set(),
    ),
    "sections of any type": ("training_config:\n  ModelConfig: text\n  DataCollator: [1]\n", set()),
    "a repeated section": ("training_config:\n  ModelConfig: {}\n  ModelConfig: {}\n", set()),
    "nothing": ("", {"tuning-config-unreadable"}),
    "null": ("training_config: null", {"tuning-config-unreadable"}),
    "a list": ("- training_config", {"tuning-config-unreadable"}),
    "another key": ("config: {}", {"tuning-config-unreadable"}),
    "a list of sections": ("training_config: [ModelConfig]", {"tuning-config-unreadable"}),
    "a section named by a boolean": ("training_config:\n  true: {}\n", {"tuning-section-not-text"}),
    "a section named by a number": ("training_config:\n  1: {}\n", {"tuning-section-not-text"}),
    "an open brace": ("{", {"tuning-config-unreadable"}),
    "text for the quantization": (section("QuantizationConfig", "text"), {"quantization-not-a-map"}),
    "text for the arguments": (section("TrainingArguments", "text"), {"training-arguments-not-a-map"}),
    "null for both": ("training_config: {QuantizationConfig: null, TrainingArguments: null}", set()),
    "an unknown section": (section("modelConfig", "{}"), {"tuning-section-unknown"}),
    "yes": (section("QuantizationConfig", "{load_in_4bit: yes}"), {"quantization-with-lora"}),
    "no": (section("QuantizationConfig", "{load_in_4bit: no, load_in_8bit: null}"), set()),
    "quoted true": (section("QuantizationConfig", "{load_in_8bit: 'true'}"), {"quantization-not-boolean"}),
    "a number": (section("QuantizationConfig", "{load_in_4bit: 1}"), {"quantization-not-boolean"}),
    "both": (section("QuantizationConfig", "{load_in_4bit: true, load_in_8bit: true}"), {"quantization-twice"}),
    "a folder": (section("TrainingArguments", "{output_dir: results}"), set()),
    "an absolute folder": (section("TrainingArguments", "{output_dir: /etc}"), set()),
    "a folder beside /mnt with its first letters": (section("TrainingArguments", "{output_dir: ../mnt2}"), set()),
    "a numeric folder": (section("TrainingArguments", "{output_dir: 1}"), {"output-folder-not-text"}),
    "an empty folder": (section("TrainingArguments", "{output_dir: ''}"), {"output-folder-outside"}),
    "the volume itself": (section("TrainingArguments", "{output_dir: .}"), {"output-folder-outside"}),
    "the root": (section("TrainingArguments", "{output_dir: /..}"), {"output-folder-outside"}),
    "a folder above": (section("TrainingArguments", "{output_dir: ../x}"), {"output-folder-outside"}),
}


@pytest.mark.parametrize(("text", "rules"), LORA.values(), ids=LORA)
def test_settings_of_a_training(refused, tuning, text, rules) -> None:
    assert refused(tuning, config_map("training_config.yaml", text)) == rules


QLORA = {
    "4 bits": (section("QuantizationConfig", "{load_in_4bit: true, load_in_8bit: false}"), set()),
    "neither": (section("QuantizationConfig", "{load_in_4bit: false}"), {"quantization-missing"}),
    "no section": ("training_config: {}", {"quantization-missing"}),
    "a list of arguments": (
        section("TrainingArguments", "[1]"),
        {"quantization-missing", "training-arguments-not-a-map"},
    ),
}


@pytest.mark.parametrize("method", ["qlora", "QLoRA"])
@pytest.mark.parametrize(("text", "rules"), QLORA.values(), ids=QLORA)
def test_qlora_asks_for_a_quantized_model(refused, tuning, text, rules, method) -> None:
    tuning["tuning"]["method"] = method
    assert refused(tuning, config_map("training_config.yaml", text)) == rules


def test_a_job_without_config_uses_the_template_of_its_method(refused, tuning) -> None:
    del tuning["tuning"]["config"]
    assert refused(tuning, complete=False) == set()
    assert refused(tuning, complete=True) == {"tuning-config-missing"}
    own = config_map("training_config.yaml", "training_config: {}", "lora-params-template", "kaito")
    assert refused(tuning, own, release_namespace="kaito") == set()


def test_an_unknown_method_has_no_template_to_miss(refused, tuning) -> None:
    del tuning["tuning"]["config"]
    tuning["tuning"]["method"] = "full"
    assert refused(tuning) == {"tuning-method-unknown"}


def test_a_job_with_its_own_config_needs_no_namespace_of_the_release(refused, tuning) -> None:
    own = config_map("training_config.yaml", "training_config: {}")
    assert refused(tuning, own, release_namespace="") == set()
    del tuning["tuning"]["config"]
    assert refused(tuning, own, release_namespace="") == {"release-namespace-unknown"}
