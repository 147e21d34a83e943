"""Objects of the same names that somebody else made, and objects of our own that exist already."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.render.rendered import Rendered

type Ask = Callable[..., Rendered]
type Make = Callable[..., dict[str, Any]]


def thing(kind: str, api_version: str = "apps/v1", name: str = "ws", **fields: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": "team"}, **fields}


FOREIGN_SET = thing(
    "StatefulSet",
    spec={
        "replicas": 0,
        "selector": {"matchLabels": {"x": "y"}},
        "template": {
            "metadata": {"labels": {"x": "y"}},
            "spec": {
                "containers": [{"name": "c", "image": "old:1", "env": [{"name": "A", "value": "1"}]}],
                "volumes": [{"name": "v", "emptyDir": {}}],
                "initContainers": [{"name": "i", "image": "i:1"}],
            },
        },
    },
)


def identities(rendered: Rendered) -> list[str]:
    return [f"{made['kind']}/{made['metadata']['name']}" for made in rendered.objects]


def test_a_foreign_service_stays_as_it_is(ask: Ask, workspace: Make) -> None:
    service = thing("Service", "v1", spec={"selector": {"a": "b"}, "ports": [{"port": 8080}]})
    rendered = ask(workspace(), service, complete=True)
    assert "Service/ws" not in identities(rendered)
    assert "Service/ws-headless" in identities(rendered)
    assert [note.code for note in rendered.notes] == ["foreign-object"]


def test_a_foreign_statefulset_gets_environment_and_volumes_only(ask: Ask, workspace: Make) -> None:
    asked = workspace(annotations={"kaito.sh/disable-benchmark": "true"})
    updated = ask(asked, FOREIGN_SET, local_nvme_class="").objects[-1]
    assert updated["spec"]["replicas"] == 0
    assert updated["spec"]["selector"] == FOREIGN_SET["spec"]["selector"]
    pod = updated["spec"]["template"]["spec"]
    assert [volume["name"] for volume in pod["volumes"]] == ["dshm", "model-weights-volume"]
    assert "initContainers" not in pod
    (container,) = pod["containers"]
    assert (container["name"], container["image"]) == ("c", "old:1")
    assert [variable["name"] for variable in container["env"]] == ["VLLM_USE_FLASHINFER_SAMPLER", "VLLM_USE_DEEP_GEMM"]
    assert "livenessProbe" not in container
    assert FOREIGN_SET["spec"]["template"]["spec"]["containers"][0]["env"] == [{"name": "A", "value": "1"}]


def test_a_foreign_statefulset_cannot_mount_weights_that_it_does_not_claim(ask: Ask, workspace: Make) -> None:
    """KAITO cannot add claim templates, so the API server refuses its update, and the StatefulSet stays as it is."""
    rendered = ask(workspace(), FOREIGN_SET)
    assert "StatefulSet/ws" not in identities(rendered)
    assert [stop.code for stop in rendered.stops] == ["api-server-refuses"]


def test_a_foreign_statefulset_beside_a_template_is_left_alone(ask: Ask, workspace: Make) -> None:
    asked = workspace(inference={"template": {"spec": {"containers": [{"name": "c", "image": "i:1"}]}}})
    assert "StatefulSet/ws" not in identities(ask(asked, FOREIGN_SET))


def test_a_foreign_job_is_replaced(ask: Ask, tuning: Make) -> None:
    rendered = ask(tuning(), thing("Job", "batch/v1", spec={"template": {"spec": {}}}))
    assert "Job/ws" in identities(rendered)
    assert [note.code for note in rendered.notes] == ["foreign-object"]


@pytest.mark.parametrize("work", ["preset", "template"])
def test_a_deployment_of_old_is_noted(ask: Ask, workspace: Make, work: str) -> None:
    template = {"spec": {"containers": [{"name": "c", "image": "i:1"}]}}
    asked = workspace() if work == "preset" else workspace(inference={"template": template})
    rendered = ask(asked, thing("Deployment", spec={}), complete=True)
    assert [note.code for note in rendered.notes] == ["foreign-object"]
    assert "StatefulSet/ws" in identities(rendered)


@pytest.mark.parametrize("made", ["committed", "owned"])
def test_objects_of_our_own_are_rendered_again(ask: Ask, workspace: Make, made: str) -> None:
    """Rendering a tree together with what it holds gives the same objects again, and says nothing."""
    first = ask(workspace(), complete=True)
    existing = list(first.objects)
    if made == "owned":
        owner = {"kind": "Workspace", "name": "ws", "apiVersion": "kaito.sh/v1beta1", "uid": "u"}
        existing = [
            {**thing, "metadata": {**thing["metadata"], "ownerReferences": [owner]}, "status": {}} for thing in existing
        ]
    assert ask(workspace(), *existing, complete=True) == first


def test_a_tuning_with_all_that_was_made_for_it_is_rendered_again(ask: Ask, tuning: Make) -> None:
    first = ask(tuning())
    assert "ConfigMap/qlora-params-template" in identities(first)
    assert ask(tuning(), *first.objects) == first


def test_a_config_of_the_users_under_the_templates_name_wins(ask: Ask, tuning: Make) -> None:
    text = "training_config:\n  TrainingArguments:\n    output_dir: elsewhere\n"
    own = thing("ConfigMap", "v1", "qlora-params-template", data={"training_config.yaml": text})
    rendered = ask(tuning(), own)
    assert "ConfigMap/qlora-params-template" not in identities(rendered)
    mounts = rendered.objects[-1]["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
    assert {"name": "results-volume", "mountPath": "/mnt/elsewhere"} in mounts


def test_odd_objects_in_the_cluster_are_no_exception(ask: Ask, workspace: Make) -> None:
    odd = [
        thing("StatefulSet", spec=None),
        thing("Service", "v1", spec={"selector": []}),
        {**thing("Job"), "metadata": {"name": "ws", "namespace": "team", "ownerReferences": 5}},
        thing("NodePool", "karpenter.sh/v1", spec={"replicas": "many"}),
    ]
    assert not ask(workspace(), *odd).stops
