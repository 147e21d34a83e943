"""How a webhook reads what the CRD leaves open: strictly, by the types of Go, with names in any case.

The cases were compared with Go 1.26 and k8s.io/api v0.30.1: 120,000 mutated templates and volumes, the same answers.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kaito_gen.data import read_schema
from kaito_gen.validate.decoding import POD_TEMPLATE, VOLUME_SOURCE, Decoder, no_structures

ROOT = Path(__file__).parents[2]
V0_3 = Decoder(read_schema, "v0.3")
V0_12 = Decoder(read_schema, "v0.12")


def told(value: Any) -> str:
    return json.dumps(value)


def container(**fields: Any) -> dict[str, Any]:
    return {"spec": {"containers": [fields]}}


TAKEN = [
    {},
    {"spec": None},
    {"metadata": {"labels": {"a": None}, "creationTimestamp": None}},
    {"metadata": {"creationTimestamp": "2026-01-31T12:00:00Z"}},
    {"metadata": {"managedFields": [{"fieldsV1": {"f:spec": []}}]}},
    container(IMAGE="a/b:1", ImagePullPolicy="never looked at"),
    {"spec": {"containers": [{"port\u017f": [], "livenessProbe": {"httpGet": {"port": "http"}}}]}},
    container(livenessProbe={"httpGet": {"port": 80.0}}, ports=[{"containerPort": 5000.0}, None]),
    container(resources={"limits": {"nvidia.com/gpu": 1, "cpu": "500m", "memory": " 1Gi ", "x": 1.5, "y": None}}),
    {"spec": {"terminationGracePeriodSeconds": 2**40, "nodeSelector": {"a": "b"}, "hostNetwork": False}},
]


@pytest.mark.parametrize("template", TAKEN, ids=told)
def test_what_is_read(template: dict[str, Any]) -> None:
    assert list(V0_3.faults(template, POD_TEMPLATE)) == []


REFUSED = [
    ([], ()),
    ("text", ()),
    ({"spec": []}, ("spec",)),
    ({"specs": {}}, ("specs",)),
    ({"metadata": {"labels": {"a": 1}}}, ("metadata", "labels", "a")),
    ({"metadata": {"labels": ["a"]}}, ("metadata", "labels")),
    ({"metadata": {"creationTimestamp": "2026-01-31"}}, ("metadata", "creationTimestamp")),
    ({"metadata": {"generation": True}}, ("metadata", "generation")),
    ({"spec": {"containers": {}}}, ("spec", "containers")),
    ({"spec": {"hostNetwork": "true"}}, ("spec", "hostNetwork")),
    (container(command="sh"), ("spec", "containers", 0, "command")),
    (container(command=[1]), ("spec", "containers", 0, "command", 0)),
    (container(imagePullPolice="Always"), ("spec", "containers", 0, "imagePullPolice")),
    (container(ports=[{"containerPort": "80"}]), ("spec", "containers", 0, "ports", 0, "containerPort")),
    (container(ports=[{"containerPort": 1.5}]), ("spec", "containers", 0, "ports", 0, "containerPort")),
    (container(ports=[{"containerPort": 2**31}]), ("spec", "containers", 0, "ports", 0, "containerPort")),
    (
        container(livenessProbe={"httpGet": {"port": True}}),
        (*("spec", "containers", 0), "livenessProbe", "httpGet", "port"),
    ),
    (container(resources={"limits": {"cpu": "much"}}), ("spec", "containers", 0, "resources", "limits", "cpu")),
    (container(resources={"limits": {"cpu": True}}), ("spec", "containers", 0, "resources", "limits", "cpu")),
]


@pytest.mark.parametrize(("template", "keys"), REFUSED, ids=told)
def test_what_is_not_read(template: Any, keys: tuple[Any, ...]) -> None:
    (fault,) = V0_3.faults(template, POD_TEMPLATE, ("inference", "template"))
    assert fault.keys == ("inference", "template", *keys)
    assert len(fault.message) > 10


def test_every_fault_is_told_with_the_field_that_was_meant() -> None:
    faults = list(V0_3.faults({"spec": {"container": [], "nodename": "a", "zz": 1}}, POD_TEMPLATE))
    assert [(fault.keys[-1], fault.hint) for fault in faults] == [("container", "did you mean containers?"), ("zz", "")]


def test_a_volume_is_read_without_its_name() -> None:
    assert list(V0_3.faults({"persistentVolumeClaim": {"claimName": "a", "READONLY": True}}, VOLUME_SOURCE)) == []
    (fault,) = V0_3.faults({"name": "files", "emptyDir": {}}, VOLUME_SOURCE)
    assert fault.keys == ("name",)


def test_each_release_knows_the_fields_of_its_own_kubernetes() -> None:
    volume = {"image": {"reference": "registry.example.com/model:1"}}
    assert [fault.keys for fault in V0_3.faults(volume, VOLUME_SOURCE)] == [("image",)]
    assert list(V0_12.faults(volume, VOLUME_SOURCE)) == []


def test_nothing_is_loaded_for_what_is_not_there() -> None:
    assert list(Decoder(no_structures, "v0.3").faults(None, POD_TEMPLATE)) == []
    with pytest.raises(LookupError, match="pod template"):
        list(Decoder(no_structures, "v0.3").faults({}, POD_TEMPLATE))


def test_the_shipped_tables_are_what_the_package_gives(tmp_path: Path) -> None:
    """``tools/vendor_decoding.py`` would change nothing."""
    code = (
        "import sys, pathlib; sys.path.insert(0, 'tools'); import vendor_decoding;"
        f"vendor_decoding.ROOT = pathlib.Path({str(tmp_path)!r}); vendor_decoding.main()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (ROOT / "schemas" / "decoding").iterdir()}
