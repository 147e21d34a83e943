"""What becomes of an edit: two versions of an object -> what is refused, replaced, rolled, applied, or ignored by all.

The versions are compared as KAITO's webhook sees them, so both should be pruned and have their schema's defaults.
"""

from collections.abc import Callable, Iterator

from kaito_gen.changes import v0_3
from kaito_gen.changes.change import Change
from kaito_gen.changes.v0_12 import others, workspace
from kaito_gen.kinds import V0_3, V0_12, Manifest
from kaito_gen.target import Target

type _Refusals = Callable[[Manifest, Manifest, Target], Iterator[Change]]
type _Effects = Callable[[Manifest, Manifest], Iterator[Change]]


def _unaffected(_: Manifest, __: Manifest) -> Iterator[Change]:
    return iter(())


_BY_RELEASE: dict[str, dict[str, tuple[_Refusals, _Effects]]] = {
    V0_3: {"Workspace": (v0_3.refusals, v0_3.effects)},
    V0_12: {
        "Workspace": (workspace.refusals, workspace.effects),
        "InferenceSet": (others.set_refusals, others.set_effects),
        "RAGEngine": (others.engine_refusals, others.engine_effects),
        "MultiRoleInference": (others.roles_refusals, _unaffected),
        "ModelMirror": (others.mirror_refusals, _unaffected),
    },
}


def changes(old: Manifest, new: Manifest, target: Target) -> tuple[Change, ...]:
    """Return what becomes of each difference between two versions of one object, refusals first.

    Differences that no code has an opinion on are left out, and so are kinds that no KAITO controller acts on. Where
    anything is refused, nothing else happens either: the write is denied as a whole.
    """
    found = _BY_RELEASE[target.release].get(str(new.get("kind")))
    if found is None:
        return ()
    refusals, effects = found
    return (*refusals(old, new, target), *effects(old, new))
