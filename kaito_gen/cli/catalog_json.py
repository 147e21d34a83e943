"""The catalog as JSON for programs: ``version`` changes when a field changes its meaning or goes away."""

import json
from typing import Any

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.machine import Machine, Price
from kaito_gen.catalog.preset import Preset
from kaito_gen.cli.catalog_selection import Selection

VERSION = 1


def as_json(catalog: Catalog, selection: Selection) -> str:
    """Return one object: ``version``, ``release``, and a list under the name of what was asked for.

    Quantities are text as Kubernetes writes them, memory of machines is whole GiB, prices are USD an hour with their
    date; what an entry does not have is null or left out.
    """
    answer: dict[str, Any] = {"version": VERSION, "release": catalog.release}
    if selection.what == "prices":
        answer["prices"] = [
            {"cloud": machine.cloud, "region": region, "machine": machine.name, **_price(price)}
            for region, machine, price in selection.prices(catalog)
        ]
    elif selection.what == "machines":
        answer["machines"] = [_machine(catalog, machine, selection.region) for machine in selection.machines]
    else:
        answer["models"] = [_preset(preset) for preset in selection.presets]
        answer["retired"] = [retired.as_dict() for retired in selection.retired]
    return json.dumps(answer, indent=2, ensure_ascii=False, default=dict) + "\n"


def _preset(preset: Preset) -> dict[str, Any]:
    tuning = preset.tuning
    return {
        "name": preset.name,
        "aliases": list(preset.aliases),
        "deprecated": preset.deprecated,
        "license": preset.license,
        "gated": preset.gated,
        "private": preset.private,
        "tag": preset.tag,
        "model": preset.model and preset.model.as_dict(),
        "requirement": preset.requirement and preset.requirement.as_dict(),
        "vllm": preset.vllm and preset.vllm.as_dict(),
        "transformers": preset.transformers and preset.transformers.as_dict(),
        "launch": preset.launch and preset.launch.as_dict(),
        "tuning": tuning and {"tag": tuning.tag, "works": not tuning.fails, "fails": tuning.fails},
        "source": preset.source,
    }


def _machine(catalog: Catalog, machine: Machine, region: str) -> dict[str, Any]:
    price = catalog.price(machine.cloud, region, machine.name)
    return {**machine.as_dict(), **({"region": region, "price": price and _price(price)} if region else {})}


def _price(price: Price) -> dict[str, Any]:
    return {"usd_per_hour": price.usd_per_hour, "as_of": price.as_of.isoformat(), "source": price.source}
