"""Where each field of a fleet stands in KAITO's objects: one table, read forwards by compile and backwards by adopt.

A row says that a field (a path of attributes) is a value at a path of the object. What one side has to decide (which
selector when none is said, whether a model is local or remote) is code beside the tables, not a cleverer table.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kaito_gen.fleet.shape import camel
from kaito_gen.value import Value


class Bound(Value):
    """Something that one field of an entry decides; ``field`` is a path of attributes."""

    field: tuple[str, ...]


class Row(Bound):
    """One field and its place; ``items`` are the rows of each entry where the field is a list of objects."""

    path: tuple[str, ...]
    items: tuple["Row", ...] = ()


def _row(field: str, path: str, items: tuple[Row, ...] = ()) -> Row:
    return Row(tuple(field.split(".")), tuple(path.split(".")), items)


def _rows(prefix: str, pairs: Mapping[str, str]) -> tuple[Row, ...]:
    dot = f"{prefix}." if prefix else ""
    return tuple(_row(field, dot + path) for field, path in pairs.items())


SOURCE = _rows(
    "",
    {
        "name": "source.name",
        "urls": "source.urls",
        "volume": "source.volumeSource",
        "image": "source.image",
        "pull_secrets": "source.imagePullSecrets",
        "strength": "strength",
    },
)
"""An adapter."""


def preset(prefix: str) -> tuple[Row, ...]:
    """Return the rows of a preset and how it is reached."""
    return _rows(
        f"{prefix}.preset",
        {
            "model": "name",
            "access.mode": "accessMode",
            "access.image": "presetOptions.image",
            "access.pull_secrets": "presetOptions.imagePullSecrets",
            "access.secret": "presetOptions.modelAccessSecret",
        },
    )


def resource(prefix: str) -> tuple[Row, ...]:
    """Return the rows of the nodes."""
    return _rows(
        prefix,
        {
            "count": "count",
            "machine": "instanceType",
            "label_selector": "labelSelector",
            "preferred_nodes": "preferredNodes",
            "partition": "partition",
        },
    )


def inference(prefix: str) -> tuple[Row, ...]:
    """Return the rows of a served preset; a template and a config of the fleet's own are the caller's."""
    return (*preset(prefix), _row("adapters", f"{prefix}.adapters", SOURCE))


WORKSPACE = (*resource("resource"), *inference("inference"))
"""A model service as a Workspace."""

INFERENCE_SET = (
    *_rows(
        "spec",
        {
            "replicas": "replicas",
            "node_count_limit": "nodeCountLimit",
            "label_selector": "labelSelector",
            "update_strategy": "updateStrategy",
            "auto_upgrade": "autoUpgrade",
            "workspace_metadata": "template.metadata",
            "machine": "template.resource.instanceType",
            "partition": "template.resource.partition",
        },
    ),
    *inference("spec.template.inference"),
)
"""A model service as an InferenceSet, which has no count and no preferred nodes."""

TUNING = (
    *resource("resource"),
    *preset("tuning"),
    *_rows(
        "tuning",
        {
            "method": "method",
            "input.name": "input.name",
            "input.urls": "input.urls",
            "input.image": "input.image",
            "input.pull_secrets": "input.imagePullSecrets",
            "input.volume": "input.volumeSource",
            "output.image": "output.image",
            "output.push_secret": "output.imagePushSecret",
            "output.volume": "output.volumeSource",
        },
    ),
)
"""A tuning job as a Workspace."""

EMBEDDING_LOCAL = _rows(
    "spec.embedding.local",
    {
        "embedding.model": "modelID",
        "embedding.image": "image",
        "embedding.pull_secret": "imagePullSecret",
        "embedding.secret": "modelAccessSecret",
    },
)
EMBEDDING_REMOTE = _rows("spec.embedding.remote", {"embedding.url": "url", "embedding.secret": "accessSecret"})

RAG = (
    *resource("spec.compute"),
    *_rows(
        "spec",
        {
            "llm.url": "inferenceService.url",
            "llm.secret": "inferenceService.accessSecret",
            "llm.context": "inferenceService.contextWindowSize",
            "storage.vector_db.engine": "storage.vectorDB.engine",
            "storage.vector_db.url": "storage.vectorDB.url",
            "storage.vector_db.secret": "storage.vectorDB.accessSecret",
            "guardrails.enabled": "guardrails.enabled",
            "guardrails.config": "guardrails.configMapRef.name",
            "query_service": "queryServiceName",
            "index_service": "indexServiceName",
        },
    ),
)
"""A RAG engine, but for its embedding and its claim."""

RAG_CLAIM = _rows(
    "spec.storage.persistentVolume",
    {"storage.claim": "persistentVolumeClaim", "storage.mount_path": "mountPath"},
)
RAG_CLAIM_V1ALPHA1 = _rows(
    "spec.storage", {"storage.claim": "persistentVolumeClaim", "storage.mount_path": "mountPath"}
)
"""kaito.sh/v1alpha1 keeps the claim one level higher."""

MULTI_ROLE = (
    *_rows(
        "spec",
        {
            "model": "model.name",
            "secret": "model.modelAccessSecret",
            "label_selector": "labelSelector",
            "epp_plugins_config": "eppPluginsConfig",
        },
    ),
    _row(
        "roles",
        "spec.roles",
        _rows("", {"type": "type", "replicas": "replicas", "machine": "instanceType", "config": "runtimeConfig"}),
    ),
)

MIRROR = _rows(
    "spec",
    {
        "mode": "mode",
        "model": "source.modelID",
        "registry": "source.registry",
        "secret": "source.accessSecret",
        "storage.size": "storage.size",
        "storage.storage_class": "storage.storageClassName",
        "job_namespace": "jobNamespace",
        "service_account": "serviceAccountName",
    },
)


def said[B: Bound](rows: Iterable[B], entry: Value, defaults: Mapping[str, Any]) -> Iterator[tuple[B, Any]]:
    """Yield the rows whose field an entry says, or else ``defaults``, with the value; most are unsaid."""
    own = vars(entry)
    for row in rows:
        field = row.field
        value = own[field[0]]
        if value is None:
            value = defaults.get(field[0])
            if value is None:
                continue
        for name in field[1:]:
            value = getattr(value, name)
            if value is None:
                break
        if value is not None:
            yield row, value


def write(rows: Iterable[Row], entry: Value, target: dict[str, Any], defaults: Mapping[str, Any]) -> None:
    """Put every field that an entry, or else ``defaults``, says into an object."""
    for row, value in said(rows, entry, defaults):
        *parents, last = row.path
        place = target
        for key in parents:
            place = place.setdefault(key, {})
        place[last] = [_item(row.items, item) for item in value] if row.items else plain(value)


def _item(rows: tuple[Row, ...], entry: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    write(rows, entry, found, {})
    return found


def plain(value: Any) -> Any:
    """Return a value of a fleet as YAML has it: fields that are said, in camel case; lists, dicts and scalars."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Value):
        return {camel(name): plain(said) for name, said in vars(value).items() if said is not None}
    return value
