"""Every mistake in a fleet is told once, at the place of its field, with the way out and without pydantic's words."""

from typing import Any

import pytest

TUNING = """\
tuning:
- name: a
  model: phi-3-mini-128k-instruct
  machine: Standard_NC24ads_A100_v4
  method: lora
  input: {urls: ["https://example.com/x"]}
  output: {image: registry.example.com/x:1, pushSecret: s}
"""
RENAMED = "the other one is at fleet.yaml:5:14"

ONE_PROBLEM = {
    "unknown field": (
        "services:\n- name: a\n  modle: phi-4\n",
        "fleet.yaml:7:3: services.a.modle is not a field (did you mean model?)",
    ),
    "KAITO's own word": (
        "services:\n- name: a\n  model: phi-4\n  instanceType: x\n",
        "fleet.yaml:8:3: services.a.instanceType is not a field (did you mean machine?)",
    ),
    "unknown field far inside": (
        "services:\n- name: a\n  model: phi-4\n  adapters:\n  - {name: b, imge: c}\n",
        "fleet.yaml:9:15: services.a.adapters.b.imge is not a field (did you mean image?)",
    ),
    "unknown field of a value that may be text": (
        "services:\n- name: a\n  model: phi-4\n  config: {vlm: {}}\n",
        "fleet.yaml:8:12: services.a.config.vlm is not a field (did you mean vllm?)",
    ),
    "number for text": (
        "services:\n- name: a\n  model: 5\n",
        'fleet.yaml:7:3: services.a.model must be text, not 5 (put it in quotes: "5")',
    ),
    "boolean for text": (
        "defaults: {labels: {spot: no}}\n",
        'fleet.yaml:5:21: defaults.labels.spot must be text, not false (put it in quotes: "false")',
    ),
    "text for number": (
        'services:\n- name: a\n  model: phi-4\n  context: "32k"\n',
        "fleet.yaml:8:3: services.a.context must be a whole number, not '32k' (write digits without quotes)",
    ),
    "text for boolean": (
        'services:\n- name: a\n  model: phi-4\n  benchmark: "no"\n',
        "fleet.yaml:8:3: services.a.benchmark must be true or false, not 'no' (write true or false without quotes)",
    ),
    "mapping for list": (
        "services: {a: {}}\n",
        'fleet.yaml:5:1: services must be a list, not a mapping (begin each entry with "- ")',
    ),
    "text for mapping": (
        "target: azure\n",
        "fleet.yaml:1:1: target must be a mapping of fields, not 'azure' (write key: value)",
    ),
    "list for a map": (
        "defaults: {labels: [a]}\n",
        "fleet.yaml:5:12: defaults.labels must be a mapping, not a list (write key: value)",
    ),
    "object for a scalar of two types": (
        "quota: {hard: {pods: {}}}\nnamespace: models\n",
        "fleet.yaml:5:16: quota.hard.pods must be text or a whole number, not a mapping",
    ),
    "wrong word": (
        "services:\n- {name: a, model: phi-4, runtime: vlm}\n",
        "fleet.yaml:6:27: services.a.runtime is 'vlm' (did you mean vllm?)",
    ),
    "below the bound": (
        "services:\n- {name: a, model: phi-4, replicas: -1}\n",
        "fleet.yaml:6:27: services.a.replicas is -1, and must be 0 or more (write 0 or more)",
    ),
    "no value": (
        "services:\n- name: a\n  model:\n",
        "fleet.yaml:7:3: services.a.model has no value (write one, or leave the line out)",
    ),
    "no name": ("services:\n- {model: phi-4}\n", "fleet.yaml:6:3: services[0] needs name (write name: ...)"),
    "unknown model": (
        "services:\n- {name: a, model: phi-4-mini-instrct}\n",
        "fleet.yaml:6:13: services.a.model: preset 'phi-4-mini-instrct' is unknown (did you mean phi-4-mini-instruct",
    ),
    "unknown machine": (
        "services:\n- {name: a, model: phi-4, machine: Standard_NC24ads_A100_v5}\n",
        "fleet.yaml:6:27: services.a.machine: release v0.12 knows no machine 'Standard_NC24ads_A100_v5' in azure",
    ),
    "no nodes": (
        "services:\n- {name: a, model: phi-4, machine: Standard_NC24ads_A100_v4, count: 0, runtime: transformers}\n",
        "fleet.yaml:6:62: services.a.count: ",
    ),
    "context that is too long": (
        "services:\n- name: a\n  model: phi-4\n  machine: Standard_NC24ads_A100_v4\n  context: 20000\n",
        "fleet.yaml:9:3: services.a.context: ",
    ),
    "two entries of one name": (
        "services: [ {name: a, model: phi-4}, {name: a, model: phi-4} ]\n",
        f"fleet.yaml:5:39: services.a is there twice; {RENAMED} (merge the two, or rename one)",
    ),
    "one object from two lists": (
        f"services: [ {{name: a, model: phi-4}} ]\n{TUNING}",
        f"fleet.yaml:7:3: tuning.a and services.a both write Workspace a; {RENAMED} (rename one of them)",
    ),
    "one ConfigMap twice": (
        "services:\n- {name: a, model: phi-4, context: 1}\n- {name: b, model: a/b, config: {name: a-config, text: x}}",
        "fleet.yaml:7:4: services.b and services.a both write ConfigMap a-config; the other one is at fleet.yaml:6:4",
    ),
    "model and template": (
        "services:\n- {name: a, model: phi-4, template: {spec: {}}}\n",
        "fleet.yaml:6:27: services.a says model and template (say exactly one)",
    ),
    "model and manifest": (
        "services:\n- name: a\n  model: phi-4\n  manifest: {objects: []}\n",
        "fleet.yaml:7:3: services.a says manifest and model (say one of them)",
    ),
    "nothing to run": (
        "services:\n- {name: a}\n",
        "fleet.yaml:6:3: services.a says none of model, template, manifest (say exactly one)",
    ),
    "name with capitals": (
        "services:\n- {name: Phi_4, model: phi-4}\n",
        "fleet.yaml:6:4: services.Phi_4.name is 'Phi_4': names have lower-case letters, digits and dashes, and begin",
    ),
    "Workspace name of 53 characters": (
        f"services:\n- {{name: {'a' * 53}, model: phi-4}}\n",
        f"fleet.yaml:6:4: services.{'a' * 53}.name has 53 characters: a Workspace works up to 52",
    ),
    "InferenceSet name of 47 characters": (
        f"services:\n- {{name: {'a' * 47}, model: phi-4, replicas: 2}}\n",
        f"fleet.yaml:6:4: services.{'a' * 47}.name has 47 characters: an InferenceSet works up to 46",
    ),
    "namespace that is no label": (
        "namespace: a.b\n",
        "fleet.yaml:5:1: namespace is 'a.b': names have lower-case letters, digits and dashes, and begin and end with",
    ),
    "template without a machine": (
        "services:\n- {name: a, template: {spec: {containers: []}}}\n",
        "fleet.yaml:6:3: services.a has no model to choose a machine by (name the machine)",
    ),
    "access of a template": (
        "services:\n- {name: a, machine: Standard_NC24ads_A100_v4, template: {spec: {}}, access: {secret: s}}\n",
        "fleet.yaml:6:70: services.a.access is for a model, and here a template runs (say it in the pod's own spec)",
    ),
    "what no machine can do": (
        "services:\n- {name: a, model: phi-4-mini-instruct, runtime: transformers}\n",
        "fleet.yaml:6:41: services.a.runtime: microsoft/Phi-4-mini-instruct is served by vLLM alone",
    ),
    "kind that our operator leaves alone": (
        "rag:\n- {name: a, embedding: {model: m}}\n",
        "fleet.yaml:6:3: rag.a is a RAGEngine, which the kaito-gen operator does not reconcile (write",
    ),
    "quota without a namespace": ("quota: {gpus: 4}\n", "fleet.yaml:5:1: quota needs a namespace (say namespace too)"),
    "Workspace with several replicas": (
        "services:\n- {name: a, model: phi-4, kind: Workspace, replicas: 2}\n",
        "fleet.yaml:6:44: services.a.replicas is 2, but a Workspace is one replica (write kind: InferenceSet)",
    ),
    "count of an InferenceSet": (
        "services:\n- {name: a, model: phi-4, replicas: 2, count: 1}\n",
        "fleet.yaml:6:40: services.a.count has no place in an InferenceSet (leave it out, or write kind: Workspace)",
    ),
    "context beside a ConfigMap by name": (
        "services:\n- {name: a, model: phi-4, context: 4096, config: c}\n",
        "fleet.yaml:6:27: the context is set in ConfigMap c (leave context out, or give the settings here)",
    ),
    "context twice": (
        "services:\n- {name: a, model: phi-4, context: 4096, config: {vllm: {max-model-len: 8192}}}\n",
        "fleet.yaml:6:27: the context is set in services.a.config too (say it once)",
    ),
    "context of the other runtime": (
        "services:\n- {name: a, model: phi-4, context: 1, runtime: transformers, machine: Standard_NC24ads_A100_v4}\n",
        "fleet.yaml:6:27: services.a.context is a setting of vLLM alone (leave it out)",
    ),
    "text and settings": (
        "services:\n- {name: a, model: phi-4, config: {text: x, vllm: {a: 1}}}\n",
        "fleet.yaml:6:45: services.a.config says text and vllm (say one of them)",
    ),
    "settings that YAML would not bring back": (
        'services:\n- {name: a, model: phi-4, config: {vllm: {a: "\\x7f"}}}\n',
        "fleet.yaml:6:27: services.a.config: ",
    ),
    "empty settings": (
        "services:\n- {name: a, model: phi-4, config: {}}\n",
        "fleet.yaml:6:27: services.a.config has no settings (write some, or leave config out)",
    ),
    "tuning without data": (
        "tuning:\n- {name: a, model: phi-3-mini-128k-instruct}\n",
        "fleet.yaml:6:3: tuning.a needs input (or a manifest in place of everything else)",
    ),
    "manifest that is no object": (
        "manifests:\n- {name: a, manifest: {objects: [{kind: ConfigMap}]}}\n",
        "fleet.yaml:6:13: manifests.a.manifest holds something that is no object (give apiVersion, kind and",
    ),
    "manifest of another release": (
        "manifests: [{name: a, manifest: {objects: [{apiVersion: kaito.sh/v, kind: Workspace, metadata: {name: a}}]}}]",
        "fleet.yaml:5:23: release v0.12 serves no Workspace of kaito.sh/v (did you mean kaito.sh/v1",
    ),
    "other entry without a manifest": (
        "manifests:\n- {name: a}\n",
        "fleet.yaml:6:3: manifests.a says no manifest (say manifest: {file: ...})",
    ),
}
TARGETS = {
    "unknown release": (
        "release: v0.13",
        "fleet.yaml:4:10: target.release is 'v0.13' (did you mean v0.3 or v0.12?)",
    ),
    "byo of v0.3": (
        "release: v0.3, provisioner: byo",
        "fleet.yaml:4:25: target: release v0.3 has no provisioner 'byo'",
    ),
    "arc of v0.3": ("release: v0.3, cloud: arc", "fleet.yaml:4:25: target: release v0.3 does not know the cloud 'arc'"),
    "unknown gate": ("gates: {vLM: true}", "fleet.yaml:4:18: target: release v0.12 has no feature gate 'vLM'"),
    "gate without its other half": (
        "gates: {ModelStreaming: true}",
        "fleet.yaml:4:10: target: gate ModelStreaming needs gate ModelMirror",
    ),
}


