"""An id outside the catalog becomes a preset from the files that KAITO v0.12 would have fetched."""

import json
from typing import Any

import pytest

from kaito_gen.catalog.hugging_face import (
    Derived,
    Incomplete,
    Weights,
    derive,
    is_model_id,
    read_json,
    weights_of_files,
    weights_of_index,
)
from kaito_gen.catalog.preset import Model, Preset, Vllm
from kaito_gen.catalog.serving import Serving
from kaito_gen.data import load_catalog
from kaito_gen.errors import InvalidInput
from kaito_gen.kinds import V0_12

GIB = 1024**3
LLAMA: dict[str, Any] = {
    "architectures": ["LlamaForCausalLM"],
    "max_position_embeddings": 131072,
    "hidden_size": 4096,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
}


def rules() -> Serving:
    serving = load_catalog(V0_12).serving
    assert serving is not None
    return serving


def derived(config: dict[str, Any], name: str = "acme/own", size: int = 15 * GIB) -> Derived:
    answer = derive(name, config=config, weights=Weights(size), serving=rules())
    assert isinstance(answer, Derived)
    return answer


def model(config: dict[str, Any], name: str = "acme/own") -> Model:
    found = derived(config, name).preset.model
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "is_id"),
    [("a/b", True), ("a/b/c", True), ("a/", False), ("/b", False), ("phi-4", False), ("", False)],
)
def test_an_id_has_text_on_both_sides_of_its_first_slash(name: str, is_id: bool) -> None:
    assert is_model_id(name) is is_id


def test_a_plain_config_becomes_a_preset_for_vllm_alone() -> None:
    answer = derived(LLAMA, "acme/Legal-8B", 16_060_522_240)

    assert answer == Derived(
        Preset(
            name="acme/Legal-8B",
            model=Model(
                weights="14.96Gi",
                architectures=("LlamaForCausalLM",),
                token_limit=131072,
                hidden_size=4096,
                layers=32,
                heads=32,
                kv_heads=8,
            ),
            vllm=Vllm(tool_call_parser="llama3_json"),
            source="the user's config.json and weight sizes",
        )
    )


@pytest.mark.parametrize("preset", load_catalog(V0_12).presets(), ids=lambda preset: preset.name)
def test_the_config_of_a_catalog_model_gives_the_catalog_s_preset_again(preset: Preset) -> None:
    """Our own figures, written as transformers writes them, come back as they were."""
    assert preset.model is not None
    assert preset.vllm is not None
    figures = preset.model
    config = {
        "architectures": list(figures.architectures),
        "max_position_embeddings": figures.token_limit,
        "hidden_size": figures.hidden_size,
        "num_hidden_layers": figures.layers,
        "num_attention_heads": figures.heads,
        "num_key_value_heads": figures.kv_heads,
        **({"head_dim": figures.head_dim} if figures.head_dim else {}),
        **({"kv_lora_rank": figures.kv_lora_rank} if figures.kv_lora_rank else {}),
        **({"qk_rope_head_dim": figures.qk_rope_head_dim} if figures.qk_rope_head_dim else {}),
        **({"quantization_config": {"quant_method": figures.quantization}} if figures.quantization else {}),
    }
    weights = Weights(round(figures.weight_gib * GIB), preset.vllm.load_format == "mistral")
    answer = derive(preset.name, config=config, weights=weights, serving=rules())

    assert isinstance(answer, Derived)
    assert (answer.preset.model, answer.preset.vllm, answer.notes) == (preset.model, preset.vllm, ())


