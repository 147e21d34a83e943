"""The answers of planning, as values."""

from dataclasses import dataclass, field

from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.preset import Preset


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something does not fit, or what cannot be known.

    ``code`` is stable (kebab-case, for machines and tests), ``message`` is for people, ``figures`` hold the numbers
    behind the message (bytes, counts), in the order in which the message names them.
    """

    code: str
    message: str
    figures: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallelism:
    """How one replica of the model is spread: over the GPUs of a node (tensor or data) and over nodes (pipeline)."""

    tensor: int = 1
    pipeline: int = 1
    data: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
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
    estimated_nodes: int
    """Nodes that KAITO's estimator computes; differs from ``nodes`` for transformers and tuning."""
    gpus_per_node: int
    memory_gib: int
    """GPU memory of one node, GiB."""
    parallelism: Parallelism = Parallelism()
    context: int | None = None
    """Context asked for, in tokens; None when it was left to the runtime."""
    max_context: int | None = None
    """The longest context that fits on these nodes, in tokens, at most the model's limit; None when unknown."""
    disk: str = ""
    """Disk that a claim asks for, a quantity."""
    price: Price | None = None
    """Of one node; None when the table has none."""
    notes: tuple[Reason, ...] = ()

    @property
    def usd_per_hour(self) -> float | None:
        """Cost of all nodes, USD an hour; None when the price is unknown."""
        return None if self.price is None else self.price.usd_per_hour * self.nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFit:
    """That nothing fits, with every reason; ``notes`` hold what is known all the same.

    ``estimate_failed`` and ``target_nodes`` separate what v0.12's estimator refuses from what its controller still
    sets: a transformers or tuning Workspace gets its count even where the estimator refuses.
    """

    workload: str
    reasons: tuple[Reason, ...]
    preset: Preset | None = None
    machine: Machine | None = None
    target_nodes: int | None = None
    notes: tuple[Reason, ...] = field(default=())
