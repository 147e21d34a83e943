"""Kubernetes' own schemas, as a second opinion: no unknown field, no wrong type in what is rendered."""

from typing import Any

import kubernetes_validate
import pytest

NATIVE = ("ConfigMap", "Service", "Deployment", "StatefulSet", "Job")
LLAMA = {"preset": {"name": "llama-2-13b", "accessMode": "private", "presetOptions": {"image": "a/b:1"}}}
ADAPTERS = [{"source": {"name": "one", "image": "r.example.com/a:1"}, "strength": "0.5"}]
CONTAINER = {"name": "a", "image": "a:1"}


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        pytest.param({"inference": {"preset": {"name": "phi-2"}, "adapters": ADAPTERS}}, "Deployment", id="adapters"),
        pytest.param({"inference": LLAMA}, "StatefulSet", id="distributed"),
        pytest.param({"inference": {"template": {"spec": {"containers": [CONTAINER]}}}}, "Deployment", id="template"),
    ],
)
def test_a_service_is_sound(ask: Any, workspace: Any, work: dict[str, Any], kind: str) -> None:
    rendered = ask(workspace(resource={"count": 2, "instanceType": "Standard_NC12s_v3"}, **work))

    assert judged(rendered) >= {kind}


@pytest.mark.parametrize("pusher", ["release", "oras"])
@pytest.mark.parametrize("source", [{"urls": ["https://example.com/a"]}, {"image": "r.example.com/d:1"}])
def test_a_tuning_job_is_sound(ask: Any, tuning: Any, pusher: str, source: dict[str, Any]) -> None:
    assert judged(ask(tuning(input=source), pusher=pusher)) == {"ConfigMap", "Job"}


def judged(rendered: Any) -> set[str]:
    native = [manifest for manifest in rendered.objects if manifest["kind"] in NATIVE]
    for manifest in native:
        kubernetes_validate.validate(manifest, "1.35", strict=True)
    return {manifest["kind"] for manifest in native}
