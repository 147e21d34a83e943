"""The rules for models outside the catalog give, for those inside it, what KAITO v0.12.0 does."""

import pytest

from kaito_gen.catalog.preset import Model, Preset
from kaito_gen.catalog.serving import Choice, Serving
from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_3, V0_12


def rules() -> Serving:
    serving = load_catalog(V0_12).serving
    assert serving is not None
    return serving


@pytest.mark.parametrize("preset", load_catalog(V0_12).presets(), ids=lambda preset: preset.name)
def test_the_rules_give_what_the_catalog_has_written_out(preset: Preset) -> None:
    assert preset.model is not None
    assert preset.vllm is not None

    assert rules().vllm(preset.name, preset.model, mistral=preset.vllm.load_format == "mistral") == preset.vllm
    assert not rules().known_architectures.isdisjoint(preset.model.architectures)


def test_v0_3_takes_no_ids_outside_its_catalog() -> None:
    assert load_catalog(V0_3).serving is None


def test_the_longest_prefix_of_the_name_wins_over_the_architecture() -> None:
    choice = Choice({"qwen3": "hermes", "qwen3-coder": "qwen3_xml"}, {"Qwen3MoeForCausalLM": "moe"})

    assert choice.pick("qwen3-coder-30b", ("Qwen3MoeForCausalLM",)) == "qwen3_xml"
    assert choice.pick("qwen3-8b", ("Qwen3MoeForCausalLM",)) == "hermes"
    assert choice.pick("my-qwen3", ("Other", "Qwen3MoeForCausalLM")) == "moe"
    assert choice.pick("my-qwen3", ("Other",)) == ""


@pytest.mark.parametrize(
    ("name", "architecture", "tool", "reasoning"),
    [
        ("nvidia/Nemotron-Orchestrator-8B", "Qwen3ForCausalLM", "hermes", "qwen3"),
        ("acme/Mistral-7B-Tuned", "MistralForCausalLM", "mistral", ""),
        ("acme/legal", "LlamaForCausalLM", "llama3_json", ""),
        ("tiiuae/falcon-7b", "FalconForCausalLM", "", ""),
    ],
)
def test_a_fine_tuned_model_gets_the_parsers_of_its_family(
    name: str, architecture: str, tool: str, reasoning: str
) -> None:
    vllm = rules().vllm(name, Model(weights="1Gi", architectures=(architecture,)))

    assert (vllm.tool_call_parser, vllm.reasoning_parser) == (tool, reasoning)


def test_quantized_weights_leave_the_dtype_to_vllm() -> None:
    plain, quantized = Model(weights="1Gi"), Model(weights="1Gi", quantization="awq")

    assert rules().vllm("acme/x", plain).dtype == "bfloat16"
    assert rules().vllm("acme/x", quantized).dtype == "auto"
