"""What the webhook of release v0.3 would say, as far as rendering knows it: notes, because the controller asks nobody.

A Workspace that the webhook refuses is rendered all the same (an installation may run without it); the note says what
happens with it. Images of adapters are the sharpest edge: the webhook looks at them on updates only, and the first
update is the controller's own, so that such a Workspace is accepted and then nothing is ever made of it.
Source: KAITO v0.3.1, api/v1alpha1 validation, measured in kaito-v0.3-verdicts.jsonl (2026-08).
"""

from collections.abc import Iterator

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest
from kaito_gen.planning import v0_3 as planning
from kaito_gen.planning.plan import NoFit, Reason
from kaito_gen.render.v0_3.image_form import in_capitals, malformed
from kaito_gen.render.v0_3.request import Request
from kaito_gen.target import Target
from kaito_gen.world import World


def notes(workspace: Manifest, request: Request, *, target: Target, world: World, catalog: Catalog) -> Iterator[Reason]:
    """Yield what is worth telling of a Workspace whose objects are made all the same."""
    answer = planning.plan(workspace, target, world, catalog, admitted=False)
    yield from answer.reasons if isinstance(answer, NoFit) else answer.notes
    for adapter in request.adapters if request.template is None else ():
        fault = _fault(adapter.image)
        if adapter.image and fault:
            yield Reason(
                "never-updated",
                f"adapter {adapter.name}: {fault}. The webhook accepts the Workspace and then refuses every update, "
                "the controller's first one included, so that nothing is made of it",
            )
    if request.tuning:
        for field, image in (("input", request.tuning.input_image), ("output", request.tuning.output_image)):
            fault = _fault(image)
            if image and fault:
                yield Reason("admission-refuses", f"tuning.{field}.image: {fault}. The webhook refuses the Workspace")


def _fault(image: str) -> str:
    """Return what the webhook has against the image of an adapter or a data set; empty when it has nothing."""
    return malformed(image) or in_capitals(image)
