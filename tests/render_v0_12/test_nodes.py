"""What a Workspace buys: claims or a pool for the nodes that are missing, and never one twice."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kaito_gen.render.names import claim_name
from kaito_gen.render.rendered import Rendered

type Ask = Callable[..., Rendered]
type Make = Callable[..., dict[str, Any]]

OWNED = {"kaito.sh/workspace": "ws", "kaito.sh/workspacenamespace": "team"}
POOLED = {"karpenter.kaito.sh/workspace-name": "ws", "karpenter.kaito.sh/workspace-namespace": "team"}
THREE_NODES = "llama-3.3-70b-instruct"


def names(rendered: Rendered, kind: str) -> list[str]:
    return [manifest["metadata"]["name"] for manifest in rendered.objects if manifest["kind"] == kind]


def claim(name: str) -> dict[str, Any]:
    return {"apiVersion": "karpenter.sh/v1", "kind": "NodeClaim", "metadata": {"name": name, "labels": OWNED}}


def test_one_claim_for_each_node(ask: Ask, workspace: Make) -> None:
    assert names(ask(workspace(preset=THREE_NODES)), "NodeClaim") == [claim_name("team", "ws", i) for i in range(3)]


def test_claims_of_other_names_count_as_nodes_on_their_way(ask: Ask, workspace: Make) -> None:
    """KAITO's claims have random names; taking over from it must not buy a node again."""
    assert len(names(ask(workspace(preset=THREE_NODES), claim("wsabc"), claim("wsdef")), "NodeClaim")) == 1


def test_claims_of_ours_stay_wanted_once_they_exist(ask: Ask, workspace: Make) -> None:
    """The second look at a cluster wants what the first one made, whichever of the claims is still there."""
    survivor = claim_name("team", "ws", 3)
    wanted = names(ask(workspace(preset=THREE_NODES), claim(survivor)), "NodeClaim")
    assert wanted == [claim_name("team", "ws", 0), claim_name("team", "ws", 1), survivor]


@pytest.mark.parametrize(
    ("labels", "ready", "claims"),
    [
        pytest.param({"apps": "ws", **OWNED}, None, 0, id="owned"),
        pytest.param({"apps": "ws", **OWNED}, "True", 0, id="owned-and-ready"),
        pytest.param({"apps": "ws", **OWNED}, "Unknown", 1, id="not-ready"),
        pytest.param({"apps": "ws"}, None, 1, id="without-ownership"),
        pytest.param({"apps": "ws", **OWNED, "karpenter.sh/nodepool": "kaito"}, None, 1, id="provisioned"),
    ],
)
def test_gpu_provisioner_counts_brought_nodes_that_carry_the_ownership_labels(
    ask: Ask, workspace: Make, node: Make, labels: dict[str, str], ready: str | None, claims: int
) -> None:
    assert len(names(ask(workspace(), node("hand", labels, ready=ready)), "NodeClaim")) == claims


@pytest.mark.parametrize(
    ("annotation", "default", "family"),
    [
        pytest.param(None, "ubuntu", "ubuntu", id="default"),
        pytest.param(None, "azurelinux", "azurelinux", id="installation"),
        pytest.param("ubuntu", "azurelinux", "ubuntu", id="annotation"),
        pytest.param(" AzureLinux ", "ubuntu", "azurelinux", id="case-and-blanks"),
        pytest.param("windows", "azurelinux", "azurelinux", id="unknown-annotation"),
        pytest.param(None, "windows", None, id="unknown-everywhere"),
    ],
)
def test_image_family_of_a_claim(
    ask: Ask, workspace: Make, annotation: str | None, default: str, family: str | None
) -> None:
    asked = workspace(annotations={"kaito.sh/node-image-family": annotation} if annotation else None)
    first = next(made for made in ask(asked, node_image_family=default).objects if made["kind"] == "NodeClaim")
    assert first["metadata"]["annotations"].get("kaito.sh/node-image-family") == family


def test_karpenter_needs_one_static_pool(ask: Ask, workspace: Make) -> None:
    rendered = ask(workspace(preset=THREE_NODES), provisioner="karpenter")
    (bought,) = (made for made in rendered.objects if made["kind"] == "NodePool")
    assert (bought["metadata"]["name"], bought["spec"]["replicas"]) == ("team-ws", 3)
    assert not names(rendered, "NodeClaim")


def pool(replicas: int, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": "team-ws", "labels": labels},
        "spec": {"replicas": replicas},
    }


def test_a_pool_never_shrinks(ask: Ask, workspace: Make) -> None:
    rendered = ask(workspace(), pool(7, POOLED), provisioner="karpenter")
    assert [made["spec"]["replicas"] for made in rendered.objects if made["kind"] == "NodePool"] == [7]


