"""The objects of a Workspace while they are being made."""

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest, name_of, rank
from kaito_gen.planning.plan import Reason
from kaito_gen.render import api_server, existing
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.v0_12.request import Request
from kaito_gen.target import Target
from kaito_gen.world import World

FATES = {
    "Service": "it stays as it is, so traffic goes where it says",
    "StatefulSet": "its command, image and replicas stay, and its readiness counts as the Workspace's",
    "Job": "it is deleted and replaced",
    "Deployment": "it is deleted",
}
"""What KAITO v0.12 does with an object of someone else's under a name that it wants."""


class Draft:
    """What one Workspace has got so far. A step that returns a Reason has stopped, and nothing follows it."""

    __slots__ = ("catalog", "notes", "objects", "request", "target", "world")

    def __init__(self, request: Request, target: Target, world: World, catalog: Catalog) -> None:
        self.request = request
        self.target = target
        self.world = world
        self.catalog = catalog
        self.objects: list[Manifest] = []
        self.notes: list[Reason] = []

    def foreign(self, kind: str, name: str) -> Manifest | None:
        """Return an object of this name that is not the Workspace's own, and note what becomes of it."""
        request = self.request
        found = existing.foreign(self.world, kind, name=name, namespace=request.namespace, workspace=request.name)
        if found:
            self.notes.append(existing.note(found, FATES))
        return found

    def add(self, manifest: Manifest) -> Reason | None:
        """Take an object, or return why the API server refuses it: then it is not among the objects."""
        why = next(api_server.refusals(manifest), "")
        if why:
            return Reason("api-server-refuses", f"{manifest['kind']} {name_of(manifest)}: {why}")
        self.objects.append(manifest)
        return None

    def rendered(self, *stops: Reason) -> Rendered:
        """Return the result, in apply order."""
        ordered = sorted(self.objects, key=lambda manifest: rank(manifest["kind"]))
        return Rendered(tuple(ordered), stops, tuple(self.notes))
