"""The door for programs: what ``kaito_gen`` exports, and that it costs nothing until it is used."""

import subprocess
import sys

import kaito_gen


def test_every_exported_name_is_there_and_documented() -> None:
    assert kaito_gen.__all__ == sorted(kaito_gen.__all__)
    assert [name for name in kaito_gen.__all__ if not getattr(kaito_gen, name).__doc__] == []


def test_importing_it_brings_nothing_else() -> None:
    code = "import sys, kaito_gen; print([name for name in sys.modules if name.startswith('kaito_gen.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_program_plans_and_renders_through_it() -> None:
    """In a process of its own: submodules share two of the names and must never stand in their place."""
    code = """
from kaito_gen import Plan, Target, World, dump, load_catalog, plan, render
workspace = {
    "apiVersion": "kaito.sh/v1beta1",
    "kind": "Workspace",
    "metadata": {"name": "chat"},
    "resource": {"instanceType": "Standard_NC24ads_A100_v4", "labelSelector": {"matchLabels": {"apps": "chat"}}},
    "inference": {"preset": {"name": "phi-4-mini-instruct"}},
}
target, world, catalog = Target(), World(), load_catalog("v0.12")
answer = plan(workspace, target, world, catalog)
rendered = render(workspace, target, world, catalog)
print(isinstance(answer, Plan), answer.nodes, [one["kind"] for one in rendered.objects], len(dump(workspace)) > 100)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True 1 ['NodeClaim', 'Service', 'Service', 'StatefulSet'] True\n"
