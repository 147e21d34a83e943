"""InferenceSets and MultiRoleInferences: the children they make, and the pool over their servers."""

from collections.abc import Callable
from typing import Any

import pytest
import yamlrocks

from kaito_gen.render.rendered import Rendered

type Ask = Callable[..., Rendered]

GATEWAY = {"gatewayAPIInferenceExtension": True}
ROLES = {"enableMultiRoleInferenceController": True}


def inference_set(*, annotations: dict[str, str] | None = None, replicas: int = 2, **template: Any) -> dict[str, Any]:
    return {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "InferenceSet",
        "metadata": {"name": "is", "namespace": "team", "annotations": annotations or {}},
        "spec": {
            "replicas": replicas,
            "labelSelector": {"matchLabels": {"apps": "is"}},
            "template": {
                "resource": {"instanceType": "Standard_NC24ads_A100_v4"},
                "inference": {"preset": {"name": "phi-4-mini-instruct"}},
                **template,
            },
        },
    }


def multi_role(**spec: Any) -> dict[str, Any]:
    machine = "Standard_NC24ads_A100_v4"
    roles = [{"type": kind, "replicas": 1, "instanceType": machine} for kind in ("prefill", "decode")]
    return {
        "apiVersion": "kaito.sh/v1alpha1",
        "kind": "MultiRoleInference",
        "metadata": {"name": "m", "namespace": "team", "annotations": {"team": "a"}},
        "spec": {
            "labelSelector": {"matchLabels": {"apps": "m"}},
            "model": {"name": "phi-4-mini-instruct", "modelAccessSecret": "hf"},
            "roles": roles,
            **spec,
        },
    }


def of_kind(rendered: Rendered, kind: str) -> list[dict[str, Any]]:
    return [made for made in rendered.objects if made["kind"] == kind]


def names(rendered: Rendered, kind: str) -> list[str]:
    return [made["metadata"]["name"] for made in of_kind(rendered, kind)]


def test_children_are_numbered_and_carry_what_is_made_of_them(ask: Ask) -> None:
    rendered = ask(inference_set())
    assert names(rendered, "Workspace") == names(rendered, "StatefulSet") == ["is-0", "is-1"]
    assert len(of_kind(rendered, "NodeClaim")) == 2


@pytest.mark.parametrize("replicas", [0, 1, 3])
def test_as_many_children_as_replicas(ask: Ask, replicas: int) -> None:
    assert len(of_kind(ask(inference_set(replicas=replicas)), "Workspace")) == replicas


def test_children_of_other_names_count(ask: Ask) -> None:
    """KAITO gives children random names; taking over from it must not start a replica twice."""
    other = {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "Workspace",
        "metadata": {"name": "is-x7k2p", "namespace": "team", "labels": {"inferenceset.kaito.sh/created-by": "is"}},
    }
    assert names(ask(inference_set(replicas=3), other), "Workspace") == ["is-0", "is-1"]


def test_only_the_templates_annotations_reach_the_children(ask: Ask) -> None:
    root = inference_set(
        annotations={"team": "a", "kaito.sh/disable-benchmark": "true"},
        replicas=1,
        metadata={"labels": {"tier": "gold"}, "annotations": {"note": "n"}},
    )
    (child,) = of_kind(ask(root), "Workspace")
    assert child["metadata"]["annotations"] == {"note": "n", "kaito.sh/disable-benchmark": "true"}
    assert child["metadata"]["labels"] == {"tier": "gold", "inferenceset.kaito.sh/created-by": "is"}


def test_what_stops_all_children_is_said_once(ask: Ask) -> None:
    rendered = ask(inference_set(inference={"preset": {"name": "nope"}}))
    assert [stop.code for stop in rendered.stops] == ["unknown-preset"]
    assert len(of_kind(rendered, "Workspace")) == 2


