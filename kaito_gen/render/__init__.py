"""What a controller makes of a Workspace, as plain manifests: :func:`render` does it for either release."""

from kaito_gen.render.dispatch import met_by_the_next, render

__all__ = ["met_by_the_next", "render"]
