"""The verb ``render``: what a controller would create for Workspaces, as a YAML stream."""

import argparse
import sys
from pathlib import Path

from kaito_gen.cli.manifests import Given, read_given
from kaito_gen.cli.target_options import add_target_options, target_from
from kaito_gen.data import load_catalog
from kaito_gen.emit import dump_all
from kaito_gen.kinds import Manifest, name_of, namespace_of, rank
from kaito_gen.render import render

EXAMPLE = "kaito-gen render workspace.yaml --provisioner karpenter --cluster cluster.yaml"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="Workspaces and what else exists: ConfigMaps, Secrets, Nodes, claims ('-' reads standard input)",
    )
    parser.add_argument(
        "--cluster", type=Path, metavar="FILE", help="everything else that exists; what is nowhere then does not exist"
    )
    parser.add_argument("--namespace", default="default", metavar="NAME", help="for objects that name none")
    parser.add_argument("--catalog", action="append", default=[], type=Path, metavar="FILE", help="your own entries")
    add_target_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print every object in apply order; 1 when something keeps the rest from being made."""
    target = target_from(args)
    given = read_given(args.files, cluster=args.cluster, namespace=args.namespace)
    catalog = load_catalog(target.release, args.catalog)
    made: dict[tuple[str, str, str], Manifest] = {}
    complaints, remarks = [], []
    for root in given.roots:
        rendered = render(root, target, given.world, catalog)
        about = _place(given, root)
        complaints += [f"{about}: {stop.message}" for stop in rendered.stops]
        remarks += [f"{about}: {note.message}" for note in rendered.notes]
        for manifest in rendered.objects:
            other = made.setdefault(_identity(manifest), manifest)
            if other != manifest:
                clash = f"{manifest['kind']} {name_of(manifest)} is made of another root as well, and differs"
                complaints.append(f"{about}: {clash}: rename one of the two")
    sys.stdout.write(dump_all(sorted(made.values(), key=lambda manifest: rank(manifest["kind"]))))
    for line in complaints:
        print(f"error: {line}", file=sys.stderr)
    for line in dict.fromkeys(remarks):
        print(f"note: {line}", file=sys.stderr)
    return 1 if complaints else 0


def _place(given: Given, root: Manifest) -> str:
    where = given.where.get(id(root))
    name = "/".join(part for part in (namespace_of(root), name_of(root)) if part)
    return f"{where}: {root['kind']} {name}" if where else f"{root['kind']} {name}"


def _identity(manifest: Manifest) -> tuple[str, str, str]:
    return str(manifest["kind"]), namespace_of(manifest), name_of(manifest)
