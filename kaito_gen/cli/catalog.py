"""The verb ``catalog``: what a release knows, as a list, or one entry in full.

``kaito-gen catalog NAME`` works without saying what NAME is, because people copy names from manifests.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.cli.catalog_json import as_json
from kaito_gen.cli.catalog_selection import LISTS, Selection
from kaito_gen.cli.catalog_text import as_text
from kaito_gen.data import load_catalog
from kaito_gen.errors import InvalidInput, Problem, UsageError
from kaito_gen.kinds import RELEASES, V0_12

EXAMPLE = "kaito-gen catalog machines --cloud azure --region swedencentral"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("words", nargs="*", metavar="LIST|NAME", help="models (default), machines or prices; a NAME")
    parser.add_argument("--release", choices=RELEASES, default=V0_12, help="KAITO release (default: %(default)s)")
    parser.add_argument("--cloud", help="only this cloud's machines and prices")
    parser.add_argument("--region", help="prices of this region, such as swedencentral")
    parser.add_argument("--catalog", action="append", default=[], type=Path, metavar="FILE", help="your own entries")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: %(default)s")


def run(args: argparse.Namespace) -> int:
    """Print the list or the entry; InvalidInput with suggestions for a name that is not there."""
    catalog = load_catalog(args.release, args.catalog)
    view = as_json if args.format == "json" else as_text
    sys.stdout.write(view(catalog, _select(catalog, args)))
    return 0


def _select(catalog: Catalog, args: argparse.Namespace) -> Selection:
    what, names = (args.words[0], args.words[1:]) if args.words and args.words[0] in LISTS else ("", args.words)
    clouds = _clouds(catalog, args.cloud)
    region = _region(catalog, clouds, args.region)
    if not names:
        machines = tuple(machine for cloud in clouds for machine in catalog.machines(cloud))
        return Selection(what or "models", catalog.presets(), catalog.retired_names(), machines, region)
    if len(names) > 1:
        msg = f"one NAME at a time, not {len(names)}: write kaito-gen catalog {what or 'models'} {names[0]}"
        raise UsageError(msg)
    name = names[0]
    preset = catalog.preset(name) if what in ("", "models") else None
    if preset:
        return Selection("models", presets=(preset,), region=region, whole=True)
    found = (catalog.machine(cloud, name) for cloud in clouds) if what != "models" else ()
    machines = tuple(machine for machine in found if machine)
    if machines:
        return Selection(what or "machines", machines=machines, region=region, whole=True)
    raise InvalidInput([_unknown(catalog, what, name, clouds)])


def _unknown(catalog: Catalog, what: str, name: str, clouds: Sequence[str]) -> Problem:
    retired = catalog.retired(name) if what in ("", "models") else None
    if retired:
        instead = f"write {retired.successor}" if retired.successor else "choose another model"
        return Problem(f"release {catalog.release} no longer serves {retired.name}", hint=instead)
    suggestions = catalog.suggest(name) if what in ("", "models") else []
    if what != "models":
        suggestions += [machine for cloud in clouds for machine in catalog.suggest(name, cloud=cloud)]
    kind = {"": "model or machine", "models": "model"}.get(what, "machine")
    hint = _did_you_mean(suggestions) or f"see kaito-gen catalog {what or 'models'} --release {catalog.release}"
    return Problem(f"release {catalog.release} knows no {kind} {name!r}", hint=hint)


def _clouds(catalog: Catalog, cloud: str | None) -> tuple[str, ...]:
    if cloud is None:
        return catalog.clouds()
    if cloud not in catalog.clouds():
        msg = f"release {catalog.release} knows no machines of cloud {cloud!r}: it has {', '.join(catalog.clouds())}"
        raise UsageError(msg)
    return (cloud,)


def _region(catalog: Catalog, clouds: Sequence[str], region: str | None) -> str:
    if not region:
        return ""
    known = [name for cloud in clouds for name in catalog.regions(cloud)]
    if region.lower() in known:
        return region.lower()
    from difflib import get_close_matches

    hint = (
        _did_you_mean(get_close_matches(region.lower(), known, 3))
        or f"there are {', '.join(known) or 'none for ' + ', '.join(clouds)}"
    )
    msg = f"there are no prices for region {region!r} ({hint})"
    raise UsageError(msg)


def _did_you_mean(names: Sequence[str]) -> str:
    return f"did you mean {' or '.join(names)}?" if names else ""
