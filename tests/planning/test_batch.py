"""Everything that some manifests ask for: other roots count as the Workspaces that they stand for."""

from datetime import date
from typing import Any

import pytest

from kaito_gen.catalog.machine import Price
from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_12, Manifest
from kaito_gen.planning.batch import plan_all
from kaito_gen.planning.cost import monthly, total
from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.planning.replicas import workspaces
from kaito_gen.target import Target, settle
from kaito_gen.world import EMPTY

SELECTOR = {"matchLabels": {"apps": "x"}}
MACHINE = "Standard_NC24ads_A100_v4"
SET = {
    "kind": "InferenceSet",
    "metadata": {"name": "many", "namespace": "models", "annotations": {"kaito.sh/runtime": "transformers"}},
    "spec": {
        "replicas": 3,
        "labelSelector": SELECTOR,
        "template": {
            "metadata": {"annotations": {"kaito.sh/performance-mode": "throughput"}},
            "resource": {"instanceType": MACHINE},
            "inference": {"preset": {"name": "phi-4"}, "config": "settings"},
        },
    },
}
ROLES = {
    "kind": "MultiRoleInference",
    "metadata": {"name": "split"},
    "spec": {
        "labelSelector": SELECTOR,
        "model": {"name": "phi-4"},
        "roles": [
            {"type": "prefill", "replicas": 2, "instanceType": MACHINE},
            {"type": "decode", "instanceType": MACHINE, "runtimeConfig": "settings"},
        ],
    },
}
RAG = {
    "kind": "RAGEngine",
    "metadata": {"name": "docs"},
    "spec": {"compute": {"instanceType": MACHINE, "labelSelector": SELECTOR}},
}


def test_a_set_is_one_workspace_many_times() -> None:
    """Annotations come from the template; those of the set itself steer only the set's controller."""
    (one,) = workspaces(SET)
    assert (one.number, one.kind, one.namespace, one.name) == (3, "InferenceSet", "models", "many")
    assert one.workspace["resource"] == {"instanceType": MACHINE, "labelSelector": SELECTOR}
    assert one.workspace["metadata"]["annotations"] == {"kaito.sh/performance-mode": "throughput"}
    assert one.workspace["inference"]["config"] == "settings"


def test_each_role_is_a_workspace() -> None:
    prefill, decode = workspaces(ROLES)
    assert [(one.name, one.number) for one in (prefill, decode)] == [("split (prefill)", 2), ("split (decode)", 1)]
    assert decode.workspace["inference"] == {"preset": {"name": "phi-4"}, "config": "settings"}
    assert decode.workspace["resource"] == {"instanceType": MACHINE, "labelSelector": SELECTOR}


def test_a_rag_engine_buys_its_nodes() -> None:
    (one,) = workspaces(RAG)
    assert one.workspace["resource"] == RAG["spec"]["compute"]  # type: ignore[index]


@pytest.mark.parametrize(
    "manifest",
    [
        {"kind": "ConfigMap", "metadata": {"name": "x"}},
        {"kind": "MultiRoleInference", "spec": {"roles": 2}},
        {"kind": "MultiRoleInference", "spec": {"roles": ["prefill"]}},
        {"kind": "MultiRoleInference", "spec": None},
        {"kind": "RAGEngine", "metadata": {"name": "runs-where-there-is-room"}, "spec": {"embedding": {}}},
        {},
    ],
)
def test_other_objects_are_passed_over(manifest: Manifest) -> None:
    assert workspaces(manifest) == ()


@pytest.mark.parametrize(("replicas", "number"), [(0, 0), (None, 1), ("3", 1), (-1, 1), (True, 1)])
def test_replicas_that_are_no_number_count_once(replicas: Any, number: int) -> None:
    (one,) = workspaces({**SET, "spec": {**SET["spec"], "replicas": replicas}})  # type: ignore[dict-item]
    assert one.number == number


def test_plans_come_in_the_order_of_the_manifests() -> None:
    target = settle(Target(region="swedencentral"))
    planned = plan_all([ROLES, SET, RAG], target, EMPTY, load_catalog(V0_12))
    assert [one.replicas.name for one in planned] == ["split (prefill)", "split (decode)", "many", "docs"]
    assert all(isinstance(one.plan, Plan) for one in planned)


def plan(usd_per_hour: float | None, *, nodes: int = 1, day: int = 1, brought: bool = False) -> Plan:
    price = None if usd_per_hour is None else Price(usd_per_hour, date(2026, 1, day))
    return Plan(
        workload="preset",
        runtime="vllm",
        preset=None,
        machine=None,
        nodes=nodes,
        estimated_nodes=nodes,
        gpus_per_node=2,
        memory_gib=80,
        price=price,
        brought=brought,
    )


def test_the_total_says_what_it_leaves_out() -> None:
    sums = total(
        [
            (plan(1.5, nodes=2, day=2), 3),
            (plan(4, day=1), 1),
            (plan(None), 1),
            (plan(None, brought=True), 1),
            (NoFit(workload="preset", reasons=()), 5),
        ]
    )
    assert (sums.usd_per_hour, sums.unpriced, sums.nodes, sums.gpus) == (13.0, 2, 9, 18)
    assert sums.oldest_price == date(2026, 1, 1)


def test_nothing_costs_nothing() -> None:
    sums = total([])
    assert (sums.usd_per_hour, sums.unpriced, sums.nodes, sums.gpus, sums.oldest_price) == (0, 0, 0, 0, None)


def test_a_month_has_730_hours() -> None:
    assert monthly(2) == 1460
