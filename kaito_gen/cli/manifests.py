"""The files that verbs take: roots to work on, and the world around them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yamlrocks

from kaito_gen.errors import InvalidInput, Problem, Where
from kaito_gen.kinds import ROOT_KINDS, Manifest, is_namespaced
from kaito_gen.world import World


@dataclass(frozen=True, slots=True)
class Given:
    """What the files of a run hold."""

    roots: tuple[Manifest, ...]
    world: World
    where: Mapping[int, Where] = field(default_factory=dict)


def read_given(files: Iterable[Path], *, cluster: Path | None, namespace: str) -> Given:
    """Return roots and world."""
    roots, objects, where = [], [], {}
    known = [] if cluster is None else [placed(m, namespace) for m in _read(cluster)]
    for path in files:
        for manifest in _read(path):
            one = placed(manifest, namespace)
            objects.append(one)
            if one.get("kind") in ROOT_KINDS:
                roots.append(one)
                where[id(one)] = Where(str(path))
    if not roots:
        raise InvalidInput([Problem("no file holds a Workspace")])
    return Given(tuple(roots), World([*known, *objects], complete=cluster is not None), where)


def placed(manifest: Manifest, namespace: str) -> Manifest:
    """Return the manifest in its namespace."""
    metadata: Any = manifest.get("metadata") or {}
    if not is_namespaced(str(manifest.get("kind"))) or metadata.get("namespace"):
        return manifest
    return {**manifest, "metadata": {**metadata, "namespace": namespace}}


def _read(path: Path) -> list[Manifest]:
    return [m for m in yamlrocks.loads_all(path.read_bytes(), option=yamlrocks.OPT_YAML_1_1) if m]
