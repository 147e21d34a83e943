"""What Workspaces get on KAITO v0.12, and every reason why one does not run."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaito_gen.data import load_catalog
from kaito_gen.kinds import RELEASES, Manifest
from kaito_gen.planning.plan import NoFit, Parallelism, Plan
from kaito_gen.planning.releases import plan
from kaito_gen.target import PROVISIONERS, Target, settle
from kaito_gen.world import World

type Build = Callable[..., Manifest]
type Planning = Callable[..., Plan | NoFit]

TRANSFORMERS = {"kaito.sh/runtime": "transformers"}
BYPASS = {"kaito.sh/bypass-resource-checks": ""}
BYO = {"provisioner": "byo"}
PARTITIONS = {**BYO, "gates": {"enableMIG": True, "enableAccelerator": True}}
A10, A100_2 = "Standard_NV36ads_A10_v5", "Standard_NC48ads_A100_v4"


def codes(answer: Plan | NoFit) -> list[str]:
    return [reason.code for reason in answer.reasons] if isinstance(answer, NoFit) else []


def config(text: str) -> Manifest:
    return {"kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"inference_config.yaml": text}}


def test_a_served_preset(workspace: Build, planned: Planning) -> None:
    answer = planned(workspace("llama-3.3-70b-instruct", A100_2), region="swedencentral")
    assert isinstance(answer, Plan)
    assert answer.preset is not None
    assert answer.machine is not None
    assert (answer.preset.name, answer.machine.name) == ("meta-llama/Llama-3.3-70B-Instruct", A100_2)
    assert (answer.nodes, answer.estimated_nodes, answer.gpus_per_node, answer.memory_gib) == (2, 2, 2, 160)
    assert answer.parallelism == Parallelism(tensor=2, pipeline=2)
    assert (answer.runtime, answer.disk, answer.context, answer.max_context) == ("vllm", "211Gi", None, 131072)
    assert answer.usd_per_hour == pytest.approx(2 * 9.55)


@pytest.mark.parametrize("workload", ["template", "tuning"])
def test_what_is_not_served_asks_for_a_tebibyte(workspace: Build, planned: Planning, workload: str) -> None:
    answer = planned(workspace(workload=workload), admitted=True)
    assert isinstance(answer, Plan)
    assert (answer.disk, answer.runtime, answer.parallelism) == ("1Ti", "", Parallelism())


@pytest.mark.parametrize(
    ("words", "nodes", "estimated"),
    [
        pytest.param({"count": 4}, 1, 1, id="vllm ignores the count"),
        pytest.param({"count": 4, "annotations": {"kaito.sh/runtime": "sglang"}}, 1, 1, id="another word means vllm"),
        pytest.param({"count": 3, "annotations": TRANSFORMERS, "preset": "phi-4"}, 3, 1, id="transformers obeys it"),
        pytest.param({"annotations": TRANSFORMERS, "preset": "phi-4"}, 1, 1, id="the schema fills in one"),
        pytest.param({"count": 3, "workload": "template"}, 3, 3, id="template"),
        pytest.param({"count": 0, "workload": "template"}, 1, 1, id="template, less than one"),
        pytest.param({"count": 3, "workload": "tuning"}, 1, 3, id="tuning takes one"),
    ],
)
def test_node_counts(workspace: Build, planned: Planning, words: dict[str, Any], nodes: int, estimated: int) -> None:
    answer = planned(workspace(**words), admitted=True)
    assert isinstance(answer, Plan)
    assert (answer.nodes, answer.estimated_nodes) == (nodes, estimated)


def test_without_the_gate_everything_runs_on_transformers(workspace: Build, planned: Planning) -> None:
    answer = planned(workspace("phi-4", count=2), gates={"vLLM": False})
    assert isinstance(answer, Plan)
    assert (answer.runtime, answer.nodes) == ("transformers", 2)


def test_transformers_without_any_count_has_no_nodes(workspace: Build, planned: Planning) -> None:
    """Only a client that goes around the schema's defaults can leave the count out; the controller panics then."""
    answer = planned(workspace("phi-4", count=None, annotations=TRANSFORMERS), admitted=True)
    assert isinstance(answer, NoFit)
    assert (codes(answer), answer.target_nodes, answer.estimated_nodes) == (["count-missing"], None, 1)


