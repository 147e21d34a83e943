"""The verb ``rules``: every rule of ``validate``, one a line."""

import argparse
import sys

from kaito_gen.cli.table import table
from kaito_gen.kinds import RELEASES
from kaito_gen.validate.finding import STAGES
from kaito_gen.validate.identities import every_rule

EXAMPLE = "kaito-gen rules --stage admission"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("--stage", choices=STAGES, help="only the rules of one stage")
    parser.add_argument("--release", choices=RELEASES, help="only the rules that judge in one release")


def run(args: argparse.Namespace) -> int:
    """Print the rules in alphabetical order."""
    other = _of_other_releases(args.release) if args.release else frozenset()
    rows = {
        (rule.id, rule.stage, rule.severity, rule.summary)
        for rule in every_rule()
        if args.stage in (None, rule.stage) and rule.id not in other
    }
    sys.stdout.write(table(("RULE", "STAGE", "SEVERITY", "WHAT IS WRONG"), sorted(rows)))
    return 0


def _of_other_releases(release: str) -> frozenset[str]:
    from kaito_gen.validate.rules import ALL

    here = {rule.id for rule in ALL if release in rule.applies}
    return frozenset(rule.id for rule in ALL) - here
