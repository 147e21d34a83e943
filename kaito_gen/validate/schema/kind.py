"""What the API server knows of one kind in one version: its schema, its scope, and the paths of its scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Where the scale subresource of a kind finds its numbers and its selector, as keys from the root."""

    replicas: tuple[str, ...]
    status_replicas: tuple[str, ...]
    selector: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KindSchema:
    """One kind in one API version.

    ``schema`` is its lean JSON Schema, ``metadata`` apart (every kind has the same). ``native`` kinds are Go structs
    in the API server, which reads null as absent and applies no defaults that we know of; all others are custom
    resources. ``has_status`` says that status is written through a subresource of its own. ``source`` names where the
    schema comes from, for people.
    """

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool
    schema: Mapping[str, Any]
    has_status: bool = True
    scale: Scale | None = None
    native: bool = False
    source: str = ""

    @property
    def api_version(self) -> str:
        """The ``apiVersion`` of its objects."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def definitions(self) -> Mapping[str, Mapping[str, Any]]:
        """The parts that the schema refers to."""
        definitions: Mapping[str, Mapping[str, Any]] = self.schema.get("$defs", {})
        return definitions