@pytest.mark.parametrize(("there", "made"), [(7, []), (1, [3])])
def test_of_someone_elses_pool_only_the_size_is_raised(ask: Ask, workspace: Make, there: int, made: list[int]) -> None:
    foreign = pool(there, {"app": "else"})
    pools = [
        one
        for one in ask(workspace(preset=THREE_NODES), foreign, provisioner="karpenter").objects
        if one["kind"] == "NodePool"
    ]
    assert pools == [{**foreign, "spec": {"replicas": replicas}} for replicas in made]


def test_claims_from_before_karpenter_cover_the_need(ask: Ask, workspace: Make) -> None:
    """Moving an installation from gpu-provisioner to Karpenter buys no node again."""
    former = claim("wsabc")
    assert names(ask(workspace(), former, provisioner="karpenter"), "NodePool") == []
    former["metadata"]["deletionTimestamp"] = "2026-08-21T00:00:00Z"
    assert names(ask(workspace(), former, provisioner="karpenter"), "NodePool") == ["team-ws"]


@pytest.mark.parametrize(
    ("machine", "labels", "pools"),
    [
        pytest.param("Standard_NC24ads_A100_v4", {}, 0, id="of-the-instance-type"),
        pytest.param("Standard_NC48ads_A100_v4", {}, 1, id="of-another-type"),
        pytest.param("Standard_NC24ads_A100_v4", {"karpenter.sh/nodepool": "mine"}, 0, id="of-a-pool-of-the-users"),
        pytest.param("Standard_NC24ads_A100_v4", {"kaito.sh/workspace": "other"}, 1, id="of-another-workspace"),
        pytest.param("Standard_NC24ads_A100_v4", POOLED, 1, id="bought-for-this-workspace"),
    ],
)
def test_karpenter_counts_brought_nodes(
    ask: Ask, workspace: Make, node: Make, machine: str, labels: Mapping[str, str], pools: int
) -> None:
    hand = node("hand", {"apps": "ws", "node.kubernetes.io/instance-type": "Standard_NC24ads_A100_v4", **labels})
    assert len(names(ask(workspace(machine=machine), hand, provisioner="karpenter"), "NodePool")) == pools


@pytest.mark.parametrize(("annotation", "name"), [(None, "first"), ("second", "second"), ("", "first")])
def test_node_class_of_a_pool(ask: Ask, workspace: Make, annotation: str | None, name: str) -> None:
    from kaito_gen.target import NodeClasses

    classes = NodeClasses("karpenter.azure.com", "AKSNodeClass", "v1beta1", "aksnodeclasses", ("first", "second"))
    asked = workspace(annotations=None if annotation is None else {"kaito.sh/node-class-name": annotation})
    rendered = ask(asked, provisioner="karpenter", node_classes=classes)
    (bought,) = (made for made in rendered.objects if made["kind"] == "NodePool")
    assert bought["spec"]["template"]["spec"]["nodeClassRef"]["name"] == name


def test_a_node_class_that_kaito_was_not_told_of_buys_nothing(ask: Ask, workspace: Make) -> None:
    rendered = ask(workspace(annotations={"kaito.sh/node-class-name": "mine"}), provisioner="karpenter")
    assert rendered.objects == ()
    assert [stop.code for stop in rendered.stops] == ["unknown-node-class"]


def test_users_who_bring_nodes_buy_nothing(ask: Ask, workspace: Make, gpu_node: Make) -> None:
    rendered = ask(workspace(machine=""), gpu_node("a"), provisioner="byo")
    assert {made["kind"] for made in rendered.objects} == {"Service", "StatefulSet"}
    assert not rendered.stops


def test_of_unlike_nodes_the_largest_shapes_the_pod(ask: Ask, workspace: Make, gpu_node: Make) -> None:
    """A pod of its size can land nowhere else; KAITO takes whichever its cache lists first."""
    rendered = ask(workspace(machine=""), gpu_node("a"), gpu_node("b", gpus=4), provisioner="byo")
    workload = rendered.objects[-1]
    (container,) = workload["spec"]["template"]["spec"]["containers"]
    assert container["resources"]["limits"] == {"nvidia.com/gpu": "4"}


def test_missing_nodes_are_noted_and_stop_nothing(ask: Ask, workspace: Make, gpu_node: Make) -> None:
    rendered = ask(workspace(machine="", preset=THREE_NODES), gpu_node("a", gpus=2), complete=True, provisioner="byo")
    assert [note.code for note in rendered.notes] == ["nodes-missing"]
    assert rendered.objects[-1]["spec"]["replicas"] == 2
