"""The verb ``plan``: which machine, how many nodes, what it costs, or every reason why nothing fits."""

import argparse
import sys
from pathlib import Path

from kaito_gen.cli import plan_flags, plan_json, plan_text
from kaito_gen.cli.target_options import add_target_options, target_from
from kaito_gen.data import load_catalog
from kaito_gen.errors import UsageError
from kaito_gen.planning.batch import Planned, plan_all
from kaito_gen.planning.plan import NoFit
from kaito_gen.target import Target
from kaito_gen.world import World

type Answer = tuple[tuple[Planned, ...], Target]
"""The plans, and the installation that they are for."""

EXAMPLE = "kaito-gen plan --model phi-4-mini-instruct --machine auto --context 32768 --region swedencentral"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="a fleet, or Workspaces and what they depend on: ConfigMaps, Nodes ('-' reads standard input)",
    )
    parser.add_argument("--env", metavar="E", help="a fleet's environment; left out: the fleet as it stands")
    parser.add_argument(
        "--cluster", type=Path, metavar="FILE", help="everything else that exists; what is nowhere then does not exist"
    )
    parser.add_argument("--namespace", default="default", metavar="NAME", help="for objects that name none")
    parser.add_argument("--catalog", action="append", default=[], type=Path, metavar="FILE", help="your own entries")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    plan_flags.add_workspace_options(parser)
    add_target_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the plans; 1 when something does not fit."""
    planned, target = _from_files(args) if args.files else _from_flags(args)
    if args.format == "json":
        import json

        print(json.dumps(plan_json.report(planned, target), indent=2, ensure_ascii=False))
    else:
        sys.stdout.write(plan_text.report(planned, target))
    return 1 if any(isinstance(one.plan, NoFit) for one in planned) else 0


def _from_files(args: argparse.Namespace) -> Answer:
    from kaito_gen.cli import plan_files  # brings the reader of YAML, and for a fleet the types of one

    flags = plan_flags.given_flags(args)
    if flags:
        msg = f"the files say what to plan: leave {', '.join(flags)} out, or the files"
        raise UsageError(msg)
    if plan_files.names_fleet(args.files):
        flags = plan_flags.flags_beside_defaults(args, add_target_options)
        if flags:
            msg = f"a fleet says its own target: leave {', '.join(flags)} out, and change it in the fleet or an overlay"
            raise UsageError(msg)
        return plan_files.from_fleet(args)
    if args.env:
        raise UsageError("--env names an environment of a fleet, and none of the files is one")
    target = target_from(args)
    return plan_files.from_manifests(args, target), target


def _from_flags(args: argparse.Namespace) -> Answer:
    if args.env or args.cluster:
        raise UsageError("--env and --cluster go with files, and none is named")
    target = target_from(args)
    catalog = load_catalog(target.release, args.catalog)
    if args.hf_config or args.hf_index:
        from kaito_gen.cli.hugging_face import with_supplied

        catalog, notes = with_supplied(catalog, args.model or "", config=args.hf_config, index=args.hf_index)
        for note in notes:
            print(f"note: {note}", file=sys.stderr)
    workspace = plan_flags.workspace(args, target)
    world = World(plan_flags.surroundings(args, target), complete=plan_flags.is_complete(args))
    return plan_all([workspace], target, world, catalog), target
