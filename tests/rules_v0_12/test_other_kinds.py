"""InferenceSets, RAGEngines, MultiRoleInferences and ModelMirrors as their webhooks judge them."""

import copy
from typing import Any

import pytest

from kaito_gen.kinds import Manifest
from kaito_gen.validate.rule import STATUS_UPDATE, UPDATE

SELECTOR = {"matchLabels": {"apps": "chat"}}
MACHINE = "Standard_NC24ads_A100_v4"


def an(kind: str, spec: Any, version: str = "v1beta1", name: str = "chat") -> Manifest:
    metadata = {"name": name, "namespace": "default"}
    return {"apiVersion": f"kaito.sh/{version}", "kind": kind, "metadata": metadata, "spec": spec}


def a_set(version: str = "v1beta1", **template: Any) -> Manifest:
    made = {"resource": {"instanceType": MACHINE}, "inference": {"preset": {"name": "phi-4"}}} | template
    return an("InferenceSet", {"replicas": 1, "labelSelector": SELECTOR, "template": made}, version)


def test_a_template_is_judged_as_the_workspace_it_stands_for(refused, judged) -> None:
    bad = a_set(inference={"preset": {"name": "falcon-7b"}})
    assert refused(bad) == {"set-template-refused"}
    assert judged(bad)[0].keys == ("spec", "template", "inference", "preset", "name")
    assert refused(a_set("v1alpha1", inference={"preset": {"name": "falcon-7b"}})) == set()


@pytest.mark.parametrize("operation", [UPDATE, STATUS_UPDATE])
def test_a_template_is_judged_at_every_write(refused, operation: str) -> None:
    bad = a_set(inference={})
    assert refused(bad, operation=operation, old=bad) == {"set-template-refused"}


def test_the_place_of_a_selector_is_that_of_the_set(judged) -> None:
    bad = a_set()
    bad["spec"]["labelSelector"] = {"matchLabels": {"kaito.sh/workspace": "chat"}}
    assert [one.keys for one in judged(bad)] == [("spec", "labelSelector", "matchLabels")]


def test_the_runtime_is_read_from_the_template(refused) -> None:
    adapters = [{"source": {"name": "style", "image": "x"}, "strength": "1"}]
    fast = a_set(inference={"preset": {"name": "phi-4"}, "adapters": adapters})
    assert refused(fast) == {"set-template-refused"}
    fast["metadata"]["annotations"] = {"kaito.sh/runtime": "transformers"}
    assert refused(fast) == {"set-template-refused"}
    fast["spec"]["template"]["metadata"] = {"annotations": {"kaito.sh/runtime": "transformers"}}
    assert refused(fast) == set()


def test_a_crash_in_the_template_hides_everything_else(refused) -> None:
    bad = a_set(inference={"preset": {"name": "phi-4"}, "adapters": [{}]}, resource={})
    assert refused(bad) == {"set-template-crashes"}


def test_a_missing_machine_is_named_by_the_set_and_by_its_template(refused) -> None:
    assert refused(a_set(resource={})) == {"set-instance-type-missing", "set-template-refused"}
    assert refused(a_set("v1alpha1", resource={})) == {"set-instance-type-missing"}


def test_a_machine_on_nodes_of_one_s_own_is_only_the_set_s_mistake(refused) -> None:
    node = {"nvidia.com/gpu.product": "A100", "nvidia.com/gpu.count": "1", "nvidia.com/gpu.memory": "81920"}
    labels = {**SELECTOR["matchLabels"], **node}
    own = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "labels": labels}}
    assert refused(a_set(), own, provisioner="byo") == {"set-instance-type-with-own-nodes"}


def test_nobody_is_asked_without_the_gate(refused, judged) -> None:
    bad = a_set(inference={})
    assert refused(bad, gates={"enableInferenceSetController": False}) == set()
    assert [one.rule for one in judged(bad, gates={"enableInferenceSetController": False})] == ["controller-off"]
    assert [one.rule for one in judged(an("ModelMirror", {}, "v1alpha1"))] == ["controller-off"]