@pytest.mark.parametrize(
    ("config", "field", "value"),
    [
        ({**LLAMA, "n_ctx": 4096}, "token_limit", 131072),
        ({"n_ctx": 1024, "seq_length": 9}, "token_limit", 1024),
        ({"seq_length": 32768}, "token_limit", 32768),
        ({"max_seq_len": "8192"}, "token_limit", 8192),
        ({"max_sequence_length": 2048.0}, "token_limit", 2048),
        ({"model_max_length": 512}, "token_limit", 512),
        ({"max_position_embeddings": None, "n_ctx": 7}, "token_limit", 7),
        ({"max_position_embeddings": float("nan"), "n_ctx": 7}, "token_limit", 7),
        ({"max_position_embeddings": float("inf")}, "token_limit", 2048),
        ({"max_position_embeddings": "long", "n_ctx": 7}, "token_limit", 7),
        ({"max_position_embeddings": True, "n_ctx": 7}, "token_limit", 7),
        ({"max_position_embeddings": -1, "n_ctx": 7}, "token_limit", 7),
        ({"max_position_embeddings": 10**400, "n_ctx": 7}, "token_limit", 7),
        ({"max_position_embeddings": "9" * 5000, "n_ctx": 7}, "token_limit", 7),
        ({}, "token_limit", 2048),
        ({"n_embd": 768}, "hidden_size", 768),
        ({"d_model": 512}, "hidden_size", 512),
        ({"dim": 5120}, "hidden_size", 5120),
        ({"n_layer": 12}, "layers", 12),
        ({"n_layers": 40}, "layers", 40),
        ({"n_head": 12}, "heads", 12),
        ({"n_heads": 32}, "heads", 32),
        ({"n_head_kv": 8, "n_head": 12}, "kv_heads", 8),
        ({"n_kv_heads": 4, "n_heads": 12}, "kv_heads", 4),
        ({"n_head": 12}, "kv_heads", 12),
        ({"n_head": 71, "multi_query": True}, "kv_heads", 1),
        ({"n_head": 71, "multi_query": False}, "kv_heads", 71),
        ({"head_dim": 256}, "head_dim", 256),
        ({"attention_head_dim": 64}, "head_dim", 64),
        ({"kv_lora_rank": 512, "qk_rope_head_dim": 64}, "kv_lora_rank", 512),
        ({"kv_lora_rank": 512, "qk_rope_head_dim": 64}, "qk_rope_head_dim", 64),
        ({"kv_lora_rank": None}, "kv_lora_rank", 0),
        ({"text_config": {"hidden_size": 2560}}, "hidden_size", 2560),
        ({"llm_config": {"hidden_size": 4480}}, "hidden_size", 4480),
        ({"text_config": {"hidden_size": 1}, "llm_config": {"hidden_size": 2}}, "hidden_size", 1),
        ({"text_config": 5, "llm_config": {"hidden_size": 2}}, "hidden_size", 2),
        ({"hidden_size": 9, "text_config": {"hidden_size": 1}}, "hidden_size", 9),
        ({"architectures": "LlamaForCausalLM"}, "architectures", ()),
        ({"architectures": ["LlamaForCausalLM", 4]}, "architectures", ("LlamaForCausalLM",)),
        ({"quantization_config": {"quant_method": "awq", "bits": 4}}, "quantization", "awq"),
        (
            {"quantization_config": {"quant_method": "compressed-tensors", "format": "pack-quantized"}},
            "quantization",
            "pack-quantized",
        ),
        ({"quantization_config": {"quant_method": "modelopt", "quant_algo": "NVFP4"}}, "quantization", "NVFP4"),
        ({"text_config": {"quantization_config": {"quant_method": "fp8"}}}, "quantization", "fp8"),
        ({"quantization_config": {}}, "quantization", ""),
        ({"quantization_config": None}, "quantization", ""),
    ],
)
def test_a_figure_is_read_under_any_of_its_names(config: dict[str, Any], field: str, value: object) -> None:
    assert getattr(model(config), field) == value


@pytest.mark.parametrize(
    ("name", "architectures"),
    [
        ("mistralai/Mistral-Large-3-675B-Own", ("MistralLarge3ForCausalLM",)),
        ("acme/ministral-3-8b", ("Mistral3ForConditionalGeneration",)),
        ("acme/own", ()),
    ],
)
def test_models_of_mistral_are_known_by_name_when_their_config_names_no_architecture(
    name: str, architectures: tuple[str, ...]
) -> None:
    assert model({}, name).architectures == architectures


@pytest.mark.parametrize(
    ("config", "codes"),
    [
        (LLAMA, []),
        ({}, ["kv-cache-unknown", "context-unknown"]),
        ({**LLAMA, "architectures": ["NoSuchModel"]}, ["architecture-unknown"]),
        ({**LLAMA, "architectures": ["NoSuchModel", "LlamaForCausalLM"]}, []),
        ({**LLAMA, "architectures": []}, []),
        ({**LLAMA, "num_hidden_layers": None}, ["kv-cache-unknown"]),
        ({**LLAMA, "hidden_size": None, "head_dim": 128}, []),
        ({**LLAMA, "hidden_size": None}, ["kv-cache-unknown"]),
        ({**LLAMA, "num_attention_heads": None, "hidden_size": None, "kv_lora_rank": 512}, []),
    ],
)
def test_what_a_config_leaves_open_is_said(config: dict[str, Any], codes: list[str]) -> None:
    assert [note.code for note in derived(config).notes] == codes


