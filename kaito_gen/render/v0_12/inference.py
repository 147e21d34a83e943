"""What an inference gets once its nodes are asked for: two Services, and the StatefulSet of a preset or a template."""

from typing import TYPE_CHECKING

from kaito_gen.catalog.preset import Preset
from kaito_gen.kinds import Manifest
from kaito_gen.planning import request as placement
from kaito_gen.planning.plan import Plan, Reason
from kaito_gen.planning.unknown import unknown_preset
from kaito_gen.render import existing
from kaito_gen.render.v0_12 import adapters, services, weights
from kaito_gen.render.v0_12.draft import Draft
from kaito_gen.render.v0_12.request import TRANSFORMERS
from kaito_gen.render.v0_12.sizing import Sizing, size
from kaito_gen.render.v0_12.statefulset import statefulset

if TYPE_CHECKING:  # imported where a Workspace streams; most do not
    from kaito_gen.render.v0_12.streaming import Mirrored, Stream


def make_inference(draft: Draft, planned: Plan, ask: placement.Request, mirrored: "Mirrored | None") -> Reason | None:
    """Make Services and StatefulSet; return why the controller stops before the end, or None when it does not."""
    request = draft.request
    stop = _services(draft)
    if stop:
        return stop
    if request.template is not None:
        return _template(draft, request.template, planned)
    if not request.preset:
        return Reason("nothing-asked", "the inference asks for neither a preset nor a template: add one")
    sizing = size(request, planned, draft.target, draft.world, ask=ask)
    if planned.preset is None:
        return unknown_preset(request.preset, draft.catalog)
    return _unservable(draft, planned.preset, sizing) or _preset(draft, planned.preset, sizing, mirrored)


def _services(draft: Draft) -> Reason | None:
    for manifest in (services.service(draft.request), services.headless_service(draft.request)):
        if draft.foreign("Service", manifest["metadata"]["name"]):
            continue
        refused = services.refusal(draft.request, manifest)
        if refused:
            return refused
        draft.objects.append(manifest)
    return None


def _template(draft: Draft, template: Manifest, planned: Plan) -> Reason | None:
    from kaito_gen.render.v0_12.template import template_statefulset

    name = draft.request.name
    draft.foreign("Deployment", name)
    if draft.foreign("StatefulSet", name):
        return None
    return draft.add(template_statefulset(draft.request, template, draft.target, nodes=planned.nodes))


def _preset(draft: Draft, preset: Preset, sizing: Sizing, mirrored: "Mirrored | None") -> Reason | None:
    request, target, world = draft.request, draft.target, draft.world
    streamed = _stream(draft, preset, mirrored) if mirrored else None
    if isinstance(streamed, Reason):
        return streamed
    claimed = streamed is None and weights.is_claimed(request, sizing, target, world)
    if claimed:
        draft.notes += weights.notes(request, sizing, target, world)
    wanted = statefulset(
        request, preset, sizing, target=target, catalog=draft.catalog, claimed=claimed, stream=streamed
    )
    draft.foreign("Deployment", request.name)
    other = draft.foreign("StatefulSet", request.name)
    return draft.add(existing.selectively_updated(other, wanted) if other else wanted)


def _stream(draft: Draft, preset: Preset, mirrored: "Mirrored") -> "Stream | Reason":
    from kaito_gen.render.v0_12.streaming import script_config_map, stream

    streamed = stream(draft.request, preset, mirrored, draft.target, draft.world)
    script = script_config_map(draft.request)
    if script and not isinstance(streamed, Reason):
        draft.objects.append(script)
    return streamed


def _unservable(draft: Draft, preset: Preset, sizing: Sizing) -> Reason | None:
    """Return why the controller makes no StatefulSet though the nodes are asked for; all of it costs money first."""
    request = draft.request
    if request.runtime == TRANSFORMERS and preset.transformers is None:
        return Reason(
            "runtime-unsupported",
            f"{preset.name} is served by vLLM alone, and KAITO's controller panics: remove the annotation "
            "kaito.sh/runtime, or choose another model",
        )
    if not sizing.gpus and not sizing.sliced:
        return Reason(
            "unknown-machine",
            f"the GPUs of {request.instance_type or 'the nodes'} are not known to the release, so no pods are made: "
            "name a machine of the catalog",
        )
    return adapters.refusal(request.adapters)
