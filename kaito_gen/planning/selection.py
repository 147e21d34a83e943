"""``machine: auto``: the cheapest machine on which a Workspace runs, and why not each of the others.

Every machine of the cloud is planned like any other Workspace; the cost of all its nodes decides. A machine without a
price never wins, however well it fits, because nobody could say what was chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.kinds import Manifest
from kaito_gen.planning import request
from kaito_gen.planning.plan import NoFit, Plan, Reason
from kaito_gen.planning.releases import BY_RELEASE
from kaito_gen.target import Target
from kaito_gen.world import World

AUTO = "auto"
"""The instance type of a Workspace that leaves the choice to us; KAITO itself never sees it."""

_DISQUALIFYING = frozenset({"tuning-memory"})
"""Notes that stop nobody who names a machine, and with which we do not choose one ourselves."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A machine that was not chosen: every reason, and the plan where it would fit."""

    machine: Machine
    reasons: tuple[Reason, ...]
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The choice: the plan on the cheapest machine, or why there is none; and the others, cheapest first."""

    plan: Plan | NoFit
    others: tuple[WhyNot, ...] = ()
    workspace: Manifest | None = None
    """The Workspace with the chosen machine (and, where the release needs one, its count) filled in."""


def asks_for_auto(workspace: Manifest) -> bool:
    """Return whether a Workspace leaves its machine to us."""
    return request.read(workspace).instance_type == AUTO


def cheapest(workspace: Manifest, target: Target, world: World, catalog: Catalog) -> Selection:
    """Return the cheapest plan over all machines of the target's cloud, whatever instance type the Workspace names.

    Ties go to fewer nodes, then fewer GPUs, then the first name. NoFit has the reason ``auto-without-machines`` (nodes
    that users bring), ``machine-needed`` (nothing says how large the workload is), ``region-unknown`` (no prices to
    compare) or ``no-machine-fits`` with the figures of machines tried.
    """
    ask = request.read(workspace)
    obstacle = _obstacle(workspace, target, catalog)
    if obstacle is not None:
        return Selection(NoFit(workload=ask.workload, reasons=(obstacle,), preset=catalog.preset(ask.preset)))
    fitting: list[_Fit] = []
    others: list[WhyNot] = []
    for machine in catalog.machines(target.cloud):
        candidate = _on(workspace, machine, target, catalog)
        plan = BY_RELEASE[target.release].plan(candidate, target, world, catalog, admitted=False)
        if isinstance(plan, NoFit):
            others.append(WhyNot(machine, plan.reasons))
        elif warnings := tuple(note for note in plan.notes if note.code in _DISQUALIFYING):
            others.append(WhyNot(machine, warnings, plan))
        elif plan.usd_per_hour is None:
            where = f"{target.cloud} {target.region}"
            others.append(WhyNot(machine, (Reason("no-price", f"the price table has none for {where}"),), plan))
        else:
            fitting.append(
                _Fit(plan.usd_per_hour, plan.nodes, plan.nodes * machine.gpus, machine.name, plan, candidate)
            )
    if not fitting:
        return Selection(_nothing(ask.workload, ask.preset, others, target, catalog), tuple(others))
    fitting.sort(key=lambda fit: (fit.usd_per_hour, fit.nodes, fit.gpus, fit.machine))
    best, *dearer = fitting
    losers = (_dearer(fit, best, fit.plan.machine) for fit in dearer if fit.plan.machine)
    return Selection(best.plan, (*losers, *others), best.workspace)


@dataclass(frozen=True, slots=True)
class _Fit:
    usd_per_hour: float
    nodes: int
    gpus: int
    machine: str
    plan: Plan
    workspace: Manifest


def _obstacle(workspace: Manifest, target: Target, catalog: Catalog) -> Reason | None:
    ask = request.read(workspace)
    if not target.provisions_nodes:
        return Reason("auto-without-machines", "nodes that users bring are not chosen: leave the machine out")
    preset = catalog.preset(ask.preset)
    sized = ask.workload == "preset" or (preset and preset.tuning and preset.tuning.requirement)
    if not sized and (preset or ask.workload == "template"):
        return Reason("machine-needed", f"nothing says how much memory a {ask.workload} takes: name the machine")
    regions = catalog.regions(target.cloud)
    if target.region.lower() not in regions:
        named = f"region {target.region!r} has no prices" if target.region else "the target names no region"
        known = f"choose one of {', '.join(regions)}" if regions else f"{target.cloud} has no prices: name the machine"
        return Reason("region-unknown", f"prices decide which machine is taken, but {named}: {known}")
    return None


def _on(workspace: Manifest, machine: Machine, target: Target, catalog: Catalog) -> Manifest:
    resource = workspace.get("resource")
    changed = {**(resource if isinstance(resource, Mapping) else {}), "instanceType": machine.name}
    candidate = {**workspace, "resource": changed}
    count = BY_RELEASE[target.release].count(candidate, target, machine, catalog)
    if count is not None and "count" not in changed:
        changed["count"] = count
    return candidate


def _nothing(workload: str, preset: str, others: list[WhyNot], target: Target, catalog: Catalog) -> NoFit:
    known = catalog.preset(preset)
    if known is None and others:  # the same reason on every machine: it is the model, not the machines
        return NoFit(workload=workload, reasons=others[0].reasons)
    return NoFit(
        workload=workload,
        preset=known,
        reasons=(
            Reason(
                "no-machine-fits",
                f"none of the {len(others)} machines of {target.cloud} runs this in {target.region} at a known price: "
                f"ask for a shorter context or another model, choose another region, or add prices of your own",
                (len(others),),
            ),
        ),
    )


def _dearer(fit: _Fit, best: _Fit, machine: Machine) -> WhyNot:
    message = f"{fit.nodes} x {fit.usd_per_hour / fit.nodes:.2f} = {fit.usd_per_hour:.2f} USD/h"
    return WhyNot(machine, (Reason("dearer", message, (fit.usd_per_hour, best.usd_per_hour)),), fit.plan)
