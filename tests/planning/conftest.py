"""Workspaces and nodes in few words, and the planning of them."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_12, Manifest, api_version
from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.planning.releases import plan
from kaito_gen.target import Target, settle
from kaito_gen.world import World

type Planning = Callable[..., Plan | NoFit]


@pytest.fixture(scope="session")
def workspace() -> Callable[..., Manifest]:
    """A function that builds a Workspace; ``resource`` and ``annotations`` are merged over what the words say."""

    def build(
        preset: str = "phi-4-mini-instruct",
        machine: str | None = "Standard_NC24ads_A100_v4",
        *,
        release: str = V0_12,
        workload: str = "preset",
        annotations: dict[str, str] | None = None,
        config: str | None = None,
        **resource: Any,
    ) -> Manifest:
        asked = {"labelSelector": {"matchLabels": {"apps": "x"}}, **resource}
        if machine is not None:
            asked["instanceType"] = machine
        named: Manifest = {"preset": {"name": preset}}
        purposes: dict[str, Manifest] = {
            "preset": {"inference": named if config is None else {**named, "config": config}},
            "template": {"inference": {"template": {"spec": {"containers": []}}}},
            "tuning": {"tuning": {**named, "method": "qlora"}},
        }
        return {
            "apiVersion": api_version("Workspace", release),
            "kind": "Workspace",
            "metadata": {"name": "ws", "annotations": annotations or {}},
            "resource": asked,
            **purposes[workload],
        }

    return build


@pytest.fixture(scope="session")
def planned() -> Planning:
    """A function that plans a Workspace on an installation, in a world that holds ``objects`` and nothing else."""

    def build(
        manifest: Manifest,
        *,
        objects: Iterable[Manifest] = (),
        complete: bool = True,
        admitted: bool = False,
        **at: Any,
    ) -> Plan | NoFit:
        target = settle(Target(**at))
        world = World(objects, complete=complete)
        return plan(manifest, target, world, load_catalog(target.release), admitted=admitted)

    return build


@pytest.fixture(scope="session")
def node() -> Callable[..., Manifest]:
    """A function that builds a Node with the labels of NVIDIA's GPU feature discovery."""

    def build(name: str = "n0", gpus: object = 1, mebibytes: object = 81920, **labels: str) -> Manifest:
        discovered = {
            "nvidia.com/gpu.product": "NVIDIA-A100-80GB",
            "nvidia.com/gpu.count": str(gpus),
            "nvidia.com/gpu.memory": str(mebibytes),
        }
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": {"apps": "x", **discovered, **labels}},
            "status": {"conditions": [{"type": "Ready", "status": "True"}]},
        }

    return build
