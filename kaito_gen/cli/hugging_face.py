"""A preset from the files of a Hugging Face repository that the user supplies, for an id that the catalog lacks."""

from pathlib import Path

from kaito_gen.catalog import hugging_face
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.errors import UsageError
from kaito_gen.files.read import read_bytes


def with_supplied(
    catalog: Catalog, model: str, *, config: Path | None, index: Path | None
) -> tuple[Catalog, tuple[str, ...]]:
    """Return the catalog with the preset that ``config.json`` and the weight index describe, and what is uncertain.

    Without either file the catalog is as it was; with one of the two alone it is as well, and the plan will say what is
    missing. Raises UsageError where the release or the name has no use for the files.
    """
    if config is None and index is None:
        return catalog, ()
    if catalog.serving is None:
        msg = f"release {catalog.release} serves its own presets alone: leave --hf-config and --hf-index out"
        raise UsageError(msg)
    if not hugging_face.is_model_id(model):
        msg = f"--hf-config and --hf-index describe a Hugging Face id such as acme/model, --model says {model!r}"
        raise UsageError(msg)
    if catalog.preset(model) is not None:
        return catalog, (f"{model} is in the catalog: --hf-config and --hf-index were not needed",)
    derived = hugging_face.derive(
        model,
        config=hugging_face.read_json(read_bytes(config), str(config)) if config else None,
        weights=hugging_face.weights_of_index(hugging_face.read_json(read_bytes(index), str(index))) if index else None,
        serving=catalog.serving,
    )
    if isinstance(derived, hugging_face.Incomplete):
        return catalog, tuple(f"still missing: {what}" for what in derived.missing)
    return catalog.with_preset(derived.preset), tuple(note.message for note in derived.notes)
