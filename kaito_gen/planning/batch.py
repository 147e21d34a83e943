"""Plans of everything that some manifests ask for: the Workspaces among them and those that other roots stand for."""

from collections.abc import Iterable

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest
from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.planning.releases import plan
from kaito_gen.planning.replicas import Replicas, workspaces
from kaito_gen.planning.selection import WhyNot, asks_for_auto, cheapest
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import World


class Planned(Value):
    """One Workspace with its plan; ``others`` are the machines not taken where the choice was ours."""

    replicas: Replicas
    plan: Plan | NoFit
    others: tuple[WhyNot, ...] = ()


def plan_all(manifests: Iterable[Manifest], target: Target, world: World, catalog: Catalog) -> tuple[Planned, ...]:
    """Return a plan for each Workspace that the manifests stand for, in their order; other kinds are passed over."""
    return tuple(_planned(one, target, world, catalog) for manifest in manifests for one in workspaces(manifest))


def _planned(one: Replicas, target: Target, world: World, catalog: Catalog) -> Planned:
    if not asks_for_auto(one.workspace):
        return Planned(one, plan(one.workspace, target, world, catalog))
    selection = cheapest(one.workspace, target, world, catalog)
    return Planned(one, selection.plan, selection.others)
