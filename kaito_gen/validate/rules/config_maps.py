"""ConfigMaps that a Workspace names: which one was probably meant where the name leads nowhere."""

from difflib import get_close_matches

from kaito_gen.kinds import name_of, namespace_of
from kaito_gen.world import World


def meant(world: World, name: str, namespace: str) -> str:
    """Return a hint with the ConfigMap of the namespace whose name is nearest, or an empty text."""
    known = sorted({name_of(one) for one in world.of_kind("ConfigMap") if namespace_of(one) == namespace})
    near = get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else ""
