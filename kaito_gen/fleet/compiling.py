"""A fleet becomes what Git holds: KAITO's objects as plain dicts, and in rendered mode what a controller makes of them.

Two passes, because planning reads the ConfigMaps that the fleet itself writes: first every object is built, then each
is planned in a world that has them all. Mistakes are collected over the whole fleet and raised together.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kaito_gen import target as targets
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.fleet.dialects import BY_RELEASE
from kaito_gen.fleet.extensions import build_mirror, build_multi_role, build_rag
from kaito_gen.fleet.fault import Fault, dotted
from kaito_gen.fleet.fitting import Fitting
from kaito_gen.fleet.fleet import Fleet
from kaito_gen.fleet.installation import target_of
from kaito_gen.fleet.naming import LABEL, a, name_fault
from kaito_gen.fleet.origin import NOWHERE, Origin
from kaito_gen.fleet.placement import Entry
from kaito_gen.fleet.scope import Draft, Files, Scope
from kaito_gen.fleet.shape import camel
from kaito_gen.fleet.surroundings import surroundings
from kaito_gen.fleet.verbatim import build_manifests, says_more
from kaito_gen.fleet.workspaces import build_service, build_tuning
from kaito_gen.gitops.extras import with_sync_waves
from kaito_gen.kinds import Manifest, name_of, namespace_of
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import EMPTY, World

INTENT: Final = "intent"
RENDERED: Final = "rendered"
MODE_ANNOTATION: Final = "kaito-gen/mode"
"""On a root object in rendered mode: Git owns what a controller would make of it, so our operator leaves that alone."""

_OURS: Final = ("Workspace", "InferenceSet")
"""Kinds of KAITO that our operator reconciles."""

_BUILDERS: Final[Mapping[str, Any]] = {
    "services": build_service,
    "tuning": build_tuning,
    "rag": build_rag,
    "multiRole": build_multi_role,
    "mirrors": build_mirror,
}


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


def compile_fleet(
    fleet: Fleet,
    *,
    catalog: Catalog,
    world: World = EMPTY,
    files: Files = {},  # noqa: B006 - never written to
    origin: Origin = NOWHERE,
    fit: bool = True,
    share: tuple[int, int] = (0, 1),
) -> Compiled:
    """Return what a fleet becomes; raises InvalidInput with every mistake, each at its place in ``origin``.

    ``catalog`` is that of the target's release; ``world`` is what exists beside the fleet. ``files`` holds what the
    fleet names by ``file``, as :func:`kaito_gen.fleet.loading.load` returns it. Without ``fit`` nothing is planned:
    ``auto`` stays the machine of those that say so, what does not fit is no mistake, and nothing is rendered.
    ``share`` (a number, and of how many) is for work in several processes: every mistake in the fleet is found, but
    only the entries of that share are rendered and returned, and what is around them with the first.
    """
    target = target_of(fleet.target)
    faults = list(_target_faults(fleet, target))
    if faults:
        raise origin.invalid(faults)
    scope = Scope(fleet, target, BY_RELEASE[target.release], files)
    around = surroundings(scope)
    drafts = list(_drafts(scope))
    faults = scope.faults + list(_duplicates(drafts, around)) + list(_not_ours(drafts, target))
    notes: list[str] = []
    made: dict[int, list[Manifest]] = {}
    if not faults and fit:
        world = World([*world.objects(), *around, *_written(drafts)], complete=world.complete)
        fitting = Fitting(target, world, catalog)
        for draft in drafts:
            faults += fitting.settle(draft)
        number, of = share
        around = around if number == 0 else []
        drafts = drafts[number * len(drafts) // of : (number + 1) * len(drafts) // of]
        if not faults and fleet.mode == RENDERED:
            from kaito_gen.fleet.rendering import render_drafts

            made = render_drafts(drafts, target, world, catalog, faults, notes)
    if faults:
        raise origin.invalid(faults)
    objects = around
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


def _drafts(scope: Scope) -> Iterator[Draft]:
    fleet = scope.fleet
    sections: tuple[tuple[str, Iterable[Entry]], ...] = (
        ("manifests", fleet.manifests),
        ("mirrors", fleet.mirrors),
        ("services", fleet.services),
        ("tuning", fleet.tuning),
        ("multiRole", fleet.multi_role),
        ("rag", fleet.rag),
    )
    for name in map(camel, scope.defaults):
        if scope.dialect.knows_nothing_of(name):
            setting = ("defaults", name)
            scope.fault(setting, f"{dotted(setting)} has no place in release {scope.dialect.release}", "leave it out")
    for section, entries in sections:
        build = _BUILDERS.get(section)
        for entry in entries:
            if entry.enabled is False:
                continue
            draft = Draft(section, entry)
            if entry.manifest is not None:
                more = says_more(entry)
                if more:
                    path = (*draft.path, more[0])
                    scope.fault(path, f"{dotted(draft.path)} says manifest and {', '.join(more)}", "say one of them")
                build_manifests(draft, entry.manifest, scope)
            elif build is None:
                scope.fault(draft.path, f"{dotted(draft.path)} says no manifest", "say manifest: {file: ...}")
            else:
                build(draft, entry, scope)
            yield draft


def _written(drafts: Iterable[Draft]) -> Iterator[Manifest]:
    for draft in drafts:
        yield from draft.beside
        if draft.root is not None:
            yield draft.root


def _duplicates(drafts: Iterable[Draft], around: Iterable[Manifest]) -> Iterator[Fault]:
    """Two entries that write one object, or two of a list with one name; both places are told."""
    named: set[tuple[str, str]] = set()
    owners: dict[tuple[str, str, str], Draft | None] = {_identity(one): None for one in around}
    for draft in drafts:
        entry = (draft.section, draft.entry.name)
        if entry in named:
            yield Fault(draft.path, f"{dotted(draft.path)} is there twice", "give each entry a name of its own")
            continue
        named.add(entry)
        for manifest in _written([draft]):
            kind, namespace, name = _identity(manifest)
            if (kind, namespace, name) not in owners:
                owners[kind, namespace, name] = draft
                continue
            other = owners[kind, namespace, name]
            yield Fault(
                (*draft.path, "name"),
                f"{dotted(draft.path)} and {dotted(other.path) if other else 'the fleet'} both write {kind} {name}",
                "rename one of them",
                (*other.path, "name") if other else None,
            )


def _identity(manifest: Manifest) -> tuple[str, str, str]:
    return str(manifest["kind"]), namespace_of(manifest), name_of(manifest)


def _not_ours(drafts: Iterable[Draft], target: Target) -> Iterator[Fault]:
    if target.reconciler != "kaito-gen":
        return
    for draft in drafts:
        for manifest in _written([draft]):
            kind = manifest["kind"]
            if kind in BY_RELEASE[target.release].served and kind not in _OURS:
                yield Fault(
                    draft.path,
                    f"{dotted(draft.path)} is {a(kind)}, which the kaito-gen operator does not reconcile",
                    "write target.reconciler: kaito, or remove it",
                )


def _marked(root: Manifest) -> Manifest:
    metadata = root["metadata"]
    annotations = {**(metadata.get("annotations") or {}), MODE_ANNOTATION: RENDERED}
    return {**root, "metadata": {**metadata, "annotations": annotations}}
