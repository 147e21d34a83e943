"""The verb ``explain``: the page of one rule."""

import argparse
import sys

from kaito_gen.data import data_folder
from kaito_gen.errors import KaitoGenError, UsageError
from kaito_gen.validate.identities import every_rule

EXAMPLE = "kaito-gen explain adapter-names-repeat"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("rule", metavar="RULE", help="a rule, as it stands in brackets behind a finding")


def run(args: argparse.Namespace) -> int:
    """Print the rule's page; UsageError with suggestions for a rule that does not exist."""
    known = {rule.id for rule in every_rule()}
    if args.rule not in known:
        import difflib

        close = difflib.get_close_matches(args.rule, known, n=3)
        hint = f"did you mean {' or '.join(close)}?" if close else "kaito-gen rules lists them"
        msg = f"there is no rule {args.rule!r} ({hint})"
        raise UsageError(msg)
    sys.stdout.write(page(args.rule))
    return 0


def page(rule: str) -> str:
    """Return the page of a rule: its part of docs/rules.md."""
    path = data_folder("docs") / "rules.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}; the installation is broken, install kaito-gen again"
        raise KaitoGenError(msg) from error
    _, found, rest = f"\n{text}".partition(f"\n## {rule}\n")
    if not found:
        msg = f"{path} has no page for {rule}: the installation is broken, install kaito-gen again"
        raise KaitoGenError(msg)
    body, _, _ = rest.partition("\n## ")
    return f"{rule}\n\n{body.strip()}\n"
