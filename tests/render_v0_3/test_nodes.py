"""Which nodes a Workspace takes: preferred ones, then those it had, then bought ones, then by name."""

from typing import Any

import pytest

from kaito_gen.render.v0_3.nodes import select_nodes
from kaito_gen.render.v0_3.request import read
from kaito_gen.target import Target, settle
from kaito_gen.world import World

NODES = {
    "a": {},
    "b": {"kaito.sh/machine-type": "gpu"},
    "c": {"karpenter.sh/nodepool": "kaito"},
    "d": {},
    "e": {},
}


@pytest.mark.parametrize(
    ("fields", "karpenter", "order"),
    [
        pytest.param({}, False, "bacde", id="bought with a Machine first"),
        pytest.param({}, True, "bcade", id="bought with either first"),
        pytest.param({"preferred": ["d"]}, False, "dbace", id="preferred before all"),
        pytest.param({"used": ["e"]}, False, "ebacd", id="used before"),
        pytest.param({"preferred": ["d", "z"], "used": ["e"]}, False, "debac", id="a preferred node that is not there"),
        pytest.param({"count": 2}, False, "ba", id="no more than asked for"),
    ],
)
def test_takes_nodes_in_order(workspace: Any, node: Any, fields: dict[str, Any], karpenter: bool, order: str) -> None:
    wanted = workspace(resource={"count": fields.get("count", 5), "preferredNodes": fields.get("preferred")})
    wanted["status"] = {"workerNodes": fields.get("used")}
    world = World(node(name, labels=labels) for name, labels in reversed(NODES.items()))
    target = settle(Target(release="v0.3", gates={"Karpenter": karpenter}))

    taken = select_nodes(read(wanted), target, world)

    assert "".join(one["metadata"]["name"] for one in taken) == order
