"""Everything that KAITO v0.12 makes of one Workspace, in the order in which its controller makes it.

The order decides what exists where the controller stops: mirror, nodes, then the Job, or the Services and the
StatefulSet. What is merely slow or fails later (a claim that never launches, a pod that crashes) stops nothing here.
"""

from typing import TYPE_CHECKING

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest
from kaito_gen.planning import byo
from kaito_gen.planning import request as placement
from kaito_gen.planning.plan import NoFit, Plan, Reason
from kaito_gen.planning.releases import plan
from kaito_gen.render.rendered import Rendered
from kaito_gen.render.v0_12 import adapters, claims, node_pool
from kaito_gen.render.v0_12.draft import Draft
from kaito_gen.render.v0_12.inference import make_inference
from kaito_gen.render.v0_12.request import Request, is_streamed, read, refusals, with_defaults
from kaito_gen.target import Target
from kaito_gen.world import World

if TYPE_CHECKING:  # imported where a Workspace streams; most do not
    from kaito_gen.render.v0_12.streaming import Mirrored

_LONGEST_NAME = 52
"""Beyond it the StatefulSet's pods cannot carry the label with their revision."""


def render_workspace(
    workspace: Manifest, target: Target, world: World, catalog: Catalog, *, planned: Plan | None = None
) -> Rendered:
    """Return what the Workspace controller makes of a Workspace, with its ModelMirror's objects.

    ``planned`` is its plan, where it is made already.
    """
    refused = refusals(workspace)
    if refused:
        return Rendered((), refused)
    stored = with_defaults(workspace)
    ask = placement.read(stored)
    request = read(stored, ask, target)
    found = planned or plan(stored, target, world, catalog, admitted=True)
    draft = Draft(request, target, world, catalog)
    draft.notes += [*found.notes, *_notes(request, str(workspace["apiVersion"]))]
    if isinstance(found, NoFit):
        return draft.rendered(*found.reasons)
    stop = _make(draft, found, ask)
    return draft.rendered(*([stop] if stop else []))


def _make(draft: Draft, planned: Plan, ask: placement.Request) -> Reason | None:
    """Make everything in the controller's order; return why it stops, or None when everything is made."""
    request = draft.request
    mirrored = _mirror(draft, planned)
    if isinstance(mirrored, Reason):
        return mirrored
    stop = _nodes(draft, planned, ask)
    if stop:
        return stop
    if request.tuning:
        from kaito_gen.render.v0_12.tuning import make_tuning

        return make_tuning(draft, request.tuning, planned)
    if not request.serves:
        return Reason("nothing-asked", "the Workspace asks for neither an inference nor tuning: add one")
    return make_inference(draft, planned, ask, mirrored)


def _mirror(draft: Draft, planned: Plan) -> "Mirrored | Reason | None":
    if planned.preset is None or not is_streamed(draft.request, draft.target):
        return None
    from kaito_gen.render.v0_12.streaming import mirror

    mirrored = mirror(
        draft.request,
        planned.preset,
        size=planned.disk,
        target=draft.target,
        world=draft.world,
        catalog=draft.catalog,
    )
    if not isinstance(mirrored, Reason):
        draft.objects += mirrored.objects
        draft.notes += mirrored.notes
    return mirrored


def _nodes(draft: Draft, planned: Plan, ask: placement.Request) -> Reason | None:
    request, target = draft.request, draft.target
    if planned.nodes > claims.MOST_NODES:
        return Reason(
            "too-many-nodes",
            f"{planned.nodes} nodes are asked for, but a cluster has at most {claims.MOST_NODES}: lower resource.count",
            (planned.nodes, claims.MOST_NODES),
        )
    if planned.machine and planned.machine.name != request.instance_type:
        draft.notes.append(
            Reason(
                "machine-spelling",
                f"{request.instance_type} is spelt {planned.machine.name} on nodes, and KAITO waits for its own "
                "spelling for ever: write the cloud's",
            )
        )
    if target.provisioner == "karpenter":
        pools = node_pool.node_pools(request, target, draft.world, nodes=planned.nodes)
        if isinstance(pools, Reason):
            return pools
        wanted, refused = pools, node_pool.refusal(pools[0]) if pools else None
    elif target.provisions_nodes:
        wanted = claims.node_claims(request, target, draft.world, nodes=planned.nodes, disk=planned.disk)
        refused = claims.refusal(request, target) if wanted else None
    else:
        return _waits_for_nodes(draft, planned, ask)
    if not refused:
        draft.objects += wanted
    return refused


def _waits_for_nodes(draft: Draft, planned: Plan, ask: placement.Request) -> Reason | None:
    """Note that nodes which users bring are missing; a reason to stop only where nothing is known of their GPUs."""
    ready = len(byo.ready_nodes(ask, draft.world))
    if ready >= planned.nodes:
        return None
    shape = byo.node_shape(ask, draft.world)
    if draft.request.preset and not planned.gpus_per_node and isinstance(shape, Reason):
        return shape
    message = f"{planned.nodes} ready nodes with the Workspace's labels are needed, {ready} are known: KAITO waits"
    draft.notes.append(Reason("nodes-missing", message, (planned.nodes, ready)))
    return None


def _notes(request: Request, version: str) -> list[Reason]:
    """Return what is accepted and then does not do what it seems to."""
    found = adapters.notes(request.adapters) if request.preset else []
    if request.preset and version == "kaito.sh/v1alpha1":
        found.append(Reason("alpha-preset", f"KAITO's webhook breaks on presets in {version}: write kaito.sh/v1beta1"))
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
