"""Objects of someone else's under the names of a Workspace: the release asks nobody, and changes what it would."""

from typing import Any

import pytest

INFERENCE = {"preset": {"name": "phi-2"}, "adapters": [{"source": {"name": "one", "image": "r.example.com/a:1"}}]}
TEMPLATE = {"template": {"spec": {"containers": [{"name": "a", "image": "a:1"}]}}}
LLAMA = {"preset": {"name": "llama-2-13b", "accessMode": "private", "presetOptions": {"image": "a/b:1"}}}


def theirs(kind: str) -> dict[str, Any]:
    pod = {"containers": [{"name": "old", "image": "old:1", "env": [{"name": "gone", "value": "1"}]}]}
    template = {"metadata": {"labels": {"app": "old"}}, "spec": pod}
    spec = {"replicas": 7, "selector": {"matchLabels": {"app": "old"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "ws", "namespace": "team"}, "spec": spec}


def of(rendered: Any, kind: str) -> list[dict[str, Any]]:
    return [one for one in rendered.objects if one["kind"] == kind]


def test_of_a_deployment_only_adapters_and_volumes_change(ask: Any, workspace: Any) -> None:
    rendered = ask(workspace(inference=INFERENCE), [theirs("Deployment")])
    (deployment,) = of(rendered, "Deployment")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]

    assert (container["image"], deployment["spec"]["replicas"]) == ("old:1", 7)
    assert container["env"] == [{"name": "one", "value": "1.0"}]
    assert [one["name"] for one in deployment["spec"]["template"]["spec"]["initContainers"]] == ["one"]
    assert [note.code for note in rendered.notes] == ["foreign-object"]


@pytest.mark.parametrize(
    ("inference", "kind"),
    [(TEMPLATE, "Deployment"), (LLAMA, "StatefulSet")],
    ids=["a template", "a distributed preset"],
)
def test_other_workloads_stay_as_they_are(ask: Any, workspace: Any, inference: dict[str, Any], kind: str) -> None:
    wanted = workspace(resource={"instanceType": "Standard_NC12s_v3"}, inference=inference)

    rendered = ask(wanted, [theirs(kind)])

    assert of(rendered, kind) == []
    assert [note.code for note in rendered.notes] == ["foreign-object"]


def test_a_job_is_replaced(ask: Any, tuning: Any) -> None:
    rendered = ask(tuning(), [theirs("Job")])

    assert of(rendered, "Job") == of(ask(tuning()), "Job")
    assert [note.code for note in rendered.notes] == ["foreign-object"]


def test_the_workspace_s_own_objects_are_rendered_again(ask: Any, workspace: Any) -> None:
    first = ask(workspace(inference=INFERENCE))

    assert ask(workspace(inference=INFERENCE), first.objects) == first