@pytest.mark.parametrize(
    ("window", "rules"),
    [
        ({"schedule": "0 2 * * *", "duration": "4h"}, set()),
        ({"schedule": ""}, {"set-schedule-malformed"}),
        ({"schedule": "0 2 * * 7", "duration": "-1h"}, {"set-schedule-malformed", "set-window-not-positive"}),
        ({"schedule": "@daily", "duration": "4 hours"}, {"set-window-unreadable"}),
        ({"schedule": "@daily", "duration": ""}, {"set-window-unreadable"}),
    ],
)
def test_the_maintenance_window(refused, window: Any, rules: set[str]) -> None:
    made = a_set()
    made["spec"]["autoUpgrade"] = {"enabled": True, "maintenanceWindow": window}
    assert refused(made) == rules


@pytest.mark.parametrize(
    ("strategy", "right"),
    [({"rollingUpdate": {"maxUnavailable": "50%"}}, True), ({"foo": 1}, False), ("x", False), ({"type": 1}, False)],
)
def test_the_update_strategy_is_read_strictly(refused, strategy: Any, right: bool) -> None:
    made = a_set()
    made["spec"]["updateStrategy"] = strategy
    assert refused(made) == (set() if right else {"set-open-part-unreadable"})


def test_the_stored_set_is_read_as_well(refused) -> None:
    """A write that mends what the webhook cannot read is refused with it."""
    bad, good = a_set(), a_set()
    bad["spec"]["updateStrategy"] = {"foo": 1}
    assert refused(good, operation=UPDATE, old=bad) == {"set-open-part-unreadable"}


def test_labels_of_a_template_are_texts(refused) -> None:
    assert refused(a_set(metadata={"labels": {"a": "b"}, "name": "X_Y"})) == set()
    assert refused(a_set(metadata={"labels": {"a": 1}})) == {"set-open-part-unreadable"}


def an_engine(version: str = "v1beta1", **spec: Any) -> Manifest:
    whole = {
        "compute": {"instanceType": MACHINE, "labelSelector": SELECTOR},
        "embedding": {"local": {"modelID": "a/b"}},
        "inferenceService": {"url": "http://chat/v1", "contextWindowSize": 8192},
    }
    return an("RAGEngine", {key: value for key, value in (whole | spec).items() if value is not None}, version)


@pytest.mark.parametrize("version", ["v1alpha1", "v1beta1"])
@pytest.mark.parametrize(
    ("spec", "rules"),
    [
        ({}, set()),
        ({"compute": None, "inferenceService": None}, set()),
        ({"inferenceService": {"contextWindowSize": 1}}, set()),
        ({"inferenceService": {"url": "chat/v1"}}, {"rag-service-url-malformed", "rag-context-not-positive"}),
        ({"embedding": {}}, {"rag-embedding-not-one"}),
        (
            {"embedding": {"local": {}, "remote": {"url": "x:y"}}},
            {"rag-embedding-not-one", "rag-local-embedding-not-one"},
        ),
        ({"embedding": {"remote": {"url": ""}}}, {"rag-embedding-url-malformed"}),
        ({"embedding": {"local": {"image": "example.com/X:1"}}}, {"rag-embedding-image-malformed"}),
        ({"embedding": {"local": {"image": "EXAMPLE.com/UP/x:LATEST"}}}, set()),
        ({"compute": {"labelSelector": {}}}, {"rag-machine-unknown"}),
        (
            {
                "compute": {
                    "instanceType": "Standard_D4",
                    "labelSelector": {"matchExpressions": [{"key": "a", "operator": "Exists"}]},
                }
            },
            {"rag-selector-not-labels"},
        ),
        ({"guardrails": {"enabled": True}}, {"rag-guardrails-missing"}),
        ({"guardrails": {"configMapRef": {"name": "none"}}}, set()),
    ],
)
def test_rag_engines(refused, version: str, spec: Any, rules: set[str]) -> None:
    assert refused(an_engine(version, **spec)) == rules


def test_without_a_cloud_no_machine_is_known(refused) -> None:
    assert refused(an_engine(), cloud="") == {"rag-machine-unknown"}


def test_a_rag_engine_without_spec_crashes_the_webhook(refused) -> None:
    bare = {key: value for key, value in an_engine().items() if key != "spec"}
    assert refused(bare) == {"rag-spec-missing"}
    assert refused(an_engine(), operation=UPDATE, old=bare) == {"rag-spec-missing"}


