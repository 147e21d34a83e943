"""From existing objects to a fleet, with a proof for every entry.

Each object is told as an entry, the entry is compiled alone, and only if that gives the very same objects it is taken;
everything else is kept word for word in a file of its own, with the reason. So a fleet that adopt writes synthesises
back to what was there, whatever the tables know.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, Final

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.errors import InvalidInput
from kaito_gen.fleet.adoption.cleaning import cleaned, unpacked
from kaito_gen.fleet.adoption.settings import Settings
from kaito_gen.fleet.adoption.telling import CannotTell, Told, section_of, tell
from kaito_gen.fleet.compiling import compile_fleet
from kaito_gen.fleet.dialects import BY_RELEASE
from kaito_gen.fleet.fleet import API_VERSION, LISTS
from kaito_gen.fleet.parsing import parse
from kaito_gen.kinds import ROOT_KINDS, Manifest, is_namespaced, name_of, namespace_of
from kaito_gen.value import Value
from kaito_gen.world import World

_LEFT_OUT: Final[Mapping[str, str]] = {
    "Secret": "secrets do not belong in Git: create it in the cluster, or through a secret manager",
    "Node": "nodes belong to the cluster",
    "Pod": "pods are made by controllers",
    "Event": "events belong to the cluster",
}


class Adopted(Value):
    """A fleet as plain data, the files it names, and what to tell the reader."""

    fleet: dict[str, Any]
    files: dict[str, Manifest]
    """File name -> the object that is kept word for word."""
    comments: dict[tuple[str, str], str]
    """(list, name of the entry) -> why it is told the way it is."""
    left_out: tuple[str, ...] = ()
    """Objects that are not in the fleet, one sentence each."""


def adopt(
    manifests: Iterable[Manifest], *, name: str, target: Mapping[str, Any], catalog: Catalog, inline: bool = False
) -> Adopted:
    """Return a fleet that compiles to ``manifests`` as :func:`cleaning.cleaned` leaves them.

    ``target`` is the fleet's target in a file's words, ``catalog`` that of its release. With ``inline`` what is kept
    word for word stands in the fleet itself instead of in files. Objects have an apiVersion, a kind and a name; nothing
    else about them is taken for granted, and nothing in them is an error: what cannot be told is kept.
    """
    objects, left_out = _sorted_out(list(unpacked(list(manifests))))
    namespace = _shared_namespace(objects)
    fleet: dict[str, Any] = {"apiVersion": API_VERSION, "kind": "Fleet", "metadata": {"name": name}}
    fleet["target"] = dict(target)
    if namespace:
        fleet["namespace"] = namespace
    adopting = _Adopting(fleet, catalog, Settings(objects), inline=inline)
    for manifest in objects:
        if manifest.get("kind") in ROOT_KINDS:
            adopting.root(manifest, namespace)
    for manifest in objects:
        if manifest.get("kind") not in ROOT_KINDS and not adopting.settings.is_told(manifest):
            adopting.keep(manifest, "manifests", "")
    return Adopted(adopting.sorted(), adopting.files, adopting.comments, tuple(left_out))


class _Adopting:
    def __init__(self, fleet: dict[str, Any], catalog: Catalog, settings: Settings, *, inline: bool) -> None:
        self.settings = settings
        self.files: dict[str, Manifest] = {}
        self.comments: dict[tuple[str, str], str] = {}
        self._fleet = fleet
        self._catalog = catalog
        self._inline = inline
        self._world = World(settings.config_maps())
        self._names: set[tuple[str, str]] = set()

    def root(self, manifest: Manifest, namespace: str) -> None:
        """Tell an object of KAITO, or keep it."""
        section = section_of(manifest)
        served = BY_RELEASE[self._catalog.release].served.get(str(manifest["kind"]), ("",))
        try:
            told = tell(manifest, stored=served[0], namespace=namespace)
            if (section, told.entry["name"]) in self._names:
                msg = f"another entry is called {told.entry['name']} too"
                raise CannotTell(msg)
            beside = self.settings.tell(told, manifest)
            self._prove(section, told, [*beside, manifest])
        except CannotTell as reason:
            self.keep(manifest, section, str(reason))
            return
        self.settings.take(beside)
        self._add(section, told.entry)

    def _prove(self, section: str, told: Told, expected: list[Manifest]) -> None:
        alone = {key: value for key, value in self._fleet.items() if key not in LISTS} | {section: [told.entry]}
        try:
            compiled = compile_fleet(parse(alone), catalog=self._catalog, world=self._world)
        except InvalidInput as error:
            raise CannotTell(error.problems[0].message) from error
        if list(compiled.objects) != expected:
            msg = "a fleet would say more or less than it says"
            raise CannotTell(msg)

    def keep(self, manifest: Manifest, section: str, reason: str) -> None:
        """Keep an object word for word."""
        name = next(name for name in _names(manifest) if (section, name) not in self._names)
        kept: dict[str, Any] = {"objects": [manifest]}
        if not self._inline:
            file = next(file for file in _file_names(manifest) if file not in self.files)
            self.files[file] = manifest
            kept = {"file": file}
        if reason:
            self.comments[section, name] = f"kept word for word: {reason}"
        self._add(section, {"name": name, "manifest": kept})

    def _add(self, section: str, entry: dict[str, Any]) -> None:
        self._names.add((section, entry["name"]))
        self._fleet.setdefault(section, []).append(entry)

    def sorted(self) -> dict[str, Any]:
        """Return the fleet with its lists in the order in which a reader expects them."""
        lists = {section: self._fleet[section] for section in LISTS if section in self._fleet}
        return {key: value for key, value in self._fleet.items() if key not in LISTS} | lists


def _names(manifest: Manifest) -> Iterator[str]:
    """Names for an entry, the best first, without an end."""
    name, kind = name_of(manifest), str(manifest.get("kind")).lower()
    yield name
    yield f"{name}-{kind}"
    if is_namespaced(str(manifest.get("kind"))):
        yield f"{name}-{namespace_of(manifest)}"
    yield from (f"{name}-{kind}-{number}" for number in count(2))


def _file_names(manifest: Manifest) -> Iterator[str]:
    """The same as names of files; a name that Kubernetes refuses may hold anything."""
    kind = str(manifest.get("kind")).lower()
    for name in _names(manifest):
        yield re.sub(r"[^a-z0-9.-]", "-", f"{name[:150]}.{kind}".lower()).lstrip(".") + ".yaml"


def _sorted_out(manifests: list[Manifest]) -> tuple[list[Manifest], list[str]]:
    kept, left_out = [], []
    for manifest in manifests:
        kind, name = str(manifest.get("kind")), name_of(manifest)
        owner = next(iter((manifest.get("metadata") or {}).get("ownerReferences") or ()), None)
        if kind in _LEFT_OUT:
            left_out.append(f"{kind} {name}: {_LEFT_OUT[kind]}")
        elif owner:
            left_out.append(f"{kind} {name}: {owner.get('kind')} {owner.get('name')} makes it")
        else:
            kept.append(cleaned(manifest))
    return kept, left_out


def _shared_namespace(objects: list[Manifest]) -> str:
    """The namespace of the fleet: that of all objects, or none where they differ or name none."""
    found = {(one.get("metadata") or {}).get("namespace", "") for one in objects if is_namespaced(str(one.get("kind")))}
    return str(found.pop()) if len(found) == 1 else ""
