"""What a controller makes of a Workspace, as plain manifests: :func:`render` does it for either release."""

from kaito_gen.render.dispatch import render

__all__ = ["render"]