@pytest.mark.parametrize(("body", "expected"), ONE_PROBLEM.values(), ids=list(ONE_PROBLEM))
def test_one_mistake_is_one_problem_at_its_field(fleets: Any, body: str, expected: str) -> None:
    if body.startswith("target:"):
        problems = fleets.problems(body, head="apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: t}\n")
        expected = expected.replace("fleet.yaml:1:1", "fleet.yaml:4:1")
    else:
        problems = fleets.problems(body)
    assert len(problems) == 1, problems
    assert problems[0].startswith(expected)


@pytest.mark.parametrize(("target", "expected"), TARGETS.values(), ids=list(TARGETS))
def test_a_target_that_cannot_be_is_told_at_its_setting(fleets: Any, target: str, expected: str) -> None:
    (problem,) = fleets.problems(
        head=f"apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {{name: t}}\ntarget: {{{target}}}\n"
    )
    assert problem.startswith(expected)


def test_a_model_that_does_not_fit_is_told_with_its_figures_at_the_machine(fleets: Any) -> None:
    service = "{name: a, model: llama-3.3-70b-instruct, machine: Standard_NV36ads_A10_v5, context: 131072}"
    (problem,) = fleets.problems(f"services:\n- {service}\n")
    assert problem.startswith("fleet.yaml:6:44: services.a.machine: a GPU of 24 GiB gives 20.2 GiB to vLLM, but a ")


