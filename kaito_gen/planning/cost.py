"""What plans cost: list prices of machines, an hour and a month, and never a sum that hides an unknown price."""

from collections.abc import Iterable
from datetime import date

from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.value import Value

HOURS_PER_MONTH = 730
"""Hours that cloud providers count for a month: a year's 8,760 over twelve."""


def monthly(usd_per_hour: float) -> float:
    """Return USD a month for a price of USD an hour."""
    return usd_per_hour * HOURS_PER_MONTH


class Total(Value, kw_only=True):
    """The cost of several plans together."""

    usd_per_hour: float
    """Of those whose price is known."""
    unpriced: int
    """How many are left out of the sum, because nothing fits or the price is unknown."""
    nodes: int
    gpus: int
    """What the pods get."""
    oldest_price: date | None
    """The day of the oldest price in the sum."""


def total(plans: Iterable[tuple[Plan | NoFit, int]]) -> Total:
    """Return the cost of plans, each with the number of its replicas. Nodes that users bring cost nothing here."""
    usd, unpriced, nodes, gpus = 0.0, 0, 0, 0
    dates = []
    for plan, replicas in plans:
        if isinstance(plan, NoFit):
            unpriced += 1
            continue
        nodes += plan.nodes * replicas
        gpus += plan.nodes * plan.gpus_per_node * replicas
        if plan.price is not None and plan.usd_per_hour is not None:
            usd += plan.usd_per_hour * replicas
            dates.append(plan.price.as_of)
        elif not plan.brought:
            unpriced += 1
    return Total(
        usd_per_hour=usd, unpriced=unpriced, nodes=nodes, gpus=gpus, oldest_price=min(dates) if dates else None
    )
