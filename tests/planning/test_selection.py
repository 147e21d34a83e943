"""``machine: auto``: the cheapest machine that fits, why not the others, and when there is no choice."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from kaito_gen.catalog.build import build
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_3, V0_12, Manifest
from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.planning.selection import Selection, cheapest
from kaito_gen.target import Target, settle
from kaito_gen.world import EMPTY

type Build = Callable[..., Manifest]

MODEL = {"weights": "10Gi", "token_limit": 8192, "hidden_size": 4096, "layers": 32, "heads": 32, "kv_heads": 8}


def catalog(machines: Mapping[str, tuple[int, int]], prices: Mapping[str, float], **more: Any) -> Catalog:
    """A catalog with one model, and machines given as GPUs and GiB."""
    described = {
        name: {"gpus": gpus, "memory_gib": memory, "gpu_model": "NVIDIA X", "compute_capability": "8.0"}
        for name, (gpus, memory) in machines.items()
    }
    content = {"source": "test", "models": {"acme/m": {"model": MODEL}}, "machines": {"azure": described}, **more}
    return build(
        V0_12,
        [
            ("catalog", content),
            ("prices", {"source": "test", "as_of": date(2026, 6, 18), "prices": {"azure": {"here": dict(prices)}}}),
        ],
    )


def choose(workspace: Build, known: Catalog, **at: Any) -> Selection:
    target = settle(Target(**{"region": "here", **at}))
    return cheapest(workspace("acme/m", "auto"), target, EMPTY, known)


def test_the_cheapest_that_fits_wins(workspace: Build) -> None:
    known = catalog({"small": (1, 10), "mid": (1, 40), "large": (1, 80)}, {"small": 1, "mid": 2, "large": 3})
    selection = choose(workspace, known)
    assert isinstance(selection.plan, Plan)
    assert selection.plan.machine is not None
    assert selection.plan.machine.name == "mid"
    assert selection.workspace is not None
    assert selection.workspace["resource"]["instanceType"] == "mid"


def test_all_its_nodes_count(workspace: Build) -> None:
    known = catalog({"many": (1, 12), "one": (1, 40)}, {"many": 1, "one": 1.9})
    selection = choose(workspace, known)
    assert isinstance(selection.plan, Plan)
    assert selection.plan.machine is not None
    assert selection.plan.machine.name == "one"
    (other,) = selection.others
    assert other.plan is not None
    assert other.plan.nodes > 1
    assert other.reasons[0].code == "dearer"


def test_without_a_price_nothing_wins(workspace: Build) -> None:
    selection = choose(workspace, catalog({"free": (1, 40), "paid": (1, 40)}, {"paid": 1000}))
    assert isinstance(selection.plan, Plan)
    assert selection.plan.machine is not None
    assert selection.plan.machine.name == "paid"
    assert [other.reasons[0].code for other in selection.others] == ["no-price"]


@pytest.mark.parametrize(
    ("machines", "winner"),
    [
        ({"b": (1, 40), "a": (1, 40)}, "a"),
        ({"a": (2, 80), "b": (1, 40)}, "b"),
        ({"a": (1, 12), "b": (4, 96)}, "b"),
    ],
    ids=["first name", "fewer GPUs", "fewer nodes"],
)
def test_ties_are_broken_by_rule(workspace: Build, machines: dict[str, tuple[int, int]], winner: str) -> None:
    nodes = {"a": 2 if machines["a"] == (1, 12) else 1}
    known = catalog(machines, {name: 6 / nodes.get(name, 1) for name in machines})
    selection = choose(workspace, known)
    assert isinstance(selection.plan, Plan)
    assert selection.plan.machine is not None
    assert selection.plan.machine.name == winner
    assert selection.others[0].plan is not None
    assert selection.others[0].plan.usd_per_hour == selection.plan.usd_per_hour == 6


def test_nothing_fits(workspace: Build) -> None:
    selection = choose(workspace, catalog({"tiny": (1, 2)}, {"tiny": 1}))
    assert isinstance(selection.plan, NoFit)
    assert [reason.code for reason in selection.plan.reasons] == ["no-machine-fits"]
    assert [other.reasons[0].code for other in selection.others] == ["gpu-too-small"]


@pytest.mark.parametrize(
    ("words", "at", "expected"),
    [
        pytest.param({}, {"provisioner": "byo"}, "auto-without-machines", id="nodes are brought"),
        pytest.param({}, {"region": ""}, "region-unknown", id="no region"),
        pytest.param({}, {"region": "swedencentrale"}, "region-unknown", id="misspelt region"),
        pytest.param({}, {"cloud": "arc"}, "region-unknown", id="a cloud without prices"),
        pytest.param({"preset": "phi-5"}, {}, "unknown-preset", id="unknown preset"),
        pytest.param({"preset": "acme/m"}, {"region": ""}, "cannot-know", id="the model first, then the region"),
        pytest.param({"workload": "template"}, {}, "machine-needed", id="template"),
        pytest.param({"workload": "tuning", "preset": "phi-4"}, {}, "machine-needed", id="tuning"),
    ],
)
def test_there_is_no_choice(workspace: Build, words: dict[str, Any], at: dict[str, Any], expected: str) -> None:
    target = settle(Target(**{"region": "swedencentral", **at}))
    selection = cheapest(workspace(machine="auto", **words), target, EMPTY, load_catalog(V0_12))
    assert isinstance(selection.plan, NoFit)
    assert [reason.code for reason in selection.plan.reasons] == [expected]
    assert selection.others == ()


def test_a_misspelt_region_is_mended() -> None:
    target = settle(Target(region="swedencentrale"))
    workspace = {"kind": "Workspace", "inference": {"preset": {"name": "phi-4"}}}
    plan = cheapest(workspace, target, EMPTY, load_catalog(V0_12)).plan
    assert isinstance(plan, NoFit)
    assert "did you mean swedencentral" in plan.reasons[0].message


def test_every_machine_of_the_cloud_is_answered(workspace: Build) -> None:
    known = load_catalog(V0_12)
    selection = cheapest(workspace(machine="auto"), settle(Target(region="eastus")), EMPTY, known)
    assert isinstance(selection.plan, Plan)
    assert len(selection.others) + 1 == len(known.machines("azure"))
    assert all(other.reasons for other in selection.others)


def test_v0_3_fills_in_the_count_of_a_job_over_nodes(workspace: Build) -> None:
    known = load_catalog(V0_3)
    target = settle(Target(release=V0_3, region="eastus"))
    selection = cheapest(workspace("llama-2-70b", "auto", release=V0_3), target, EMPTY, known)
    assert isinstance(selection.plan, Plan)
    assert selection.workspace is not None
    assert selection.workspace["resource"]["count"] == selection.plan.nodes
    asked = cheapest(workspace("llama-2-70b", "auto", release=V0_3, count=4), target, EMPTY, known)
    assert isinstance(asked.plan, Plan)
    assert asked.plan.nodes == 4


def test_v0_3_tunes_where_the_stated_memory_is(workspace: Build) -> None:
    """The release states a figure for tuning and checks nothing: a machine below it runs when named, and never wins."""
    known = load_catalog(V0_3)
    target = settle(Target(release=V0_3, region="eastus"))
    asked = workspace("phi-3-mini-4k-instruct", "auto", workload="tuning", release=V0_3)
    selection = cheapest(asked, target, EMPTY, known)
    assert isinstance(selection.plan, Plan)
    assert selection.plan.machine is not None
    assert selection.plan.machine.memory_gib // selection.plan.machine.gpus >= 72
    assert "tuning-memory" in {reason.code for other in selection.others for reason in other.reasons}
