"""The door to release v0.3's rendering: one root object in, everything that its controller makes of it out."""

from collections.abc import Iterator

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import V0_3, Manifest, api_version, name_of, rank
from kaito_gen.planning.plan import Reason
from kaito_gen.render import api_server
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.v0_3 import admission
from kaito_gen.render.v0_3.request import read, refusals
from kaito_gen.render.v0_3.steps import Note, steps
from kaito_gen.target import Target
from kaito_gen.world import World


def render_root(root: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return what the controller makes of a v1alpha1 Workspace; see :func:`kaito_gen.render.render`."""
    stops = tuple(_unserved(root)) or refusals(root)
    if stops:
        return Rendered((), stops)
    return render_workspace(root, target, world, catalog)


def render_workspace(workspace: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return what the controller makes of a Workspace of sound form."""
    request = read(workspace)
    made: list[Manifest] = []
    stops: list[Reason] = []
    notes: list[Reason] = []
    for step in steps(request, target, world, catalog):
        if isinstance(step, Note):
            notes.append(step.reason)
        elif isinstance(step, Reason):
            stops.append(step)
        elif refused := list(api_server.refusals(step)):
            stops += [Reason("api-server-refuses", f"{step['kind']} {name_of(step)}: {why}") for why in refused]
            break
        else:
            made.append(step)
    told = {stop.code for stop in stops}
    judged = admission.notes(workspace, request, target=target, world=world, catalog=catalog)
    notes += [note for note in judged if note.code not in told]
    return Rendered(tuple(sorted(made, key=lambda manifest: rank(manifest["kind"]))), tuple(stops), tuple(notes))


def _unserved(root: Manifest) -> Iterator[Reason]:
    kind, version = root.get("kind"), root.get("apiVersion")
    if kind != "Workspace":
        yield Reason("unknown-kind", f"release v0.3 knows Workspaces alone, no {kind}")
    elif version != api_version("Workspace", V0_3):
        yield Reason("unknown-version", f"release v0.3 serves {api_version('Workspace', V0_3)} alone, not {version}")
