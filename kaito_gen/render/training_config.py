"""Which ConfigMap configures a tuning job, and where the training it describes writes its result (both releases).

The job mounts a ConfigMap of its own namespace. The template that stands in for a config is copied there from the
release's namespace with all that it carries, Helm's labels included; release v0.3 copies a config of any name, v0.12
wants those that users name in place. Offline, the release's own templates are known from the catalog; any other
ConfigMap has to stand in the files, because the folder of the result is read from it. Source: KAITO v0.3.1 and v0.12.0,
pkg/tuning and pkg/workspace/tuning, and their measured objects; read 2026-08-21.
"""

import posixpath

import yamlrocks

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.kinds import Manifest
from kaito_gen.planning.plan import Reason
from kaito_gen.target import Target
from kaito_gen.value import Value
from kaito_gen.world import ABSENT, UNKNOWN, World

KEY = "training_config.yaml"
TEMPLATES = {"lora": "lora-params-template", "qlora": "qlora-params-template"}
"""Method, to the letter, -> the template that stands in for a job without a config."""
BASE_FOLDER = "/mnt"
DEFAULT_FOLDER = "/mnt/output"


class TrainingConfig(Value):
    """The ConfigMap that a job mounts; ``copied`` says that the controller makes it in the job's namespace."""

    manifest: Manifest
    copied: bool

    @property
    def name(self) -> str:
        """Return its name."""
        return str(self.manifest["metadata"]["name"])

    @property
    def output_folder(self) -> str:
        """Return the absolute folder of the training's result; the default where what is written cannot be one."""
        return _below_base(_written(self.manifest) or "") or DEFAULT_FOLDER

    @property
    def readable(self) -> bool:
        """Return whether the folder can be read at all, be it left out; what is written may still be none."""
        return _written(self.manifest) is not None

    @property
    def fault(self) -> str:
        """Return why the folder that it names cannot be used, empty when it can; the release says what follows."""
        written = _written(self.manifest)
        if written is None:
            return f"its key {KEY} gives no output_dir that can be read as text"
        if written and not _below_base(written):
            return f"its output_dir {written!r} is no folder below {BASE_FOLDER}"
        return ""


def training_config(
    config: str, method: str, *, namespace: str, target: Target, world: World, catalog: Catalog, copies_named: bool
) -> TrainingConfig | Reason:
    """Return the ConfigMap of a tuning job, or why the release finds none, or why we cannot know it.

    ``config`` is the name that the Workspace gives, empty for the template of its ``method``; ``copies_named`` says
    that the release looks for a named one in its own namespace as well.
    """
    name = config or TEMPLATES.get(method, "")
    if not name:
        return Reason(
            "no-default-config",
            f"tuning.method {method!r} has no default config: the controller takes the method to the letter, so write "
            "lora or qlora",
        )
    own = world.find("ConfigMap", name, namespace)
    place = target.release_namespace if copies_named or not config else namespace
    source = world.get("ConfigMap", name, place) if place else ABSENT
    if source is UNKNOWN and place != namespace:
        source = catalog.config(name) or UNKNOWN
    if own is not None:
        # A copy that an earlier run made stays wanted; anything else under the name is the user's and stays as it is.
        copied = isinstance(source, dict) and place != namespace and _is_copy(own, source)
        return TrainingConfig(_copy(own, name, namespace) if copied else own, copied)
    if source is UNKNOWN:
        return Reason(
            "config-unknown",
            f"ConfigMap {name} is in none of the files: give it with them, because the folder of the result and so "
            "the job's volumes are read from it",
        )
    if source is ABSENT:
        found = f"neither in namespace {namespace} nor in {place}" if place not in ("", namespace) else ""
        where = found or f"not in namespace {namespace}"
        return Reason("config-missing", f"ConfigMap {name} is {where}: the controller makes no job without it")
    if place == namespace:  # the chart's own: it is there already
        return TrainingConfig(source, copied=False)
    return TrainingConfig(_copy(source, name, namespace), copied=True)


def _below_base(folder: str) -> str:
    """Return where a folder lies below ``/mnt``, cleaned, or an empty text. Only the first letters are compared."""
    inside = folder if folder.startswith(BASE_FOLDER) else f"{BASE_FOLDER}/{folder}"
    clean = posixpath.normpath(inside)
    return clean if clean != BASE_FOLDER and clean.startswith(BASE_FOLDER) else ""


def _written(config: Manifest) -> str | None:
    """Return the folder that a config names, empty when it names none, None where it cannot be read as text."""
    text = (config.get("data") or {}).get(KEY)
    if not isinstance(text, str):
        return None
    try:  # yamlrocks bounds nesting and aliases itself
        value = yamlrocks.loads(text, option=yamlrocks.OPT_YAML_1_1)
    except yamlrocks.YAMLRocksError:
        return None
    for key in ("training_config", "TrainingArguments"):
        value = value.get(key) if isinstance(value, dict) else value
    if isinstance(value, dict):
        value = value.get("output_dir", "")
        return value if isinstance(value, str) else None
    return "" if value is None else None


def _is_copy(own: Manifest, source: Manifest) -> bool:
    """Return whether a ConfigMap has the data of another and carries what that carries; it may carry more."""
    ours, theirs = own.get("metadata") or {}, source.get("metadata") or {}
    carried = all((theirs.get(key) or {}).items() <= (ours.get(key) or {}).items() for key in ("labels", "annotations"))
    return carried and own.get("data") == source.get("data")


def _copy(source: Manifest, name: str, namespace: str) -> Manifest:
    metadata = source.get("metadata") or {}
    kept = {key: dict(metadata[key]) for key in ("labels", "annotations") if metadata.get(key)}
    copy: Manifest = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace, **kept},
    }
    return copy | {key: source[key] for key in ("data", "binaryData", "immutable") if source.get(key)}
