"""What an API server adds to a pod is taken away, and nothing else: a value that is no default stays."""

from typing import Any

import pytest
from canonical import canonical

GIVEN: dict[str, Any] = {
    "name": "a",
    "image": "r.example.com/a:1",
    "livenessProbe": {"httpGet": {"port": 80}},
    "readinessProbe": {"grpc": {"port": 80}},
}
STORED: dict[str, Any] = {
    **GIVEN,
    "imagePullPolicy": "IfNotPresent",
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "livenessProbe": {
        "httpGet": {"port": 80, "path": "/", "scheme": "HTTP"},
        "timeoutSeconds": 1,
        "periodSeconds": 10,
        "successThreshold": 1,
        "failureThreshold": 3,
    },
    "readinessProbe": {"grpc": {"port": 80, "service": ""}, "timeoutSeconds": 1},
}


def deployment(container: dict[str, Any], *volumes: dict[str, Any]) -> dict[str, Any]:
    pod = {"containers": [container], "volumes": list(volumes)}
    return {"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"template": {"spec": pod}}}


def test_a_container_is_the_same_before_and_after_a_server_stored_it() -> None:
    assert canonical(deployment(GIVEN)) == canonical(deployment(STORED))


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        pytest.param({}, {"emptyDir": {}}, id="no source"),
        pytest.param({"downwardAPI": {}}, {"downwardAPI": {"defaultMode": 420}}, id="downward API"),
        pytest.param(
            {"projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}},
            {
                "projected": {
                    "sources": [{"serviceAccountToken": {"path": "t", "expirationSeconds": 3600}}],
                    "defaultMode": 420,
                }
            },
            id="token",
        ),
    ],
)
def test_a_volume_is_the_same_before_and_after_a_server_stored_it(
    given: dict[str, Any], stored: dict[str, Any]
) -> None:
    before, after = ({"name": "v", **source} for source in (given, stored))

    assert canonical(deployment(GIVEN, before)) == canonical(deployment(GIVEN, after))


def test_a_value_that_is_no_default_stays() -> None:
    probe = {"httpGet": {"port": 80, "path": "/ready"}}

    assert canonical(deployment(GIVEN)) != canonical(deployment({**GIVEN, "livenessProbe": probe}))
