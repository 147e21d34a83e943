"""The door to planning, and its one place that knows a release by name.

Each release is imported when it is first asked for, because a run meets one of them and start-up time counts.
"""

from functools import cache
from typing import Protocol

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.kinds import V0_3, V0_12, Manifest
from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import World


class PlanOne(Protocol):
    """How a release plans one Workspace."""

    def __call__(
        self, workspace: Manifest, target: Target, world: World, catalog: Catalog, *, admitted: bool
    ) -> Plan | NoFit:
        """Return the plan of one Workspace."""
        ...


class Count(Protocol):
    """How many nodes to ask for when the choice of the machine is ours."""

    def __call__(self, workspace: Manifest, target: Target, machine: Machine, catalog: Catalog) -> int | None:
        """Return the ``resource.count`` to write; None where the release needs none."""
        ...


class Planner(Value):
    """What a release has of its own in planning."""

    plan: PlanOne
    count: Count


def _v0_3() -> Planner:
    from kaito_gen.planning import v0_3

    return Planner(v0_3.plan, v0_3.count)


def _v0_12() -> Planner:
    from kaito_gen.planning import v0_12

    return Planner(v0_12.plan, v0_12.count)


BY_RELEASE = {V0_3: _v0_3, V0_12: _v0_12}
"""Release -> what brings its planner."""


@cache
def planner(release: str) -> Planner:
    """Return how a release plans; KeyError for a release that we do not know."""
    return BY_RELEASE[release]()


def plan(
    workspace: Manifest, target: Target, world: World, catalog: Catalog, *, admitted: bool = False
) -> Plan | NoFit:
    """Return what a Workspace gets on this installation, or every reason why it cannot run.

    ``target`` is settled, ``catalog`` is that of its release. ``world`` holds the ConfigMaps and Nodes that the
    Workspace depends on. With ``admitted`` the Workspace counts as let through, as for a controller: NoFit then means
    that the controller itself sets no node count, and ``gpus_per_node`` is 0 where it cannot tell the GPUs of a node.
    Never raises for what a manifest holds.
    """
    return planner(target.release).plan(workspace, target, world, catalog, admitted=admitted)
