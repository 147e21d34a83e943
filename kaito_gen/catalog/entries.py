"""From the fields of a catalog file to presets, machines and prices: one function a class, field by field.

Written out rather than derived from type hints, because resolving hints costs more than reading the whole catalog.
"""

from collections.abc import Callable
from datetime import date

from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.preset import (
    Launch,
    Model,
    Preset,
    Requirement,
    Retired,
    Transformers,
    Tuning,
    Vllm,
)
from kaito_gen.catalog.reading import Reader


def _optional[T](entry: Reader, name: str, read: Callable[[Reader], T]) -> T | None:
    nested = entry.nested(name)
    return None if nested is None else read(nested)


def read_preset(entry: Reader, source: str) -> Preset:
    """Return the preset of one entry of ``models``; ``source`` is that of its file, unless the entry has its own."""
    preset = Preset(
        name=entry.name,
        aliases=entry.texts("aliases"),
        deprecated=entry.flag("deprecated"),
        license=entry.text("license"),
        gated=entry.flag("gated"),
        private=entry.flag("private"),
        tag=entry.text("tag"),
        model=_optional(entry, "model", read_model),
        vllm=_optional(entry, "vllm", read_vllm),
        transformers=_optional(entry, "transformers", _transformers),
        requirement=_optional(entry, "requirement", _requirement),
        launch=_optional(entry, "launch", _launch),
        tuning=_optional(entry, "tuning", _tuning),
        source=entry.text("source", source),
    )
    entry.finish()
    return preset


def read_model(entry: Reader) -> Model:
    """Return the numbers that decide memory."""
    model = Model(
        weights=entry.quantity("weights"),
        architectures=entry.texts("architectures"),
        token_limit=entry.number("token_limit"),
        hidden_size=entry.number("hidden_size"),
        layers=entry.number("layers"),
        heads=entry.number("heads"),
        kv_heads=entry.number("kv_heads"),
        head_dim=entry.number("head_dim"),
        kv_lora_rank=entry.number("kv_lora_rank"),
        qk_rope_head_dim=entry.number("qk_rope_head_dim"),
        quantization=entry.text("quantization"),
    )
    entry.required("layers", "heads", "kv_heads", "hidden_size")
    entry.finish()
    return model


def read_vllm(entry: Reader) -> Vllm:
    """Return how vLLM serves a preset."""
    vllm = Vllm(
        dtype=entry.text("dtype", "bfloat16"),
        load_format=entry.text("load_format", "auto"),
        config_format=entry.text("config_format", "auto"),
        tokenizer_mode=entry.text("tokenizer_mode", "auto"),
        tool_call_parser=entry.text("tool_call_parser"),
        reasoning_parser=entry.text("reasoning_parser"),
        chat_template=entry.text("chat_template"),
        flags=entry.flags("flags"),
        kv_offload=entry.flag("kv_offload", True),
        deep_gemm=entry.flag("deep_gemm"),
        cuda_toolkit=entry.flag("cuda_toolkit"),
    )
    entry.finish()
    return vllm


def _transformers(entry: Reader) -> Transformers:
    transformers = Transformers(flags=entry.flags("flags"))
    entry.finish()
    return transformers


def _requirement(entry: Reader) -> Requirement:
    requirement = Requirement(
        gpus=entry.number("gpus"),
        total_memory=entry.quantity("total_memory"),
        memory_per_gpu=entry.quantity("memory_per_gpu"),
        disk=entry.quantity("disk"),
    )
    entry.required("gpus")
    entry.finish()
    return requirement


def _launch(entry: Reader) -> Launch:
    launch = Launch(
        command=entry.text("command"),
        launcher_flags=entry.flags("launcher_flags"),
        rendezvous_flags=entry.flags("rendezvous_flags"),
        model_flags=entry.flags("model_flags"),
        world_size=entry.number("world_size"),
        distributed=entry.flag("distributed"),
        timeout_seconds=entry.number("timeout_seconds", 1800),
    )
    entry.required("command")
    entry.finish()
    return launch


def _tuning(entry: Reader) -> Tuning:
    tuning = Tuning(
        tag=entry.text("tag"),
        download_at_runtime=entry.flag("download_at_runtime"),
        launch=_optional(entry, "launch", _launch),
        requirement=_optional(entry, "requirement", _requirement),
        fails=entry.text("fails"),
    )
    entry.finish()
    return tuning


def read_retired(entry: Reader) -> Retired:
    """Return one name that the release refuses though an earlier one served it."""
    retired = Retired(entry.name, deprecated=entry.flag("deprecated"), successor=entry.text("successor"))
    entry.finish()
    return retired


def read_machine(entry: Reader, cloud: str, source: str) -> Machine:
    """Return one machine of ``cloud``."""
    requested = entry.number("requested_gpus", -1)
    machine = Machine(
        cloud=cloud,
        name=entry.name,
        gpus=entry.number("gpus"),
        memory_gib=entry.number("memory_gib"),
        gpu_model=entry.text("gpu_model"),
        nvme=entry.flag("nvme"),
        compute_capability=entry.text("compute_capability"),
        admitted=entry.flag("admitted", True),
        requested_gpus=None if requested < 0 else requested,
        source=entry.text("source", source),
    )
    entry.required("gpus", "memory_gib")
    entry.finish()
    return machine


def read_prices(region: Reader, as_of: date | None, source: str) -> dict[str, Price]:
    """Return the prices of one region by machine; nothing when ``as_of`` is missing, for a price needs its date."""
    prices = {}
    for name, value in region.content.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 100_000:
            region.fault(str(name), f"{'.'.join((*region.path, str(name)))} must be USD an hour, such as 3.67")
        elif as_of is not None:
            prices[str(name)] = Price(float(value), as_of, source)
    return prices
