"""Memory, nodes and parallelism of presets on KAITO v0.12: figures that can be followed by hand, and what always holds.

The measured answers themselves are replayed in tests/truth.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaito_gen.catalog.preset import Model
from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_12
from kaito_gen.planning.memory import budget, kv_bytes_per_token
from kaito_gen.planning.placement import estimate_nodes, longest_context, parallelism
from kaito_gen.planning.plan import Parallelism, Reason
from kaito_gen.planning.shape import Shape
from kaito_gen.units import GIB

MODELS = {preset.name: preset.model for preset in load_catalog(V0_12).presets() if preset.model}
PHI_3_MINI = MODELS["microsoft/Phi-3-mini-4k-instruct"]
LLAMA_70B = MODELS["meta-llama/Llama-3.3-70B-Instruct"]
A10 = Shape(gpus=1, memory_gib=24)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        pytest.param(
            Model(weights="1Gi", layers=32, heads=32, kv_heads=32, hidden_size=3072), 393_216, id="every head"
        ),
        pytest.param(Model(weights="1Gi", layers=80, heads=64, kv_heads=8, hidden_size=8192), 327_680, id="grouped"),
        pytest.param(
            Model(weights="1Gi", layers=10, heads=7, kv_heads=2, hidden_size=700, head_dim=64), 5_120, id="own"
        ),
        pytest.param(Model(weights="1Gi", layers=61, kv_lora_rank=512, qk_rope_head_dim=64), 70_272, id="latent"),
        pytest.param(Model(weights="1Gi", layers=5), 0, id="no heads"),
    ],
)
def test_kv_cache_of_a_token(model: Model, expected: int) -> None:
    assert kv_bytes_per_token(model) == expected


def test_the_budget_of_one_gpu() -> None:
    """7.12 GiB of weights take 7.26; of 24 GiB 20.16 are usable, of which 2.3 and 0.75 of KV cache are gone."""
    need = budget(PHI_3_MINI, A10, 2048)
    assert round(need.weights / GIB, 2) == 7.26
    assert round(need.usable / GIB, 2) == 20.16
    assert need.kv_cache / GIB == 0.75
    assert round(need.room / GIB, 2) == 16.30


@pytest.mark.parametrize(
    ("model", "shape", "context", "nodes"),
    [
        pytest.param(PHI_3_MINI, A10, 2048, 1, id="fits a GPU"),
        pytest.param(LLAMA_70B, Shape(gpus=2, memory_gib=160), 2048, 2, id="three GPUs are two nodes of two"),
        pytest.param(LLAMA_70B, Shape(gpus=8, memory_gib=640), 131072, 1, id="context is shared by the GPUs of a node"),
        pytest.param(LLAMA_70B, A10, 2048, 9, id="pipeline over nodes"),
        pytest.param(LLAMA_70B, Shape(gpus=3, memory_gib=320), 2048, 1, id="GiB of a GPU need not be whole"),
        pytest.param(LLAMA_70B, Shape(gpus=0, memory_gib=80), 2048, 5, id="no GPUs known: as asked"),
        pytest.param(LLAMA_70B, Shape(gpus=1, memory_gib=0), 2048, 5, id="no memory known: as asked"),
    ],
)
def test_nodes(model: Model, shape: Shape, context: int, nodes: int) -> None:
    assert estimate_nodes(model, shape, context=context, requested=5) == nodes


def test_an_exact_fit_takes_one_gpu_more() -> None:
    """The estimator adds one and rounds down, so a model that fills its GPUs to the byte is given a further one."""
    one = budget(PHI_3_MINI, A10, 0).room / 1.02
    exact = Model(weights=str(int(one)), layers=0)
    assert int(budget(exact, A10, 0).weights / budget(exact, A10, 0).room) == 0
    full = Model(weights=str(int(one) + 1), layers=0)
    assert estimate_nodes(exact, A10, context=1, requested=1) == 1
    assert estimate_nodes(full, A10, context=1, requested=1) == 2


def test_a_gpu_without_room_for_weights_is_refused_with_its_figures() -> None:
    refusal = estimate_nodes(PHI_3_MINI, A10, context=131072, requested=1)
    assert isinstance(refusal, Reason)
    assert refusal.code == "gpu-too-small"
    assert [round(figure, 1) for figure in refusal.figures] == [24 * GIB, 50.3, 2.3, 48.0]
    assert "at most 4096 tokens" in refusal.message


def test_a_gpu_smaller_than_the_overhead_promises_no_context() -> None:
    refusal = estimate_nodes(PHI_3_MINI, Shape(gpus=1, memory_gib=2), context=1, requested=1)
    assert isinstance(refusal, Reason)
    assert "tokens, or" not in refusal.message


def test_slices_are_not_joined() -> None:
    slice_of_20 = Shape(gpus=1, memory_gib=20, sliced=True)
    assert estimate_nodes(PHI_3_MINI, slice_of_20, context=2048, requested=1) == 1
    refusal = estimate_nodes(MODELS["microsoft/phi-4"], slice_of_20, context=2048, requested=1)
    assert isinstance(refusal, Reason)
    assert refusal.code == "slice-too-small"
    assert round(refusal.figures[3]) == 20


@pytest.mark.parametrize(
    ("name", "shape", "nodes", "expected"),
    [
        ("ibm-granite/granite-4.1-8b", Shape(gpus=2, memory_gib=48), 1, Parallelism(tensor=2)),
        ("ibm-granite/granite-4.1-8b", Shape(gpus=4, memory_gib=320), 1, Parallelism(data=4)),
        ("Qwen/Qwen3.8-27B", Shape(gpus=8, memory_gib=640), 1, Parallelism(tensor=8)),
        ("Qwen/Qwen3.8-27B", Shape(gpus=8, memory_gib=1128), 1, Parallelism(data=8)),
        ("Qwen/Qwen3.8-27B", Shape(gpus=2, memory_gib=48), 2, Parallelism(tensor=2, pipeline=2)),
        ("Qwen/Qwen3.8-27B", Shape(gpus=1, memory_gib=24), 4, Parallelism(pipeline=4)),
        ("Qwen/Qwen3.8-27B", Shape(gpus=1, memory_gib=80), 1, Parallelism()),
        ("Qwen/Qwen3.8-27B", Shape(gpus=0, memory_gib=80), 1, Parallelism()),
    ],
)
def test_parallelism(name: str, shape: Shape, nodes: int, expected: Parallelism) -> None:
    assert parallelism(MODELS[name], shape, nodes) == expected


SHAPES = st.builds(
    Shape, gpus=st.sampled_from([1, 2, 4, 8]), memory_gib=st.sampled_from([16, 24, 48, 80, 94, 160, 320, 640])
)


@given(st.sampled_from(sorted(MODELS)), SHAPES, st.integers(1, 2_000_000))
def test_the_longest_context_is_the_last_that_takes_no_further_node(name: str, shape: Shape, context: int) -> None:
    model = MODELS[name]
    nodes = estimate_nodes(model, shape, context=context, requested=1)
    if isinstance(nodes, Reason):
        return
    longest = longest_context(model, shape, nodes=nodes)
    assert longest is not None
    assert longest >= min(context, model.token_limit)
    at_longest = estimate_nodes(model, shape, context=longest, requested=1)
    assert isinstance(at_longest, int)
    assert at_longest <= nodes
    beyond = estimate_nodes(model, shape, context=longest + 1, requested=1)
    assert longest == model.token_limit or isinstance(beyond, Reason) or beyond > nodes


@given(st.sampled_from(sorted(MODELS)), SHAPES, st.integers(1, 500_000), st.integers(1, 500_000))
def test_more_context_never_takes_fewer_nodes(name: str, shape: Shape, some: int, more: int) -> None:
    few = estimate_nodes(MODELS[name], shape, context=some, requested=1)
    many = estimate_nodes(MODELS[name], shape, context=some + more, requested=1)
    if isinstance(few, Reason):
        assert isinstance(many, Reason)
    else:
        assert isinstance(many, Reason) or many >= few


def test_a_context_is_unknown_where_the_shape_is() -> None:
    assert longest_context(LLAMA_70B, Shape(gpus=1, memory_gib=0), nodes=1) is None
