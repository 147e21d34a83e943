"""What the controller of release v0.3 does with a Workspace, step by step, in its order.

The order matters where something stops it: what comes later is then never made. So each step yields an object, or the
reason why the release gets no further. What the release cannot do for a mistake of its own is done here: an adapter
without a strength gets the one that admission takes it for, where the controller panics.
Source: KAITO v0.3.1, pkg/controllers; the measured cases of v0.3.1, 2026-08.
"""

from collections.abc import Iterator

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.kinds import Manifest
from kaito_gen.planning.plan import Reason
from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.render import existing
from kaito_gen.render.labels import refused_label
from kaito_gen.render.training_config import TrainingConfig, training_config
from kaito_gen.render.v0_3.claims import DEFAULT_DISK, NODE_CLASS_KINDS, claims, node_class
from kaito_gen.render.v0_3.inference import preset_workload, template_workload
from kaito_gen.render.v0_3.request import PresetRequest, Request, TuningRequest
from kaito_gen.render.v0_3.services import services
from kaito_gen.render.v0_3.tuning import missing_parts, tuning_job
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import World

MOST_NODES = 5000
"""Nodes that Kubernetes supports in a cluster (kubernetes.io, considerations for large clusters; read 2026-08-21)."""

REVISION_LABEL = "workspace.kaito.io/name"
"""What the record of a Workspace's revisions carries: the first object that the controller makes."""

FATES = {
    "Service": "it stays as it is, so traffic goes where it says",
    "Deployment": "its image, command and replicas stay, and its readiness counts as the Workspace's",
    "StatefulSet": "it stays as it is, and its readiness counts as the Workspace's",
    "Job": "it is deleted and replaced",
}
"""What the release does with an object of someone else's under a name that it wants."""


class Note(Value):
    """Something worth telling that stops nothing."""

    reason: Reason


type Step = Manifest | Reason | Note


def steps(request: Request, target: Target, world: World, catalog: Catalog) -> Iterator[Step]:
    """Yield what the controller makes of a Workspace, one object after the other, until a reason ends it.

    Several reasons may stand at the end; no object follows one.
    """
    if target.gate("Karpenter") and target.cloud not in NODE_CLASS_KINDS:
        yield Reason("no-cloud", "with the gate Karpenter the controller starts on azure and aws alone")
        return
    node_classes = node_class(target, world)
    if node_classes:
        yield node_classes
    unfit = refused_label({REVISION_LABEL: request.name})
    if unfit:
        yield Reason(
            "api-server-refuses",
            f"ControllerRevision: it cannot carry the label {unfit}, and the controller makes nothing before it: "
            "give the Workspace a name of at most 63 characters",
        )
        return
    if not request.resourced:
        yield Reason("no-resource", "the Workspace has no resource: the controller cannot store its annotations")
        return
    preset = catalog.preset(request.preset.name) if request.preset else None
    if request.preset and preset is None:
        yield unknown_preset(request.preset.name, catalog)
        return
    if request.count < 0:
        yield Reason("no-nodes", f"resource.count is {request.count}: the controller panics on less than none")
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
        yield from _template(request, request.template, world)
    else:
        yield Reason("nothing-asked", "the Workspace asks for neither preset, template nor tuning: it gets nodes alone")


def _preset(
    request: Request, wanted: PresetRequest, preset: Preset, *, target: Target, world: World, catalog: Catalog
) -> Iterator[Step]:
    launch = preset.launch
    other = _foreign(request, "Service", world)
    if other:
        yield Note(existing.note(other, FATES))
    else:
        yield from services(request, distributed=launch is not None and launch.distributed)
    if request.template is not None:
        yield from _template(request, request.template, world)
        return
    lacking = [*_without_cloud(target), *_unservable(request, preset)]
    yield from lacking
    if lacking:
        return
    workload = preset_workload(request, wanted, preset, target, catalog)
    other = _foreign(request, workload["kind"], world)
    if other:
        yield Note(existing.note(other, FATES))
    if not other:
        yield workload
    elif other["kind"] == "Deployment":
        yield existing.selectively_updated(other, workload)


def _unservable(request: Request, preset: Preset) -> Iterator[Reason]:
    launch = preset.launch
    if launch is None:
        yield Reason("no-launch", f"the catalog has no launch for preset {preset.name}: add one")
    elif launch.distributed and request.count < 1:
        yield Reason("no-nodes", f"resource.count is {request.count}: {preset.name} cannot be spread over no nodes")
    elif not launch.distributed:
        for index, adapter in enumerate(request.adapters):
            if not adapter.sourced:
                yield Reason("no-source", f"inference.adapters[{index}] has no source: the controller panics on it")


def _template(request: Request, template: Manifest, world: World) -> Iterator[Step]:
    other = _foreign(request, "Deployment", world)
    if other:
        yield Note(existing.note(other, {}))
    else:
        yield template_workload(request, template)


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
        tuning.config,
        tuning.method,
        namespace=request.namespace,
        target=target,
        world=world,
        catalog=catalog,
        copies_named=True,
    )
    if isinstance(config, Reason):
        yield config
        return
    if config.copied:
        yield config.manifest
    if preset.tuning is None or preset.tuning.launch is None:
        yield Reason("tuning-unsupported", f"{preset.name} cannot be tuned: the controller panics on it")
        return
    lacking = [*_without_cloud(target), *_without_folder(config), *missing_parts(wanted, tuning)]
    yield from lacking
    if lacking:
        return
    if config.fault:
        where = f"the pusher waits in {config.output_folder}, where the training does not write"
        yield Note(Reason("result-misplaced", f"ConfigMap {config.name}: {config.fault}, so that {where}"))
    other = _foreign(request, "Job", world)
    if other:
        yield Note(existing.note(other, FATES))
    yield tuning_job(request, tuning, wanted, preset=preset, config=config, target=target, catalog=catalog)


def _without_cloud(target: Target) -> Iterator[Reason]:
    if target.cloud not in NODE_CLASS_KINDS:
        yield Reason("no-cloud", "without a cloud the controller cannot tell the GPUs of a machine")


def _without_folder(config: TrainingConfig) -> Iterator[Reason]:
    if not config.readable:
        yield Reason(
            "config-unusable",
            f"ConfigMap {config.name} makes no job: {config.fault}, and the API server refuses a mount without a path",
        )


def _foreign(request: Request, kind: str, world: World) -> Manifest | None:
    return existing.foreign(world, kind, name=request.name, namespace=request.namespace, workspace=request.name)
