"""From catalog documents to a :class:`~kaito_gen.catalog.catalog.Catalog`: pure, plain dicts in, a frozen value out.

Documents come in order, those of the release first and then the user's; a later entry replaces one of the same name as
a whole, because half an entry from here and half from there would be nobody's preset.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any

from kaito_gen.catalog import entries
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.on_demand import OnDemand
from kaito_gen.catalog.preset import Preset, Retired
from kaito_gen.catalog.reading import Fault, Path, Reader
from kaito_gen.catalog.serving import Serving, read_serving
from kaito_gen.errors import InvalidInput, Problem, Where
from kaito_gen.kinds import RELEASES, Manifest, name_of

type Locate = Callable[[str, Path], Where]
"""From a document's name and the keys inside it to a place in a file."""


def build(
    release: str,
    documents: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    shipped: Iterable[Mapping[str, Any]] = (),
    locate: Locate = lambda name, _: Where(name),
) -> Catalog:
    """Return the catalog that these documents describe; a later one adds entries, and replaces those of the same name.

    Each document is its file's name and its content: a mapping with ``models``, ``retired``, ``machines``, ``prices``,
    ``images`` or ``serving``, or a ConfigMap; one with a ``release`` counts for that release alone. Raises
    InvalidInput with every mistake found, at the place that ``locate`` says. Contents that are ``shipped`` come first
    and have no mistakes, so their entries are read when somebody asks for them.
    """
    drafts = _Drafts(release)
    for content in shipped:
        drafts.add(Reader(content, (), []), at_once=False)
    problems = []
    for name, content in documents:
        faults: list[Fault] = []
        drafts.add(Reader(content, (), faults), at_once=True)
        problems += [Problem(fault.message, locate(name, fault.path), fault.hint) for fault in faults]
    if problems:
        raise InvalidInput(problems)
    return drafts.catalog()


class _Drafts:
    """What the documents have said so far, by lower-case name: entries are functions that read them."""

    def __init__(self, release: str) -> None:
        self.release = release
        self.presets: dict[str, Callable[[], Preset]] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        """The name and the aliases of each preset."""
        self.spellings: dict[str, str] = {}
        """Names and aliases, lower case, and the preset that each belongs to."""
        self.retired: dict[str, Retired] = {}
        self.machines: dict[tuple[str, str], Callable[[], Machine]] = {}
        self.prices: dict[tuple[str, str], list[Callable[[], dict[str, Price]]]] = {}
        """By cloud and region; a price in a later table replaces that of an earlier one."""
        self.images: dict[str, str] = {}
        self.configs: dict[str, Manifest] = {}
        self.serving: Serving | None = None
        self.needs: tuple[str, ...] = ()
        """The fields without which this release can do nothing with a preset; the first preset shows them."""
        self.exact: dict[str, bool] = {}
        """Whether models and machines are looked up to the letter; the first document that has them decides."""

    def add(self, top: Reader, *, at_once: bool) -> None:
        """Take in one document; reading its entries ``at_once`` finds their mistakes."""
        if top.content.get("kind") == "ConfigMap":
            self.configs[name_of(top.content)] = dict(top.content)
            return
        release = top.text("release", self.release)
        if release != self.release:
            if release not in RELEASES:
                top.fault("release", f"release {release!r} is unknown", f"write {' or '.join(RELEASES)}")
            return
        source, as_of = top.text("source"), top.day("as_of")
        dated = f"{source}, {as_of}" if as_of else source
        exact = top.flag("case_sensitive")
        for kind in ("models", "machines"):
            if kind in top.content:
                self.exact.setdefault(kind, exact)
        for entry in top.entries("models"):
            self._add_preset(entry, _once(partial(self._preset, entry, dated), now=at_once))
        for entry in top.entries("retired"):
            self.retired[entry.name.lower()] = entries.read_retired(entry)
        for cloud in top.entries("machines"):
            for entry in cloud.all_entries():
                read = _once(partial(entries.read_machine, entry, cloud.name, dated), now=at_once)
                self.machines[cloud.name, entry.name.lower()] = read
        if top.content.get("prices") and as_of is None:
            top.fault("prices", "prices need the date they were read", "add as_of: 2026-08-21 at the top of the file")
        for cloud in top.entries("prices"):
            for region in cloud.all_entries():
                table = _once(partial(entries.read_prices, region, as_of, source), now=at_once)
                if region.content:
                    self.prices.setdefault((cloud.name, region.name.lower()), []).append(table)
        self.images.update(top.flags("images"))
        rules = top.nested("serving")
        if rules is not None:
            self.serving = read_serving(rules)
        top.finish()

    def _add_preset(self, entry: Reader, read: Callable[[], Preset]) -> None:
        self.needs = self.needs or (("model",) if entry.content.get("model") else ("requirement", "launch"))
        for name in self.needs:
            if entry.content.get(name) is None:
                path = ".".join(entry.path)
                entry.fault("", f"{path} lacks {name}, which release {self.release} needs", "see docs/catalog.md")
        own = entry.name.lower()
        names = (entry.name, *entry.peek("aliases"))
        for spelling in names:
            owner = self.spellings.setdefault(spelling.lower(), own)
            if owner != own:
                entry.fault("aliases", f"{spelling} already means {self.names[owner][0]}", "choose another alias")
        for alias in self.names.get(own, ())[1:]:
            if alias not in names:
                del self.spellings[alias.lower()]
        self.presets[own] = read
        self.names[own] = names

    def _preset(self, entry: Reader, source: str) -> Preset:
        """Read a preset, and let the release's rules say how to serve a model whose entry does not."""
        preset = entries.read_preset(entry, source)
        if preset.vllm is None and preset.model is not None and self.serving is not None:
            return preset.replace(vllm=self.serving.vllm(preset.name, preset.model))
        return preset

    def catalog(self) -> Catalog:
        """Return the frozen result."""
        exact = self.exact.get("models", False)
        return Catalog(
            release=self.release,
            images=self.images,
            serving=self.serving,
            _presets=OnDemand({name: self.presets[name] for name in sorted(self.presets)}),
            _by_name={
                spelling if exact else spelling.lower(): own for own in self.names for spelling in self.names[own]
            },
            _retired={name: self.retired[name] for name in sorted(self.retired) if name not in self.spellings},
            _machines=OnDemand({key: self.machines[key] for key in sorted(self.machines)}),
            _prices=OnDemand({key: _once(partial(_merged, tables)) for key, tables in self.prices.items()}),
            _configs=self.configs,
            _exact_presets=exact,
            _exact_machines=self.exact.get("machines", False),
        )


def _once[T](read: Callable[[], T], *, now: bool = False) -> Callable[[], T]:
    """Return a function that reads the first time it is called, and remembers; ``now`` calls it at once."""
    remembering = cache(read)
    if now:
        remembering()
    return remembering


def _merged(tables: Iterable[Callable[[], dict[str, Price]]]) -> dict[str, Price]:
    return {name.lower(): price for table in tables for name, price in table().items()}
