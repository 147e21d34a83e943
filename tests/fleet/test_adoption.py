"""What adopt makes of existing objects compiles back to the very same objects, whatever they are."""

import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaito_gen.data import load_catalog
from kaito_gen.emit import dump
from kaito_gen.fleet.adoption.adopting import Adopted, adopt
from kaito_gen.fleet.adoption.cleaning import cleaned, unpacked
from kaito_gen.fleet.adoption.deducing import deduced_release, deduced_target
from kaito_gen.fleet.adoption.writing import fleet_text
from kaito_gen.kinds import ROOT_KINDS, Manifest

DATA = Path(__file__).parents[1] / "truth/data"
GOLDEN = sorted(DATA.glob("kaito-*-golden/*.json"))
UPSTREAM = json.loads(Path(__file__).with_name("upstream_examples.json").read_text())["examples"]
NEVER_ADOPTED = ("Secret", "Node", "Pod", "Event")


def comparable(manifests: Iterable[Manifest]) -> list[str]:
    return sorted(json.dumps(manifest, sort_keys=True) for manifest in manifests)


def adopted(manifests: Sequence[Manifest], *, inline: bool = True, **said: str) -> Adopted:
    release = deduced_release(manifests)
    catalog = load_catalog(release)
    target = deduced_target(manifests, said=said, catalog=catalog)
    return adopt(copy.deepcopy(list(manifests)), name="x", target=target, catalog=catalog, inline=inline)


def compiled(fleets: Any, result: Adopted) -> tuple[Manifest, ...]:
    """Write the fleet and its files, read them back, compile them."""
    text = fleet_text(result.fleet, comments=result.comments)
    files = {"f/fleet.yaml": text, **{f"f/{name}": dump(manifest) for name, manifest in result.files.items()}}
    loaded = fleets.load_files(files, "f/fleet.yaml")
    assert loaded.origin.sources[0].value == result.fleet, "the text says what the data says"
    found: tuple[Manifest, ...] = fleets.compile_loaded(loaded).objects
    return found


def golden_inputs() -> Iterator[Any]:
    for path in GOLDEN:
        case = json.loads(path.read_text())
        inputs = case["steps"][0].get("inputs") or []
        if any(manifest["kind"] in ROOT_KINDS for manifest in inputs):
            yield pytest.param(inputs, id=f"{path.parent.name}/{path.stem}")


@pytest.mark.parametrize("inline", [True, False], ids=["inline", "files"])
@pytest.mark.parametrize("manifests", list(golden_inputs()))
def test_inputs_of_recorded_cases_come_back(fleets: Any, manifests: list[Manifest], inline: bool) -> None:
    found = compiled(fleets, adopted(manifests, inline=inline))
    assert comparable(found) == comparable(cleaned(one) for one in manifests if one["kind"] not in NEVER_ADOPTED)


@pytest.mark.parametrize("name", UPSTREAM)
def test_examples_of_upstream_come_back(fleets: Any, name: str) -> None:
    manifests = UPSTREAM[name]
    result = adopted(manifests)
    found = compiled(fleets, result)
    assert comparable(found) == comparable(cleaned(one) for one in manifests if one["kind"] not in NEVER_ADOPTED)


def test_nearly_all_examples_need_no_manifest() -> None:
    """What is kept word for word of upstream's own examples is what the release itself refuses."""
    kept = [comment for manifests in UPSTREAM.values() for comment in adopted(manifests).comments.values()]
    assert len(kept) == 3
    assert all("no longer serves falcon-7b" in comment or "Standard_NC6s_v3" in comment for comment in kept)


