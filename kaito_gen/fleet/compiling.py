"""A fleet becomes what Git holds: KAITO's objects as plain dicts, and in rendered mode what a controller makes of them.

Two passes, because planning reads the ConfigMaps that the fleet itself writes: first every object is built, then each
is planned in a world that has them all. Mistakes are collected over the whole fleet and raised together.
"""

from collections.abc import Iterator
from typing import Final

from kaito_gen import target as targets
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.fleet.building import build, written
from kaito_gen.fleet.dialects import BY_RELEASE
from kaito_gen.fleet.fault import Fault
from kaito_gen.fleet.fitting import Fitting
from kaito_gen.fleet.fleet import Fleet
from kaito_gen.fleet.installation import target_of
from kaito_gen.fleet.naming import LABEL, name_fault
from kaito_gen.fleet.origin import NOWHERE, Origin
from kaito_gen.fleet.scope import Draft, Files, Scope
from kaito_gen.fleet.surroundings import surroundings
from kaito_gen.gitops.extras import with_sync_waves
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import EMPTY, World

INTENT: Final = "intent"
RENDERED: Final = "rendered"
MODE_ANNOTATION: Final = "kaito-gen/mode"
"""On a root object in rendered mode: Git owns what a controller would make of it, so our operator leaves that alone."""


class Compiled(Value, kw_only=True):
    """What a fleet means on its target."""

    target: Target
    mode: str
    namespace: str
    """The fleet's namespace; empty where it names none."""
    objects: tuple[Manifest, ...]
    """Everything that Git holds, in the order of the fleet: what is around, then each entry with what belongs to it."""
    roots: tuple[Manifest, ...]
    """Those of them on which a controller of KAITO acts."""
    notes: tuple[str, ...] = ()
    """Worth telling, and no mistake (rendered mode)."""


class Settled:
    """A fleet without mistakes of its own, whose entries are built and have their machines; made by :func:`settle`."""

    def __init__(
        self,
        scope: Scope,
        around: list[Manifest],
        drafts: list[Draft],
        *,
        world: World,
        catalog: Catalog,
        origin: Origin,
    ) -> None:
        self._scope, self._around, self._drafts = scope, around, drafts
        self._world, self._catalog, self._origin = world, catalog, origin

    def compiled(self, share: tuple[int, int] = (0, 1), *, render: bool = True) -> Compiled:
        """Return what the fleet becomes; raises InvalidInput with every reason why an entry cannot be rendered.

        ``share`` (a number, and of how many) is for work in several processes: only the entries of that share are
        rendered and returned, and what is around them with the first.
        """
        fleet, target = self._scope.fleet, self._scope.target
        number, of = share
        drafts = self._drafts[number * len(self._drafts) // of : (number + 1) * len(self._drafts) // of]
        faults: list[Fault] = []
        notes: list[str] = []
        made: dict[int, list[Manifest]] = {}
        if render and fleet.mode == RENDERED:
            from kaito_gen.fleet.rendering import render_drafts

            made = render_drafts(drafts, target, self._world, self._catalog, faults, notes)
        if faults:
            raise self._origin.invalid(faults)
        objects = list(self._around) if number == 0 else []
        for draft in drafts:
            objects += draft.beside
            if draft.root is not None:
                objects.append(_marked(draft.root) if fleet.mode == RENDERED else draft.root)
            objects += made.get(id(draft), ())
        if fleet.argocd is not None and fleet.argocd.sync_waves:
            objects = with_sync_waves(objects)
        return Compiled(
            target=target,
            mode=fleet.mode or INTENT,
            namespace=fleet.namespace or "",
            objects=tuple(objects),
            roots=tuple(draft.root for draft in drafts if draft.root is not None),
            notes=tuple(dict.fromkeys(notes)),
        )


def compile_fleet(
    fleet: Fleet,
    *,
    catalog: Catalog,
    world: World = EMPTY,
    files: Files = {},  # noqa: B006 - never written to
    origin: Origin = NOWHERE,
    fit: bool = True,
) -> Compiled:
    """Return what a fleet becomes; raises InvalidInput with every mistake, each at its place in ``origin``.

    ``catalog`` is that of the target's release; ``world`` is what exists beside the fleet. ``files`` holds what the
    fleet names by ``file``, as :func:`kaito_gen.fleet.loading.load` returns it. Without ``fit`` nothing is planned:
    ``auto`` stays the machine of those that say so, what does not fit is no mistake, and nothing is rendered.
    """
    settled = settle(fleet, catalog=catalog, world=world, files=files, origin=origin, fit=fit)
    return settled.compiled(render=fit)


def settle(
    fleet: Fleet,
    *,
    catalog: Catalog,
    world: World = EMPTY,
    files: Files = {},  # noqa: B006 - never written to
    origin: Origin = NOWHERE,
    fit: bool = True,
) -> Settled:
    """Return a fleet up to where its entries go their own ways; takes and raises what :func:`compile_fleet` does."""
    target = target_of(fleet.target)
    faults = list(_target_faults(fleet, target))
    if faults:
        raise origin.invalid(faults)
    scope = Scope(fleet, target, BY_RELEASE[target.release], files)
    around = surroundings(scope)
    drafts = build(scope, around)
    faults = scope.faults
    if not faults and fit:
        world = World([*world.objects(), *around, *written(drafts)], complete=world.complete)
        fitting = Fitting(target, world, catalog)
        for draft in drafts:
            faults += fitting.settle(draft)
        if fleet.mode == RENDERED:
            from kaito_gen.render.dispatch import ready

            ready(target.release)
    if faults:
        raise origin.invalid(faults)
    return Settled(scope, around, drafts, world=world, catalog=catalog, origin=origin)


def _target_faults(fleet: Fleet, target: Target) -> Iterator[Fault]:
    for message in targets.problems(target):
        gate = next((name for name in target.gates if f"'{name}'" in message), "")
        first = next((word for word in ("provisioner", "cloud") if f"{word} '" in message), "gates")
        yield Fault(("target", "gates", gate) if gate else ("target", first), f"target: {message}")
    if fleet.mode == RENDERED and target.reconciler != "kaito-gen":
        yield Fault(
            ("mode",),
            "mode rendered needs reconciler kaito-gen: KAITO would make the same objects again and fight over them",
            "write mode: intent, or target.reconciler: kaito-gen",
        )
    fault = name_fault(fleet.metadata.name, ("metadata", "name"), kind="Fleet", longest=LABEL)
    if fault:
        yield fault
    if fleet.namespace is not None:
        fault = name_fault(fleet.namespace, ("namespace",), kind="Namespace", longest=LABEL)
        if fault:
            yield fault


def _marked(root: Manifest) -> Manifest:
    metadata = root["metadata"]
    annotations = {**(metadata.get("annotations") or {}), MODE_ANNOTATION: RENDERED}
    return {**root, "metadata": {**metadata, "annotations": annotations}}