def test_fields_that_are_gone_stop_even_writes_that_remove_them(refused) -> None:
    old, new = an_engine("v1alpha1", storage={"mountPath": "/data"}), an_engine("v1alpha1")
    assert refused(old) == {"rag-field-gone"}
    assert refused(new, operation=UPDATE, old=old) == {"rag-field-gone"}
    assert refused(an_engine("v1alpha1", queryServiceName="")) == {"rag-field-gone"}


def test_changes_of_the_nodes_of_a_rag_engine(refused) -> None:
    new = an_engine(compute={"instanceType": "Standard_NC48ads_A100_v4", "labelSelector": {}})
    assert refused(new, operation=UPDATE, old=an_engine()) == {"instance-type-changed", "selector-changed"}
    assert refused(an_engine(compute=None), operation=UPDATE, old=an_engine()) == {"rag-compute-toggled"}


ROLES = {"gates": {"enableMultiRoleInferenceController": True}}


def some_roles(**spec: Any) -> Manifest:
    roles = [{"type": kind, "replicas": 1, "instanceType": MACHINE} for kind in ("prefill", "decode")]
    return an(
        "MultiRoleInference", {"labelSelector": SELECTOR, "model": {"name": "phi-4"}, "roles": roles} | spec, "v1alpha1"
    )


def test_every_role_needs_its_machine_or_none_does(refused, judged) -> None:
    bare = some_roles(roles=[{"type": "prefill", "instanceType": ""}, {"type": "decode", "instanceType": MACHINE}])
    assert refused(bare, **ROLES) == {"role-machine"}
    assert [one.keys for one in judged(bare, **ROLES)] == [("spec", "roles", 0, "instanceType")]
    assert [one.keys[2] for one in judged(bare, provisioner="byo", **ROLES)] == [1]


def test_the_model_of_roles(refused) -> None:
    assert refused(some_roles(model={"name": ""}), **ROLES) == {"roles-model-missing"}
    other = some_roles(model={"name": "Phi-4"})
    assert refused(other, operation=UPDATE, old=some_roles(), **ROLES) == {"role-model-changed"}
    assert refused({**some_roles(), "metadata": {"name": "a.b"}}, **ROLES) == {"roles-name-not-a-label"}


MIRRORS = {"gates": {"ModelMirror": True}}
SOURCE, STORAGE = {"registry": "huggingface", "modelID": "a/b"}, {"size": "50Gi", "storageClassName": "blob"}
CLASS = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "blob"}, "provisioner": "p"}


def a_mirror(**spec: Any) -> Manifest:
    return an("ModelMirror", {key: value for key, value in spec.items() if value is not None}, "v1alpha1", "A.mirror")


@pytest.mark.parametrize(
    ("spec", "rules"),
    [
        ({"mode": "Managed", "source": SOURCE, "storage": STORAGE}, set()),
        ({"source": SOURCE, "storage": {**STORAGE, "size": "Gi"}}, set()),
        ({"source": SOURCE, "storage": {**STORAGE, "size": "-1"}}, set()),
        ({}, {"mirror-source-incomplete", "mirror-storage-missing"}),
        ({"source": {**SOURCE, "modelID": ""}, "storage": STORAGE}, {"mirror-source-incomplete"}),
        ({"source": SOURCE, "storage": {**STORAGE, "size": "50gi"}}, {"mirror-size-malformed"}),
        ({"source": SOURCE, "storage": {"size": "1"}}, {"mirror-storage-class-missing"}),
        ({"source": SOURCE, "storage": {**STORAGE, "storageClassName": "Blob"}}, {"mirror-storage-class-missing"}),
        ({"mode": "Static"}, set()),
        ({"mode": "Static", "source": {}, "storage": {}}, {"mirror-static-source", "mirror-static-storage"}),
    ],
)
def test_mirrors(refused, spec: Any, rules: set[str]) -> None:
    assert refused(a_mirror(**spec), CLASS, **MIRRORS) == rules


def test_a_mirror_that_exists_is_only_compared(refused) -> None:
    bad = a_mirror(source=SOURCE)
    assert refused(bad, operation=UPDATE, old=copy.deepcopy(bad), **MIRRORS) == set()
    assert refused(bad, operation=UPDATE, old=a_mirror(mode="Static"), **MIRRORS) == {"mirror-changed"}
