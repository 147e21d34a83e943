"""What the API server takes and refuses of the pods of a workload."""

from typing import Any

import pytest

from kaito_gen.render.api_server import refusals


def workload(kind: str = "StatefulSet", container: dict[str, Any] | None = None, **pod: Any) -> dict[str, Any]:
    spec = {"containers": [{"name": "c", "image": "i:1", **(container or {})}], **pod}
    return {"kind": kind, "metadata": {"name": "w"}, "spec": {"template": {"spec": spec}}}


VOLUME = {"name": "v", "emptyDir": {}}


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param(workload(), id="a-plain-container"),
        pytest.param(workload(container={"image": " i:1 "}), id="blanks-around-an-image"),
        pytest.param(workload("Job", restartPolicy="Never"), id="a-job-that-ends"),
        pytest.param(
            workload(container={"volumeMounts": [{"name": "v", "mountPath": "/v"}]}, volumes=[VOLUME]), id="a-mount"
        ),
        pytest.param(workload(container={"env": [{"name": "a.b-c d", "value": ""}]}), id="an-odd-variable"),
    ],
)
def test_it_takes(manifest: dict[str, Any]) -> None:
    assert list(refusals(manifest)) == []


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        pytest.param(workload(volumes=[VOLUME, VOLUME]), "two volumes have the name 'v'", id="a-volume-twice"),
        pytest.param(workload(volumes=[{"name": "v.v", "emptyDir": {}}]), "volume name 'v.v'", id="a-dot-in-a-volume"),
        pytest.param(
            workload(container={"volumeMounts": [{"name": "v"}]}, volumes=[VOLUME]),
            "container 'c' mounts the volume 'v' nowhere",
            id="a-mount-without-path",
        ),
        pytest.param(
            workload(container={"env": [{"name": "a=b", "value": ""}]}), "a variable of the name 'a=b'", id="a-variable"
        ),
    ],
)
def test_it_refuses(manifest: dict[str, Any], why: str) -> None:
    [refusal] = refusals(manifest)
    assert why in refusal
