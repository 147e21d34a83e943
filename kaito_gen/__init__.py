"""GitOps for KAITO: generate, judge and reconcile Workspaces and what they need.

The names below are the only door for programs. They are imported when they are asked for, unlike everywhere else in
this package, because the command line imports this module at every start.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kaito_gen.data import load_catalog
    from kaito_gen.emit import dump
    from kaito_gen.errors import InvalidInput, KaitoGenError
    from kaito_gen.planning.plan import NoFit, Plan
    from kaito_gen.planning.releases import plan
    from kaito_gen.render import render
    from kaito_gen.render.rendered import Rendered
    from kaito_gen.target import Target
    from kaito_gen.world import World

__all__ = [
    "InvalidInput",
    "KaitoGenError",
    "NoFit",
    "Plan",
    "Rendered",
    "Target",
    "World",
    "dump",
    "load_catalog",
    "plan",
    "render",
]

_HOMES: Final = {
    "InvalidInput": "kaito_gen.errors",
    "KaitoGenError": "kaito_gen.errors",
    "NoFit": "kaito_gen.planning.plan",
    "Plan": "kaito_gen.planning.plan",
    "Rendered": "kaito_gen.render.rendered",
    "Target": "kaito_gen.target",
    "World": "kaito_gen.world",
    "dump": "kaito_gen.emit",
    "load_catalog": "kaito_gen.data",
    "plan": "kaito_gen.planning.releases",
    "render": "kaito_gen.render",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value  # also in the place of the submodule of that name, which the import has just put there
    return value
