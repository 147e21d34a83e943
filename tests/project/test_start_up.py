"""What a short run imports decides how long it takes. The clock is for `make bench`; here is what keeps it short."""

import subprocess
import sys
from pathlib import Path

import pytest

from kaito_gen.kinds import RELEASES, V0_3, V0_12

NEEDLESS = {
    "pydantic": "its classes take longer to import than most runs take; fleet files are read by its core alone",
    "pydantic_core": "declares types for type checkers: kaito_gen.fleet.schema_validator loads what is compiled in it",
    "yaml": "only for the places of values, and for text that the quick reader leaves alone",
    "ruamel": "only for editing users' files",
    "jsonschema": "only for explaining what a schema refuses",
    "jsonschema_rs": "only for validating",
    "dataclasses": "compiles code for every class: kaito_gen.value has its place",
    "_hashlib": "loads OpenSSL",
}
WORKSPACES = {
    V0_3: """\
apiVersion: kaito.sh/v1alpha1
kind: Workspace
metadata:
  name: workspace-phi-3-mini
resource:
  instanceType: Standard_NC6s_v3
  labelSelector:
    matchLabels:
      apps: phi-3
inference:
  preset:
    name: phi-3-mini-4k-instruct
""",
    V0_12: """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: phi-4-mini}
resource:
  instanceType: Standard_NC24ads_A100_v4
  labelSelector: {matchLabels: {apps: phi-4-mini}}
inference:
  preset: {name: phi-4-mini-instruct}
""",
}
FLEET = """\
apiVersion: kaito-gen/v1
kind: Fleet
metadata: {name: one}
target: {release: v0.12, cloud: azure, region: swedencentral}
namespace: models
services:
- name: phi-4-mini
  model: phi-4-mini-instruct
  machine: Standard_NC24ads_A100_v4
"""
_RUN = """\
import sys
from kaito_gen.cli import main
out, *arguments = sys.argv[1:]
code = main(arguments)
with open(out, "w") as file:
    file.write("\\n".join(sys.modules))
sys.exit(code)
"""


def imported(folder: Path, verb: str, text: str, *options: str) -> set[str]:
    """Return the names of all modules that a run of its own has imported, with those of their packages."""
    document, out = folder / "document.yaml", folder / "modules.txt"
    document.write_text(text)
    command = [sys.executable, "-c", _RUN, str(out), verb, str(document), *options]
    subprocess.run(command, check=True, capture_output=True)
    return set(out.read_text().splitlines())


@pytest.mark.parametrize("release", RELEASES)
def test_rendering_a_workspace_imports_no_heavy_library(tmp_path: Path, release: str) -> None:
    modules = imported(tmp_path, "render", WORKSPACES[release], "--release", release)
    assert modules & NEEDLESS.keys() == set()


@pytest.mark.parametrize("release", RELEASES)
def test_rendering_a_workspace_imports_nothing_of_the_other_release(tmp_path: Path, release: str) -> None:
    modules = imported(tmp_path, "render", WORKSPACES[release], "--release", release)
    folders = {folder for name in modules if name.startswith("kaito_gen.") for folder in name.split(".")[1:]}
    assert folders & {"v0_3", "v0_12"} == {release.replace(".", "_")}


def test_rendering_a_workspace_imports_neither_fleets_nor_other_verbs(tmp_path: Path) -> None:
    modules = imported(tmp_path, "render", WORKSPACES[V0_12])
    assert "kaito_gen.cli.render" in modules
    for name in ("kaito_gen.fleet", "kaito_gen.gitops", "kaito_gen.validate", "kaito_gen.cli.synth"):
        assert name not in modules


def test_planning_a_fleet_takes_the_core_of_pydantic_alone(tmp_path: Path) -> None:
    modules = imported(tmp_path, "plan", FLEET)
    assert "pydantic_core._pydantic_core" in modules
    assert modules & NEEDLESS.keys() == set()
