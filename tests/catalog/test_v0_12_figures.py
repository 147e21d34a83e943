"""The figures of release v0.12 are KAITO v0.12.0's own.

What it derives stands in kaito-v0.12-estimates.csv; how it starts models was read from the objects that it made.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from kaito_gen.catalog.preset import Model, Vllm
from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_12
from kaito_gen.units import parse_quantity

ESTIMATES = Path(__file__).parents[1] / "truth" / "data" / "kaito-v0.12-estimates.csv"
SYSTEM_DISK_GIB = 80
FP16_BYTES = 2


def estimates() -> list[dict[str, str]]:
    with ESTIMATES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = estimates()


def bytes_per_token(model: Model) -> int:
    """KV cache of one token as KAITO v0.12.0 counts it, written out again so that the data stands on its own."""
    if model.kv_lora_rank:
        return (model.kv_lora_rank + model.qk_rope_head_dim) * model.layers * FP16_BYTES
    return 2 * model.kv_heads * (model.head_dim or model.hidden_size // model.heads) * model.layers * FP16_BYTES


def test_the_measurements_cover_every_preset() -> None:
    catalog = load_catalog(V0_12)
    measured = {preset.name for row in ROWS if (preset := catalog.preset(row["preset"]))}

    assert measured == {preset.name for preset in catalog.presets()}


@pytest.mark.parametrize("name", sorted({row["preset"] for row in ROWS if row["model_file_size"]}))
def test_a_preset_has_the_figures_that_kaito_derives(name: str) -> None:
    preset = load_catalog(V0_12).preset(name)
    assert preset is not None
    model = preset.model
    assert model is not None
    figures = {
        (
            model.weights,
            str(bytes_per_token(model)),
            str(model.token_limit),
            f"{int(parse_quantity(model.weights.removesuffix('Gi')) + SYSTEM_DISK_GIB)}Gi",
        )
    }

    assert figures == {
        (row["model_file_size"], row["bytes_per_token"], row["model_token_limit"], row["disk_request"])
        for row in ROWS
        if row["preset"] == name and row["model_file_size"]
    }


@pytest.mark.parametrize("name", sorted({row["preset"] for row in ROWS if "not registered" in row["error"]}))
def test_names_that_kaito_does_not_find_are_not_found(name: str) -> None:
    assert load_catalog(V0_12).preset(name) is None


def test_machines_have_the_gpus_and_memory_that_kaito_counts() -> None:
    catalog = load_catalog(V0_12)
    seen = set()
    for row in ROWS:
        machine = catalog.machine(row["cloud"], row["instance_type"])
        if row["provisioner"] == "byo" or not row["instance_type"]:
            continue
        shape = (str(machine.gpus), str(machine.memory_gib)) if machine else ("", "")
        assert shape == (row["sku_gpus"], row["sku_gpu_mem_gib"]), row["instance_type"]
        seen.add((row["cloud"], row["instance_type"].lower()))

    known = {(cloud, machine.name.lower()) for cloud in catalog.clouds() for machine in catalog.machines(cloud)}
    assert known <= seen


DEEP_GEMM = {"deep_gemm": True, "cuda_toolkit": True}
MISTRAL = {"load_format": "mistral", "config_format": "mistral", "tokenizer_mode": "mistral"}
HYBRID: dict[str, Any] = {"flags": {"gdn-prefill-backend": "triton"}, "kv_offload": False}
SERVED = {
    "microsoft/phi-4": Vllm(),
    "phi-4-mini-instruct": Vllm(chat_template="tool-chat-phi4-mini.jinja"),
    "llama-3.1-8b-instruct": Vllm(tool_call_parser="llama3_json", chat_template="tool-chat-llama3.1-json.jinja"),
    "qwen2.5-coder-7b-instruct": Vllm(tool_call_parser="hermes", chat_template="tool-chat-hermes.jinja"),
    "gpt-oss-20b": Vllm(dtype="auto", tool_call_parser="openai", reasoning_parser="openai_gptoss", kv_offload=False),
    "mistral-7b": Vllm(tool_call_parser="mistral", **MISTRAL),
    "ministral-3-3b-instruct": Vllm(dtype="auto", **MISTRAL),
    "gemma-3-27b-instruct": Vllm(tool_call_parser="functiongemma"),
    "deepseek-r1-0528": Vllm(
        dtype="auto",
        tokenizer_mode="deepseek_v32",
        tool_call_parser="deepseek_v3",
        reasoning_parser="deepseek_r1",
        chat_template="tool-chat-deepseekr1.jinja",
    ),
    "deepseek-ai/DeepSeek-V3.2": Vllm(
        dtype="auto",
        tokenizer_mode="deepseek_v32",
        tool_call_parser="deepseek_v32",
        reasoning_parser="deepseek_v3",
        chat_template="tool-chat-deepseekv3.jinja",
        flags={"kernel-config.enable_flashinfer_autotune": "False"},
        kv_offload=False,
        **DEEP_GEMM,
    ),
    "deepseek-ai/DeepSeek-V4-Pro": Vllm(
        dtype="auto",
        tokenizer_mode="deepseek_v4",
        tool_call_parser="deepseek_v4",
        reasoning_parser="deepseek_v4",
        flags={"kv-cache-dtype": "fp8"},
        kv_offload=False,
        **DEEP_GEMM,
    ),
    "zai-org/GLM-5.2-FP8": Vllm(
        dtype="auto",
        tool_call_parser="glm47",
        reasoning_parser="glm45",
        flags={"kv-cache-dtype": "fp8"},
        **DEEP_GEMM,
    ),
    "MiniMaxAI/MiniMax-M2.7": Vllm(
        dtype="auto",
        tool_call_parser="minimax_m2",
        reasoning_parser="minimax_m2_append_think",
        flags={"enable-expert-parallel": ""},
    ),
    "Qwen/Qwen3.5-9B": Vllm(tool_call_parser="qwen3_coder", reasoning_parser="qwen3", **HYBRID),
    "Qwen/Qwen3-8B-AWQ": Vllm(dtype="auto", tool_call_parser="hermes", reasoning_parser="qwen3"),
    "mistralai/Mistral-Small-4-119B-2603": Vllm(
        dtype="auto", tool_call_parser="mistral", reasoning_parser="mistral", cuda_toolkit=True, **MISTRAL
    ),
    "mistralai/Mistral-Small-4-119B-2603-NVFP4": Vllm(
        dtype="auto", tool_call_parser="mistral", reasoning_parser="mistral", **MISTRAL
    ),
    "google/gemma-4-31B-it": Vllm(
        tool_call_parser="gemma4",
        reasoning_parser="gemma4",
        chat_template="tool-chat-gemma4.jinja",
        kv_offload=False,
    ),
    "nvidia/NVIDIA-Nemotron-Nano-9B-v2": Vllm(
        tool_call_parser="qwen3_coder", reasoning_parser="nemotron_v3", kv_offload=False
    ),
    "moonshotai/Kimi-K2.6": Vllm(dtype="auto", tool_call_parser="kimi_k2", reasoning_parser="kimi_k2"),
    "ibm-granite/granite-4.1-8b": Vllm(tool_call_parser="granite4", reasoning_parser="granite"),
}
"""One model of every family, as the commands and environments of KAITO v0.12.0's StatefulSets show it."""