NAME = st.from_regex(r"[a-z][a-z0-9-]{0,6}[a-z0-9]", fullmatch=True)
TEXT = st.sampled_from(["a", "b-1", "no", "8", "registry.example.com/x:1", "two words", "line\nbreak\n"])
TEXTS = st.dictionaries(
    st.sampled_from(["a", "team", "kaito.sh/runtime", "kaito.sh/enablelb", "x.io/y"]), TEXT, max_size=3
)
RUNTIMES = st.sampled_from(["vllm", "transformers", "True", "true", "odd"])
ANYTHING = st.none() | st.booleans() | st.integers(-1, 9) | TEXT | st.just([]) | st.just({}) | TEXTS


def some(fields: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the fields, each left out now and then."""
    return st.fixed_dictionaries({}, optional=fields)


SELECTOR = some(
    {
        "matchLabels": TEXTS,
        "matchExpressions": st.lists(
            st.fixed_dictionaries(
                {"key": TEXT, "operator": st.just("In")}, optional={"values": st.lists(TEXT, max_size=2)}
            ),
            max_size=2,
        ),
    }
)
SOURCE = some(
    {
        "name": TEXT,
        "urls": st.lists(TEXT, max_size=2),
        "image": TEXT,
        "imagePullSecrets": st.lists(TEXT, max_size=2),
        "volumeSource": st.just({"emptyDir": {}}),
    }
)
PRESET = st.fixed_dictionaries(
    {"name": st.sampled_from(["phi-4-mini-instruct", "phi-3-mini-128k-instruct", "someone/new"])},
    optional={
        "accessMode": st.sampled_from(["public", "private"]),
        "presetOptions": some({"image": TEXT, "imagePullSecrets": st.lists(TEXT), "modelAccessSecret": TEXT}),
    },
)
RESOURCE = some(
    {
        "count": st.integers(0, 2),
        "instanceType": st.just("Standard_NC24ads_A100_v4"),
        "labelSelector": SELECTOR,
        "preferredNodes": st.lists(TEXT, max_size=2),
        "partition": some({"mode": st.sampled_from(["mig", "odd"]), "profile": TEXT, "count": st.integers(1, 2)}),
    }
)
INFERENCE = some(
    {
        "preset": PRESET,
        "template": st.just({"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c"}]}}),
        "config": st.sampled_from(["settings", "other"]),
        "adapters": st.lists(some({"source": SOURCE, "strength": TEXT}), max_size=2),
        "odd": ANYTHING,
    }
)
METADATA = st.fixed_dictionaries(
    {"name": NAME},
    optional={
        "namespace": st.sampled_from(["models", "other"]),
        "labels": TEXTS,
        "annotations": TEXTS | st.dictionaries(st.just("kaito.sh/runtime"), RUNTIMES),
        "finalizers": st.lists(TEXT, max_size=1),
    },
)
TUNING = some({"preset": PRESET, "method": TEXT, "config": TEXT, "input": SOURCE, "output": some({"image": TEXT})})
WORKSPACE = st.fixed_dictionaries(
    {
        "apiVersion": st.sampled_from(["kaito.sh/v1beta1", "kaito.sh/v1alpha1"]),
        "kind": st.just("Workspace"),
        "metadata": METADATA,
    },
    optional={"resource": RESOURCE, "inference": INFERENCE, "tuning": TUNING, "status": st.just({"state": "Ready"})},
)
SET = st.fixed_dictionaries(
    {
        "apiVersion": st.sampled_from(["kaito.sh/v1beta1", "kaito.sh/v1alpha1"]),
        "kind": st.just("InferenceSet"),
        "metadata": METADATA,
        "spec": some(
            {
                "replicas": st.integers(0, 3),
                "labelSelector": SELECTOR,
                "nodeCountLimit": st.integers(1, 3),
                "updateStrategy": TEXTS,
                "autoUpgrade": some({"enabled": st.booleans(), "strategy": st.sampled_from(["Surge", "odd"])}),
                "template": some(
                    {
                        "metadata": some({"labels": TEXTS, "annotations": TEXTS, "name": TEXT}),
                        "resource": some({"instanceType": st.just("Standard_NC24ads_A100_v4")}),
                        "inference": INFERENCE,
                    }
                ),
            }
        ),
    }
)
CONFIG_MAP = st.fixed_dictionaries(
    {
        "apiVersion": st.just("v1"),
        "kind": st.just("ConfigMap"),
        "metadata": st.fixed_dictionaries(
            {"name": st.sampled_from(["settings", "other"])},
            optional={"namespace": st.just("models"), "labels": TEXTS},
        ),
        "data": st.dictionaries(
            st.sampled_from(["inference_config.yaml", "training_config.yaml", "more"]),
            st.sampled_from(["vllm:\n  max-model-len: 4096\n", "x: 1", "", " a\n"]),
            min_size=1,
            max_size=2,
        ),
    }
)


def distinct(manifests: list[Manifest]) -> list[Manifest]:
    """Kubernetes holds one object of a kind and name in a namespace."""
    found = {}
    for one in manifests:
        found[one["kind"], one["metadata"].get("namespace") or "default", one["metadata"]["name"]] = one
    return list(found.values())


@settings(max_examples=300, deadline=None)
@given(st.lists(WORKSPACE | WORKSPACE | SET | CONFIG_MAP, min_size=1, max_size=5).map(distinct))
def test_any_objects_come_back(fleets: Any, manifests: list[Manifest]) -> None:
    result = adopted(manifests)
    assert comparable(compiled(fleets, result)) == comparable(map(cleaned, manifests))


def test_a_plain_workspace_is_told_in_five_lines() -> None:
    manifest = {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "Workspace",
        "metadata": {"name": "chat", "namespace": "models", "annotations": {"kaito.sh/enablelb": "True"}},
        "resource": {
            "instanceType": "Standard_NC24ads_A100_v4",
            "labelSelector": {"matchLabels": {"apps": "chat"}},
        },
        "inference": {"preset": {"name": "phi-4-mini-instruct"}, "config": "chat-config"},
    }
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "chat-config", "namespace": "models"},
        "data": {"inference_config.yaml": "vllm:\n  max-model-len: 4096\n"},
    }
    result = adopted([manifest, config], region="swedencentral")
    assert (
        fleet_text(result.fleet)
        == """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata:
  name: x
target:
  cloud: azure
  provisioner: azure-gpu-provisioner
  reconciler: kaito
  region: swedencentral
  release: v0.12
namespace: models
services:
- name: chat
  model: phi-4-mini-instruct
  machine: Standard_NC24ads_A100_v4
  context: 4096
  loadBalancer: true
"""
    )


WORKSPACES = {
    "no instance type anywhere": ({"resource": {"labelSelector": {}}}, {"provisioner": "byo"}),
    "a machine of AWS": (
        {"resource": {"instanceType": "p5.48xlarge"}},
        {"cloud": "aws", "provisioner": "karpenter"},
    ),
    "a MIG slice": (
        {"resource": {"partition": {"mode": "mig", "profile": "1g.10gb"}}},
        {"provisioner": "byo", "gates": {"enableMIG": True}},
    ),
    "whole GPUs of a node": (
        {"resource": {"partition": {"mode": "accelerator", "count": 1}}},
        {"gates": {"enableAccelerator": True}},
    ),
}


@pytest.mark.parametrize(("part", "expected"), WORKSPACES.values(), ids=list(WORKSPACES))
def test_objects_give_their_installation_away(part: dict[str, Any], expected: dict[str, Any]) -> None:
    manifest = {"apiVersion": "kaito.sh/v1beta1", "kind": "Workspace", "metadata": {"name": "a"}, **part}
    target = deduced_target([manifest], said={}, catalog=load_catalog("v0.12"))
    assert target["reconciler"] == "kaito"
    assert {key: target.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("spoken", "release"),
    [
        ({("Workspace", "v1alpha1")}, "v0.3"),
        ({("Workspace", "v1beta1")}, "v0.12"),
        ({("Workspace", "v1alpha1"), ("InferenceSet", "v1beta1")}, "v0.12"),
        ({("RAGEngine", "v1alpha1")}, "v0.12"),
    ],
    ids=["old Workspace", "new Workspace", "old Workspace beside an InferenceSet", "RAG engine"],
)
def test_objects_give_their_release_away(spoken: set[tuple[str, str]], release: str) -> None:
    assert deduced_release({"kind": kind, "apiVersion": f"kaito.sh/{version}"} for kind, version in spoken) == release


def test_a_settings_map_that_two_share_is_told_once(fleets: Any) -> None:
    manifests = [
        {
            "apiVersion": "kaito.sh/v1beta1",
            "kind": "Workspace",
            "metadata": {"name": name},
            "resource": {"instanceType": "Standard_NC24ads_A100_v4", "labelSelector": {"matchLabels": {"apps": name}}},
            "inference": {"preset": {"name": "phi-4"}, "config": "shared"},
        }
        for name in ("a", "b")
    ]
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "shared"},
        "data": {"inference_config.yaml": "vllm: {}\n"},
    }
    first, second = adopted([*manifests, config]).fleet["services"]
    assert first["config"] == {"name": "shared", "text": "vllm: {}\n"}
    assert second["config"] == "shared"


def test_what_a_cluster_added_is_not_adopted() -> None:
    exported = {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
            {
                "apiVersion": "kaito.sh/v1beta1",
                "kind": "Workspace",
                "metadata": {
                    "name": "a",
                    "uid": "1",
                    "resourceVersion": "2",
                    "generation": 3,
                    "creationTimestamp": "2026-08-21T00:00:00Z",
                    "managedFields": [],
                    "finalizers": ["workspace.finalizer.kaito.sh", "own/one"],
                    "annotations": {
                        "workspace.kaito.io/hash": "x",
                        "kubectl.kubernetes.io/last-applied-configuration": "{}",
                    },
                },
                "resource": {"count": 1},
                "inference": {"preset": {"name": "phi-4", "presetOptions": {}}, "template": None},
                "status": {"state": "Ready"},
            }
        ],
    }
    assert list(map(cleaned, unpacked([exported]))) == [
        {
            "apiVersion": "kaito.sh/v1beta1",
            "kind": "Workspace",
            "metadata": {"name": "a", "finalizers": ["own/one"]},
            "resource": {"count": 1},
            "inference": {"preset": {"name": "phi-4"}},
        }
    ]


def test_secrets_and_what_controllers_made_are_left_out_and_named() -> None:
    workspace = {"apiVersion": "kaito.sh/v1beta1", "kind": "Workspace", "metadata": {"name": "a"}}
    child = copy.deepcopy(workspace)
    child["metadata"] = {"name": "set-x1", "ownerReferences": [{"kind": "InferenceSet", "name": "set"}]}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token"}, "data": {"HF_TOKEN": "c2VjcmV0"}}
    result = adopted([workspace, child, secret])
    assert result.left_out == (
        "Workspace set-x1: InferenceSet set makes it",
        "Secret token: secrets do not belong in Git: create it in the cluster, or through a secret manager",
    )
    assert "c2VjcmV0" not in json.dumps(result.fleet)


def test_names_that_collide_become_entries_and_files_of_their_own(fleets: Any) -> None:
    manifests = [
        {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}}
        for kind in ("ConfigMap", "Service")
        for name in ("../x", "X")
        for namespace in ("one", "two")
    ]
    root = {"apiVersion": "kaito.sh/v1beta1", "kind": "Workspace", "metadata": {"name": "a", "namespace": "one"}}
    result = adopted([*manifests, root], inline=False)
    assert len({name.lower() for name in result.files}) == len(manifests) + 1
    assert not any("/" in name or name.startswith(".") for name in result.files)
    assert comparable(compiled(fleets, result)) == comparable([*manifests, root])
