"""Claims for nodes: one for each that is missing, and the same ones again at the next look."""

from typing import Any

import pytest

from kaito_gen.render.names import claim_name

TYPE = "node.kubernetes.io/instance-type"


def of(rendered: Any, kind: str) -> list[dict[str, Any]]:
    return [manifest for manifest in rendered.objects if manifest["kind"] == kind]


def names(rendered: Any, kind: str = "Machine") -> list[str]:
    return [manifest["metadata"]["name"] for manifest in of(rendered, kind)]


@pytest.mark.parametrize(
    ("count", "nodes", "bought"),
    [
        pytest.param(1, [], 1, id="no node"),
        pytest.param(3, [], 3, id="three wanted"),
        pytest.param(0, [], 0, id="none wanted"),
        pytest.param(2, [{}], 1, id="one of two is there"),
        pytest.param(1, [{}, {}], 0, id="more than enough"),
        pytest.param(1, [{"labels": {"apps": "other"}}], 1, id="other labels"),
        pytest.param(1, [{"labels": {TYPE: "Standard_NC12s_v3"}}], 1, id="another type"),
        pytest.param(1, [{"labels": {TYPE: "Standard_NC6s_v3"}}], 0, id="the same type"),
        pytest.param(1, [{"ready": "True"}], 0, id="ready"),
        pytest.param(1, [{"ready": "False"}], 1, id="not ready"),
        pytest.param(1, [{"ready": "Unknown"}], 1, id="lost"),
        pytest.param(1, [{"deleting": True}], 1, id="going away"),
    ],
)
def test_buys_what_matching_ready_nodes_do_not_cover(
    ask: Any, workspace: Any, node: Any, count: int, nodes: list[dict[str, Any]], bought: int
) -> None:
    there = [node(f"n{index}", **fields) for index, fields in enumerate(nodes)]

    rendered = ask(workspace(resource={"count": count}), there)

    assert names(rendered) == [claim_name("team", "ws", index) for index in range(bought)]


def test_a_machine_says_whose_node_it_becomes(ask: Any, workspace: Any) -> None:
    (machine,) = of(ask(workspace()), "Machine")

    assert machine["apiVersion"] == "karpenter.sh/v1alpha5"
    assert machine["metadata"]["labels"] == {
        "apps": "ws",
        "kaito.sh/workspace": "ws",
        "kaito.sh/workspacenamespace": "team",
        "karpenter.sh/provisioner-name": "default",
    }
    assert machine["spec"]["machineTemplateRef"] == {"name": machine["metadata"]["name"]}
    assert machine["spec"]["resources"] == {"requests": {"storage": "50Gi"}}


def test_match_labels_win_over_the_release_own(ask: Any, workspace: Any) -> None:
    selector = {"matchLabels": {"karpenter.sh/provisioner-name": "mine"}}

    (machine,) = of(ask(workspace(resource={"labelSelector": selector})), "Machine")

    assert machine["metadata"]["labels"]["karpenter.sh/provisioner-name"] == "mine"


@pytest.mark.parametrize(
    ("work", "disk"),
    [
        ({"inference": {"preset": {"name": "falcon-40b"}}}, "400"),
        ({"inference": {"template": {"spec": {"containers": [{"name": "a", "image": "a:1"}]}}}}, "0"),
        ({"tuning": {"preset": {"name": "phi-2"}, "method": "lora", "input": {}, "output": {}}}, "0"),
    ],
    ids=["a preset's disk, even without a unit", "a template", "tuning"],
)
def test_asks_for_the_disk_of_the_release(ask: Any, workspace: Any, work: dict[str, Any], disk: str) -> None:
    (machine,) = of(ask(workspace(**work)), "Machine")

    assert machine["spec"]["resources"]["requests"]["storage"] == disk


def claim(name: str, node: str = "") -> dict[str, Any]:
    labels = {"apps": "ws", "kaito.sh/workspace": "ws", "kaito.sh/workspacenamespace": "team"}
    return {"kind": "Machine", "metadata": {"name": name, "labels": labels}, "status": {"nodeName": node}}


def test_wants_the_same_claims_once_they_are_nodes(ask: Any, workspace: Any, node: Any) -> None:
    wanted = workspace(resource={"count": 2})
    first = names(ask(wanted))

    made = [claim(name, f"node-{name}") for name in first]
    again = ask(wanted, [*made, *(node(f"node-{name}", ready="True") for name in first)])

    assert names(again) == first


def test_keeps_a_claim_of_ours_rather_than_buying_another(ask: Any, workspace: Any) -> None:
    second = claim_name("team", "ws", 1)

    assert names(ask(workspace(), [claim(second)])) == [second]


def test_a_claim_under_another_name_counts_and_is_left_alone(ask: Any, workspace: Any, node: Any) -> None:
    wanted = workspace(resource={"count": 2})

    assert names(ask(wanted, [claim("ws0123456789")])) == [claim_name("team", "ws", 0)]
    assert names(ask(wanted, [claim("ws0123456789", "n"), node("n")])) == [claim_name("team", "ws", 0)]


def test_karpenter_gets_node_claims_and_a_node_class(ask: Any, workspace: Any) -> None:
    rendered = ask(workspace(), gates={"Karpenter": True})
    (claim,) = of(rendered, "NodeClaim")
    (node_class,) = of(rendered, "AKSNodeClass")

    assert not of(rendered, "Machine")
    assert claim["apiVersion"] == "karpenter.sh/v1beta1"
    assert claim["spec"]["nodeClassRef"] == {"name": "default", "kind": "AKSNodeClass"}
    assert claim["spec"]["resources"] == {"requests": {"ephemeral-storage": "50Gi"}}
    assert [entry["key"] for entry in claim["spec"]["requirements"]] == [
        "karpenter.sh/nodepool",
        TYPE,
        "kubernetes.io/os",
        "karpenter.azure.com/sku-name",
    ]
    assert node_class["spec"] == {"imageFamily": "Ubuntu2204"}


def test_karpenter_on_aws_finds_its_network_by_the_name_of_the_cluster(ask: Any, workspace: Any) -> None:
    rendered = ask(workspace(), gates={"Karpenter": True}, cloud="aws", cluster_name="blue")
    (node_class,) = of(rendered, "EC2NodeClass")
    tagged = [{"tags": {"karpenter.sh/discovery": "blue"}}]

    assert node_class["spec"]["role"] == "KarpenterNodeRole-blue"
    assert node_class["spec"]["subnetSelectorTerms"] == node_class["spec"]["securityGroupSelectorTerms"] == tagged


def test_an_existing_node_class_is_not_made_again(ask: Any, workspace: Any) -> None:
    theirs = {"kind": "AKSNodeClass", "metadata": {"name": "default"}, "spec": {"imageFamily": "AzureLinux"}}

    assert not of(ask(workspace(), [theirs], gates={"Karpenter": True}), "AKSNodeClass")
