"""Every entry of a fleet becomes its object and what stands beside it, each by the builder of its section."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kaito_gen.fleet.dialects import BY_RELEASE
from kaito_gen.fleet.extensions import build_mirror, build_multi_role, build_rag
from kaito_gen.fleet.fault import Fault, dotted
from kaito_gen.fleet.naming import a
from kaito_gen.fleet.placement import Entry
from kaito_gen.fleet.scope import Draft, Scope
from kaito_gen.fleet.shape import camel
from kaito_gen.fleet.verbatim import build_manifests, says_more
from kaito_gen.fleet.workspaces import build_service, build_tuning
from kaito_gen.kinds import Manifest, name_of, namespace_of
from kaito_gen.target import Target

_OURS: Final = ("Workspace", "InferenceSet")
"""Kinds of KAITO that our operator reconciles."""

_BUILDERS: Final[Mapping[str, Any]] = {
    "services": build_service,
    "tuning": build_tuning,
    "rag": build_rag,
    "multiRole": build_multi_role,
    "mirrors": build_mirror,
}


def build(scope: Scope, around: Iterable[Manifest]) -> list[Draft]:
    """Return the objects of every entry that is enabled, and note each mistake in ``scope``.

    ``around`` is what the fleet itself writes beside them.
    """
    drafts = list(_drafts(scope))
    scope.faults += [*_duplicates(drafts, around), *_not_ours(drafts, scope.target)]
    return drafts


def written(drafts: Iterable[Draft]) -> Iterator[Manifest]:
    """Yield the objects of entries: of each what stands beside its root, and then the root."""
    for draft in drafts:
        yield from draft.beside
        if draft.root is not None:
            yield draft.root


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
        for manifest in written([draft]):
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
        for manifest in written([draft]):
            kind = manifest["kind"]
            if kind in BY_RELEASE[target.release].served and kind not in _OURS:
                yield Fault(
                    draft.path,
                    f"{dotted(draft.path)} is {a(kind)}, which the kaito-gen operator does not reconcile",
                    "write target.reconciler: kaito, or remove it",
                )
