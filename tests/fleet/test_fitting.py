"""Where planning meets the fleet: auto machines, brought nodes, what cannot be known, and rendered mode."""

from typing import Any

import pytest

from kaito_gen.data import load_catalog
from kaito_gen.planning import releases
from kaito_gen.planning.plan import Plan
from kaito_gen.render import render
from kaito_gen.world import World

BYO = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: t}\ntarget: {provisioner: byo}\n"
NODE = {
    "kind": "Node",
    "metadata": {
        "name": "gpu-1",
        "labels": {
            "apps": "a",
            "nvidia.com/gpu.product": "NVIDIA-A100-80GB-PCIe",
            "nvidia.com/gpu.count": "1",
            "nvidia.com/gpu.memory": "81920",
        },
    },
    "status": {"conditions": [{"type": "Ready", "status": "True"}]},
}


def test_auto_is_the_cheapest_machine_on_which_the_context_fits(fleets: Any) -> None:
    short, long = (
        fleets.compile(f"services: [{{name: a, model: phi-4-mini-instruct, context: {context}}}]\n").roots[0]
        for context in (8192, 131072)
    )
    assert short["resource"]["instanceType"] == "Standard_NV36ads_A10_v5"
    assert long["resource"]["instanceType"] != "Standard_NV36ads_A10_v5"


def test_auto_of_an_inference_set_is_the_machine_of_its_workspaces(fleets: Any) -> None:
    (root,) = fleets.compile("services: [{name: a, model: phi-4-mini-instruct, replicas: 2}]\n").roots
    assert root["spec"]["template"]["resource"] == {"instanceType": "Standard_NV36ads_A10_v5"}


def test_auto_needs_a_region_with_prices(fleets: Any) -> None:
    head = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: t}\n"
    (problem,) = fleets.problems("services: [{name: a, model: phi-4}]\n", head=head)
    assert "prices decide which machine is taken, but the target names no region" in problem


ALIKE = {
    "context": ("context: 8192", "context: 131072"),
    "settings": ("config: {vllm: {max-model-len: 8192}}", "config: {vllm: {max-model-len: 131072}}"),
    "model": ("model: phi-4-mini-instruct", "model: llama-3.3-70b-instruct"),
    "runtime": ("model: llama-3.3-70b-instruct", "model: llama-3.3-70b-instruct, runtime: transformers"),
}


@pytest.mark.parametrize("fields", ALIKE.values(), ids=list(ALIKE))
def test_services_that_are_almost_alike_get_answers_of_their_own(fleets: Any, fields: tuple[str, str]) -> None:
    """Planning is asked once for services that are alike, so one that differs must not be taken for another."""

    def entry(name: str, field: str) -> str:
        model = "" if "model:" in field else "model: phi-4-mini-instruct, "
        return f"{{name: {name}, {model}{field}}}"

    def machines(*entries: str) -> list[str]:
        roots = fleets.compile(f"services: [{', '.join(entries)}]\n").roots
        return [root["resource"]["instanceType"] for root in roots]

    few, many = fields
    (first,), (second,) = machines(entry("a", few)), machines(entry("b", many))
    assert first != second
    assert machines(entry("a", few), entry("b", many), entry("c", few)) == [first, second, first]


def test_a_hugging_face_id_that_nobody_knows_is_written_with_the_machine_that_is_said(fleets: Any) -> None:
    body = "services: [{name: a, model: someone/new-model, machine: Standard_NC24ads_A100_v4}]\n"
    assert fleets.compile(body).roots[0]["inference"]["preset"] == {"name": "someone/new-model"}


def test_a_hugging_face_id_that_nobody_knows_has_no_auto(fleets: Any) -> None:
    (problem,) = fleets.problems("services: [{name: a, model: someone/new-model}]\n")
    assert problem.startswith("fleet.yaml:5:22: services.a.model: someone/new-model is not in the catalog")


def test_brought_nodes_need_no_machine(fleets: Any) -> None:
    (root,) = fleets.compile("services: [{name: a, model: phi-4}]\ndefaults: {machine: auto}\n", head=BYO).roots
    assert root["resource"] == {"labelSelector": {"matchLabels": {"apps": "a"}}}