@pytest.mark.parametrize(
    ("config", "weights", "missing"),
    [
        (None, Weights(1), ["config.json"]),
        (LLAMA, None, ["model.safetensors.index.json"]),
        (None, None, ["config.json", "model.safetensors.index.json"]),
    ],
    ids=["no config", "no weights", "neither"],
)
def test_without_the_files_the_answer_is_what_is_missing(
    config: dict[str, Any] | None, weights: Weights | None, missing: list[str]
) -> None:
    answer = derive("acme/own", config=config, weights=weights, serving=rules())

    assert isinstance(answer, Incomplete)
    assert answer.model_id == "acme/own"
    assert [phrase.split()[0] for phrase in answer.missing] == missing


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([("model-00001.safetensors", 5), ("model-00002.safetensors", 6), ("pytorch_model.bin", 100)], Weights(11)),
        ([("model.safetensors", 5), ("onnx/model.safetensors", 7)], Weights(12)),
        ([("model.safetensors", 5), ("model.safetensors.index.json", 2)], Weights(7)),
        ([("pytorch_model-1.bin", 3), ("pytorch_model-2.bin", 4), ("README.md", 9)], Weights(7)),
        ([("consolidated.safetensors", 8), ("model.safetensors", 8)], Weights(8, consolidated=True)),
        (
            [("consolidated-00001.safetensors", 8), ("consolidated-00002.safetensors", 9)],
            Weights(17, consolidated=True),
        ),
        ([("consolidated.00.pth", 8), ("model.safetensors", 5)], Weights(5)),
        ([("model.gguf", 8)], None),
        ([], None),
    ],
)
def test_weights_are_chosen_among_the_files_as_kaito_chooses(
    files: list[tuple[str, int]], expected: Weights | None
) -> None:
    assert weights_of_files(files) == expected


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        ({"metadata": {"total_size": 16060522496}, "weight_map": {"a": "model-1.safetensors"}}, Weights(16060522496)),
        ({"metadata": {"total_size": 7.0}, "weight_map": {}}, Weights(7)),
        (
            {"metadata": {"total_size": 9}, "weight_map": {"a": "consolidated-1.safetensors"}},
            Weights(9, consolidated=True),
        ),
        ({"metadata": {}, "weight_map": {}}, None),
        ({"metadata": {"total_size": 0}}, None),
        ({"metadata": {"total_size": -4}}, None),
        ({"metadata": {"total_size": 10**400}}, None),
        ({"metadata": "x"}, None),
        ({}, None),
    ],
)
def test_an_index_states_the_size_of_the_weights(index: dict[str, Any], expected: Weights | None) -> None:
    assert weights_of_index(index) == expected


def test_consolidated_weights_are_loaded_in_mistral_s_way() -> None:
    answer = derive("acme/Mistral-Own", config=LLAMA, weights=Weights(GIB, consolidated=True), serving=rules())

    assert isinstance(answer, Derived)
    assert answer.preset.vllm is not None
    assert {answer.preset.vllm.load_format, answer.preset.vllm.config_format, answer.preset.vllm.tokenizer_mode} == {
        "mistral"
    }


def test_json_with_nan_and_infinity_is_read() -> None:
    assert model(read_json(b'{"n_ctx": NaN, "seq_length": 5, "rope": -Infinity}', "config.json")).token_limit == 5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"a": 1,\n "b": }', "config.json:2:7: is not JSON: Expecting value"),
        (b"", "config.json:1:1: is not JSON: Expecting value"),
        (b"[1]", "config.json:1:1: must hold a JSON object"),
        (b'{"a": "\xff"}', "config.json: is not JSON that can be read: not UTF-8, or too deep"),
        (b'{"a": ' + b"1" * 5000 + b"}", "config.json: is not JSON that can be read: not UTF-8, or too deep"),
        (b"[" * 200_000, "config.json: is not JSON that can be read: not UTF-8, or too deep"),
    ],
    ids=["syntax", "empty", "a list", "not UTF-8", "a number of 5,000 digits", "brackets"],
)
def test_a_file_that_is_no_json_object_says_where(data: bytes, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_json(data, "config.json")

    assert [str(problem) for problem in caught.value.problems] == [message]


def test_what_json_writes_is_read_again() -> None:
    assert read_json(json.dumps(LLAMA).encode(), "config.json") == LLAMA
