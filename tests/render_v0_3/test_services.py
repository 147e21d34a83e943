"""Services: 80 and 29500 for every preset, none for templates and tuning."""

from typing import Any

import pytest

LLAMA = {"preset": {"name": "llama-2-13b", "accessMode": "private", "presetOptions": {"image": "a/b:1"}}}


def services(rendered: Any) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one["spec"] for one in rendered.objects if one["kind"] == "Service"}


def ports(spec: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(port["name"], port["port"], port["targetPort"]) for port in spec["ports"]]


def test_a_preset_answers_on_80_and_29500(ask: Any, workspace: Any) -> None:
    (spec,) = services(ask(workspace())).values()

    assert ports(spec) == [("http", 80, 5000), ("torch", 29500, 29500)]
    assert spec["selector"] == {"kaito.sh/workspace": "ws"}
    assert spec["publishNotReadyAddresses"] is True


def test_a_distributed_preset_answers_from_its_first_pod(ask: Any, workspace: Any) -> None:
    made = services(ask(workspace(inference=LLAMA)))

    assert made["ws"]["selector"]["statefulset.kubernetes.io/pod-name"] == "ws-0"
    assert ports(made["ws-headless"]) == [("torchrun", 29500, 29500)]
    assert made["ws-headless"]["clusterIP"] == "None"


@pytest.mark.parametrize(
    ("value", "kind"), [("True", "LoadBalancer"), ("true", "ClusterIP"), ("yes", "ClusterIP"), ("", "ClusterIP")]
)
def test_only_the_exact_text_true_asks_for_a_load_balancer(ask: Any, workspace: Any, value: str, kind: str) -> None:
    (spec,) = services(ask(workspace(annotations={"kaito.sh/enablelb": value}))).values()

    assert spec["type"] == kind


def test_a_template_and_tuning_get_none(ask: Any, workspace: Any, tuning: Any) -> None:
    template = {"template": {"spec": {"containers": [{"name": "a", "image": "a:1"}]}}}

    assert services(ask(workspace(inference=template, annotations={"kaito.sh/enablelb": "True"}))) == {}
    assert services(ask(tuning())) == {}


@pytest.mark.parametrize(("selector", "taken"), [({"app": "theirs"}, True), ({"kaito.sh/workspace": "ws"}, False)])
def test_a_service_of_someone_else_is_left_alone_and_told_of(
    ask: Any, workspace: Any, selector: dict[str, str], taken: bool
) -> None:
    existing = {"kind": "Service", "metadata": {"name": "ws", "namespace": "team"}, "spec": {"selector": selector}}

    rendered = ask(workspace(), [existing])

    assert bool(services(rendered)) is not taken
    assert ("foreign-object" in [note.code for note in rendered.notes]) is taken
