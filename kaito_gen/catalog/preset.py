"""Presets: a model that a release can serve or tune, and what that takes.

The two releases know different things of a model. v0.12 computes from the numbers of its ``config.json``
(:class:`Model`); v0.3 compares fixed figures (:class:`Requirement`) and starts a fixed command (:class:`Launch`).
"""

from collections.abc import Mapping
from fractions import Fraction

from kaito_gen import units
from kaito_gen.value import EMPTY, Value


class Model(Value, kw_only=True):
    """The numbers of a model that decide memory, as its ``config.json`` states them (release v0.12)."""

    weights: str
    """Size of the weight files, a quantity such as ``27.31Gi``."""
    architectures: tuple[str, ...] = ()
    token_limit: int = 0
    """The longest context in tokens; 0 when unknown."""
    hidden_size: int = 0
    layers: int = 0
    heads: int = 0
    kv_heads: int = 0
    head_dim: int = 0
    """0: hidden_size // heads."""
    kv_lora_rank: int = 0
    """Latent size of multi-head latent attention (MLA); 0 for ordinary attention."""
    qk_rope_head_dim: int = 0
    quantization: str = ""

    @property
    def weight_bytes(self) -> int:
        """Weights in bytes, rounded up."""
        return units.quantity_bytes(self.weights)

    @property
    def weight_gib(self) -> Fraction:
        """Weights in GiB, exact."""
        return units.quantity_gib(self.weights)


class Vllm(Value, kw_only=True):
    """How the vLLM runtime of v0.12 serves a preset."""

    dtype: str = "bfloat16"
    load_format: str = "auto"
    config_format: str = "auto"
    tokenizer_mode: str = "auto"
    tool_call_parser: str = ""
    reasoning_parser: str = ""
    chat_template: str = ""
    """File name below /workspace/chat_templates; empty for none."""
    flags: Mapping[str, str] = EMPTY
    """Further flags without dashes; an empty value renders the bare flag."""
    kv_offload: bool = True
    """Whether the KV cache may spill to CPU memory."""
    deep_gemm: bool = False
    cuda_toolkit: bool = False
    """Whether an init container installs the CUDA toolkit on the node."""


class Transformers(Value, kw_only=True):
    """How the transformers runtime of v0.12 serves a preset; flags without dashes, empty value = bare flag."""

    flags: Mapping[str, str] = EMPTY


class Requirement(Value, kw_only=True):
    """What release v0.3 compares at admission."""

    gpus: int
    total_memory: str
    """Of all GPUs together, a quantity."""
    memory_per_gpu: str
    disk: str
    """OS disk of the node, a quantity; v0.3 writes it as it stands, ``400`` without a unit included."""


class Launch(Value, kw_only=True):
    """The command with which release v0.3 starts a workload: base, launcher flags, script, model flags."""

    command: str
    launcher_flags: Mapping[str, str] = EMPTY
    rendezvous_flags: Mapping[str, str] = EMPTY
    model_flags: Mapping[str, str] = EMPTY
    world_size: int = 0
    distributed: bool = False
    """Whether it runs as one job over several nodes (StatefulSet) or as a Deployment."""
    timeout_seconds: int = 1800


class Tuning(Value, kw_only=True):
    """That, and how, a preset can be fine-tuned."""

    tag: str = ""
    """Tag of the image (v0.3) or of the weights artifact (v0.12)."""
    download_at_runtime: bool = False
    """Whether the weights come from Hugging Face at start, so that no artifact is pulled (v0.12)."""
    launch: Launch | None = None
    requirement: Requirement | None = None
    fails: str = ""
    """Why the release accepts the job and then cannot make it; empty when it can."""


class Preset(Value, kw_only=True):
    """One entry of the catalog. ``source`` says where its numbers were read, and when."""

    name: str
    """As the release spells it: a short name (v0.3) or a Hugging Face id (v0.12)."""
    aliases: tuple[str, ...] = ()
    """Short names that mean the same preset."""
    deprecated: bool = False
    license: str = ""
    gated: bool = False
    """Whether downloading the weights needs a token."""
    private: bool = False
    """Whether users must bring the image (v0.3's llama-2)."""
    tag: str = ""
    """Tag of the preset's image (v0.3)."""
    model: Model | None = None
    vllm: Vllm | None = None
    transformers: Transformers | None = None
    requirement: Requirement | None = None
    launch: Launch | None = None
    tuning: Tuning | None = None
    source: str = ""


class Retired(Value):
    """A name that an earlier release served and this one refuses."""

    name: str
    deprecated: bool = False
    """Whether the release itself calls it deprecated; otherwise it just does not know the name."""
    successor: str = ""
    """What to write instead; empty when there is nothing."""
