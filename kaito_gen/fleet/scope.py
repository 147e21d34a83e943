"""What building one object of a fleet needs to know about the fleet around it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from kaito_gen.fleet.dialects import Dialect
from kaito_gen.fleet.fault import Fault, FieldPath, did_you_mean, dotted
from kaito_gen.fleet.fleet import Defaults, Fleet
from kaito_gen.fleet.naming import name_fault
from kaito_gen.fleet.placement import Entry
from kaito_gen.kinds import Manifest, is_namespaced
from kaito_gen.planning.plan import NoFit, Plan
from kaito_gen.target import Target

type Files = Mapping[str, bytes | tuple[Manifest, ...]]
"""Files that a fleet names: settings as bytes, YAML as its documents."""


class Draft:
    """An entry on its way: its object, and what the fleet writes beside it.

    ``root`` is None where it failed. ``resource`` is the part of ``root`` that names the machine, None where nothing is
    to be chosen or judged. ``plan`` is what planning says of it, None before it is asked.
    """

    __slots__ = ("beside", "entry", "plan", "resource", "root", "section")

    def __init__(self, section: str, entry: Entry) -> None:
        self.section = section
        self.entry = entry
        self.root: Manifest | None = None
        self.resource: dict[str, Any] | None = None
        self.beside: list[Manifest] = []
        self.plan: Plan | NoFit | None = None

    @property
    def path(self) -> FieldPath:
        """Where the entry stands in the fleet."""
        return (self.section, self.entry.name)


class Scope:
    """A fleet that is being compiled, and the mistakes found so far.

    ``defaults`` is what the fleet's defaults say, by attribute, without labels and annotations.
    """

    def __init__(self, fleet: Fleet, target: Target, dialect: Dialect, files: Files) -> None:
        self.fleet = fleet
        self.target = target
        self.dialect = dialect
        self.files = files
        self.faults: list[Fault] = []
        said = dict(vars(fleet.defaults or Defaults()))
        self._labels: dict[str, str] = dict(said.pop("labels") or {})
        self._annotations: dict[str, str] = dict(said.pop("annotations") or {})
        self.defaults: Mapping[str, Any] = {name: value for name, value in said.items() if value is not None}

    def fault(self, path: FieldPath, message: str, hint: str = "") -> None:
        """Note a mistake."""
        self.faults.append(Fault(path, message, hint))

    def namespace(self, entry: Entry) -> str:
        """Return the namespace of an entry's objects; empty where the fleet names none."""
        return entry.namespace or self.fleet.namespace or ""

    def metadata(
        self, entry: Entry, kind: str, *, name: str = "", annotations: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the metadata of the object that an entry becomes; ``annotations`` are those of its fields.

        With ``name`` it is that of an object beside it, which takes the fleet's labels but not the entry's own.
        """
        metadata: dict[str, Any] = {"name": name or entry.name}
        if is_namespaced(kind) and (namespace := self.namespace(entry)):
            metadata["namespace"] = namespace
        labels = {**self._labels, **entry.labels} if entry.labels and not name else self._labels
        if labels:
            metadata["labels"] = dict(labels)
        if name:
            return metadata
        own = {**self._annotations, **entry.annotations} if entry.annotations else self._annotations
        if annotations or own:
            metadata["annotations"] = {**own, **(annotations or {})}
        return metadata

    def api_version(self, draft: Draft, kind: str) -> str | None:
        """Return the API version to write for an entry; None, with the mistake noted, where there is none."""
        entry = draft.entry
        served = self.dialect.served.get(kind)
        if served is None:
            self.fault(
                draft.path, f"release {self.dialect.release} has no {kind}", "remove it, or choose a later release"
            )
            return None
        if entry.api_version and entry.api_version not in served:
            path = (*draft.path, "apiVersion")
            hint = did_you_mean(entry.api_version, served)
            self.fault(path, f"{self.dialect.release} serves no {kind} of {entry.api_version}", hint)
            return None
        version = entry.api_version or served[0]
        for lacking in self.dialect.lacks.get((kind, version), ()):
            self._lacking(draft, lacking, version)
        return version

    def _lacking(self, draft: Draft, field_name: str, version: str) -> None:
        value: Any = draft.entry
        for name in field_name.split("."):
            value = getattr(value, snake(name), None)
        if value is not None:
            self.lacking(draft, field_name, version)

    def lacking(self, draft: Draft, field_name: str, version: str) -> None:
        """Note that an API version has no place for a field that an entry uses."""
        path = (*draft.path, *field_name.split("."))
        self.fault(path, f"{dotted(path)} has no place in {version} of release {self.dialect.release}", "leave it out")

    def name(self, draft: Draft, kind: str) -> None:
        """Judge the name of an entry."""
        path = (*draft.path, "name")
        found = name_fault(draft.entry.name, path, kind=kind, longest=self.dialect.longest_name(kind))
        if found:
            self.faults.append(found)


@cache
def snake(name: str) -> str:
    """Return a field as Python spells it: ``pushSecret`` -> ``push_secret``."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