def test_an_inference_set_on_brought_nodes_has_no_resource(fleets: Any) -> None:
    (root,) = fleets.compile("services: [{name: a, model: phi-4, replicas: 2}]\n", head=BYO).roots
    assert "resource" not in root["spec"]["template"]


def test_brought_nodes_refuse_a_machine(fleets: Any) -> None:
    (problem,) = fleets.problems("services: [{name: a, model: phi-4, machine: x}]\n", head=BYO)
    assert problem.startswith("fleet.yaml:5:36: services.a.machine is x, but with provisioner byo you bring the nodes")


def test_brought_nodes_that_are_known_are_judged(fleets: Any) -> None:
    body = "services: [{name: a, model: llama-3.3-70b-instruct}]\n"
    world = World([NODE], complete=True)
    assert fleets.problems(body, head=BYO, world=world)
    assert fleets.compile(body, head=BYO).roots, "offline nothing is known of the nodes"


def test_without_fit_auto_stays_and_nothing_is_judged(fleets: Any) -> None:
    first, second = fleets.compile("services: [{name: a, model: phi-4}, {name: b, model: nope}]\n", fit=False).roots
    assert first["resource"]["instanceType"] == second["resource"]["instanceType"] == "auto"


RENDERED = """\
mode: rendered
namespace: models
services: [{name: a, model: phi-4-mini-instruct, machine: Standard_NC24ads_A100_v4, context: 8192}]
"""
INTENT = RENDERED.replace("mode: rendered\n", "")


def test_rendered_mode_adds_what_a_controller_makes(fleets: Any) -> None:
    intent, rendered = fleets.compile(INTENT), fleets.compile(RENDERED)
    assert [one["kind"] for one in intent.objects] == ["ConfigMap", "Workspace"]
    assert [one["kind"] for one in rendered.objects[:2]] == ["ConfigMap", "Workspace"]
    assert {one["kind"] for one in rendered.objects[2:]} == {"NodeClaim", "Service", "StatefulSet"}


def test_rendered_mode_marks_its_roots(fleets: Any) -> None:
    """So that our operator leaves alone what Git owns."""
    workspace = fleets.compile(RENDERED).objects[1]
    assert workspace["metadata"]["annotations"] == {"kaito-gen/mode": "rendered"}
    assert "annotations" not in fleets.compile(INTENT).objects[1]["metadata"]


def test_a_service_is_rendered_as_by_itself(fleets: Any) -> None:
    """What planning said when the machine was chosen is not asked again, and is what rendering would have heard."""
    services = "services: [{name: a, model: phi-4}, {name: b, model: phi-4, context: 4096}, {name: c, model: phi-4}]\n"
    compiled = fleets.compile(f"mode: rendered\nnamespace: models\n{services}")
    catalog, world = load_catalog("v0.12"), World(compiled.objects)
    for root in compiled.roots:
        for manifest in render(root, compiled.target, world, catalog).objects:
            assert manifest in compiled.objects


def test_what_two_roots_need_alike_is_rendered_once(fleets: Any) -> None:
    job = """
    - name: {}
      model: phi-3-mini-128k-instruct
      machine: Standard_NC24ads_A100_v4
      method: lora
      input: {{urls: ["https://example.com/x"]}}
      output: {{image: registry.example.com/x:1, pushSecret: s}}"""
    body = f"mode: rendered\nnamespace: models\ntuning:{job.format('a')}{job.format('b')}\n".replace("\n    ", "\n")
    names = [(one["kind"], one["metadata"]["name"]) for one in fleets.compile(body).objects]
    assert len(names) == len(set(names))
    assert ("ConfigMap", "lora-params-template") in names


def test_plans_are_real(fleets: Any) -> None:
    """The machine that auto settles on is one that planning takes."""
    compiled = fleets.compile("services: [{name: a, model: phi-4}]\n")
    plan = releases.plan(compiled.roots[0], compiled.target, World(), load_catalog("v0.12"))
    assert isinstance(plan, Plan)
