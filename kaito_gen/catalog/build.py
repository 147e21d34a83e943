"""From catalog documents to a :class:`~kaito_gen.catalog.catalog.Catalog`: pure, plain dicts in, a frozen value out.

Documents come in order, those of the release first and then the user's; a later entry replaces one of the same name as
a whole, because half an entry from here and half from there would be nobody's preset.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kaito_gen.catalog import entries
from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine, Price
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
    locate: Locate = lambda name, _: Where(name),
) -> Catalog:
    """Return the catalog that these documents describe; a later one adds entries, and replaces those of the same name.

    Each document is its file's name and its content: a mapping with ``models``, ``retired``, ``machines``, ``prices``,
    ``images`` or ``serving``, or a ConfigMap; one with a ``release`` counts for that release alone. Raises
    InvalidInput with every mistake found, at the place that ``locate`` says.
    """
    drafts = _Drafts(release)
    problems = []
    for name, content in documents:
        faults: list[Fault] = []
        drafts.add(Reader(content, (), faults))
        problems += [Problem(fault.message, locate(name, fault.path), fault.hint) for fault in faults]
    if problems:
        raise InvalidInput(problems)
    return drafts.catalog()


class _Drafts:
    """What the documents have said so far, by lower-case name."""

    def __init__(self, release: str) -> None:
        self.release = release
        self.presets: dict[str, Preset] = {}
        self.spellings: dict[str, str] = {}
        """Names and aliases, lower case, and the preset that each belongs to."""
        self.retired: dict[str, Retired] = {}
        self.machines: dict[tuple[str, str], Machine] = {}
        self.prices: dict[tuple[str, str, str], Price] = {}
        self.images: dict[str, str] = {}
        self.configs: dict[str, Manifest] = {}
        self.serving: Serving | None = None
        self.needs: tuple[str, ...] = ()
        """The fields without which this release can do nothing with a preset; the first preset shows them."""
        self.exact: dict[str, bool] = {}
        """Whether models and machines are looked up to the letter; the first document that has them decides."""

    def add(self, top: Reader) -> None:
        """Take in one document."""
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
            self._add_preset(entry, dated)
        for entry in top.entries("retired"):
            self.retired[entry.name.lower()] = entries.read_retired(entry)
        for cloud in top.entries("machines"):
            for entry in cloud.all_entries():
                machine = entries.read_machine(entry, cloud.name, dated)
                self.machines[cloud.name, machine.name.lower()] = machine
        if top.content.get("prices") and as_of is None:
            top.fault("prices", "prices need the date they were read", "add as_of: 2026-08-21 at the top of the file")
        for cloud in top.entries("prices"):
            for region in cloud.all_entries():
                for name, price in entries.read_prices(region, as_of, source).items():
                    self.prices[cloud.name, region.name.lower(), name.lower()] = price
        self.images.update(top.flags("images"))
        rules = top.nested("serving")
        if rules is not None:
            self.serving = read_serving(rules)
        top.finish()

    def _add_preset(self, entry: Reader, source: str) -> None:
        preset = entries.read_preset(entry, source)
        self.needs = self.needs or (("model",) if preset.model else ("requirement", "launch"))
        for name in self.needs:
            if getattr(preset, name) is None:
                path = ".".join(entry.path)
                entry.fault("", f"{path} lacks {name}, which release {self.release} needs", "see docs/catalog.md")
        own = preset.name.lower()
        for spelling in (preset.name, *preset.aliases):
            owner = self.spellings.setdefault(spelling.lower(), own)
            if owner != own:
                entry.fault("aliases", f"{spelling} already means {self.presets[owner].name}", "choose another alias")
        before = self.presets.get(own)
        for alias in before.aliases if before else ():
            if alias not in preset.aliases:
                del self.spellings[alias.lower()]
        self.presets[own] = preset

    def catalog(self) -> Catalog:
        """Return the frozen result."""
        exact = self.exact.get("models", False)
        presets = {name: self._served(self.presets[name]) for name in sorted(self.presets)}
        return Catalog(
            release=self.release,
            images=self.images,
            serving=self.serving,
            _presets=presets,
            _by_name={
                spelling if exact else spelling.lower(): preset
                for preset in presets.values()
                for spelling in (*preset.aliases, preset.name)
            },
            _retired={name: self.retired[name] for name in sorted(self.retired) if name not in self.spellings},
            _machines={key: self.machines[key] for key in sorted(self.machines)},
            _prices=self.prices,
            _configs=self.configs,
            _exact_presets=exact,
            _exact_machines=self.exact.get("machines", False),
        )

    def _served(self, preset: Preset) -> Preset:
        """Let the release's rules fill in how to serve a model whose entry does not say."""
        if preset.vllm is None and preset.model is not None and self.serving is not None:
            return preset.replace(vllm=self.serving.vllm(preset.name, preset.model))
        return preset
