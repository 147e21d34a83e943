"""``machine: auto``: the cheapest machine on which a Workspace runs, and why not each of the others.

Every machine of the cloud is planned like any other Workspace; the cost of all its nodes decides. A machine without a
price never wins, however well it fits, because nobody could say what was chosen.
"""

from collections.abc import Mapping

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine
from kaito_gen.kinds import Manifest
from kaito_gen.planning import request
from kaito_gen.planning.plan import NoFit, Plan, Reason
from kaito_gen.planning.releases import planner
from kaito_gen.planning.request import Request
from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import World

AUTO = "auto"
"""The instance type of a Workspace that leaves the choice to us; KAITO itself never sees it."""

_DISQUALIFYING = frozenset({"tuning-memory"})
"""Notes that stop nobody who names a machine, and with which we do not choose one ourselves."""


class WhyNot(Value):
    """A machine that was not chosen: every reason, and the plan where it would fit."""

    machine: Machine
    reasons: tuple[Reason, ...]
    plan: Plan | None = None


class Selection(Value):
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
    that users bring), that of an unknown preset, ``machine-needed`` (nothing says how large the workload is),
    ``region-unknown`` (no prices to compare), what keeps it from every machine alike, or ``no-machine-fits`` with the
    number of machines tried.
    """
    ask = request.read(workspace)
    obstacle = _obstacle(workspace, target, catalog)
    if obstacle is not None:
        return Selection(NoFit(workload=ask.workload, reasons=(obstacle,), preset=catalog.preset(ask.preset)))
    fitting: list[_Fit] = []
    others: list[WhyNot] = []
    for machine in catalog.machines(target.cloud):
        candidate = _on(workspace, machine, target, catalog)
        plan = planner(target.release).plan(candidate, target, world, catalog, admitted=False)
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
        return Selection(_nothing(ask, others, target, catalog), tuple(others))
    fitting.sort(key=lambda fit: (fit.usd_per_hour, fit.nodes, fit.gpus, fit.machine))
    best, *dearer = fitting
    losers = (_dearer(fit, best, fit.plan.machine) for fit in dearer if fit.plan.machine)
    return Selection(best.plan, (*losers, *others), best.workspace)


class _Fit(Value):
    usd_per_hour: float
    nodes: int
    gpus: int
    machine: str
    plan: Plan
    workspace: Manifest


def _obstacle(workspace: Manifest, target: Target, catalog: Catalog) -> Reason | None:
    """Return what is the same on every machine, so that trying them says nothing."""
    ask = request.read(workspace)
    if not target.provisions_nodes:
        return Reason("auto-without-machines", "nodes that users bring are not chosen: leave the machine out")
    preset = catalog.preset(ask.preset)
    if preset is None and ask.workload in ("preset", "tuning"):
        return unknown_preset(ask.preset, catalog)
    if ask.workload != "preset" and not (preset and preset.tuning and preset.tuning.requirement):
        what = ask.workload or "Workspace that asks for nothing"
        return Reason("machine-needed", f"nothing says how much memory a {what} takes: name the machine")
    regions = catalog.regions(target.cloud)
    if target.region.lower() in regions:
        return None
    if not regions:
        return Reason("region-unknown", f"there are no prices for {target.cloud} to compare: name the machine")
    named = f"region {target.region!r} has no prices" if target.region else "the target names no region"
    from difflib import get_close_matches  # only a mistake needs it

    close = get_close_matches(target.region.lower(), regions, 3, 0.6)
    instead = f"did you mean {' or '.join(close)}?" if close else "see kaito-gen catalog prices, or name the machine"
    return Reason("region-unknown", f"prices decide which machine is taken, but {named}: {instead}")


def _on(workspace: Manifest, machine: Machine, target: Target, catalog: Catalog) -> Manifest:
    resource = workspace.get("resource")
    changed = {**(resource if isinstance(resource, Mapping) else {}), "instanceType": machine.name}
    candidate = {**workspace, "resource": changed}
    count = planner(target.release).count(candidate, target, machine, catalog)
    if count is not None and "count" not in changed:
        changed["count"] = count
    return candidate


def _nothing(ask: Request, others: list[WhyNot], target: Target, catalog: Catalog) -> NoFit:
    shared = [reason for reason in others[0].reasons if all(reason in other.reasons for other in others)]
    if shared and len(others) > 1:  # then no machine is to blame, and what is to be changed is said
        return NoFit(workload=ask.workload, preset=catalog.preset(ask.preset), reasons=tuple(shared))
    reason = Reason(
        "no-machine-fits",
        f"none of the {len(others)} machines of {target.cloud} runs this in {target.region} at a known price: ask for "
        f"a shorter context or another model, choose another region, or add prices of your own",
        (len(others),),
    )
    return NoFit(workload=ask.workload, preset=catalog.preset(ask.preset), reasons=(reason,))


def _dearer(fit: _Fit, best: _Fit, machine: Machine) -> WhyNot:
    message = f"{fit.nodes} x {fit.usd_per_hour / fit.nodes:.2f} = {fit.usd_per_hour:.2f} USD/h"
    return WhyNot(machine, (Reason("dearer", message, (fit.usd_per_hour, best.usd_per_hour)),), fit.plan)
