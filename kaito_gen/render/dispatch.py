"""Which release renders what: the one place of this layer that knows a release by its name.

Each release is imported when it is first asked for, because a run meets one of them and start-up time counts.
"""

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import V0_3, V0_12, Manifest, name_of
from kaito_gen.planning.plan import Plan
from kaito_gen.render.rendered import Rendered
from kaito_gen.target import Target
from kaito_gen.world import World


def render(root: Manifest, target: Target, world: World, catalog: Catalog, *, planned: Plan | None = None) -> Rendered:
    """Return everything that a controller of the target's release makes of one root object, in apply order.

    ``root`` is a Workspace or, in v0.12, an InferenceSet, MultiRoleInference, ModelMirror or RAGEngine. The result is
    what the controller creates, children with their objects included, without ownerReferences and bookkeeping
    annotations. Mistakes in the root are ``stops``, never exceptions. ``planned`` is the plan of a Workspace in this
    world where the caller has it already; it is made otherwise.
    """
    return BY_RELEASE[target.release](root, target, world, catalog, planned)


def met_by_the_next(rendered: Rendered, world: World) -> World:
    """Return the world that the next root meets after this one: a mirror is made once and shared, all else is not."""
    mirrors = [made for made in rendered.objects if made["kind"] == "ModelMirror"]
    new = [made for made in mirrors if world.find("ModelMirror", name_of(made)) is None]
    return World([*world.objects(), *new], complete=world.complete) if new else world


def ready(release: str) -> None:
    """Import what most roots of a release need now, so that processes that share the work do not each do it later."""
    if release == V0_12:
        from kaito_gen.render.v0_12 import roots, workspace  # noqa: F401
    else:
        from kaito_gen.render.v0_3 import roots as _  # noqa: F401


def _v0_3(root: Manifest, target: Target, world: World, catalog: Catalog, planned: Plan | None) -> Rendered:
    from kaito_gen.render.v0_3.roots import render_root

    del planned  # this release's objects follow from figures of the preset, not from a plan
    return render_root(root, target, world, catalog)


def _v0_12(root: Manifest, target: Target, world: World, catalog: Catalog, planned: Plan | None) -> Rendered:
    from kaito_gen.render.v0_12.roots import render_root

    return render_root(root, target, world, catalog, planned=planned)


BY_RELEASE = {V0_3: _v0_3, V0_12: _v0_12}
"""Release -> its renderer of a root object."""
