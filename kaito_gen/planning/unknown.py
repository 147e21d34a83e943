"""Names that the catalog does not have: what to write instead, or what is needed to answer."""

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.planning.plan import Reason
from kaito_gen.target import Target


def unknown_preset(name: str, catalog: Catalog) -> Reason:
    """Return why nothing can be computed for a preset that is not in the catalog.

    ``cannot-know`` for a Hugging Face id (the model may well exist), ``retired-preset`` for a name that an earlier
    release served, ``unknown-preset`` for the rest.
    """
    retired = catalog.retired(name)
    if retired is not None:
        instead = f": write {retired.successor}" if retired.successor else ": choose another model"
        return Reason("retired-preset", f"release {catalog.release} no longer serves {name}{instead}")
    organization, slash, model = name.partition("/")
    if slash and organization and model and any("/" in preset.name for preset in catalog.presets()):
        return Reason(
            "cannot-know",
            f"{name} is not in the catalog, so its size is not known here: supply its config.json (layers, heads, "
            f"context) and its model.safetensors.index.json (size of the weights)",
        )
    if not name:
        return Reason("unknown-preset", "the preset has no name: see kaito-gen catalog models")
    return Reason("unknown-preset", f"preset {name!r} is unknown{_instead(catalog.suggest(name), 'models')}")


def unknown_machine(name: str, target: Target, catalog: Catalog) -> Reason:
    """Return why nothing can be computed for a machine that the release does not know in this cloud."""
    cloud = target.cloud or "this cloud"
    if not name:
        return Reason(
            "unknown-machine", "resource.instanceType is empty: name a machine, see kaito-gen catalog machines"
        )
    elsewhere = next((other for other in catalog.clouds() if catalog.machine(other, name)), "")
    if elsewhere and elsewhere != target.cloud:
        return Reason("unknown-machine", f"machine {name} is one of {elsewhere}, but the target's cloud is {cloud}")
    suggestions = catalog.suggest(name, cloud=target.cloud) if target.cloud else []
    return Reason(
        "unknown-machine",
        f"release {catalog.release} knows no machine {name!r} in {cloud}{_instead(suggestions, 'machines')}",
    )


def _instead(suggestions: list[str], list_name: str) -> str:
    if suggestions:
        return f" (did you mean {' or '.join(suggestions)}?)"
    return f": see kaito-gen catalog {list_name}"
