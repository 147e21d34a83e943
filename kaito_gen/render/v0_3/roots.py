"""Everything that the controller of release v0.3 makes of a Workspace, in the order in which it makes it.

The order matters where something stops it: what comes later is then never made. So each step yields objects, or the
reason why the release gets no further. What the release cannot do for a mistake of its own is done here:
an adapter without a strength gets the strength that admission takes it for, where the controller panics.
"""

from collections.abc import Iterator

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.kinds import V0_3, Manifest, api_version, name_of, rank
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.render.form import child
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.training_config import training_config
from kaito_gen.render.v0_3 import admission, api_server
from kaito_gen.render.v0_3.claims import DEFAULT_DISK, NODE_CLASS_KINDS, claims, node_class
from kaito_gen.render.v0_3.inference import preset_workload, template_workload
from kaito_gen.render.v0_3.request import PresetRequest, Request, TuningRequest, read, refusals
from kaito_gen.render.v0_3.services import services
from kaito_gen.render.v0_3.tuning import missing_parts, tuning_job
from kaito_gen.target import Target
from kaito_gen.world import World

type Step = Manifest | Reason

MOST_NODES = 5000
"""Nodes that Kubernetes supports in a cluster (kubernetes.io, considerations for large clusters; read 2026-08-21)."""


def render_root(root: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return what the controller makes of a v1alpha1 Workspace; see :func:`kaito_gen.render.render`."""
    stops = tuple(_foreign(root)) or refusals(root)
    if stops:
        return Rendered((), stops)
    return render_workspace(root, target, world, catalog)


def render_workspace(workspace: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return what the controller makes of a Workspace of sound form."""
    request = read(workspace)
    made: list[Manifest] = []
    stops: list[Reason] = []
    for step in _steps(request, target, world, catalog):
        if isinstance(step, Reason):
            stops.append(step)
            continue
        refused = list(api_server.refusals(step))
        if refused:
            stops += [Reason("api-server-refuses", f"{step['kind']} {name_of(step)}: {why}") for why in refused]
            break
        made.append(step)
    told = {stop.code for stop in stops}
    notes = [
        note
        for note in admission.notes(workspace, request, target=target, world=world, catalog=catalog)
        if note.code not in told
    ]
    if request.preset and _service_is_taken(request, world):
        notes.append(
            Reason("service-exists", f"Service {request.name} is there and selects other pods: it is left alone")
        )
    return Rendered(tuple(sorted(made, key=lambda manifest: rank(manifest["kind"]))), tuple(stops), tuple(notes))


def _foreign(root: Manifest) -> Iterator[Reason]:
    kind, version = root.get("kind"), root.get("apiVersion")
    if kind != "Workspace":
        yield Reason("unknown-kind", f"release v0.3 knows Workspaces alone, no {kind}")
    elif version != api_version("Workspace", V0_3):
        yield Reason("unknown-version", f"release v0.3 serves {api_version('Workspace', V0_3)} alone, not {version}")


def _steps(request: Request, target: Target, world: World, catalog: Catalog) -> Iterator[Step]:
    if target.gate("Karpenter") and target.cloud not in NODE_CLASS_KINDS:
        yield Reason("no-cloud", "with the gate Karpenter the controller starts on azure and aws alone")
        return
    node_classes = node_class(target, world)
    if node_classes:
        yield node_classes
    if not request.resourced:
        yield Reason("no-resource", "the Workspace has no resource: the controller cannot store its annotations")
        return
    preset = catalog.preset(request.preset.name) if request.preset else None
    if request.preset and preset is None:
        yield unknown_preset(request.preset.name, catalog)
        return
    if request.count > MOST_NODES:
        yield Reason("too-many-nodes", f"resource.count is {request.count}: a cluster has at most {MOST_NODES} nodes")
        return
    disk = preset.requirement.disk if preset and preset.requirement else DEFAULT_DISK
    yield from claims(request, target, world, disk=disk)
    if request.tuning:
        yield from _tuning(request, request.tuning, target, world, catalog)
    elif request.preset and preset:
        yield from _preset(request, request.preset, preset, target=target, world=world, catalog=catalog)
    elif request.template is not None:
        yield template_workload(request, request.template)
    else:
        yield Reason("nothing-asked", "the Workspace asks for neither preset, template nor tuning: it gets nodes alone")


def _preset(
    request: Request, wanted: PresetRequest, preset: Preset, *, target: Target, world: World, catalog: Catalog
) -> Iterator[Step]:
    launch = preset.launch
    if not _service_is_taken(request, world):
        yield from services(request, distributed=launch is not None and launch.distributed)
    if request.template is not None:
        yield template_workload(request, request.template)
        return
    if launch is None:
        yield Reason("no-launch", f"the catalog has no launch for preset {preset.name}: add one")
        return
    yield from _without_cloud(target)
    if launch.distributed and request.count < 1:
        yield Reason("no-nodes", f"resource.count is {request.count}: {preset.name} cannot be spread over no nodes")
        return
    unsourced = not launch.distributed and [index for index, one in enumerate(request.adapters) if not one.sourced]
    if unsourced:
        yield Reason("no-source", f"inference.adapters[{unsourced[0]}] has no source: the controller panics on it")
        return
    if target.cloud in NODE_CLASS_KINDS:
        yield preset_workload(request, wanted, preset, target, catalog)


def _tuning(request: Request, tuning: TuningRequest, target: Target, world: World, catalog: Catalog) -> Iterator[Step]:
    wanted = tuning.preset
    if wanted is None:
        yield Reason("nothing-asked", "tuning names no preset: the Workspace gets nodes alone")
        return
    preset = catalog.preset(wanted.name)
    if preset is None:
        yield unknown_preset(wanted.name, catalog)
        return
    config = training_config(
        tuning.config, tuning.method, namespace=request.namespace, target=target, world=world, catalog=catalog
    )
    if isinstance(config, Reason):
        yield config
        return
    if config.copied:
        yield config.manifest
    if preset.tuning is None or preset.tuning.launch is None:
        yield Reason("tuning-unsupported", f"{preset.name} cannot be tuned: the controller panics on it")
        return
    lacking = [*_without_cloud(target), *missing_parts(wanted, tuning)]
    yield from lacking
    if not lacking:
        yield tuning_job(request, tuning, wanted, preset=preset, config=config, target=target, catalog=catalog)


def _without_cloud(target: Target) -> Iterator[Reason]:
    if target.cloud not in NODE_CLASS_KINDS:
        yield Reason("no-cloud", "without a cloud the controller cannot tell the GPUs of a machine")


def _service_is_taken(request: Request, world: World) -> bool:
    """Whether a Service of the Workspace's name is there that selects other pods than its own."""
    service = world.find("Service", request.name, request.namespace)
    selector = child(child(service, "spec"), "selector")
    return service is not None and selector.get("kaito.sh/workspace") != request.name