def test_what_the_estimator_refuses_transformers_does_not_ask(workspace: Build, planned: Planning) -> None:
    asked = workspace("phi-3-mini-128k-instruct", A10, annotations=TRANSFORMERS, config="settings")
    answer = planned(asked, objects=[config("vllm:\n  max-model-len: 131072\n")])
    assert isinstance(answer, Plan)
    assert answer.refusal is not None
    assert (answer.nodes, answer.estimated_nodes, answer.refusal.code) == (1, None, "gpu-too-small")


@pytest.mark.parametrize(
    ("words", "at", "expected"),
    [
        pytest.param({"preset": "phi-5"}, {}, ["unknown-preset"], id="no such preset"),
        pytest.param({"preset": "phi-2"}, {}, ["retired-preset"], id="preset of earlier releases"),
        pytest.param({"preset": "acme/model"}, {}, ["cannot-know"], id="a model that may exist"),
        pytest.param({"preset": "acme/model", "workload": "tuning"}, {}, ["cannot-know"], id="the same, tuned"),
        pytest.param({"machine": "Standard_NC6s_v3"}, {}, ["unknown-machine"], id="machine outside the table"),
        pytest.param({"machine": None}, {}, ["unknown-machine"], id="no machine"),
        pytest.param({}, {"cloud": "aws"}, ["unknown-machine"], id="machine of another cloud"),
        pytest.param({"machine": "g4ad.xlarge"}, {"cloud": "aws"}, ["no-nvidia-gpu"], id="AMD"),
        pytest.param({"machine": "Standard_D4s_v5", "workload": "template"}, {}, [], id="template on a CPU machine"),
        pytest.param({"machine": "m5.large", "workload": "template"}, {}, ["unknown-machine"], id="template, odd name"),
        pytest.param({"machine": "g4ad.xlarge", "workload": "template"}, {"cloud": "aws"}, [], id="template on AMD"),
        pytest.param({"annotations": TRANSFORMERS}, {}, ["runtime-unsupported"], id="vLLM alone serves it"),
        pytest.param(
            {"preset": "phi-4", "machine": A10, "annotations": TRANSFORMERS},
            {},
            ["memory-too-small", "one-machine-only"],
            id="transformers, weights beyond a machine",
        ),
        pytest.param(
            {"preset": "phi-4", "machine": A10, "annotations": TRANSFORMERS, "count": 2},
            {},
            ["one-machine-only"],
            id="transformers, enough in sum",
        ),
        pytest.param(
            {"preset": "phi-4", "machine": A10, "annotations": {**TRANSFORMERS, **BYPASS}},
            {},
            ["one-machine-only"],
            id="the bypass skips the sum alone",
        ),
        pytest.param({"count": -1, "annotations": TRANSFORMERS, "preset": "phi-4"}, {}, ["no-nodes"], id="negative"),
        pytest.param({"workload": "tuning", "preset": "phi-4"}, {}, [], id="tuning"),
        pytest.param({"workload": "tuning", "preset": "granite"}, {}, ["unknown-preset"], id="tuning of nothing"),
        pytest.param(
            {"workload": "tuning", "preset": "llama-3.3-70b-instruct"}, {}, ["tuning-unsupported"], id="not tunable"
        ),
        pytest.param({"workload": "tuning", "preset": "phi-4", "count": 2}, {}, ["tuning-count"], id="two to tune"),
        pytest.param(
            {"workload": "tuning", "preset": "phi-4"}, BYO, ["tuning-needs-machine"], id="tuning on own nodes"
        ),
        pytest.param({"partition": {"mode": "mig", "profile": "3g.40gb"}}, {}, ["partition-refused"], id="mig, bought"),
    ],
)
def test_why_not(
    workspace: Build, planned: Planning, words: dict[str, Any], at: dict[str, Any], expected: list[str]
) -> None:
    assert codes(planned(workspace(**words), **at, complete=False)) == expected


def test_a_workspace_that_asks_for_nothing(planned: Planning) -> None:
    assert "nothing-asked" in codes(planned({"kind": "Workspace", "resource": {"instanceType": A10}}))


