"""Plans for people: the answer first, then what it rests on, then what else could have been."""

from collections.abc import Iterator, Sequence

from kaito_gen import units
from kaito_gen.cli.table import details, table
from kaito_gen.planning.batch import Planned
from kaito_gen.planning.cost import HOURS_PER_MONTH, monthly, total
from kaito_gen.planning.memory import kv_bytes_per_token
from kaito_gen.planning.plan import NoFit, Parallelism, Plan
from kaito_gen.planning.selection import WhyNot
from kaito_gen.target import Target


def report(planned: Sequence[Planned], target: Target) -> str:
    """Return the whole answer as text."""
    if not planned:
        return "nothing here asks for nodes\n"
    parts = [_planned(one, target) for one in planned]
    if len(planned) > 1:
        parts.append(_total(planned))
    return "\n".join(parts)


def _planned(one: Planned, target: Target) -> str:
    root, plan = one.replicas, one.plan
    verdict = "fits" if isinstance(plan, Plan) else "does not fit"
    title = f"{root.kind} {root.namespace}/{root.name}: {verdict}"
    fields = _fit(plan, root.number, target) if isinstance(plan, Plan) else _no_fit(plan)
    text = details(title, list(fields))
    if one.others:
        text += "\n" + _others(one.others)
    return text


def _fit(plan: Plan, replicas: int, target: Target) -> Iterator[tuple[str, str]]:
    yield "model", _model(plan)
    yield "nodes", _nodes(plan, replicas)
    yield "spread", _spread(plan)
    yield "context", _context(plan)
    yield "disk", "" if plan.brought or plan.disk == "0" else f"{plan.disk} a node"
    yield "cost", _cost(plan, replicas, target)
    for note in plan.notes:
        yield "note", note.message
    if plan.refusal:
        yield "note", f"the estimator, which this workload does not ask, would refuse: {plan.refusal.message}"


def _no_fit(plan: NoFit) -> Iterator[tuple[str, str]]:
    yield "model", _model(plan)
    if plan.machine:
        machine = plan.machine
        yield "machine", f"{machine.name} ({machine.gpus} x {_gpu(machine.gpu_model)}, {machine.memory_gib} GiB)"
    for reason in plan.reasons:
        yield "reason", f"{reason.code}: {reason.message}"
    if plan.target_nodes is not None:
        yield "nodes", f"KAITO would ask for {plan.target_nodes}"
    for note in plan.notes:
        yield "note", note.message


def _model(plan: Plan | NoFit) -> str:
    if plan.preset is None:
        return plan.workload if plan.workload == "template" else ""
    words = [plan.preset.name]
    if plan.workload == "tuning":
        words.append("tuning")
    elif plan.runtime:
        words.append(plan.runtime)
    model = plan.preset.model
    if model is not None:
        words.append(f"{float(model.weight_gib):.2f} GiB of weights")
        words.append(f"{kv_bytes_per_token(model) / 1024:g} KiB of KV cache a token")
    elif plan.preset.requirement is not None:
        words.append(f"{units.parse_quantity(plan.preset.requirement.total_memory) / units.GIB} GiB of GPU memory")
    return ", ".join(words)


def _nodes(plan: Plan, replicas: int) -> str:
    times = f"{replicas} x " if replicas != 1 else ""
    if plan.machine is not None:
        what = f"{plan.machine.name} ({_gpus(plan)})"
    else:
        what = f"your own ({_gpus(plan)})" if plan.gpus_per_node else "node" if plan.nodes == 1 else "nodes"
    return f"{times}{plan.nodes} x {what}" if plan.gpus_per_node or plan.machine else f"{times}{plan.nodes} {what}"


def _gpus(plan: Plan) -> str:
    machine = plan.machine
    if machine is None or not plan.gpus_per_node or plan.gpus_per_node == machine.gpus:
        gpus = machine.gpus if machine else plan.gpus_per_node
        return f"{gpus} x {_gpu(machine.gpu_model if machine else '')}, {plan.memory_gib} GiB"
    return f"{machine.gpus} x {_gpu(machine.gpu_model)}, {machine.memory_gib} GiB, pods take {plan.gpus_per_node}"


def _gpu(model: str) -> str:
    return model or "GPU"


def _spread(plan: Plan) -> str:
    spread = plan.parallelism
    if spread == Parallelism():
        return ""
    sizes = (("tensor", spread.tensor), ("pipeline", spread.pipeline), ("data", spread.data))
    return ", ".join(f"{name} parallel {size}" for name, size in sizes if size > 1)


def _context(plan: Plan) -> str:
    if plan.max_context is None:
        return f"{plan.context} tokens" if plan.context else ""
    fits = f"up to {plan.max_context} fit on these nodes"
    return f"{plan.context} tokens; {fits}" if plan.context else f"left to vLLM; {fits}"


def _cost(plan: Plan, replicas: int, target: Target) -> str:
    if plan.brought:
        return ""
    if plan.price is None or plan.usd_per_hour is None:
        if not target.region:
            return "unknown: name a --region"
        return f"unknown: no price in {target.region}, add one of your own with --catalog"
    return f"{_money(plan.usd_per_hour * replicas)}, {target.region}, list price of {plan.price.as_of}"


def _money(usd_per_hour: float) -> str:
    return f"{usd_per_hour:,.2f} USD/h, {monthly(usd_per_hour):,.2f} USD/month ({HOURS_PER_MONTH} h)"


_CROWD = 3
"""So many machines with word for word the same reason share one entry below the table."""


def _others(others: Sequence[WhyNot]) -> str:
    sharing: dict[tuple[str, str], list[str]] = {}
    for other in others:
        codes = ", ".join(reason.code for reason in other.reasons)
        finding, _, _ = other.reasons[0].message.partition(": ")  # the way out is for people who named this machine
        sharing.setdefault((codes, finding), []).append(other.machine.name)
    rows = [
        (f"  {name}", codes, finding)
        for (codes, finding), names in sharing.items()
        if len(names) < _CROWD
        for name in names
    ]
    from textwrap import fill  # only a choice among many machines needs it

    crowds = [
        fill(f"{codes}: {finding}: {', '.join(names)}", 118, initial_indent="  ", subsequent_indent="    ")
        for (codes, finding), names in sharing.items()
        if len(names) >= _CROWD
    ]
    return table(("  why not", "reason", ""), rows) + "".join(f"{crowd}\n" for crowd in crowds)


def _total(planned: Sequence[Planned]) -> str:
    sums = total((one.plan, one.replicas.number) for one in planned)
    cost = _money(sums.usd_per_hour)
    if sums.unpriced:
        cost += f", {sums.unpriced} of {len(planned)} not counted"
    return details("Total", [("nodes", f"{sums.nodes} with {sums.gpus} GPUs"), ("cost", cost)])