def test_rendered_needs_our_reconciler(fleets: Any) -> None:
    head = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: t}\ntarget: {reconciler: kaito}\n"
    (problem,) = fleets.problems("mode: rendered\n", head=head)
    assert problem.startswith("fleet.yaml:5:1: mode rendered needs reconciler kaito-gen: KAITO would make the same")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("runtime", "vllm"),
        ("context", "4096"),
        ("partition", "{mode: mig, profile: 1g.10gb}"),
        ("nodeClass", "x"),
        ("benchmark", "false"),
        ("access", "{secret: s}"),
        ("config", "c"),
        ("autoscaling", "{enabled: true}"),
    ],
)
def test_what_v0_3_has_no_place_for_is_told(fleets: Any, field: str, value: str) -> None:
    head = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: t}\ntarget: {release: v0.3}\n"
    body = f"services:\n- {{name: a, model: phi-2, machine: Standard_NC12s_v3, {field}: {value}}}\n"
    (problem,) = fleets.problems(body, head=head)
    assert problem.startswith(f"fleet.yaml:6:{55 if field != 'access' else 64}: services.a.{field}")
    assert "has no place in kaito.sh/v1alpha1 of release v0.3 (leave it out)" in problem


def test_v0_3_has_no_kinds_but_workspaces(fleets: Any) -> None:
    head = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: t}\ntarget: {release: v0.3}\n"
    (problem,) = fleets.problems("rag:\n- {name: a, embedding: {model: m}}\n", head=head)
    assert problem == "fleet.yaml:6:3: release v0.3 has no RAGEngine (remove it, or choose a later release)"