@pytest.mark.parametrize(
    ("words", "nodes", "expected"),
    [
        pytest.param({}, [()], [], id="one node"),
        pytest.param({}, [], ["no-ready-node"], id="no node"),
        pytest.param({}, [("n0", 1, 81920, "other")], ["no-ready-node"], id="labels do not match"),
        pytest.param({}, [("n0", "one")], ["node-labels-invalid"], id="count in words"),
        pytest.param({}, [("n0", 1, 23028), ("n1", 8)], ["nodes-differ"], id="unlike nodes"),
        pytest.param({"preset": "phi-4"}, [("n0", 1, 23028)], ["memory-too-small", "too-few-nodes"], id="too few"),
        pytest.param({"preset": "phi-4"}, [("n0", 1, 23028), ("n1", 1, 23028)], [], id="two are enough"),
        pytest.param({"workload": "template", "count": 2}, [()], ["too-few-nodes"], id="template"),
        pytest.param({}, [("n0", 1, 0)], ["memory-too-small"], id="no memory on the label"),
    ],
)
def test_own_nodes(
    workspace: Build,
    planned: Planning,
    node: Callable[..., Manifest],
    words: dict[str, Any],
    nodes: list[tuple[Any, ...]],
    expected: list[str],
) -> None:
    objects = [node(*some[:3], **({"apps": some[3]} if len(some) > 3 else {})) for some in nodes]
    assert sorted(codes(planned(workspace(machine=None, **words), objects=objects, **BYO))) == expected


def test_own_nodes_that_nobody_described(workspace: Build, planned: Planning) -> None:
    """Offline, no Node among the files says nothing about the cluster."""
    assert codes(planned(workspace(machine=None), complete=False, **BYO)) == ["nodes-unknown"]


