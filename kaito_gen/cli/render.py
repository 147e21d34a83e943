"""The verb ``render``: what a controller would create for Workspaces, as a YAML stream."""

import argparse
import sys
from pathlib import Path

from kaito_gen.cli.manifests import read_given
from kaito_gen.cli.target_options import add_target_options, target_from
from kaito_gen.data import load_catalog
from kaito_gen.emit import dump_all
from kaito_gen.errors import Problem
from kaito_gen.kinds import Manifest, name_of, namespace_of, rank
from kaito_gen.render import met_by_the_next, render

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
    world = given.world
    catalog = load_catalog(target.release, args.catalog)
    made: dict[tuple[str, str, str], Manifest] = {}
    complaints: list[Problem] = []
    remarks: list[Problem] = []
    for root in given.roots:
        rendered = render(root.manifest, target, world, catalog)
        world = met_by_the_next(rendered, world)
        complaints += [root.problem(stop.message, stop.keys) for stop in rendered.stops]
        remarks += [root.remark(note.message, note.keys) for note in rendered.notes]
        for manifest in rendered.objects:
            other = made.setdefault(_identity(manifest), manifest)
            if other != manifest:
                clash = f"{manifest['kind']} {name_of(manifest)} is made of another root as well, and differs"
                complaints.append(root.problem(clash, hint="rename one of the two"))
    sys.stdout.write(dump_all(sorted(made.values(), key=lambda manifest: rank(manifest["kind"]))))
    for problem in complaints:
        print(f"error: {problem}", file=sys.stderr)
    for problem in dict.fromkeys(remarks):
        print(f"note: {problem}", file=sys.stderr)
    return 1 if complaints else 0


def _identity(manifest: Manifest) -> tuple[str, str, str]:
    return str(manifest["kind"]), namespace_of(manifest), name_of(manifest)
