"""One way to ask: a Workspace and what else exists go in, the rendered objects come out by kind."""

from collections.abc import Callable, Iterable, Mapping
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
    """Render a root with release v0.3; keywords of the Target may follow."""

    def rendered(root: Manifest, beside: Iterable[Manifest] = (), *, complete: bool = False, **target: Any) -> Rendered:
        installation = settle(Target(release="v0.3", **target))
        return render(root, installation, World(beside, complete=complete), load_catalog("v0.3"))

    return rendered


@pytest.fixture
def workspace() -> Make:
    """Make a Workspace around ``inference`` or ``tuning``; without either it serves phi-2."""

    def made(
        *,
        name: str = "ws",
        resource: Mapping[str, Any] | None = None,
        annotations: Mapping[str, str] | None = None,
        **work: Any,
    ) -> Manifest:
        selector = {"labelSelector": {"matchLabels": {"apps": "ws"}}}
        return {
            "apiVersion": "kaito.sh/v1alpha1",
            "kind": "Workspace",
            "metadata": {"name": name, "namespace": "team", **({"annotations": annotations} if annotations else {})},
            "resource": {"instanceType": "Standard_NC6s_v3", **selector, **(resource or {})},
            **(work or {"inference": {"preset": {"name": "phi-2"}}}),
        }

    return made


@pytest.fixture
def tuning(workspace: Make) -> Make:
    """Make a tuning Workspace that is complete; keywords replace fields of ``tuning``."""

    def made(*, resource: Mapping[str, Any] | None = None, **fields: Any) -> Manifest:
        complete = {
            "preset": {"name": "phi-2"},
            "method": "qlora",
            "input": {"urls": ["https://example.com/a.parquet"]},
            "output": {"image": "registry.example.com/out:1", "imagePushSecret": "push"},
        }
        return workspace(resource=resource, tuning=complete | fields)

    return made


@pytest.fixture
def node() -> Make:
    """Make a node that matches the Workspaces of :func:`workspace`; ``ready`` None leaves its conditions out."""

    def made(
        name: str, *, labels: Mapping[str, str] | None = None, ready: str | None = None, deleting: bool = False
    ) -> Manifest:
        metadata: Manifest = {"name": name, "labels": {"apps": "ws", **(labels or {})}}
        if deleting:
            metadata["deletionTimestamp"] = "2026-08-21T00:00:00Z"
        conditions = [] if ready is None else [{"type": "Ready", "status": ready}]
        return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "status": {"conditions": conditions}}

    return made
