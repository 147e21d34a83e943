"""Which controller of release v0.12 acts on which root object."""

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import ROOT_KINDS, Manifest
from kaito_gen.planning.plan import Plan, Reason
from kaito_gen.render.rendered import Rendered
from kaito_gen.target import Target
from kaito_gen.world import World

_ALPHA, _BETA = "kaito.sh/v1alpha1", "kaito.sh/v1beta1"
SERVED = {
    "Workspace": (_ALPHA, _BETA),
    "InferenceSet": (_ALPHA, _BETA),
    "MultiRoleInference": (_ALPHA,),
    "ModelMirror": (_ALPHA,),
    "RAGEngine": (_ALPHA, _BETA),
}
"""Kind -> the versions that the release's CRDs serve."""


def render_root(
    root: Manifest, target: Target, world: World, catalog: Catalog, *, planned: Plan | None = None
) -> Rendered:
    """Return what release v0.12 makes of one root object; each kind's module is imported when it is met.

    ``planned`` is a Workspace's plan, where it is made already.
    """
    kind, version = root.get("kind"), root.get("apiVersion")
    served = SERVED.get(str(kind), ())
    if served and version not in served:
        message = f"release {target.release} does not serve {kind} in {version}: write {' or '.join(served)}"
        return Rendered((), (Reason("unknown-version", message, keys=("apiVersion",)),))
    if kind == "Workspace":
        from kaito_gen.render.v0_12.workspace import render_workspace

        return render_workspace(root, target, world, catalog, planned=planned)
    if kind == "InferenceSet":
        from kaito_gen.render.v0_12.inference_set import render_inference_set

        return render_inference_set(root, target, world, catalog)
    if kind == "MultiRoleInference":
        from kaito_gen.render.v0_12.multi_role import render_multi_role

        return render_multi_role(root, target, world, catalog)
    if kind == "ModelMirror":
        from kaito_gen.render.v0_12.model_mirror import render_mirror

        return render_mirror(root, target, world, catalog)
    if kind == "RAGEngine":
        from kaito_gen.render.v0_12.rag_engine import render_rag_engine

        return render_rag_engine(root, target, world, catalog)
    known = ", ".join(ROOT_KINDS)
    return Rendered((), (Reason("no-root", f"no controller acts on a {kind}: render one of {known}"),))
