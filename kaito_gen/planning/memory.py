"""GPU memory of a served model: weights, KV cache, and what vLLM needs besides (KAITO v0.12).

Every figure is a float64 in the order of KAITO's own operations, because ``int(size / room) + 1`` turns on the last
bit when a model just fits. Source of the constants: KAITO v0.12.0, node estimator, read 2026-08-21; measured in
kaito-v0.12-estimates.csv.
"""

from kaito_gen.catalog.preset import Model
from kaito_gen.planning.integers import wrap
from kaito_gen.planning.shape import Shape
from kaito_gen.units import GIB
from kaito_gen.value import Value

UTILIZATION = 0.84
"""Share of a GPU's memory that the estimator gives to vLLM (it keeps this on A10, where vLLM itself gets 0.82)."""

BASE_OVERHEAD_GIB = 2.3
"""CUDA context, communication buffers, activations and graphs of a small model, on every GPU."""

WEIGHT_EXPANSION = 1.02
"""Weights in memory over weights on disk."""

WEIGHT_OVERHEAD = 0.05
"""Further overhead on each GPU, as a share of the weights it holds."""

_BYTES_PER_VALUE = 2
"""The KV cache is counted at 16 bits, whatever the weights' quantization."""


def kv_bytes_per_token(model: Model) -> int:
    """Return the bytes of KV cache that one token of context takes, over all layers.

    Latent attention stores the compressed key and value once; every other kind stores both per KV head. All layers
    count, also those of hybrid models that keep no cache.
    """
    if model.kv_lora_rank:
        values = model.kv_lora_rank + model.qk_rope_head_dim
    else:
        head_dim = model.head_dim or (model.hidden_size // model.heads if model.heads else 0)
        values = 2 * model.kv_heads * head_dim
    return values * model.layers * _BYTES_PER_VALUE


class Budget(Value):
    """What one GPU has and what a model takes of it, in bytes."""

    weights: float
    """Of the whole model, once loaded."""
    usable: float
    """Of one GPU."""
    kv_cache: float
    """On one GPU."""

    @property
    def reserve(self) -> float:
        """What every GPU holds before any weights: the base overhead and its share of the KV cache."""
        return BASE_OVERHEAD_GIB * GIB + self.kv_cache

    @property
    def room(self) -> float:
        """What is left on one GPU for weights; zero or less when not even the reserve fits."""
        return (self.usable - self.reserve) / (1 + WEIGHT_OVERHEAD)

    @property
    def total_overhead(self) -> float:
        """Everything besides the weights when one GPU holds the whole model."""
        return self.reserve + WEIGHT_OVERHEAD * self.weights


def budget(model: Model, shape: Shape, context: int) -> Budget:
    """Return the memory budget of a model with a context of ``context`` tokens on GPUs of a known shape."""
    return Budget(
        weights=float(model.weight_bytes) * WEIGHT_EXPANSION,
        usable=float(shape.bytes_per_gpu) * UTILIZATION,
        kv_cache=float(wrap(context * kv_bytes_per_token(model))) / float(shape.gpus),
    )
