"""The answers of planning, as values."""

from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.preset import Preset
from kaito_gen.value import Value


class Reason(Value):
    """Why something does not fit, or what cannot be known.

    ``code`` is stable (kebab-case, for machines and tests), ``message`` is for people, ``figures`` hold the numbers
    behind the message (bytes, counts), in the order in which the message names them.
    """

    code: str
    message: str
    figures: tuple[float, ...] = ()
    keys: tuple[str | int, ...] = ()
    """The place in the manifest that it speaks of, names and list indexes from its root; empty for the whole."""


class Parallelism(Value, kw_only=True):
    """How one replica of the model is spread: over the GPUs of a node (tensor or data) and over nodes (pipeline)."""

    tensor: int = 1
    pipeline: int = 1
    data: int = 1


class Plan(Value, kw_only=True):
    """What a Workspace will get."""

    workload: str
    """preset, template or tuning."""
    runtime: str
    """vllm or transformers (v0.12), the launcher (v0.3), or empty for templates."""
    preset: Preset | None
    machine: Machine | None
    """None for nodes that users bring: then ``gpus_per_node`` and ``memory_gib`` describe the first one."""
    nodes: int
    """Nodes that the controller will ask for (v0.12: status.targetNodeCount)."""
    estimated_nodes: int | None
    """Nodes that KAITO's estimator computes; differs from ``nodes`` for transformers and tuning, which do not ask it.
    None where it refuses: then ``refusal`` says why."""
    gpus_per_node: int
    memory_gib: int
    """GPU memory of one node, GiB; with a partition, of the part that the pod gets (so are ``gpus_per_node``)."""
    parallelism: Parallelism = Parallelism()
    refusal: Reason | None = None
    context: int | None = None
    """Context asked for, in tokens, as KAITO reads it; None when it was left to the runtime."""
    max_context: int | None = None
    """The longest context that fits on these nodes, in tokens, at most the model's limit; None when unknown."""
    disk: str = ""
    """Disk that a claim asks for, a quantity."""
    price: Price | None = None
    """Of one node; None when the table has none."""
    brought: bool = False
    """Whether users bring the nodes, so that nothing is bought."""
    notes: tuple[Reason, ...] = ()

    @property
    def usd_per_hour(self) -> float | None:
        """Cost of all nodes, USD an hour; None when the price is unknown."""
        return None if self.price is None else self.price.usd_per_hour * self.nodes


class NoFit(Value, kw_only=True):
    """That nothing fits, with every reason; ``notes`` and the other fields hold what is known all the same.

    ``estimated_nodes`` and ``target_nodes`` separate what v0.12's estimator refuses from what its controller still
    sets: a transformers or tuning Workspace gets its count even where the estimator refuses. Both may be numbers: the
    webhook refuses what the estimator would place, and nodes may be missing.
    """

    workload: str
    reasons: tuple[Reason, ...]
    preset: Preset | None = None
    machine: Machine | None = None
    runtime: str = ""
    estimated_nodes: int | None = None
    refusal: Reason | None = None
    """Why the estimator refuses; None where it does not."""
    target_nodes: int | None = None
    stop: Reason | None = None
    """Why the controller sets no node count; None where it sets one."""
    gpus_per_node: int = 0
    memory_gib: int = 0
    context: int | None = None
    max_context: int | None = None
    disk: str = ""
    price: Price | None = None
    notes: tuple[Reason, ...] = ()
