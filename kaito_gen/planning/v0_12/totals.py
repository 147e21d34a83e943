"""The sums that KAITO v0.12's webhook makes itself, where its estimator does not decide.

They compare the weights alone with the GPU memory: no cache, no overhead. Source: KAITO v0.12.0, read 2026-08-21;
measured.
"""

from kaito_gen.catalog.preset import Model
from kaito_gen.planning import partition
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.shape import Shape


def memory_too_small(model: Model, *, nodes: int, node_gib: int) -> Reason | None:
    """Return why all nodes together have too little GPU memory for the weights; None where they have enough."""
    weights = model.weight_gib
    if nodes * node_gib >= weights:
        return None
    return Reason(
        "memory-too-small",
        f"the weights take {float(weights):.2f} GiB, {nodes} x {node_gib} GiB of GPU memory are there: take larger "
        f"machines",
        (float(weights), nodes * node_gib),
    )


def one_machine_only(model: Model, *, node_gib: int) -> Reason | None:
    """Return why the transformers runtime cannot serve a model from machines of this size; None where it can."""
    weights = model.weight_gib
    if node_gib >= weights:
        return None
    return Reason(
        "one-machine-only",
        f"the transformers runtime cannot spread a model over nodes, and the weights ({float(weights):.2f} GiB) "
        f"exceed one machine ({node_gib} GiB): take a larger machine, or vLLM",
        (float(weights), node_gib),
    )


def weights_exceed_slice(model: Model, profile: str) -> Reason | None:
    """Return why a MIG slice cannot hold the weights; None where it can or the profile says nothing."""
    shape = partition.slice_shape(profile)
    weights = model.weight_gib
    if not isinstance(shape, Shape) or shape.memory_gib >= weights:
        return None
    return Reason(
        "weights-exceed-slice",
        f"the weights take {float(weights):.2f} GiB, a MIG slice {profile} has {shape.memory_gib} GiB: take a larger "
        f"profile or a smaller model",
        (float(weights), shape.memory_gib),
    )
