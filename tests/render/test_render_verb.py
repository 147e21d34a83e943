"""``kaito-gen render``: files in, a YAML stream out, and everything else on stderr with its place."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from kaito_gen.cli import main

WORKSPACE = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata:
  name: phi
resource:
  instanceType: Standard_NC24ads_A100_v4
  labelSelector:
    matchLabels: {apps: phi}
inference:
  preset:
    name: phi-4-mini-instruct
"""
BROUGHT = WORKSPACE.replace("  instanceType: Standard_NC24ads_A100_v4\n", "")
NODE = """\
apiVersion: v1
kind: Node
metadata:
  name: gpu-0
  labels:
    apps: phi
    nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB
    nvidia.com/gpu.count: "1"
    nvidia.com/gpu.memory: "81920"
status:
  conditions: [{type: Ready, status: "True"}]
"""

type Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write documents to a file and return its path."""

    def written(*documents: str, name: str = "ws.yaml") -> str:
        path = tmp_path / name
        path.write_text("---\n".join(documents))
        return str(path)

    return written


def kinds(stream: str) -> list[str]:
    return [manifest["kind"] for manifest in yaml.safe_load_all(stream)]


def test_objects_come_as_a_stream_in_apply_order(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", write(WORKSPACE)]) == 0
    out, err = capsys.readouterr()
    made = list(yaml.safe_load_all(out))
    assert [one["kind"] for one in made] == ["NodeClaim", "Service", "Service", "StatefulSet"]
    assert {one["metadata"].get("namespace", "default") for one in made} == {"default"}
    assert "error:" not in err


def test_the_same_input_gives_the_same_bytes(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(WORKSPACE)
    main(["render", path])
    once = capsys.readouterr().out
    main(["render", path])
    assert capsys.readouterr().out == once


def test_standard_input_and_a_namespace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WORKSPACE.encode())))
    assert main(["render", "-", "--namespace", "team"]) == 0
    made = yaml.safe_load_all(capsys.readouterr().out)
    assert {one["metadata"]["namespace"] for one in made if one["kind"] != "NodeClaim"} == {"team"}


def test_standard_input_is_read_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "-", "--cluster", "-"]) == 2
    assert "standard input can be read once" in capsys.readouterr().err


def test_a_list_counts_as_its_items(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    items = [yaml.safe_load(BROUGHT), yaml.safe_load(NODE)]
    path = write(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}), name="list.json")
    assert main(["render", path, "--provisioner", "byo"]) == 0
    assert kinds(capsys.readouterr().out) == ["Service", "Service", "StatefulSet"]


def test_a_stop_within_a_list_is_placed(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    text = "kind: List\napiVersion: v1\nitems:\n- kind: Workspace\n  apiVersion: kaito.sh/v1\n  metadata: {name: a}\n"
    path = write(text)
    assert main(["render", path]) == 1
    assert f"error: {path}:5:15: Workspace default/a: " in capsys.readouterr().err


def test_what_stops_is_an_error_and_the_rest_is_printed(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    broken = WORKSPACE.replace("phi-4-mini-instruct", "nobody/nothing")
    path = write(WORKSPACE, broken.replace("name: phi\n", "name: other\n"))
    assert main(["render", path]) == 1
    out, err = capsys.readouterr()
    assert kinds(out) == ["NodeClaim", "Service", "Service", "StatefulSet"]
    assert f"error: {path}:13:1: Workspace default/other: nobody/nothing" in err
    assert err.startswith(f"error: {path}:13:1: Workspace default/other: ")


def test_a_wrong_value_is_placed(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(WORKSPACE.replace("matchLabels: {apps: phi}", "matchLabels: {apps: 5}"))
    assert main(["render", path]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"error: {path}:8:25: Workspace default/phi: resource.labelSelector.matchLabels.apps is 5: write text\n"
    )


def test_notes_do_not_fail(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(WORKSPACE)
    assert main(["render", path]) == 0
    assert f"note: {path}: Workspace default/phi: StorageClass " in capsys.readouterr().err


def test_every_broken_document_is_named(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("a: 1\n", "kind: ConfigMap\nmetadata: {name: 5}\n", "- 1\n")
    assert main(["render", path]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"error: {path}:1:1: the document has no kind (every Kubernetes object has apiVersion and kind)",
        f"error: {path}:4:18: metadata.name is 5: write text",
        f"error: {path}:6:1: the document is [1]: write a map",
    ]


def test_bad_yaml_is_an_error_with_its_place(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("a: [\n")
    assert main(["render", path]) == 1
    assert capsys.readouterr().err.startswith(f"error: {path}:")


def test_a_root_is_given_once(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(WORKSPACE, WORKSPACE)
    assert main(["render", path]) == 1
    assert f"{path}:13:1: Workspace default/phi: given twice, first at {path}:1:1" in capsys.readouterr().err


def test_files_without_a_root_are_refused(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(NODE, "kind: Workspace\napiVersion: example.com/v1\nmetadata: {name: a}\n")
    assert main(["render", path]) == 1
    assert capsys.readouterr().err.startswith(f"error: {path}: no object of kind Workspace, ")


def test_a_file_that_is_not_there_is_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(tmp_path / "none.yaml")]) == 3
    assert "none.yaml" in capsys.readouterr().err


def test_a_cluster_file_is_all_there_is(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(WORKSPACE.replace("  preset:", "  config: mine\n  preset:"))
    assert main(["render", path]) == 0
    assert "does not exist" not in capsys.readouterr().err
    assert main(["render", path, "--cluster", write(NODE, name="cluster.yaml")]) == 0
    assert "ConfigMap default/mine does not exist" in capsys.readouterr().err


@pytest.mark.parametrize(("release", "version"), [("v0.3", "v1beta1"), ("v0.12", "v1")])
def test_a_version_that_is_not_served(
    release: str, version: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(WORKSPACE.replace("v1beta1", version))
    assert main(["render", path, "--release", release]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"kaito.sh/{version}" in err


def test_what_two_roots_share_is_printed_once(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    template = "metadata: {name: lora-params-template, namespace: kaito-workspace}\n"
    config = "data: {training_config.yaml: 'training_config: {TrainingArguments: {output_dir: /mnt/results}}'}\n"
    tuning = """\