@pytest.mark.parametrize(
    ("root", "pools"),
    [
        pytest.param(inference_set(), 1, id="vllm"),
        pytest.param(inference_set(annotations={"kaito.sh/runtime": "transformers"}), 0, id="transformers"),
        pytest.param(inference_set(replicas=0), 0, id="no-servers"),
        pytest.param(inference_set(inference={"template": {"spec": {"containers": []}}}), 0, id="template"),
    ],
)
def test_the_gateway_gate_puts_a_pool_over_vllm_servers(ask: Ask, root: dict[str, Any], pools: int) -> None:
    assert len(of_kind(ask(root), "HelmRelease")) == 0
    assert len(of_kind(ask(root, gates=GATEWAY), "HelmRelease")) == pools


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"replicas": "two"}, "malformed", id="form"),
        pytest.param({"labelSelector": None}, "malformed", id="no-selector"),
        pytest.param({"replicas": 10**9}, "too-many-nodes", id="too-many"),
    ],
)
def test_a_set_that_makes_nothing(ask: Ask, change: dict[str, Any], code: str) -> None:
    root = inference_set()
    rendered = ask({**root, "spec": {**root["spec"], **change}})
    assert ([stop.code for stop in rendered.stops], rendered.objects) == ([code], ())


def test_sets_need_their_gate(ask: Ask) -> None:
    rendered = ask(inference_set(), gates={"enableInferenceSetController": False})
    assert [stop.code for stop in rendered.stops] == ["gate-off"]


def test_both_roles_get_a_set_of_one_model(ask: Ask) -> None:
    rendered = ask(multi_role(), gates=ROLES)
    assert names(rendered, "InferenceSet") == ["m-prefill", "m-decode"]
    assert names(rendered, "Workspace") == ["m-prefill-0", "m-decode-0"]
    commands = {
        made["metadata"]["name"]: made["spec"]["template"]["spec"]["containers"]
        for made in of_kind(rendered, "StatefulSet")
    }
    assert all(
        "--served-model-name=phi-4-mini-instruct" in containers[0]["command"][2] for containers in commands.values()
    )
    assert [container["name"] for container in commands["m-decode-0"]] == ["m-decode-0", "llm-d-routing-sidecar"]
    assert [container["name"] for container in commands["m-prefill-0"]] == ["m-prefill-0"]


def test_roles_share_one_pool_with_a_picker_for_both(ask: Ask) -> None:
    rendered = ask(multi_role(), gates=ROLES | GATEWAY)
    (release,) = of_kind(rendered, "HelmRelease")
    assert release["metadata"]["name"] == "m-inferencepool"
    epp = release["spec"]["values"]["router"]["epp"]
    config = yamlrocks.loads(epp["pluginsCustomConfig"][epp["pluginsConfigFile"]])
    plugins = {plugin.get("name", plugin["type"]) for plugin in config["plugins"]}
    used = {item["pluginRef"] for profile in config["schedulingProfiles"] for item in profile["plugins"]}
    assert used <= plugins
    assert {profile["name"] for profile in config["schedulingProfiles"]} == {"prefill", "decode"}


def test_a_picker_of_the_users_comes_from_its_config_map(ask: Ask) -> None:
    root = multi_role(eppPluginsConfig="mine")
    own = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "mine", "namespace": "team"},
        "data": {"config.yaml": "own: true"},
    }
    (release,) = of_kind(ask(root, own, gates=ROLES | GATEWAY), "HelmRelease")
    assert release["spec"]["values"]["router"]["epp"]["pluginsCustomConfig"] == {"config.yaml": "own: true"}


@pytest.mark.parametrize(
    ("beside", "complete", "code"),
    [
        pytest.param([], False, "config-unknown", id="unknown"),
        pytest.param([], True, "config-missing", id="absent"),
        pytest.param(
            [{"kind": "ConfigMap", "metadata": {"name": "mine", "namespace": "team"}, "data": {}}],
            False,
            "config-missing",
            id="without-its-key",
        ),
    ],
)
def test_no_pool_without_the_users_picker(ask: Ask, beside: list[dict[str, Any]], complete: bool, code: str) -> None:
    rendered = ask(multi_role(eppPluginsConfig="mine"), *beside, complete=complete, gates=ROLES | GATEWAY)
    assert [stop.code for stop in rendered.stops] == [code]
    assert not of_kind(rendered, "HelmRelease")


@pytest.mark.parametrize("roles", [[], [{"type": "prefill"}], [{"type": "prefill"}] * 2, [{}, {}]])
def test_roles_are_one_prefill_and_one_decode(ask: Ask, roles: list[dict[str, Any]]) -> None:
    assert [stop.code for stop in ask(multi_role(roles=roles), gates=ROLES).stops] == ["malformed"]


def test_roles_need_their_gate(ask: Ask) -> None:
    assert [stop.code for stop in ask(multi_role()).stops] == ["gate-off"]
