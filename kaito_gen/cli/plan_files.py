"""What ``plan`` takes from files: Workspaces with their surroundings, or a fleet in one of its environments.

A fleet is compiled without being judged, because here the judgement is the answer. Only then is anything imported that
knows fleets.
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

from kaito_gen.cli.manifests import STANDARD_INPUT, read_given
from kaito_gen.data import load_catalog
from kaito_gen.errors import UsageError
from kaito_gen.files.read import read_bytes
from kaito_gen.planning.batch import Planned, plan_all
from kaito_gen.target import Target
from kaito_gen.world import EMPTY, World

_FLEET = re.compile(rb"^[\s{]*[\"']?apiVersion[\"']?\s*:\s*[\"']?kaito-gen/", re.MULTILINE)


def from_manifests(args: argparse.Namespace, target: Target) -> tuple[Planned, ...]:
    """Return the plans of the root objects in the files."""
    given = read_given(args.files, cluster=args.cluster, namespace=args.namespace)
    catalog = load_catalog(target.release, args.catalog)
    return plan_all((root.manifest for root in given.roots), target, given.world, catalog)


def names_fleet(files: Iterable[Path]) -> bool:
    """Return whether one of the files holds a fleet or an overlay of ours."""
    return any(_FLEET.search(read_bytes(path)) for path in files if path != STANDARD_INPUT)


def from_fleet(args: argparse.Namespace) -> tuple[tuple[Planned, ...], Target]:
    """Return the plans of a fleet's entries, and the fleet's own target, which they are for."""
    from kaito_gen.fleet.compiling import compile_fleet
    from kaito_gen.fleet.loading import load

    if len(args.files) > 1:
        raise UsageError("one fleet at a time: its overlays are found by --env")
    path = str(args.files[0])
    overlay = None
    if args.env:
        from kaito_gen.cli.environments import environments

        overlay = environments(path, wanted=[args.env], read=read_bytes)[0].overlay
    loaded = load(path, read=read_bytes, overlay=overlay)
    catalog = load_catalog(loaded.target.release, args.catalog)
    around = EMPTY
    if args.cluster is not None:
        around = read_given([], cluster=args.cluster, namespace=args.namespace).world
    compiled = compile_fleet(
        loaded.fleet, catalog=catalog, world=around, files=loaded.files, origin=loaded.origin, fit=False
    )
    world = World([*around.objects(), *compiled.objects], complete=around.complete)
    return plan_all(compiled.roots, compiled.target, world, catalog), compiled.target
