"""Which schema judges a document: the release's own CRDs first, then what runs beside KAITO, then Kubernetes itself.

Schemas come as texts through an argument, so that nothing here touches a disk; each is read when its first document
comes. Users' own CRDs stand before all others.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from kaito_gen.kinds import V0_3, V0_12
from kaito_gen.validate.schema.judge import KindJudge
from kaito_gen.validate.schema.kind import KindSchema, Scale

type Load = Callable[[str], bytes]
"""Returns the content of a shipped schema file, by its path below the folder ``schemas``."""

MINORS = ("1.33", "1.34", "1.35", "1.36", "1.37")
"""The minors of Kubernetes whose schemas are shipped, oldest first."""

_BESIDE = ("karpenter/v1.14.1", "argo-cd/v3.2.3", "argo-workflows/v4.1.2")
SETS_BY_RELEASE: Mapping[str, tuple[str, ...]] = {
    V0_3: ("kaito/v0.3", *_BESIDE),
    V0_12: ("kaito/v0.12", *_BESIDE),
}
"""The sets of CRDs that a cluster with a release has; an earlier set wins over a later one."""

_KUBERNETES = "kubernetes"


class Library:
    """The kinds that a cluster knows, by apiVersion and kind."""

    def __init__(self, load: Load, *, release: str, minor: str, own: Iterable[KindSchema] = ()) -> None:
        """Make the library of a cluster: KAITO's ``release``, Kubernetes' ``minor``, and the user's ``own`` kinds.

        Raises KeyError for an unknown release; ``minor`` is one of :data:`MINORS`.
        """
        self._load = load
        self._minor = minor
        self._sets = SETS_BY_RELEASE[release]
        self._own = {(kind.api_version, kind.kind): kind for kind in own}
        self._judges: dict[tuple[str, str], KindJudge | None] = {}

    def judge(self, api_version: str, kind: str) -> KindJudge | None:
        """Return the judge of a kind, or None when no schema is known; always the same one for the same kind."""
        key = (api_version, kind)
        if key not in self._judges:
            schema = self._own.get(key) or self._shipped(api_version, kind)
            self._judges[key] = None if schema is None else KindJudge(schema)
        return self._judges[key]

    def versions(self, api_version: str, kind: str) -> tuple[str, ...]:
        """Return the apiVersions under which a kind is known instead, those of the same group first."""
        group = api_version.rpartition("/")[0]
        known = sorted({version for version, name in self._known() if name == kind})
        return tuple(sorted(known, key=lambda version: version.rpartition("/")[0] != group))

    def kinds(self, api_version: str) -> tuple[str, ...]:
        """Return the kinds known under an apiVersion, in alphabetical order."""
        return tuple(sorted({kind for version, kind in self._known() if version == api_version}))

    def _known(self) -> Iterator[tuple[str, str]]:
        yield from self._own
        for index in self._indexes.values():
            for name, entry in index["kinds"].items():
                if index is not self._indexes[_KUBERNETES] or _file(entry, self._minor):
                    version, _, kind = name.rpartition("/")
                    yield version, kind

    @cached_property
    def _indexes(self) -> dict[str, Any]:
        return {name: json.loads(self._load(f"{name}/index.json")) for name in (*self._sets, _KUBERNETES)}

    def _shipped(self, api_version: str, kind: str) -> KindSchema | None:
        name = f"{api_version}/{kind}"
        for folder in self._sets:
            entry = self._indexes[folder]["kinds"].get(name)
            if entry is not None:
                schema = json.loads(self._load(f"{folder}/{entry['file']}"))
                scale = {key: tuple(path) for key, path in entry.get("scale", {}).items()}
                return _kind(
                    api_version,
                    kind,
                    entry,
                    schema=schema,
                    has_status=entry["status"],
                    scale=Scale(**scale) if scale else None,
                    source=self._indexes[folder]["source"],
                )
        return self._native(api_version, kind)

    def _native(self, api_version: str, kind: str) -> KindSchema | None:
        index = self._indexes[_KUBERNETES]
        entry = index["kinds"].get(f"{api_version}/{kind}")
        file = "" if entry is None else _file(entry, self._minor)
        if not file:
            return None
        schema = json.loads(self._load(f"{_KUBERNETES}/{file}"))
        if entry.get("pod"):
            schema["$defs"] = {**self._below_pod, **schema.get("$defs", {})}
        return _kind(api_version, kind, entry, schema=schema, native=True, source=f"Kubernetes {self._minor}")

    @cached_property
    def _below_pod(self) -> dict[str, Any]:
        """What hangs below a pod template, which all workloads share."""
        file = _file(self._indexes[_KUBERNETES]["pod"], self._minor)
        return dict(json.loads(self._load(f"{_KUBERNETES}/{file}"))["$defs"])


def _kind(api_version: str, kind: str, entry: Mapping[str, Any], **known: Any) -> KindSchema:
    group, _, version = api_version.rpartition("/")
    plural, namespaced = entry["plural"], entry["namespaced"]
    return KindSchema(group=group, version=version, kind=kind, plural=plural, namespaced=namespaced, **known)


def _file(entry: Mapping[str, Any], minor: str) -> str:
    """Return the file of the newest change up to a minor; empty when the kind is not there yet, or no more."""
    place = MINORS.index(minor)
    if "gone" in entry and MINORS.index(entry["gone"]) <= place:
        return ""
    made = [since for since in entry["from"] if MINORS.index(since) <= place]
    return f"{made[-1]}/{entry['file']}" if made else ""
