"""Rendered mode: what a controller would make of each root object, to be committed beside it."""

from collections.abc import Iterable

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.fleet.fault import Fault, dotted
from kaito_gen.fleet.scope import Draft
from kaito_gen.kinds import Manifest, name_of, namespace_of
from kaito_gen.planning.plan import Plan
from kaito_gen.render.dispatch import met_by_the_next, render
from kaito_gen.target import Target
from kaito_gen.world import World


def render_drafts(
    drafts: Iterable[Draft], target: Target, world: World, catalog: Catalog, faults: list[Fault], notes: list[str]
) -> dict[int, list[Manifest]]:
    """Return the rendered objects of each draft by its identity; what stops a controller is a fault.

    An object that several roots need (the default settings of two tuning jobs) comes once, with the first of them.
    """
    made: dict[int, list[Manifest]] = {}
    seen: dict[tuple[str, str, str], Manifest] = {}
    for draft in drafts:
        if draft.root is None:
            continue
        planned = draft.plan if isinstance(draft.plan, Plan) else None  # else it is the controller's to say
        rendered = render(draft.root, target, world, catalog, planned=planned)
        world = met_by_the_next(rendered, world)
        faults += [Fault(draft.path, f"{dotted(draft.path)}: {reason.message}") for reason in rendered.stops]
        notes += [f"{dotted(draft.path)}: {reason.message}" for reason in rendered.notes]
        made[id(draft)] = mine = []
        for manifest in rendered.objects:
            identity = (str(manifest["kind"]), namespace_of(manifest), name_of(manifest))
            if seen.setdefault(identity, manifest) is manifest:
                mine.append(manifest)
            elif seen[identity] != manifest:
                what = f"{identity[0]} {identity[2]}"
                faults.append(Fault(draft.path, f"{dotted(draft.path)} and another entry need two versions of {what}"))
    return made
