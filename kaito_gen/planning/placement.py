"""How many nodes a model takes and how it is spread over them (KAITO v0.12).

The estimator adds one GPU instead of rounding up, and shards over pipeline stages without asking whether layers or
heads divide. Both are wasteful at times; we answer what the cluster will do, not what it could do better.
"""

from functools import lru_cache

from kaito_gen.catalog.preset import Model
from kaito_gen.planning.memory import BASE_OVERHEAD_GIB, UTILIZATION, budget, kv_bytes_per_token
from kaito_gen.planning.plan import Parallelism, Reason
from kaito_gen.planning.shape import Shape
from kaito_gen.units import GIB

_UNLIMITED = 2**40
"""Where the search for the longest context ends when the model states no limit."""


def estimate_nodes(model: Model, shape: Shape, *, context: int, requested: int) -> int | Reason:
    """Return the nodes that KAITO's estimator computes for one replica, or why it refuses.

    ``context`` is in tokens; ``requested`` (resource.count) counts only where the shape is not known. Reasons:
    ``gpu-too-small`` (bytes of a GPU; GiB needed, of them base and KV cache) and ``slice-too-small`` (GiB needed, of
    them weights and overhead; GiB of the slice, of them usable).
    """
    if not shape.known:
        return max(requested, 1)
    nodes = _nodes(model, shape, context)
    if nodes is None:
        return _gpu_too_small(model, shape, context)
    if shape.sliced and nodes > 1:
        return _slice_too_small(model, shape, context)
    return nodes


@lru_cache(maxsize=1024)  # a search of some twenty steps, and a fleet asks it of the same model and machine many times
def longest_context(model: Model, shape: Shape, *, nodes: int | None) -> int | None:
    """Return the longest context in tokens that the estimator still places on ``nodes`` nodes, at most the model's.

    With ``nodes`` None on any number of them, as far as the shape allows. None where it cannot be known: the shape is
    not, the model takes no KV cache and states no limit, or not even one token fits.
    """
    limit = model.token_limit or (_UNLIMITED if kv_bytes_per_token(model) else 0)
    most = 1 if shape.sliced else nodes

    def fits(context: int) -> bool:
        needed = _nodes(model, shape, context)
        return needed is not None and (most is None or needed <= most)

    if not shape.known or limit == 0 or not fits(1):
        return None
    low, high = 1, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def parallelism(model: Model, shape: Shape, nodes: int) -> Parallelism:
    """Return how vLLM spreads one replica: whole copies on each GPU where two fit, else one over all GPUs and nodes."""
    gpus = max(shape.gpus, 1)
    if nodes == 1 and gpus > 1 and model.weight_bytes * gpus * 2 < shape.memory_gib * GIB:
        return Parallelism(data=gpus)
    return Parallelism(tensor=gpus, pipeline=nodes)


def _nodes(model: Model, shape: Shape, context: int) -> int | None:
    """Return the nodes for GPUs of a known shape; None where a GPU has no room for any weights."""
    need = budget(model, shape, context)
    if need.usable <= need.reserve:
        return None
    gpus = int(need.weights / need.room) + 1
    return (gpus + shape.gpus - 1) // shape.gpus


def _gpu_too_small(model: Model, shape: Shape, context: int) -> Reason:
    need = budget(model, shape, context)
    base, cache = BASE_OVERHEAD_GIB, need.kv_cache / GIB
    longest = longest_context(model, shape, nodes=None)
    shorter = f"ask for at most {longest} tokens, or for" if longest else "take"
    return Reason(
        "gpu-too-small",
        f"a GPU of {shape.bytes_per_gpu / GIB:g} GiB gives {need.usable / GIB:.1f} GiB to vLLM, but a context of "
        f"{context} tokens takes {need.reserve / GIB:.1f} GiB before any weights ({base:.1f} base, {cache:.1f} KV "
        f"cache): {shorter} more or larger GPUs in a node",
        (shape.bytes_per_gpu, need.reserve / GIB, base, cache),
    )


def _slice_too_small(model: Model, shape: Shape, context: int) -> Reason:
    need = budget(model, shape, context)
    total, weights, overhead = need.weights + need.total_overhead, need.weights, need.total_overhead
    size = shape.bytes_per_gpu / GIB
    return Reason(
        "slice-too-small",
        f"the model takes {total / GIB:.1f} GiB ({weights / GIB:.1f} weights, {overhead / GIB:.1f} overhead), but a "
        f"MIG slice of {size:g} GiB gives {need.usable / GIB:.1f} GiB ({UTILIZATION:.0%}) and slices cannot be joined: "
        f"take a larger profile, a whole GPU, or a smaller model",
        (total / GIB, weights / GIB, overhead / GIB, size, need.usable / GIB),
    )