tuning:
  preset: {name: phi-4}
  method: lora
  input: {urls: [https://example.com/a.parquet]}
  output: {image: registry.example.com/out:1, imagePushSecret: push}
"""
    one = WORKSPACE[: WORKSPACE.index("inference:")] + tuning
    other = one.replace("name: phi\n", "name: other\n").replace("apps: phi", "apps: other")
    path = write("apiVersion: v1\nkind: ConfigMap\n" + template + config, one, other)
    assert main(["render", path]) == 0
    made = kinds(capsys.readouterr().out)
    assert made.count("Job") == 2
    assert made.count("ConfigMap") == 1


def test_the_first_root_makes_a_mirror_and_the_others_share_it(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = WORKSPACE.replace("name: phi\n", "name: secret\n", 1) + "    presetOptions: {modelAccessSecret: hf}\n"
    elsewhere = WORKSPACE.replace("name: phi\n", "name: phi\n  namespace: elsewhere\n", 1)
    place = "parameters: {storageAccount: account, containerName: container}\n"
    blob = (
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: blob}\nprovisioner: blob.csi.azure.com\n"
    )
    path = write(blob + place, WORKSPACE, secret, elsewhere)
    flags = ["--gate", "ModelMirror", "--gate", "ModelStreaming", "--streaming-storage-class", "blob"]
    assert main(["render", path, *flags, "--streaming-service-account", "streamer"]) == 0
    made = kinds(capsys.readouterr().out)
    assert [made.count(kind) for kind in ("ModelMirror", "Job", "StatefulSet")] == [1, 1, 3]


def test_roots_that_make_one_object_differently_clash(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    inference_set = """\
apiVersion: kaito.sh/v1beta1
kind: InferenceSet
metadata: {name: phi}
spec:
  labelSelector: {matchLabels: {apps: set}}
  template:
    resource: {instanceType: Standard_NC24ads_A100_v4}
    inference: {preset: {name: phi-4-mini-instruct}}
"""
    path = write(inference_set)
    assert main(["render", path]) == 0
    child = next(one for one in yaml.safe_load_all(capsys.readouterr().out) if one["kind"] == "Workspace")
    twin = WORKSPACE.replace("name: phi\n", f"name: {child['metadata']['name']}\n", 1)
    assert main(["render", write(inference_set, twin)]) == 1
    assert "is made of another root as well, and differs" in capsys.readouterr().err
