"""What Workspaces get on KAITO v0.3: admission's arithmetic, and what passes it and cannot work."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_3, Manifest
from kaito_gen.planning.plan import NoFit, Parallelism, Plan
from kaito_gen.planning.v0_3 import count
from kaito_gen.target import Target

type Build = Callable[..., Manifest]
type Planning = Callable[..., Plan | NoFit]

NC6S, NC12S, ND40RS = "Standard_NC6s_v3", "Standard_NC12s_v3", "Standard_ND40rs_v2"


def codes(answer: Plan | NoFit) -> list[str]:
    return [reason.code for reason in answer.reasons] if isinstance(answer, NoFit) else []


@pytest.mark.parametrize(
    ("words", "nodes", "gpus", "disk", "runtime"),
    [
        pytest.param(("phi-3-mini-4k-instruct", NC6S), 1, 1, "50Gi", "accelerate", id="one GPU"),
        pytest.param(("falcon-7b", NC12S), 1, 2, "50Gi", "accelerate", id="all GPUs of the machine"),
        pytest.param(("falcon-40b", ND40RS), 1, 2, "400", "accelerate", id="machine without a request: the preset's"),
        pytest.param(("llama-2-7b", NC12S), 1, 2, "34Gi", "torchrun", id="torchrun"),
        pytest.param(("phi-2", None), 1, 2, "50Gi", "accelerate", id="the schema's machine"),
    ],
)
def test_a_preset(
    workspace: Build, planned: Planning, words: tuple[str, str | None], nodes: int, gpus: int, disk: str, runtime: str
) -> None:
    answer = planned(workspace(*words, release=V0_3), release=V0_3)
    assert isinstance(answer, Plan)
    assert (answer.nodes, answer.gpus_per_node, answer.disk, answer.runtime) == (nodes, gpus, disk, runtime)
    assert answer.estimated_nodes is None


@pytest.mark.parametrize("workload", ["template", "tuning"])
def test_what_is_not_served_asks_for_no_disk(workspace: Build, planned: Planning, workload: str) -> None:
    answer = planned(workspace("phi-2", NC6S, workload=workload, release=V0_3), release=V0_3)
    assert isinstance(answer, Plan)
    assert answer.disk == "0"


def test_one_job_over_nodes(workspace: Build, planned: Planning) -> None:
    asked = workspace("llama-2-70b-chat", "Standard_NC96ads_A100_v4", count=2, release=V0_3)
    answer = planned(asked, release=V0_3)
    assert isinstance(answer, Plan)
    assert (answer.nodes, answer.parallelism) == (2, Parallelism(tensor=4, pipeline=2))


def test_copies_on_nodes(workspace: Build, planned: Planning) -> None:
    answer = planned(workspace("phi-2", NC6S, count=3, release=V0_3), release=V0_3)
    assert isinstance(answer, Plan)
    assert (answer.nodes, answer.parallelism, [note.code for note in answer.notes]) == (3, Parallelism(), ["copies"])


@pytest.mark.parametrize(
    ("words", "more", "expected"),
    [
        pytest.param(("falcon-40b", NC6S), {}, ["too-few-gpus", "memory-too-small"], id="GPUs and memory"),
        pytest.param(("falcon-40b", "Standard_NC24"), {}, ["memory-too-small"], id="memory"),
        pytest.param(("llama-2-13b", "Standard_NC24"), {}, ["gpu-too-small"], id="memory of one GPU"),
        pytest.param(
            ("falcon-7b", "Standard_NC6"), {"count": 2}, ["one-machine-only"], id="admitted, and no copy fits"
        ),
        pytest.param(("llama-2-70b", "Standard_NC48ads_A100_v4"), {"count": 5}, ["uneven-ranks"], id="eight over five"),
        pytest.param(("phi-2", NC6S), {"count": 0}, ["no-nodes"], id="no nodes"),
        pytest.param(("phi-2", "p3.2xlarge"), {}, ["unknown-machine"], id="machine of another cloud"),
        pytest.param(("phi-2", "standard_nc6s_v3"), {}, ["unknown-machine"], id="letter case counts"),
        pytest.param(("phi-2", "Standard_NV32as_v4"), {}, ["no-nvidia-gpu"], id="AMD"),
        pytest.param(("Phi-2", NC6S), {}, ["unknown-preset"], id="letter case of a preset"),
        pytest.param(("acme/model", NC6S), {}, ["unknown-preset"], id="no Hugging Face ids"),
        pytest.param(("llama-2-7b", NC6S), {"workload": "tuning"}, ["tuning-unsupported"], id="not tunable"),
        pytest.param(("phi-2", NC6S), {"workload": "tuning", "count": 2}, ["tuning-count"], id="two to tune"),
        pytest.param(("phi-2", "Standard_NX1"), {}, [], id="unlisted, of a series that passes"),
        pytest.param(("phi-2", "Standard_D8s_v5"), {"workload": "template"}, [], id="template on a CPU machine"),
    ],
)
def test_why_not(
    workspace: Build, planned: Planning, words: tuple[str, str], more: dict[str, Any], expected: list[str]
) -> None:
    assert codes(planned(workspace(*words, **more, release=V0_3), release=V0_3)) == expected


def test_admission_lets_nothing_of_aws_serve(workspace: Build, planned: Planning) -> None:
    served = planned(workspace("phi-2", "p3.2xlarge", release=V0_3), release=V0_3, cloud="aws")
    tuned = planned(workspace("phi-2", "p3.2xlarge", workload="tuning", release=V0_3), release=V0_3, cloud="aws")
    assert (codes(served), codes(tuned)) == (["unknown-machine"], [])


def test_a_controller_takes_what_admission_refuses(workspace: Build, planned: Planning) -> None:
    answer = planned(workspace("falcon-40b", NC6S, release=V0_3), release=V0_3, admitted=True)
    assert isinstance(answer, Plan)
    assert (answer.nodes, answer.gpus_per_node) == (1, 1)


def test_memory_for_tuning_is_stated_and_not_checked(workspace: Build, planned: Planning) -> None:
    answer = planned(workspace("phi-3-mini-4k-instruct", NC6S, workload="tuning", release=V0_3), release=V0_3)
    assert isinstance(answer, Plan)
    assert [(note.code, note.figures) for note in answer.notes] == [("tuning-memory", (72, 16))]


@pytest.mark.parametrize(
    ("preset", "machine", "expected"),
    [
        ("phi-2", NC6S, None),
        ("llama-2-13b", NC6S, 2),
        ("llama-2-70b", "Standard_ND6s", 8),
        ("llama-2-70b", "Standard_ND12s", 4),
        ("llama-2-70b", "Standard_NC96ads_A100_v4", 2),
        ("llama-2-70b", ND40RS, 1),
    ],
)
def test_the_count_of_a_job_over_nodes(workspace: Build, preset: str, machine: str, expected: int | None) -> None:
    """Figures: the smallest counts that KAITO v0.3.1 admits, all of which divide the number of processes."""
    catalog = load_catalog(V0_3)
    found = catalog.machine("azure", machine)
    assert found is not None
    assert count(workspace(preset, None, release=V0_3), Target(release=V0_3), found, catalog) == expected
