"""Everything that KAITO v0.12 makes of one Workspace, in the order in which its controller makes it.

The order decides what exists where the controller stops: mirror, nodes, then the Job, or the Services and the
StatefulSet. What is merely slow or fails later (a claim that never launches, a pod that crashes) stops nothing here.
"""

from dataclasses import dataclass, field

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest, rank
from kaito_gen.planning import request as placement
from kaito_gen.planning.plan import NoFit, Plan, Reason
from kaito_gen.planning.releases import plan
from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.training_config import training_config
from kaito_gen.render.v0_12 import adapters, claims, existing, services, streaming, tuning, weights
from kaito_gen.render.v0_12.node_pool import node_pools
from kaito_gen.render.v0_12.request import TRANSFORMERS, Request, Tuning, read, refusals, with_defaults
from kaito_gen.render.v0_12.sizing import Sizing, size
from kaito_gen.render.v0_12.statefulset import statefulset
from kaito_gen.render.v0_12.template import template_statefulset
from kaito_gen.target import Target
from kaito_gen.world import World

_LONGEST_NAME = 52
"""Beyond it the StatefulSet's pods cannot carry the label with their revision."""


@dataclass(slots=True)
class _Draft:
    """The objects made so far; a step that returns a Reason has stopped, and nothing follows."""

    target: Target
    world: World
    catalog: Catalog
    objects: list[Manifest] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)

    def rendered(self, *stops: Reason) -> Rendered:
        """Return the result, in apply order."""
        ordered = sorted(self.objects, key=lambda manifest: rank(manifest["kind"]))
        return Rendered(tuple(ordered), stops, tuple(self.notes))


def render_workspace(workspace: Manifest, target: Target, world: World, catalog: Catalog) -> Rendered:
    """Return what the Workspace controller makes of a Workspace, with its ModelMirror's objects."""
    refused = refusals(workspace)
    if refused:
        return Rendered((), refused)
    stored = with_defaults(workspace)
    request = read(stored, target)
    planned = plan(stored, target, world, catalog, admitted=True)
    draft = _Draft(target, world, catalog, notes=[*planned.notes, *_notes(request)])
    if isinstance(planned, NoFit):
        return draft.rendered(*planned.reasons)
    stop = _make(draft, request, planned, placement.read(stored))
    return draft.rendered(*([stop] if stop else []))


def _make(draft: _Draft, request: Request, planned: Plan, ask: placement.Request) -> Reason | None:
    """Make everything in the controller's order; return why it stops, or None when everything is made."""
    mirrored = None
    if planned.preset and streaming.is_streamed(request, draft.target):
        answer = streaming.mirror(
            request,
            planned.preset,
            size=planned.disk,
            target=draft.target,
            world=draft.world,
            catalog=draft.catalog,
        )
        if isinstance(answer, Reason):
            return answer
        mirrored = answer
        draft.objects += mirrored.objects
        draft.notes += mirrored.notes
    stop = _nodes(draft, request, planned)
    if stop:
        return stop
    if request.tuning:
        return _tuning(draft, request, request.tuning, planned)
    if not request.preset and request.template is None:
        return Reason("nothing-asked", "the Workspace asks for neither a preset, a template nor tuning: add one")
    stop = _services(draft, request)
    if stop:
        return stop
    if request.template is not None:
        return _template(draft, request, request.template, planned)
    return _preset(draft, request, size(request, planned, draft.target, draft.world, ask=ask), planned, mirrored)


def _nodes(draft: _Draft, request: Request, planned: Plan) -> Reason | None:
    target = draft.target
    if planned.nodes > claims.MOST_NODES:
        return Reason(
            "too-many-nodes",
            f"{planned.nodes} nodes are asked for, but a cluster has at most {claims.MOST_NODES}: lower resource.count",
            (planned.nodes, claims.MOST_NODES),
        )
    if target.provisioner == "karpenter":
        draft.objects += node_pools(request, target, draft.world, nodes=planned.nodes)
    elif target.provisions_nodes:
        wanted = claims.node_claims(request, target, draft.world, nodes=planned.nodes, disk=planned.disk)
        refused = claims.refusal(request, target) if wanted else None
        if refused:
            return refused
        draft.objects += wanted
    if planned.machine and planned.machine.name != request.instance_type:
        draft.notes.append(
            Reason(
                "machine-spelling",
                f"{request.instance_type} is spelt {planned.machine.name} on nodes, and KAITO waits for its own "
                "spelling for ever: write the cloud's",
            )
        )
    return None