def test_all_mistakes_of_all_entries_come_together_in_the_order_of_the_file(fleets: Any) -> None:
    body = "services:\n- {name: a, model: nope-1}\n- {name: b, model: nope-2}\n- {name: c, model: nope-3}\n"
    problems = fleets.problems(body)
    assert [problem.split(":")[1] for problem in problems] == ["6", "7", "8"]


DOCUMENTS = {
    "empty": ("", "fleet.yaml: the file is empty (kaito-gen init writes a fleet to start from)"),
    "no mapping": (
        "- a\n",
        "fleet.yaml:1:1: a fleet file holds a mapping (begin with apiVersion: kaito-gen/v1 and kind: Fleet)",
    ),
    "wrong kind": (
        "apiVersion: kaito-gen/v1\nkind: Flet\n",
        "fleet.yaml:2:1: kind is 'Flet' (did you mean Fleet?)",
    ),
    "wrong version": (
        "apiVersion: kaito-gen/v2\nkind: Fleet\n",
        "fleet.yaml:1:1: apiVersion is 'kaito-gen/v2' (write apiVersion: kaito-gen/v1)",
    ),
    "a Workspace": (
        "apiVersion: kaito.sh/v1beta1\nkind: Workspace\n",
        "fleet.yaml:1:1: this is a Workspace of KAITO, not a fleet (kaito-gen adopt makes a fleet of it)",
    ),
    "two documents": (
        "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: a}\n---\na: 1\n",
        "fleet.yaml:5:1: a second document: a file holds one fleet or one overlay",
    ),
    "an overlay alone": (
        "apiVersion: kaito-gen/v1\nkind: Overlay\n",
        "fleet.yaml:1:1: this overlay says no fleet that it changes (extends: ../fleet.yaml, or name the fleet too)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_a_file_that_is_no_fleet_is_told_what_it_is(fleets: Any, text: str, expected: str) -> None:
    assert fleets.problems(head=text) == [expected]
