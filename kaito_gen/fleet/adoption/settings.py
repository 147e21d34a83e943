"""The ConfigMaps that Workspaces name: told with the first entry that uses them, where a fleet can write them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from kaito_gen.fleet.adoption.telling import Told
from kaito_gen.fleet.config_maps import CONTEXT_SETTING, INFERENCE_KEY, TRAINING_KEY
from kaito_gen.kinds import Manifest, name_of, namespace_of

_ONLY_CONTEXT: Final = re.compile(rf"vllm:\n  {CONTEXT_SETTING}: ([1-9]\d{{0,9}})\n", re.ASCII).fullmatch


class Settings:
    """The ConfigMaps among existing objects, and which of them an entry has told."""

    def __init__(self, objects: Iterable[Manifest]) -> None:
        self._maps = {(namespace_of(one), name_of(one)): one for one in objects if one.get("kind") == "ConfigMap"}
        self._told: set[int] = set()

    def config_maps(self) -> Iterator[Manifest]:
        """Yield every ConfigMap."""
        yield from self._maps.values()

    def is_told(self, manifest: Manifest) -> bool:
        """Return whether an entry of the fleet writes this object."""
        return id(manifest) in self._told

    def take(self, manifests: Iterable[Manifest]) -> None:
        """Mark ConfigMaps as written by an entry."""
        self._told.update(map(id, manifests))

    def tell(self, told: Told, manifest: Manifest) -> list[Manifest]:
        """Put the settings of an object into its entry; return the ConfigMaps that the entry then writes."""
        if not told.config:
            return []
        tuning = "tuning" in manifest
        found = self._maps.get((namespace_of(manifest), told.config))
        text = _text(found, TRAINING_KEY if tuning else INFERENCE_KEY) if found is not None else None
        same_place = found is not None and _namespace(found) == _namespace(manifest)
        if found is None or text is None or not same_place or self.is_told(found):
            told.entry["config"] = told.config
            return []
        default = told.config == f"{told.entry['name']}-config"
        context = None if tuning or not default else _ONLY_CONTEXT(text)
        if context:
            told.entry["context"] = int(context[1])
        else:
            told.entry["config"] = {**({} if default else {"name": told.config}), "text": text}
        return [found]


def _text(config_map: Manifest, key: str) -> str | None:
    """The text of a ConfigMap that holds nothing else; None where a fleet would lose something."""
    plain = set(config_map) == {"apiVersion", "kind", "metadata", "data"}
    metadata: dict[str, Any] = config_map.get("metadata") or {}
    data = config_map.get("data")
    if not plain or set(metadata) - {"name", "namespace"} or not isinstance(data, dict) or set(data) != {key}:
        return None
    text = data[key]
    return text if isinstance(text, str) and text else None


def _namespace(manifest: Manifest) -> str:
    return str((manifest.get("metadata") or {}).get("namespace") or "")
