"""The catalog of one release: what its presets, machines, images and default ConfigMaps are, and what machines cost.

Building one is pure: plain dicts in, a frozen value out. How names are looked up (v0.12 ignores case, v0.3 takes names
to the letter) stands in the data files as ``case_sensitive``, so that no code asks which release it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from kaito_gen.catalog import entries
from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.preset import Preset, Retired
from kaito_gen.catalog.reading import Fault, Path, Reader
from kaito_gen.errors import InvalidInput, Problem, Where
from kaito_gen.kinds import Manifest, name_of

type Locate = Callable[[str, Path], Where]
"""From a document's name and the keys inside it to a place in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything a release knows, ready for lookups; made by :func:`build` or ``kaito_gen.data.load_catalog``."""

    release: str
    images: Mapping[str, str] = field(default_factory=dict)
    """Image references by role; ``{registry}``, ``{preset}`` and ``{tag}`` are for :meth:`image` to fill in."""
    _presets: Mapping[str, Preset] = field(default_factory=dict)
    _by_name: Mapping[str, Preset] = field(default_factory=dict)
    _retired: Mapping[str, Retired] = field(default_factory=dict)
    _machines: Mapping[tuple[str, str], Machine] = field(default_factory=dict)
    _prices: Mapping[tuple[str, str, str], Price] = field(default_factory=dict)
    _configs: Mapping[str, Manifest] = field(default_factory=dict)
    _exact_presets: bool = False
    _exact_machines: bool = False

    def preset(self, name: str) -> Preset | None:
        """Return the preset that the release finds under ``name``: a name, an id, or an alias; None when unknown."""
        return self._by_name.get(name if self._exact_presets else name.lower())

    def retired(self, name: str) -> Retired | None:
        """Return what became of a name that an earlier release served; None for any other."""
        return self._retired.get(name.lower())

    def presets(self) -> tuple[Preset, ...]:
        """Return every preset, sorted by name without regard to case."""
        return tuple(self._presets.values())

    def retired_names(self) -> tuple[Retired, ...]:
        """Return every retired name, sorted."""
        return tuple(self._retired.values())

    def suggest(self, name: str, *, cloud: str = "") -> list[str]:
        """Return up to three spellings that ``name`` may have meant, the closest first.

        Looks among presets and aliases, or among the machines of ``cloud`` when one is given.
        """
        if cloud:
            known = [machine.name for machine in self.machines(cloud)]
        else:
            known = [spelling for preset in self.presets() for spelling in (*preset.aliases, preset.name)]
        spelled = {spelling.lower(): spelling for spelling in known}
        return [spelled[match] for match in get_close_matches(name.lower(), spelled, 3, 0.6)]

    def machine(self, cloud: str, name: str) -> Machine | None:
        """Return the machine that the release finds under ``name`` in ``cloud``; None when unknown."""
        machine = self._machines.get((cloud, name.lower()))
        return None if machine and self._exact_machines and machine.name != name else machine

    def machines(self, cloud: str) -> tuple[Machine, ...]:
        """Return the machines of one cloud, sorted by name without regard to case."""
        return tuple(machine for (of, _), machine in self._machines.items() if of == cloud)

    def clouds(self) -> tuple[str, ...]:
        """Return the clouds that have machines."""
        return tuple(dict.fromkeys(cloud for cloud, _ in self._machines))

    def price(self, cloud: str, region: str, name: str) -> Price | None:
        """Return the list price of a machine in a region; None when the table has none. Case does not matter."""
        return self._prices.get((cloud, region.lower(), name.lower()))

    def regions(self, cloud: str) -> tuple[str, ...]:
        """Return the regions of a cloud that have prices, sorted."""
        return tuple(sorted({region for of, region, _ in self._prices if of == cloud}))

    def image(self, role: str, *, registry: str = "", preset: str = "", tag: str = "") -> str:
        """Return the reference of the image with this role; KeyError for a role that the release does not have."""
        return self.images[role].format(registry=registry, preset=preset, tag=tag)

    def config(self, name: str) -> Manifest | None:
        """Return the ConfigMap that the release's chart installs under ``name``; None when there is none.

        The manifest is shared: copy before changing.
        """
        return self._configs.get(name)


def build(
    release: str,
    documents: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    locate: Locate = lambda name, _: Where(name),
) -> Catalog:
    """Return the catalog that these documents describe; a later one adds entries, and replaces those of the same name.

    Each document is its file's name and its content: a mapping with ``models``, ``retired``, ``machines``, ``prices``
    or ``images``, or a ConfigMap. Raises InvalidInput with every mistake found, each at the place that ``locate`` says.
    """
    drafts = _Drafts()
    problems = []
    for name, content in documents:
        faults: list[Fault] = []
        drafts.add(Reader(content, (), faults))
        problems += [Problem(fault.message, locate(name, fault.path), fault.hint) for fault in faults]
    if problems:
        raise InvalidInput(problems)
    return drafts.catalog(release)


@dataclass(slots=True)
class _Drafts:
    """What the documents have said so far."""

    presets: dict[str, Preset] = field(default_factory=dict)
    retired: dict[str, Retired] = field(default_factory=dict)
    machines: dict[tuple[str, str], Machine] = field(default_factory=dict)
    prices: dict[tuple[str, str, str], Price] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    configs: dict[str, Manifest] = field(default_factory=dict)
    exact: dict[str, bool] = field(default_factory=dict)

    def add(self, top: Reader) -> None:
        """Take in one document."""
        if top.content.get("kind") == "ConfigMap":
            self.configs[name_of(top.content)] = dict(top.content)
            return
        source, as_of = top.text("source"), top.day("as_of")
        dated = f"{source}, {as_of}" if as_of else source
        sensitive = top.flag("case_sensitive")
        for kind in ("models", "machines"):
            if kind in top.content and (sensitive or kind not in self.exact):
                self.exact[kind] = sensitive
        for entry in top.entries("models"):
            self.presets[entry.name.lower()] = entries.read_preset(entry, dated)
        for entry in top.entries("retired"):
            self.retired[entry.name.lower()] = entries.read_retired(entry)
        for cloud in top.entries("machines"):
            for name in cloud.content:
                nested = cloud.nested(name)
                if nested:
                    machine = entries.read_machine(nested, cloud.name, dated)
                    self.machines[cloud.name, machine.name.lower()] = machine
        if top.content.get("prices") and as_of is None:
            top.fault("prices", "prices need as_of, the date they were read", "add as_of: 2026-08-21 at the top")
        for cloud in top.entries("prices"):
            for name in cloud.content:
                region = cloud.nested(name)
                if region and as_of:
                    for machine_name, price in entries.read_prices(region, as_of, source).items():
                        self.prices[cloud.name, region.name.lower(), machine_name.lower()] = price
        self.images.update(top.flags("images"))
        top.finish()

    def catalog(self, release: str) -> Catalog:
        """Return the frozen result."""
        exact = self.exact.get("models", False)
        presets = dict(sorted(self.presets.items()))
        by_name = {}
        for preset in presets.values():
            for spelling in (*preset.aliases, preset.name):
                by_name[spelling if exact else spelling.lower()] = preset
        return Catalog(
            release=release,
            images=self.images,
            _presets=presets,
            _by_name=by_name,
            _retired={name: self.retired[name] for name in sorted(self.retired) if name not in presets},
            _machines=dict(sorted(self.machines.items(), key=lambda item: item[0])),
            _prices=self.prices,
            _configs=self.configs,
            _exact_presets=exact,
            _exact_machines=self.exact.get("machines", False),
        )