def _tuning(draft: _Draft, request: Request, asked: Tuning, planned: Plan) -> Reason | None:
    machine = draft.catalog.machine(draft.target.cloud, request.instance_type)
    gpus = machine.gpus if machine else 0
    refused = tuning.refusal(planned.preset, asked.preset, gpus=gpus, request=request)
    if refused or planned.preset is None:
        return refused
    config = training_config(
        asked.config,
        asked.method,
        namespace=request.namespace,
        target=draft.target,
        world=draft.world,
        catalog=draft.catalog,
    )
    if isinstance(config, Reason):
        return config
    if config.copied:
        draft.objects.append(config.manifest)
    _note_foreign(draft, request, "Job", request.name)
    draft.objects.append(
        tuning.job(
            tuning.Training(
                request=request,
                tuning=asked,
                preset=planned.preset,
                gpus=gpus,
                config=config.name,
                output_folder=config.output_folder,
                target=draft.target,
                catalog=draft.catalog,
            )
        )
    )
    return None


def _services(draft: _Draft, request: Request) -> Reason | None:
    for manifest in (services.service(request), services.headless_service(request)):
        name = manifest["metadata"]["name"]
        if _note_foreign(draft, request, "Service", name):
            continue
        refused = services.refusal(request, manifest)
        if refused:
            return refused
        draft.objects.append(manifest)
    return None


def _template(draft: _Draft, request: Request, template: Manifest, planned: Plan) -> Reason | None:
    _note_foreign(draft, request, "Deployment", request.name)
    if not _note_foreign(draft, request, "StatefulSet", request.name):
        draft.objects.append(template_statefulset(request, template, draft.target, nodes=planned.nodes))
    return None


def _preset(
    draft: _Draft, request: Request, sizing: Sizing, planned: Plan, mirrored: streaming.Mirrored | None
) -> Reason | None:
    preset = planned.preset
    stop = _unservable(request, sizing, planned, draft.catalog)
    if stop or preset is None:
        return stop
    stream = None
    if mirrored:
        answer = streaming.stream(request, preset, mirrored, draft.target, draft.world)
        if isinstance(answer, Reason):
            return answer
        stream = answer
        script = streaming.script_config_map(request)
        draft.objects += [script] if script else []
    claimed = weights.is_claimed(request, sizing, draft.target, draft.world)
    if claimed and not stream:
        draft.notes += weights.notes(request, sizing, draft.target, draft.world)
    wanted = statefulset(
        request, preset, sizing, target=draft.target, catalog=draft.catalog, claimed=claimed, stream=stream
    )
    _note_foreign(draft, request, "Deployment", request.name)
    other = _note_foreign(draft, request, "StatefulSet", request.name)
    draft.objects.append(existing.selectively_updated(other, wanted) if other else wanted)
    return None


def _unservable(request: Request, sizing: Sizing, planned: Plan, catalog: Catalog) -> Reason | None:
    """Return why the controller makes no StatefulSet though the nodes are asked for; all of it costs money first."""
    preset = planned.preset
    if preset is None:
        return unknown_preset(request.preset, catalog)
    if request.runtime == TRANSFORMERS and preset.transformers is None:
        return Reason(
            "runtime-unsupported",
            f"{preset.name} is served by vLLM alone, and KAITO's controller panics: remove the annotation "
            "kaito.sh/runtime, or choose another model",
        )
    mig = request.partition is not None and request.partition.mode == "mig"
    if not sizing.gpus and not mig:
        return Reason(
            "unknown-machine",
            f"the GPUs of {request.instance_type or 'the nodes'} are not known to the release, so no pods are made: "
            "name a machine of the catalog",
        )
    return adapters.refusal(request.adapters)


def _note_foreign(draft: _Draft, request: Request, kind: str, name: str) -> Manifest | None:
    found = existing.foreign(draft.world, kind, name=name, namespace=request.namespace, workspace=request.name)
    if found:
        draft.notes.append(existing.note(found))
    return found


def _notes(request: Request) -> list[Reason]:
    """Return what is accepted and then does not do what it seems to."""
    found = adapters.notes(request.adapters) if request.preset else []
    if request.template is not None and request.adapters:
        found.append(Reason("adapters-ignored", "adapters have no effect beside a template"))
    if request.stripped:
        found.append(
            Reason("labels-stripped", f"{', '.join(request.stripped)} in the selector are KAITO's own: ignored")
        )
    if not request.tuning and len(request.name) > _LONGEST_NAME:
        found.append(
            Reason(
                "name-too-long",
                f"the name has {len(request.name)} characters: pods of a StatefulSet of more than {_LONGEST_NAME} "
                "cannot be made",
                (len(request.name),),
            )
        )
    return found
