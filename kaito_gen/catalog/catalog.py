"""The catalog of one release: what its presets, machines, images and default ConfigMaps are, and what machines cost.

How names are looked up (v0.12 ignores case, v0.3 takes names to the letter) stands in the data files as
``case_sensitive``, so that no code asks which release it is.
"""

from collections.abc import Mapping

from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.preset import Preset, Retired
from kaito_gen.catalog.serving import Serving
from kaito_gen.kinds import Manifest
from kaito_gen.value import EMPTY, Value


class Catalog(Value, kw_only=True):
    """Everything a release knows, ready for lookups; made by ``build`` or ``kaito_gen.data.load_catalog``."""

    release: str
    images: Mapping[str, str] = EMPTY
    """Image references by role; ``{registry}``, ``{preset}`` and ``{tag}`` are for :meth:`image` to fill in."""
    serving: Serving | None = None
    """How it serves Hugging Face ids outside the catalog; None when it takes none."""
    _presets: Mapping[str, Preset] = EMPTY
    _by_name: Mapping[str, str] = EMPTY
    """Names and aliases, and the key of the preset that each means."""
    _retired: Mapping[str, Retired] = EMPTY
    _machines: Mapping[tuple[str, str], Machine] = EMPTY
    _prices: Mapping[tuple[str, str], Mapping[str, Price]] = EMPTY
    """Cloud and region -> prices by machine."""
    _configs: Mapping[str, Manifest] = EMPTY
    _exact_presets: bool = False
    _exact_machines: bool = False

    def preset(self, name: str) -> Preset | None:
        """Return the preset that the release finds under ``name``: a name, an id, or an alias; None when unknown."""
        key = self._by_name.get(name if self._exact_presets else name.lower())
        return None if key is None else self._presets[key]

    def retired(self, name: str) -> Retired | None:
        """Return what became of a name that an earlier release served; None for any other."""
        return self._retired.get(name.lower())

    def presets(self) -> tuple[Preset, ...]:
        """Return every preset, sorted by name without regard to case."""
        return tuple(self._presets.values())

    def retired_names(self) -> tuple[Retired, ...]:
        """Return every retired name, sorted."""
        return tuple(self._retired.values())

    def with_preset(self, preset: Preset) -> "Catalog":
        """Return a catalog that has this preset as well, such as one derived from a user's config.json."""
        own = preset.name.lower()
        spellings = {name if self._exact_presets else name.lower(): own for name in (*preset.aliases, preset.name)}
        return self.replace(
            _presets=dict(sorted({**self._presets, own: preset}.items())),
            _by_name={**self._by_name, **spellings},
        )

    def suggest(self, name: str, *, cloud: str = "") -> list[str]:
        """Return up to three spellings that ``name`` may have meant, the likeliest first.

        Looks among presets and aliases, or among the machines of ``cloud`` when one is given: first for what goes on
        where ``name`` ends, then for what resembles it.
        """
        if cloud:
            known = {machine.name.lower(): (machine.name, machine.name) for machine in self.machines(cloud)}
        else:
            known = {
                spelling.lower(): (spelling, preset.name)
                for preset in self.presets()
                for spelling in (*preset.aliases, preset.name)
            }
        from difflib import get_close_matches  # only a mistake needs it

        typed = name.lower()
        longer = [one for one in known if len(typed) > 2 and typed in (one[: len(typed)], _tail(one)[: len(typed)])]
        chosen: dict[str, str] = {}
        for one in (*sorted(longer, key=lambda one: (len(one), one)), *get_close_matches(typed, known, 3)):
            spelling, entry = known[one]
            chosen.setdefault(entry, spelling)
        return list(chosen.values())[:3]

    def machine(self, cloud: str, name: str) -> Machine | None:
        """Return the machine that the release finds under ``name`` in ``cloud``; None when unknown."""
        machine = self._machines.get((cloud, name.lower()))
        return None if machine and self._exact_machines and machine.name != name else machine

    def machines(self, cloud: str) -> tuple[Machine, ...]:
        """Return the machines of one cloud, sorted by name without regard to case."""
        return tuple(self._machines[of, name] for of, name in self._machines if of == cloud)

    def clouds(self) -> tuple[str, ...]:
        """Return the clouds that have machines, sorted."""
        return tuple(dict.fromkeys(cloud for cloud, _ in self._machines))

    def price(self, cloud: str, region: str, name: str) -> Price | None:
        """Return the list price of a machine in a region; None when the table has none. Case does not matter."""
        return self._prices.get((cloud, region.lower()), EMPTY).get(name.lower())

    def regions(self, cloud: str) -> tuple[str, ...]:
        """Return the regions of a cloud that have prices, sorted."""
        return tuple(sorted(region for of, region in self._prices if of == cloud))

    def image(self, role: str, *, registry: str = "", preset: str = "", tag: str = "") -> str:
        """Return the reference of the image with this role; KeyError for a role that the release does not have."""
        return self.images[role].format(registry=registry, preset=preset, tag=tag)

    def config(self, name: str) -> Manifest | None:
        """Return the ConfigMap that the release's chart installs under ``name``; None when there is none.

        The manifest is shared: copy before changing.
        """
        return self._configs.get(name)


def _tail(name: str) -> str:
    return name.rpartition("/")[2]
