"""Plans as JSON, version 1: every number behind an answer, for scripts and for the replay of KAITO's own answers.

``estimate`` is what KAITO's estimator computes and ``target`` what its controller sets; each has ``nodes`` or a
``refusal``. ``fits`` says whether the Workspace runs, which asks for more than either.
"""

from collections.abc import Sequence
from typing import Any

from kaito_gen.planning.batch import Planned
from kaito_gen.planning.cost import monthly, total
from kaito_gen.planning.memory import kv_bytes_per_token
from kaito_gen.planning.plan import NoFit, Plan, Reason
from kaito_gen.planning.selection import WhyNot
from kaito_gen.target import Target


def report(planned: Sequence[Planned], target: Target) -> dict[str, Any]:
    """Return the whole answer as one JSON object."""
    sums = total((one.plan, one.replicas.number) for one in planned)
    return {
        "version": 1,
        "release": target.release,
        "cloud": target.cloud,
        "region": target.region,
        "provisioner": target.provisioner,
        "plans": [_planned(one) for one in planned],
        "total": {
            "usd_per_hour": round(sums.usd_per_hour, 6),
            "usd_per_month": round(monthly(sums.usd_per_hour), 2),
            "unpriced": sums.unpriced,
            "nodes": sums.nodes,
            "gpus": sums.gpus,
        },
    }


def _planned(one: Planned) -> dict[str, Any]:
    plan, root = one.plan, one.replicas
    target_nodes = plan.nodes if isinstance(plan, Plan) else plan.target_nodes
    stop = plan.stop if isinstance(plan, NoFit) else None
    return {
        "kind": root.kind,
        "namespace": root.namespace,
        "name": root.name,
        "replicas": root.number,
        "fits": isinstance(plan, Plan),
        "workload": plan.workload,
        "runtime": plan.runtime,
        "model": _model(plan),
        "machine": _machine(plan),
        "estimate": _answer(plan.estimated_nodes, plan.refusal),
        "target": _answer(target_nodes, stop),
        "gpus_per_node": plan.gpus_per_node,
        "memory_gib_per_node": plan.memory_gib,
        "parallelism": _parallelism(plan),
        "context": {"asked": plan.context, "longest": plan.max_context},
        "disk": plan.disk,
        "cost": _cost(plan, root.number),
        "reasons": [_reason(reason) for reason in plan.reasons] if isinstance(plan, NoFit) else [],
        "notes": [_reason(note) for note in plan.notes],
        "others": [_other(other) for other in one.others],
    }


def _model(plan: Plan | NoFit) -> dict[str, Any] | None:
    if plan.preset is None:
        return None
    described: dict[str, Any] = {"preset": plan.preset.name}
    if plan.preset.model is not None:
        described |= {
            "weights": plan.preset.model.weights,
            "bytes_per_token": kv_bytes_per_token(plan.preset.model),
            "token_limit": plan.preset.model.token_limit,
        }
    return described


def _machine(plan: Plan | NoFit) -> dict[str, Any] | None:
    if plan.machine is None:
        return None
    machine = plan.machine
    return {
        "name": machine.name,
        "gpus": machine.gpus,
        "memory_gib": machine.memory_gib,
        "gpu_model": machine.gpu_model,
    }


def _answer(nodes: int | None, refusal: Reason | None) -> dict[str, Any]:
    return {"nodes": nodes, "refusal": _reason(refusal) if refusal else None}


def _parallelism(plan: Plan | NoFit) -> dict[str, int] | None:
    if isinstance(plan, NoFit):
        return None
    spread = plan.parallelism
    return {"tensor": spread.tensor, "pipeline": spread.pipeline, "data": spread.data}


def _cost(plan: Plan | NoFit, replicas: int) -> dict[str, Any] | None:
    if isinstance(plan, NoFit) or plan.price is None or plan.usd_per_hour is None:
        return None
    usd = plan.usd_per_hour * replicas
    return {
        "usd_per_hour": round(usd, 6),
        "usd_per_month": round(monthly(usd), 2),
        "price_per_node": plan.price.usd_per_hour,
        "as_of": plan.price.as_of.isoformat(),
        "source": plan.price.source,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "message": reason.message, "figures": list(reason.figures)}


def _other(other: WhyNot) -> dict[str, Any]:
    return {
        "machine": other.machine.name,
        "nodes": other.plan.nodes if other.plan else None,
        "usd_per_hour": other.plan.usd_per_hour if other.plan else None,
        "reasons": [_reason(reason) for reason in other.reasons],
    }
