"""GPU machines: what one node of an instance type holds, and what it costs."""

from datetime import date

from kaito_gen.value import Value


class Machine(Value, kw_only=True):
    """One instance type of one cloud as a release knows it."""

    cloud: str
    name: str
    """In the cloud's own spelling; lookups ignore case, nodes do not."""
    gpus: int
    memory_gib: int
    """GPU memory of all GPUs of the machine together, GiB."""
    gpu_model: str = ""
    nvme: bool = False
    """Whether KAITO v0.12 puts the weights on the machine's local NVMe disk."""
    compute_capability: str = ""
    """CUDA compute capability such as 8.0; empty where the release's table has none (AMD, Trainium, Inferentia)."""
    admitted: bool = True
    """Whether admission knows it (v0.3 admits by one table and requests GPUs by another)."""
    requested_gpus: int | None = None
    """What v0.3's pods request on it; None where its second table lacks the machine, so the preset's number counts."""
    source: str = ""


class Price(Value):
    """On-demand list price of a machine in a region."""

    usd_per_hour: float
    as_of: date
    source: str = ""
