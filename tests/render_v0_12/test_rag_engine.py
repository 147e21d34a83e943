"""RAGEngines: a node of their own where they ask for one, a server, and the policy that its answers are held to."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.render.rendered import Rendered

type Ask = Callable[..., Rendered]

TEMPLATE = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "ragengine-guardrails-policy-template", "namespace": "kaito-workspace"},
    "data": {"guardrails.yaml": "scanners: []"},
}


def engine(*, machine: str = "Standard_NC24ads_A100_v4", annotations: Any = None, **spec: Any) -> dict[str, Any]:
    compute = {"instanceType": machine, "labelSelector": {"matchLabels": {"apps": "rag"}}} if machine else None
    return {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "RAGEngine",
        "metadata": {"name": "rag", "namespace": "team", "annotations": annotations or {}},
        "spec": {
            **({"compute": compute} if compute else {}),
            "embedding": {"local": {"modelID": "BAAI/bge-small-en-v1.5"}},
            **spec,
        },
    }


def container(rendered: Rendered) -> dict[str, Any]:
    (only,) = rendered.objects[-1]["spec"]["template"]["spec"]["containers"]
    made: dict[str, Any] = only
    return made


def variables(rendered: Rendered) -> dict[str, Any]:
    return {variable["name"]: variable.get("value") for variable in container(rendered)["env"]}


def test_claim_service_and_deployment(ask: Ask) -> None:
    rendered = ask(engine())
    claim, service, deployment = rendered.objects
    assert [made["kind"] for made in rendered.objects] == ["NodeClaim", "Service", "Deployment"]
    assert claim["spec"]["resources"] == {"requests": {"storage": "200Gi"}}
    assert claim["metadata"]["labels"]["kaito.sh/ragengine"] == "rag"
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]
    assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}


@pytest.mark.parametrize(
    ("fields", "resources"),
    [
        pytest.param({}, {"requests": {"nvidia.com/gpu": "1"}, "limits": {"nvidia.com/gpu": "1"}}, id="gpu"),
        pytest.param({"machine": "Standard_D8s_v5"}, None, id="cpu-machine"),
        pytest.param({"machine": ""}, {"requests": {"cpu": "500m", "memory": "512Mi"}}, id="no-machine"),
        pytest.param(
            {"embedding": {"remote": {"url": "http://e"}}},
            {"requests": {"cpu": "500m", "memory": "512Mi"}},
            id="remote",
        ),
    ],
)
def test_resources_follow_the_embedding(ask: Ask, fields: dict[str, Any], resources: Any) -> None:
    assert container(ask(engine(**fields))).get("resources") == resources


def test_no_node_is_bought_without_a_machine_or_a_provisioner(ask: Ask) -> None:
    assert ask(engine(machine="")).objects[0]["kind"] == "Service"
    assert ask(engine(), provisioner="byo").objects[0]["kind"] == "Service"


def test_a_claim_of_another_name_counts(ask: Ask) -> None:
    other = {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodeClaim",
        "metadata": {
            "name": "wsother",
            "labels": {"kaito.sh/ragengine": "rag", "kaito.sh/ragenginenamespace": "team"},
        },
    }
    assert "NodeClaim" not in {made["kind"] for made in ask(engine(), other).objects}


def test_storage_and_inference_reach_the_environment(ask: Ask) -> None:
    rendered = ask(
        engine(
            storage={
                "persistentVolume": {"persistentVolumeClaim": "pvc", "mountPath": "/data"},
                "vectorDB": {"engine": "qdrant", "url": "http://q", "accessSecret": "q"},
            },
            inferenceService={"url": "http://ws", "contextWindowSize": 4096, "accessSecret": "llm"},
        )
    )
    found = variables(rendered)
    assert found["DEFAULT_VECTOR_DB_PERSIST_DIR"] == "/data/rag"
    assert (found["VECTOR_DB_TYPE"], found["VECTOR_DB_URL"]) == ("qdrant", "http://q")
    assert (found["LLM_CONTEXT_WINDOW"], found["LLM_INFERENCE_URL"]) == ("4096", "http://ws")
    assert {"VECTOR_DB_ACCESS_SECRET", "LLM_ACCESS_SECRET"} <= set(found)
    assert {"name": "vector-db-storage", "mountPath": "/data"} in container(rendered)["volumeMounts"]


def test_guardrails_copy_the_charts_policy(ask: Ask) -> None:
    rendered = ask(engine(guardrails={"enabled": True}), TEMPLATE)
    assert rendered.objects[0]["metadata"] == {"name": TEMPLATE["metadata"]["name"], "namespace": "team"}
    assert variables(rendered)["OUTPUT_GUARDRAILS_ENABLED"] == "true"
    again = ask(engine(guardrails={"enabled": True}), TEMPLATE, rendered.objects[0])
    assert again.objects[-1] == rendered.objects[-1]


@pytest.mark.parametrize(
    ("rules", "complete", "code"),
    [
        pytest.param({"enabled": True}, False, "config-unknown", id="template-unknown"),
        pytest.param({"enabled": True}, True, "config-missing", id="template-absent"),
        pytest.param({"enabled": True, "configMapRef": {"name": "x"}}, True, "config-missing", id="own-absent"),
        pytest.param({"enabled": "yes"}, False, "malformed", id="form"),
    ],
)
def test_no_server_without_its_policy(ask: Ask, rules: dict[str, Any], complete: bool, code: str) -> None:
    rendered = ask(engine(guardrails=rules), complete=complete)
    assert [stop.code for stop in rendered.stops] == [code]
    assert "Deployment" not in {made["kind"] for made in rendered.objects}


def test_guardrails_that_are_off_say_so(ask: Ask) -> None:
    rendered = ask(engine(guardrails={"enabled": False}))
    assert variables(rendered)["OUTPUT_GUARDRAILS_ENABLED"] == "false"
    assert "OUTPUT_GUARDRAILS_POLICY_PATH" not in variables(rendered)


def test_an_embedding_that_the_server_ignores_is_noted(ask: Ask) -> None:
    rendered = ask(engine(embedding={"local": {"modelID": "other/model"}}))
    assert [note.code for note in rendered.notes] == ["embedding-ignored"]
    assert not ask(engine()).notes


def test_a_load_balancer_is_asked_for_to_the_letter(ask: Ask) -> None:
    services = [
        ask(engine(annotations={"kaito.sh/enablelb": text})).objects[1]["spec"].get("type") for text in ("True", "true")
    ]
    assert services == ["LoadBalancer", None]
