"""Whatever a user's document holds, rendering answers: with objects, or with a sentence that names the field."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaito_gen.data import load_catalog
from kaito_gen.emit import dump_all
from kaito_gen.render import render
from kaito_gen.target import Streaming, Target, settle
from kaito_gen.world import World

SOURCE = {
    "name": "one",
    "image": "r.example.com/a:1",
    "urls": ["https://example.com/a"],
    "imagePullSecrets": ["s"],
    "volumeSource": {"emptyDir": {}},
}
SELECTOR = {"matchLabels": {"apps": "ws"}, "matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}
INFERENCE = {
    "preset": {"name": "phi-4", "accessMode": "public", "presetOptions": {"modelAccessSecret": "hf"}},
    "config": "c",
    "adapters": [{"source": SOURCE, "strength": "1.0"}],
}
TEMPLATE = {
    "metadata": {"labels": {"a": "b"}, "annotations": {"a": "b"}},
    "spec": {"containers": [{"name": "c", "image": "i:1"}], "tolerations": [{"key": "a"}], "affinity": {}},
}
METADATA = {"name": "ws", "namespace": "team", "labels": {"a": "b"}, "annotations": {"kaito.sh/runtime": "vllm"}}
MACHINE = "Standard_NC24ads_A100_v4"
RESOURCE = {
    "count": 2,
    "instanceType": MACHINE,
    "labelSelector": SELECTOR,
    "partition": {"mode": "mig", "profile": "1g.5gb", "count": 1},
}


def workspace(**work: Any) -> dict[str, Any]:
    return {"apiVersion": "kaito.sh/v1beta1", "kind": "Workspace", "metadata": METADATA, "resource": RESOURCE, **work}


ROOTS: dict[str, dict[str, Any]] = {
    "preset": workspace(inference=INFERENCE),
    "template": workspace(inference={"template": TEMPLATE}),
    "tuning": workspace(
        tuning={
            "preset": {"name": "phi-4"},
            "method": "lora",
            "config": "lora-params-template",
            "input": SOURCE,
            "output": {"image": "r.example.com/o:1", "imagePushSecret": "p", "volumeSource": {"emptyDir": {}}},
        }
    ),
    "set": {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "InferenceSet",
        "metadata": METADATA,
        "spec": {
            "replicas": 1,
            "labelSelector": SELECTOR,
            "template": {
                "metadata": {"labels": {"a": "b"}, "annotations": {"a": "b"}},
                "resource": {"instanceType": MACHINE},
                "inference": INFERENCE,
            },
        },
    },
    "roles": {
        "apiVersion": "kaito.sh/v1alpha1",
        "kind": "MultiRoleInference",
        "metadata": METADATA,
        "spec": {
            "labelSelector": SELECTOR,
            "model": {"name": "phi-4", "modelAccessSecret": "hf"},
            "eppPluginsConfig": "c",
            "roles": [
                {"type": kind, "replicas": 1, "instanceType": MACHINE, "runtimeConfig": "c"}
                for kind in ("prefill", "decode")
            ],
        },
    },
    "mirror": {
        "apiVersion": "kaito.sh/v1alpha1",
        "kind": "ModelMirror",
        "metadata": {"name": "m"},
        "spec": {
            "mode": "Managed",
            "source": {"registry": "huggingface", "modelID": "a/b", "accessSecret": {"name": "s", "namespace": "n"}},
            "storage": {"size": "1Gi", "storageClassName": "c"},
            "jobNamespace": "team",
            "serviceAccountName": "a",
        },
    },
    "rag": {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "RAGEngine",
        "metadata": METADATA,
        "spec": {
            "compute": {"instanceType": MACHINE, "count": 1, "labelSelector": SELECTOR},
            "storage": {
                "persistentVolume": {"persistentVolumeClaim": "p", "mountPath": "/m"},
                "vectorDB": {"engine": "qdrant", "url": "u", "accessSecret": "s"},
            },
            "embedding": {
                "local": {"image": "i", "imagePullSecret": "s", "modelID": "m", "modelAccessSecret": "s"},
                "remote": {"url": "u", "accessSecret": "s"},
            },
            "inferenceService": {"url": "u", "accessSecret": "s", "contextWindowSize": 1},
            "guardrails": {"enabled": True, "configMapRef": {"name": "c"}},
        },
    },
}
GATES = {"ModelMirror": True, "enableMultiRoleInferenceController": True, "gatewayAPIInferenceExtension": True}
TARGETS = (
    settle(Target(gates=GATES)),
    settle(Target(gates={**GATES, "ModelStreaming": True}, streaming=Streaming("c", "a"), provisioner="karpenter")),
    settle(Target(gates=GATES, provisioner="byo")),
)
ODD = st.sampled_from([None, 0, -1, 10**30, 1.5, True, "", "x", "\x00", [], [None], {}, {"a": None}, [{}], {"": {}}])


def paths(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in items for path in paths(item, (*at, key)))]


def replaced(root: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    changed = deepcopy(root)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


@pytest.mark.parametrize("name", ROOTS)
@given(data=st.data())
def test_any_value_in_any_place_is_answered(name: str, data: st.DataObject) -> None:
    root = ROOTS[name]
    path = data.draw(st.sampled_from([path for path in paths(root) if path and path != ("kind",)]))
    changed = replaced(root, path, data.draw(ODD))
    target = data.draw(st.sampled_from(TARGETS))
    rendered = render(changed, target, World(complete=data.draw(st.booleans())), load_catalog("v0.12"))
    assert rendered.objects or rendered.stops or rendered.notes or changed.get("spec", {}).get("replicas") in (0, -1)
    assert all(stop.message and stop.code for stop in (*rendered.stops, *rendered.notes))
    dump_all(rendered.objects)


@pytest.mark.parametrize("name", ROOTS)
def test_roots_are_never_changed(name: str) -> None:
    root = deepcopy(ROOTS[name])
    rendered = render(root, TARGETS[0], World(), load_catalog("v0.12"))
    assert root == ROOTS[name]
    assert rendered == render(root, TARGETS[0], World(), load_catalog("v0.12"))
