"""Files that a fleet names are found beside the document that names them, and nowhere outside of the fleet's folder."""

from typing import Any

import pytest

from kaito_gen.errors import InvalidInput, KaitoGenError
from kaito_gen.fleet.loading import overlay_paths

FLEET = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: t}
services:
- name: a
  template: {file: a.pod.yaml}
  machine: Standard_NC24ads_A100_v4
"""
OVERLAY = """\
apiVersion: kaito-gen/v1
kind: Overlay
extends: ../fleet.yaml
services:
- name: a
"""
POD = "metadata: {labels: {a: b}}\nspec: {containers: []}\n"


def test_a_file_is_found_beside_the_fleet_and_read_once(fleets: Any) -> None:
    loaded = fleets.load_files({"x/y/fleet.yaml": FLEET, "x/y/a.pod.yaml": POD}, "x/y/fleet.yaml")
    assert loaded.files == {"x/y/a.pod.yaml": ({"metadata": {"labels": {"a": "b"}}, "spec": {"containers": []}},)}
    assert loaded.paths == ("x/y/fleet.yaml", "x/y/a.pod.yaml")


def test_a_file_of_an_overlay_is_found_beside_the_overlay(fleets: Any) -> None:
    overlay = OVERLAY + "  template: {file: b.pod.yaml}\n"
    files = {"f/fleet.yaml": FLEET, "f/a.pod.yaml": POD, "f/overlays/b.pod.yaml": POD, "f/overlays/p.yaml": overlay}
    loaded = fleets.load_files(files, "f/fleet.yaml", overlay="f/overlays/p.yaml")
    assert list(loaded.files) == ["f/overlays/b.pod.yaml"]


def test_an_overlay_may_name_a_file_beside_its_fleet(fleets: Any) -> None:
    overlay = OVERLAY + "  template: {file: ../c.pod.yaml}\n"
    files = {"f/fleet.yaml": FLEET, "f/c.pod.yaml": POD, "f/overlays/p.yaml": overlay}
    loaded = fleets.load_files(files, "f/fleet.yaml", overlay="f/overlays/p.yaml")
    assert list(loaded.files) == ["f/c.pod.yaml"]


@pytest.mark.parametrize("file", ["../a.pod.yaml", "x/../../a.pod.yaml", "/etc/hostname", "/f/a.pod.yaml", ".."])
def test_a_file_outside_of_the_folder_is_never_read(fleets: Any, file: str) -> None:
    files = {"f/fleet.yaml": FLEET.replace("a.pod.yaml", file), "a.pod.yaml": POD, "/etc/hostname": "x"}
    with pytest.raises(InvalidInput) as caught:
        fleets.load_files(files, "f/fleet.yaml")
    (problem,) = caught.value.problems
    assert (
        str(problem) == f"f/fleet.yaml:6:14: {file} is outside the fleet's folder (keep what a fleet needs beside it)"
    )


@pytest.mark.parametrize("folder", ["", "../up/", "/abs/"])
def test_the_fleet_may_lie_anywhere(fleets: Any, folder: str) -> None:
    files = {f"{folder}fleet.yaml": FLEET, f"{folder}a.pod.yaml": POD}
    assert fleets.load_files(files, f"{folder}fleet.yaml").paths == tuple(files)


def test_a_file_that_is_not_there_is_told_where_it_is_named(fleets: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        fleets.load_files({"fleet.yaml": FLEET})
    assert [str(problem) for problem in caught.value.problems] == ["fleet.yaml:6:14: a.pod.yaml: does not exist"]


def test_a_fleet_that_is_not_there_stops_the_run(fleets: Any) -> None:
    with pytest.raises(KaitoGenError, match=r"fleet\.yaml: does not exist"):
        fleets.load_files({})


def test_a_mistake_in_a_named_file_is_told_there(fleets: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        fleets.load_files({"fleet.yaml": FLEET, "a.pod.yaml": "spec: {\n"})
    assert str(caught.value.problems[0]).startswith("a.pod.yaml:")


def test_a_file_of_an_entry_that_is_off_is_not_needed(fleets: Any) -> None:
    loaded = fleets.load_files({"fleet.yaml": FLEET + "  enabled: false\n"})
    assert loaded.files == {}


def test_an_overlay_is_looked_for_in_overlays_first() -> None:
    names = ("overlays/prod.yaml", "overlays/prod.yml", "prod.yaml", "prod.yml")
    assert overlay_paths("fleet.yaml", "prod") == names
    assert overlay_paths("f/fleet.yaml", "prod") == tuple(f"f/{name}" for name in names)


TEMPLATES = {
    "a Pod": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: y, labels: {a: b}}\nspec: {containers: []}\n",
        {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": []}},
    ),
    "a Pod with nothing but a name": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}\n",
        {"spec": {"containers": []}},
    ),
    "a pod template": (POD, {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": []}}),
}
NO_TEMPLATES = {
    "a Deployment": ("kind: Deployment\nspec: {}\n", "a.pod.yaml has kind: it is no pod template"),
    "without spec": ("metadata: {}\n", "a.pod.yaml has no spec: it is no pod template"),
    "two documents": (POD + "---\n" + POD, "a.pod.yaml holds 2 documents"),
    "nothing": ("", "a.pod.yaml holds 0 documents"),
    "a list": ("- a\n", "a.pod.yaml holds no mapping: it is no pod template"),
}


@pytest.mark.parametrize(("text", "expected"), TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_template_is_a_pod_or_a_pod_template(fleets: Any, text: str, expected: object) -> None:
    compiled = fleets.compile(head=FLEET, **{"a.pod_yaml": text})
    assert compiled.roots[0]["inference"] == {"template": expected}


@pytest.mark.parametrize(("text", "expected"), NO_TEMPLATES.values(), ids=list(NO_TEMPLATES))
def test_what_is_no_template_is_told_where_it_is_named(fleets: Any, text: str, expected: str) -> None:
    (problem,) = fleets.problems(head=FLEET, **{"a.pod_yaml": text})
    assert problem.startswith(f"fleet.yaml:6:14: {expected}")
