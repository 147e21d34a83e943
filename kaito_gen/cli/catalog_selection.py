"""What the verb ``catalog`` was asked to show, as a value, so that text and JSON show the same."""

from collections.abc import Iterator

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.preset import Preset, Retired
from kaito_gen.value import Value

LISTS = ("models", "machines", "prices")


class Selection(Value):
    """The entries to show; ``whole`` when one was asked for by name and is shown in full."""

    what: str
    """One of :data:`LISTS`."""
    presets: tuple[Preset, ...] = ()
    retired: tuple[Retired, ...] = ()
    machines: tuple[Machine, ...] = ()
    region: str = ""
    """Lower case; empty for all regions."""
    whole: bool = False

    def prices(self, catalog: Catalog) -> Iterator[tuple[str, Machine, Price]]:
        """Yield region, machine and price: by cloud, region and machine for a list, the cheapest first for one."""
        found = [
            (region, machine, price)
            for cloud in catalog.clouds()
            for region in ([self.region] if self.region else catalog.regions(cloud))
            for machine in self.machines
            if machine.cloud == cloud and (price := catalog.price(cloud, region, machine.name))
        ]
        if self.whole:
            found.sort(key=lambda row: row[2].usd_per_hour)
        yield from found
