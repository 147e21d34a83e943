"""The vLLM runtime of release v0.12: its command line and the environment of its container.

Source: KAITO v0.12.0, pkg/model and presets/workspace/inference/vllm; measured in kaito-v0.12-golden, 2026-08.
"""

from typing import Any

from kaito_gen.catalog.preset import Preset, Vllm
from kaito_gen.render.command import flags, shell
from kaito_gen.render.scripts.values import quote
from kaito_gen.render.v0_12.request import MULTI_ROLE_LABEL, SET_LABEL, Request
from kaito_gen.render.v0_12.services import PORT, RAY_PORT, leader_host
from kaito_gen.render.v0_12.sizing import LOW_UTILIZATION_GPU, Sizing
from kaito_gen.value import Value

DECODE_PORT = 5001
"""Where vLLM listens behind the routing sidecar of a decode pod."""
CUDA_TOOLKIT = "/opt/kaito/cuda/129"
_PROGRAM = "python3 /workspace/vllm/inference_api.py"
_CLUSTER = "/workspace/vllm/multi-node-serving.sh"
_STREAMER = "runai_streamer"


class Weights(Value):
    """Where vLLM loads a model from: Hugging Face at start, a folder of the node, or a storage account."""

    model: str
    streamed: bool = False
    """Whether the streaming loader reads them in place, so that nothing is downloaded."""
    remote: bool = False
    """Whether they are streamed over the network, which several GPUs share out among them."""
    expands: bool = False
    """Whether ``model`` is for the container's shell to expand."""


def serving_port(request: Request) -> int:
    """Return the port on which vLLM itself listens."""
    return DECODE_PORT if request.role == "decode" else PORT


def served_name(request: Request, preset: Preset) -> str:
    """Return the model name that clients ask for: the InferenceSet's, or the last part of the model's id."""
    parent = request.labels.get(SET_LABEL, "")
    if parent and MULTI_ROLE_LABEL not in request.labels:
        return parent
    return preset.name.rpartition("/")[2].lower()


def command(request: Request, preset: Preset, sizing: Sizing, weights: Weights) -> list[str]:
    """Return the command of the main container; over several nodes pod 0 serves and the others join it."""
    serve = f"{_PROGRAM} {_flags(request, preset, sizing, weights)}"
    if not sizing.distributed:
        return shell(serve)
    lead = f"{_CLUSTER} leader --ray_cluster_size={sizing.nodes} --ray_port={RAY_PORT}"
    join = f"{_CLUSTER} worker --ray_address={leader_host(request)} --ray_port={RAY_PORT}"
    return shell(f'if [ "${{POD_INDEX}}" = "0" ]; then {lead}; {serve}; else {join}; fi')


def environment(preset: Preset) -> list[dict[str, Any]]:
    """Return the variables that every vLLM container starts with."""
    vllm = preset.vllm or Vllm()
    variables = [
        {"name": "VLLM_USE_FLASHINFER_SAMPLER", "value": "0"},
        {"name": "VLLM_USE_DEEP_GEMM", "value": "1" if vllm.deep_gemm else "0"},
    ]
    if vllm.cuda_toolkit:
        variables.append({"name": "CUDA_HOME", "value": CUDA_TOOLKIT})
    return variables


def _flags(request: Request, preset: Preset, sizing: Sizing, weights: Weights) -> str:
    vllm = preset.vllm or Vllm()
    spread = sizing.parallelism
    values = {
        "trust-remote-code": "",
        "dtype": vllm.dtype,
        "config_format": vllm.config_format,
        "tokenizer_mode": vllm.tokenizer_mode,
        "served-model-name": served_name(request, preset),
        "max-model-len": "auto",
        "gpu-memory-utilization": "0.82" if sizing.gpu_model == LOW_UTILIZATION_GPU else "0.84",
        "kv-events-config": '{"enable_kv_cache_events":true}',
        "compilation-config.pass_config.fuse_allreduce_rms": "False",
        "tensor-parallel-size": str(spread.tensor),
        **vllm.flags,
    }
    if weights.streamed:
        values["load-format"] = _STREAMER
        if weights.remote and spread.tensor > 1:
            values["model-loader-extra-config"] = '{"distributed": true}'
    else:
        values |= {"load_format": vllm.load_format, "download-dir": "/workspace/weights"}
    if vllm.tool_call_parser:
        values |= {"tool-call-parser": vllm.tool_call_parser, "enable-auto-tool-choice": ""}
    if vllm.reasoning_parser:
        values["reasoning-parser"] = vllm.reasoning_parser
    if vllm.chat_template:
        values["chat-template"] = f"/workspace/chat_templates/{vllm.chat_template}"
    if spread.data > 1:
        values["data-parallel-size"] = str(spread.data)
    if sizing.distributed:
        values |= {"pipeline-parallel-size": str(spread.pipeline), "distributed-executor-backend": "ray"}
    if not vllm.kv_offload or sizing.sliced or spread.data > 1 or sizing.distributed:
        values["kaito-kv-cache-cpu-memory-utilization"] = "0"
    values |= _asked(request)
    # Not among the sorted flags where the shell is to expand it: quoting would stop that.
    model = weights.model if weights.expands else quote(weights.model)
    return f"--model={model} {flags(values)}"


def _asked(request: Request) -> dict[str, str]:
    """Return the flags that the Workspace itself asks for."""
    values = {}
    if request.adapters:
        values["enable-lora"] = ""
    if request.config:
        values["kaito-config-file"] = "/mnt/config/inference_config.yaml"
    mode = request.annotations.get("kaito.sh/performance-mode", "")
    if mode not in ("", "balanced"):
        values["performance-mode"] = mode
    if request.role == "decode":
        values["port"] = str(DECODE_PORT)
    return values