@pytest.mark.parametrize(("name", "vllm"), SERVED.items(), ids=SERVED)
def test_vllm_serves_a_model_as_kaito_starts_it(name: str, vllm: Vllm) -> None:
    preset = load_catalog(V0_12).preset(name)

    assert preset is not None
    assert preset.vllm == vllm


def test_the_transformers_runtime_is_there_for_twenty_short_names() -> None:
    """Not for mistral-large, which KAITO lists under a name that it never looks up, nor for models without an alias."""
    with_transformers = {preset.aliases for preset in load_catalog(V0_12).presets() if preset.transformers}

    assert len(with_transformers) == 20
    assert all(with_transformers)
    assert not {("mistral-large-3-675b-instruct",), ("phi-4-mini-instruct",)} & with_transformers


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("phi-4", {"torch_dtype": "auto", "pipeline": "text-generation", "trust_remote_code": ""}),
        ("deepseek-r1-distill-llama-8b", {"torch_dtype": "bfloat16", "pipeline": "text-generation"}),
        (
            "deepseek-v3-0324",
            {"torch_dtype": "bfloat16", "pipeline": "text-generation", "allow_remote_files": ""},
        ),
        ("gpt-oss-20b", {"torch_dtype": "auto", "pipeline": "text-generation", "allow_remote_files": ""}),
        (
            "mistral-7b",
            {
                "torch_dtype": "bfloat16",
                "pipeline": "text-generation",
                "chat_template": "/workspace/chat_templates/mistral-instruct.jinja",
                "allow_remote_files": "",
            },
        ),
        (
            "llama-3.1-8b-instruct",
            {
                "torch_dtype": "bfloat16",
                "pipeline": "text-generation",
                "chat_template": "/workspace/chat_templates/llama-3-instruct.jinja",
                "allow_remote_files": "",
            },
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_transformers_serves_a_model_as_kaito_starts_it(name: str, flags: dict[str, str]) -> None:
    preset = load_catalog(V0_12).preset(name)

    assert preset is not None
    assert preset.transformers is not None
    assert preset.transformers.flags == flags


def test_ten_models_are_listed_for_tuning_and_the_job_of_one_can_never_be_made() -> None:
    tunable = {preset.aliases[0]: preset.tuning for preset in load_catalog(V0_12).presets() if preset.tuning}

    assert sorted(tunable) == [
        "mistral-7b",
        "phi-3-medium-128k-instruct",
        "phi-3-medium-4k-instruct",
        "phi-3-mini-128k-instruct",
        "phi-3-mini-4k-instruct",
        "phi-3.5-mini-instruct",
        "phi-4",
        "phi-4-mini-instruct",
        "qwen2.5-coder-32b-instruct",
        "qwen2.5-coder-7b-instruct",
    ]
    assert [name for name, tuning in tunable.items() if tuning.fails] == ["mistral-7b"]
    assert {tuning.tag for tuning in tunable.values()} == {"0.2.0"}


@pytest.mark.parametrize(
    ("role", "reference"),
    [
        ("base", "mcr.microsoft.com/aks/kaito/kaito-base:0.5.0"),
        ("curl", "curlimages/curl"),
        ("oras", "mcr.microsoft.com/oss/v2/oras-project/oras:v1.2.3"),
        ("oras-push", "ghcr.io/oras-project/oras:v1.2.2"),
        ("pause", "registry.k8s.io/pause:latest"),
        ("python-mirror", "mcr.microsoft.com/mirror/docker/library/python:3.11-slim"),
        ("routing-sidecar", "mcr.microsoft.com/oss/v2/llm-d/llm-d-routing-sidecar:v0.8.0"),
        ("skopeo", "mcr.microsoft.com/aks/skopeo:1.14.4-6"),
    ],
)
def test_images_are_those_of_the_pods_that_kaito_made(role: str, reference: str) -> None:
    assert load_catalog(V0_12).image(role, registry="mcr.microsoft.com/aks/kaito") == reference


def test_qlora_differs_from_lora_in_quantization_alone() -> None:
    catalog = load_catalog(V0_12)
    lora, qlora = catalog.config("lora-params-template"), catalog.config("qlora-params-template")
    assert lora is not None
    assert qlora is not None
    left = set(lora["data"]["training_config.yaml"].splitlines())
    right = set(qlora["data"]["training_config.yaml"].splitlines())

    assert left - right == {"    load_in_4bit: false"}
    assert {line.partition(":")[0].strip() for line in right - left} == {
        "load_in_4bit",
        "bnb_4bit_quant_type",
        "bnb_4bit_compute_dtype",
        "bnb_4bit_use_double_quant",
    }
