"""Which ConfigMap configures a tuning job, and where the training it describes writes its result (both releases).

The job mounts a ConfigMap of its own namespace. One that is not there is copied from the release's namespace with all
that it carries, Helm's labels included, whatever its name. Offline, the release's own templates are known from the
catalog; any other ConfigMap has to stand in the files, because the folder of the result is read from it. Source: KAITO
v0.3.1 and v0.12.0, pkg/tuning and pkg/workspace/tuning, and their measured objects; read 2026-08-21.
"""

import posixpath
from dataclasses import dataclass
from typing import Any

import yamlrocks

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest
from kaito_gen.planning.plan import Reason
from kaito_gen.target import Target
from kaito_gen.world import ABSENT, UNKNOWN, World

KEY = "training_config.yaml"
TEMPLATES = {"lora": "lora-params-template", "qlora": "qlora-params-template"}
"""Method, to the letter, -> the template that stands in for a job without a config."""
BASE_FOLDER = "/mnt"
DEFAULT_FOLDER = "/mnt/output"
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """The ConfigMap that a job mounts; ``copied`` says that the controller makes it in the job's namespace."""

    manifest: Manifest
    copied: bool

    @property
    def name(self) -> str:
        """Return its name."""
        return str(self.manifest["metadata"]["name"])

    @property
    def output_folder(self) -> str:
        """Return the absolute folder of the training's result."""
        return output_folder(self.manifest)


def training_config(
    config: str, method: str, *, namespace: str, target: Target, world: World, catalog: Catalog
) -> TrainingConfig | Reason:
    """Return the ConfigMap of a tuning job, or why the release finds none, or why we cannot know it.

    ``config`` is the name that the Workspace gives, empty for the template of its ``method``.
    """
    name = config or TEMPLATES.get(method, "")
    if not name:
        return Reason(
            "no-default-config",
            f"tuning.method {method!r} has no default config: the controller takes the method to the letter, so write "
            "lora or qlora",
        )
    own = world.find("ConfigMap", name, namespace)
    place = target.release_namespace
    source = world.get("ConfigMap", name, place) if place else ABSENT
    if source is UNKNOWN:
        source = catalog.config(name) or UNKNOWN
    if own is not None:
        # A copy that an earlier run made stays wanted; anything else under the name is the user's and stays as it is.
        copied = isinstance(source, dict) and place != namespace and own.get("data") == source.get("data")
        return TrainingConfig(_copy(own, name, namespace) if copied else own, copied)
    if source is UNKNOWN:
        return Reason(
            "config-unknown",
            f"ConfigMap {name} is in none of the files: give it with them, because the folder of the result and so "
            "the job's volumes are read from it",
        )
    if source is ABSENT:
        found = f"neither in namespace {namespace} nor in {place}" if place else f"not in {namespace}"
        return Reason("config-missing", f"ConfigMap {name} is {found}: the controller makes no job without it")
    if place == namespace:  # the chart's own: it is there already
        return TrainingConfig(source, copied=False)
    return TrainingConfig(_copy(source, name, namespace), copied=True)


def output_folder(config: Manifest) -> str:
    """Return where a training writes its result; what cannot be read as text is the release's default.

    A folder outside ``/mnt`` is taken as lying below it; one that begins with ``/mnt`` is taken to the letter.
    """
    folder = _written(config)
    if not isinstance(folder, str) or not folder:
        return DEFAULT_FOLDER
    if folder.startswith(BASE_FOLDER):
        return folder
    return posixpath.normpath(f"{BASE_FOLDER}/{folder}")


def _written(config: Manifest) -> Any:
    text = (config.get("data") or {}).get(KEY)
    if not isinstance(text, str) or max(text.count("["), text.count("{")) > _DEEPEST:
        return None  # no training config nests as deep as that; a parser could run out of stack on one that does
    try:
        value = yamlrocks.loads(text, option=yamlrocks.OPT_YAML_1_1)
    except yamlrocks.YAMLRocksError:
        return None
    for key in ("training_config", "TrainingArguments", "output_dir"):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _copy(source: Manifest, name: str, namespace: str) -> Manifest:
    metadata = source.get("metadata") or {}
    kept = {key: dict(metadata[key]) for key in ("labels", "annotations") if metadata.get(key)}
    copy: Manifest = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace, **kept},
    }
    return copy | {key: source[key] for key in ("data", "binaryData", "immutable") if source.get(key)}
