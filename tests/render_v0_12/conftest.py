"""One way to ask: a root and what else exists go in, the rendered objects come out."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kaito_gen.data import load_catalog
from kaito_gen.render import render
from kaito_gen.render.rendered import Rendered
from kaito_gen.target import Target, settle
from kaito_gen.world import World

type Manifest = dict[str, Any]
type Ask = Callable[..., Rendered]
type Make = Callable[..., Manifest]


@pytest.fixture
def ask() -> Ask:
    """Render a root with release v0.12; keywords of the Target may follow."""

    def rendered(root: Manifest, *beside: Manifest, complete: bool = False, **target: Any) -> Rendered:
        installation = settle(Target(release="v0.12", **target))
        return render(root, installation, World(beside, complete=complete), load_catalog("v0.12"))

    return rendered


@pytest.fixture
def workspace() -> Make:
    """Make a Workspace around ``inference`` or ``tuning``; without either it serves phi-4-mini-instruct."""

    def made(
        *,
        name: str = "ws",
        machine: str = "Standard_NC24ads_A100_v4",
        resource: Mapping[str, Any] | None = None,
        annotations: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        preset: str = "phi-4-mini-instruct",
        **work: Any,
    ) -> Manifest:
        metadata: Manifest = {"name": name, "namespace": "team"}
        metadata |= {"annotations": annotations} if annotations else {}
        metadata |= {"labels": labels} if labels else {}
        asked: Manifest = {"labelSelector": {"matchLabels": {"apps": "ws"}}, **(resource or {})}
        if machine:
            asked["instanceType"] = machine
        return {
            "apiVersion": "kaito.sh/v1beta1",
            "kind": "Workspace",
            "metadata": metadata,
            "resource": asked,
            **(work or {"inference": {"preset": {"name": preset}}}),
        }

    return made


@pytest.fixture
def tuning(workspace: Make) -> Make:
    """Make a tuning Workspace that is complete; keywords replace fields of ``tuning``."""

    def made(*, machine: str = "Standard_NC24ads_A100_v4", **fields: Any) -> Manifest:
        complete = {
            "preset": {"name": "phi-4"},
            "method": "qlora",
            "input": {"urls": ["https://example.com/a.parquet"]},
            "output": {"image": "registry.example.com/out:1", "imagePushSecret": "push"},
        }
        return workspace(machine=machine, tuning=complete | fields)

    return made


@pytest.fixture
def node() -> Make:
    """Make a node with labels; ``ready`` None leaves its conditions out."""

    def made(name: str, labels: Mapping[str, str], *, ready: str | None = None) -> Manifest:
        conditions = [] if ready is None else [{"type": "Ready", "status": ready}]
        metadata = {"name": name, "labels": dict(labels)}
        return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "status": {"conditions": conditions}}

    return made


@pytest.fixture
def gpu_node(node: Make) -> Make:
    """Make a node that a user brings, with the labels of GPU feature discovery."""

    def made(name: str, *, gpus: int = 1, mebibytes: int = 81920, ready: str | None = None) -> Manifest:
        labels = {
            "apps": "ws",
            "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB",
            "nvidia.com/gpu.count": str(gpus),
            "nvidia.com/gpu.memory": str(mebibytes),
        }
        return node(name, labels, ready=ready)

    return made
