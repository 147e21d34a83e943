"""A preset from the files of a Hugging Face repository, as KAITO v0.12 derives one for an id outside its catalog.

KAITO asks huggingface.co; we never do, so the user supplies what it would have fetched: ``config.json`` (for Mistral's
own format ``params.json``), and either the sizes of the repository's files or the index of its weights. KAITO adds up
file sizes; an index states the bytes of the tensors alone, which is the same to the hundredth of a GiB that it keeps.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from kaito_gen import units
from kaito_gen.catalog.preset import Model, Preset
from kaito_gen.catalog.serving import Serving
from kaito_gen.errors import InvalidInput, Problem, Where
from kaito_gen.value import Value

_TOKEN_LIMIT = (
    "max_position_embeddings",
    "n_ctx",
    "seq_length",
    "max_seq_len",
    "max_sequence_length",
    "model_max_length",
)
_HIDDEN_SIZE = ("hidden_size", "n_embd", "d_model", "dim")
_LAYERS = ("num_hidden_layers", "n_layer", "n_layers")
_HEADS = ("num_attention_heads", "n_head", "n_heads")
_KV_HEADS = ("num_key_value_heads", "n_head_kv", "n_kv_heads")
_HEAD_DIM = ("head_dim", "attention_head_dim")
_DEFAULT_TOKEN_LIMIT = 2048
_LIMIT = 2**63
_CONSOLIDATED = re.compile(r"consolidated.*\.safetensors")


class Note(Value):
    """Something that a user should know of a derived preset; ``code`` is stable, ``message`` is for people."""

    code: str
    message: str


class Derived(Value):
    """The preset, with what is uncertain about it."""

    preset: Preset
    notes: tuple[Note, ...] = ()


class Incomplete(Value):
    """That no preset can be made; ``missing`` says what to supply, one phrase each."""

    model_id: str
    missing: tuple[str, ...]


class Weights(Value):
    """How large a model's weights are, in bytes, and whether they are in Mistral's consolidated format."""

    size: int
    consolidated: bool = False


def is_model_id(name: str) -> bool:
    """Return whether KAITO v0.12 takes ``name`` as a Hugging Face id: text on both sides of the first slash."""
    organization, _, model = name.partition("/")
    return bool(organization and model)


def read_json(data: bytes, path: str) -> dict[str, Any]:
    """Return the object in a JSON file, NaN and Infinity allowed as transformers writes them; ``path`` is for messages.

    Raises InvalidInput with line and column.
    """
    try:
        content = json.loads(data)
    except json.JSONDecodeError as error:
        problem = Problem(f"is not JSON: {error.msg}", Where(path, error.lineno, error.colno))
        raise InvalidInput([problem]) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput([Problem("is not JSON that can be read: not UTF-8, or too deep", Where(path))]) from error
    if not isinstance(content, dict):
        raise InvalidInput([Problem("must hold a JSON object", Where(path, 1, 1))])
    return content


def weights_of_files(files: Iterable[tuple[str, int]]) -> Weights | None:
    """Return the weights among a repository's files, given as path and size in bytes; None when there are none.

    Consolidated safetensors alone where there are any, else every safetensors file, copies in subfolders included, else
    every ``.bin`` file. KAITO looks for these words anywhere in a path, so an index counts with its few kilobytes.
    """
    consolidated, safetensors, binaries = [], [], []
    for path, size in files:
        if _CONSOLIDATED.search(path):
            consolidated.append(size)
        if ".safetensors" in path:
            safetensors.append(size)
        elif ".bin" in path:
            binaries.append(size)
    chosen = consolidated or safetensors or binaries
    return Weights(sum(chosen), bool(consolidated)) if chosen else None


def weights_of_index(index: Mapping[str, Any]) -> Weights | None:
    """Return what a ``model.safetensors.index.json`` (or a consolidated or ``.bin`` one) says; None without a size."""
    metadata = index.get("metadata")
    size = _integer(metadata, ("total_size",)) if isinstance(metadata, dict) else None
    if not size:
        return None
    shards = index.get("weight_map")
    names = shards.values() if isinstance(shards, dict) else ()
    return Weights(size, any(str(name).startswith("consolidated") for name in names))


def derive(
    model_id: str, *, config: Mapping[str, Any] | None, weights: Weights | None, serving: Serving
) -> Derived | Incomplete:
    """Return the preset of a Hugging Face id, or what is missing to make it.

    ``config`` is the content of config.json or params.json, ``serving`` the rules of the release. The preset runs on
    vLLM alone and cannot be tuned, as KAITO has it.
    """
    missing = []
    if config is None:
        missing.append("config.json (layers, heads, context)")
    if weights is None:
        missing.append("model.safetensors.index.json with metadata.total_size, or the sizes of the weight files")
    if config is None or weights is None:
        return Incomplete(model_id, tuple(missing))
    merged = _merge(config)
    model = _model(model_id, merged, weights, serving)
    preset = Preset(
        name=model_id,
        model=model,
        vllm=serving.vllm(model_id, model, mistral=weights.consolidated),
        source="the user's config.json and weight sizes",
    )
    return Derived(preset, tuple(_notes(merged, model, serving)))


def _merge(config: Mapping[str, Any]) -> dict[str, Any]:
    """Multimodal models keep the numbers of their language part one level down; what stands on top wins."""
    for name in ("text_config", "llm_config"):
        nested = config.get(name)
        if isinstance(nested, dict):
            return {**nested, **config}
    return dict(config)


def _integer(config: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    """Return the first of these fields that holds a number; what no model can mean (negative, huge) is no number."""
    for name in names:
        value = config.get(name)
        if isinstance(value, str) and len(value) < 20 and value.isdecimal():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LIMIT:
            continue
        return int(value)
    return None


def _model(model_id: str, config: Mapping[str, Any], weights: Weights, serving: Serving) -> Model:
    heads = _integer(config, _HEADS) or 0
    named = config.get("architectures")
    architectures = tuple(one for one in named if isinstance(one, str)) if isinstance(named, list) else ()
    if not architectures:
        architectures = tuple(filter(None, [serving.architectures_by_name.pick(model_id.rpartition("/")[2].lower())]))
    limit = _integer(config, _TOKEN_LIMIT)
    return Model(
        weights=f"{weights.size / units.GIB:.2f}Gi",
        architectures=architectures,
        token_limit=_DEFAULT_TOKEN_LIMIT if limit is None else limit,
        hidden_size=_integer(config, _HIDDEN_SIZE) or 0,
        layers=_integer(config, _LAYERS) or 0,
        heads=heads,
        kv_heads=_integer(config, _KV_HEADS) or (1 if config.get("multi_query") is True else heads),
        head_dim=_integer(config, _HEAD_DIM) or 0,
        kv_lora_rank=_integer(config, ("kv_lora_rank",)) or 0,
        qk_rope_head_dim=_integer(config, ("qk_rope_head_dim",)) or 0,
        quantization=_quantization(config),
    )


def _quantization(config: Mapping[str, Any]) -> str:
    details = config.get("quantization_config")
    if not isinstance(details, dict):
        return ""
    # Tools that know several formats name themselves as the method, and the format in a field of their own.
    for name in ("format", "quant_algo", "quant_method"):
        value = details.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _notes(config: Mapping[str, Any], model: Model, serving: Serving) -> Iterable[Note]:
    absent = [
        names[0]
        for names in (_LAYERS, _HEADS, _HIDDEN_SIZE)
        if not _integer(config, names) and not (names is not _LAYERS and model.kv_lora_rank)
    ]
    if absent and not (absent == [_HIDDEN_SIZE[0]] and model.head_dim):
        yield Note(
            "kv-cache-unknown",
            f"config.json does not say {', '.join(absent)}: KAITO then reserves nothing for the KV cache, "
            "so more memory will be needed than it plans",
        )
    if _integer(config, _TOKEN_LIMIT) is None:
        yield Note("context-unknown", f"config.json states no longest context: KAITO assumes {_DEFAULT_TOKEN_LIMIT}")
    if model.architectures and serving.known_architectures.isdisjoint(model.architectures):
        yield Note(
            "architecture-unknown",
            f"architecture {', '.join(model.architectures)} is not among those that vLLM is known to serve: "
            "KAITO refuses such a model",
        )