def test_a_node_counts_when_it_is_ready_and_stays(
    workspace: Build, planned: Planning, node: Callable[..., Manifest]
) -> None:
    silent, broken, leaving = node("a"), node("b"), node("c")
    del silent["status"]
    broken["status"]["conditions"][0]["status"] = "Unknown"
    leaving["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    asked = workspace("llama-3.3-70b-instruct", None)
    answer = planned(asked, objects=[silent, broken, leaving], **BYO)
    assert isinstance(answer, NoFit)
    shortage = next(reason for reason in answer.reasons if reason.code == "too-few-nodes")
    assert shortage.figures == (3, 1)


def test_the_first_ready_node_by_name_decides(
    workspace: Build, planned: Planning, node: Callable[..., Manifest]
) -> None:
    answer = planned(workspace("phi-4", None), objects=[node("n1", 8), node("n0", 1, 23028)], admitted=True, **BYO)
    assert isinstance(answer, Plan)
    assert (answer.nodes, answer.gpus_per_node, answer.memory_gib, answer.brought) == (2, 1, 22, True)


def test_selector_keys_of_kaito_do_not_narrow(
    workspace: Build, planned: Planning, node: Callable[..., Manifest]
) -> None:
    asked = workspace(machine=None, labelSelector={"matchLabels": {"apps": "x", "kaito.sh/workspace": "ws"}})
    assert isinstance(planned(asked, objects=[node()], **BYO), Plan)


@pytest.mark.parametrize(
    ("partition", "gpus", "memory", "spread"),
    [
        ({"mode": "mig", "profile": "3g.40gb"}, 1, 40, Parallelism()),
        ({"mode": "accelerator", "count": 1}, 1, 80, Parallelism()),
        ({"mode": "accelerator", "count": 4}, 4, 320, Parallelism(data=4)),
    ],
)
def test_a_pod_gets_its_part_of_a_node(
    workspace: Build,
    planned: Planning,
    node: Callable[..., Manifest],
    partition: dict[str, Any],
    gpus: int,
    memory: int,
    spread: Parallelism,
) -> None:
    answer = planned(workspace(machine=None, partition=partition), objects=[node("n0", 8)], **PARTITIONS)
    assert isinstance(answer, Plan)
    assert (answer.gpus_per_node, answer.memory_gib, answer.parallelism) == (gpus, memory, spread)


@pytest.mark.parametrize(
    ("partition", "at", "expected"),
    [
        ({"mode": "mig", "profile": "3g.40gb"}, BYO, ["gate-off"]),
        ({"mode": "time", "count": 1}, PARTITIONS, ["partition-mode"]),
        ({"mode": "mig", "profile": "3g40"}, PARTITIONS, ["bad-slice"]),
        ({"mode": "mig", "profile": "0g.40gb"}, PARTITIONS, ["bad-slice"]),
        ({"mode": "mig", "profile": "3g.0gb"}, PARTITIONS, ["bad-slice"]),
        ({"mode": "mig", "profile": "9g.99gb"}, PARTITIONS, ["unknown-slice"]),
        ({"mode": "mig", "profile": "1g.5gb"}, PARTITIONS, ["slice-too-small"]),
        ({"mode": "accelerator"}, PARTITIONS, ["partition-count"]),
        ({"mode": "accelerator", "count": 9}, PARTITIONS, ["partition-too-large"]),
    ],
)
def test_partitions_that_cannot_be(
    workspace: Build,
    planned: Planning,
    node: Callable[..., Manifest],
    partition: dict[str, Any],
    at: dict[str, Any],
    expected: list[str],
) -> None:
    answer = planned(workspace(machine=None, partition=partition), objects=[node("n0", 8)], **at)
    assert codes(answer) == expected


@pytest.mark.parametrize(
    ("objects", "complete", "context", "note"),
    [
        ([config("vllm:\n  max-model-len: 4096\n")], True, 4096, None),
        ([config("vllm:\n  max-model-len: '4096'\n")], True, None, "context-not-read"),
        ([config("vllm:\n  swap-space: 4\n")], True, None, None),
        ([], True, None, "config-missing"),
        ([], False, None, "config-unknown"),
    ],
)
def test_the_context_of_a_config_map(
    workspace: Build, planned: Planning, objects: list[Manifest], complete: bool, context: int | None, note: str | None
) -> None:
    answer = planned(workspace(config="settings"), objects=objects, complete=complete)
    assert isinstance(answer, Plan)
    assert (answer.context, [one.code for one in answer.notes]) == (context, [note] if note else [])


def test_a_context_beyond_the_model_is_refused(workspace: Build, planned: Planning) -> None:
    text = "vllm:\n  max-model-len: 16385\n"
    answer = planned(workspace("phi-4", config="settings"), objects=[config(text)])
    assert isinstance(answer, NoFit)
    assert (codes(answer), answer.reasons[0].figures) == (["context-too-long"], (16385, 16384))
    assert answer.estimated_nodes == 1


def test_an_ignored_count_is_told(workspace: Build, planned: Planning) -> None:
    assert [note.code for note in planned(workspace(count=4)).notes] == ["count-ignored"]


def test_v1alpha1_still_has_a_default_machine(workspace: Build, planned: Planning) -> None:
    asked = workspace(machine=None) | {"apiVersion": "kaito.sh/v1alpha1"}
    answer = planned(asked)
    assert isinstance(answer, Plan)
    assert answer.machine is not None
    assert answer.machine.name == "Standard_NC24ads_A100_v4"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner), max_leaves=6
)
FIELDS = ("name", "preset", "template", "config", "count", "instanceType", "labelSelector", "matchLabels", "partition")
ODD = st.recursive(
    ANYTHING | st.sampled_from(["phi-4", "mig", "3g.40gb", "accelerator", "Standard_NV36ads_A10_v5"]),
    lambda inner: st.dictionaries(st.sampled_from([*FIELDS, "mode", "profile"]), inner, max_size=5),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries({}, optional={"resource": ODD, "inference": ODD, "tuning": ODD, "apiVersion": SCALARS}),
    st.sampled_from(RELEASES),
    st.sampled_from(PROVISIONERS),
    st.booleans(),
)
def test_whatever_a_manifest_holds_is_answered(
    manifest: Manifest, release: str, provisioner: str, admitted: bool
) -> None:
    target = settle(Target(release=release, provisioner=provisioner))
    answer = plan({"kind": "Workspace", **manifest}, target, World(), load_catalog(release), admitted=admitted)
    assert isinstance(answer, Plan) or answer.reasons
