"""The verb ``validate``: what the API server, KAITO's webhook and its controller would say to files, offline."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaito_gen.cli.target_options import add_target_options
from kaito_gen.cli.validate_files import File, Item, context, paths_below, read_file, stored_object, unique
from kaito_gen.cli.validate_settings import Settled, add_settings_options, settle
from kaito_gen.data import load_catalog, read_schema
from kaito_gen.errors import UsageError
from kaito_gen.kinds import Manifest
from kaito_gen.validate.decoding import Decoder
from kaito_gen.validate.finding import ERROR, NOTE, PRACTICE, WARNING, Finding, Keys
from kaito_gen.validate.identities import Identity, every_rule
from kaito_gen.validate.ignoring import without_ignored
from kaito_gen.validate.judge import Judge
from kaito_gen.validate.located import Located, Outcome
from kaito_gen.validate.report import FORMATS
from kaito_gen.validate.rule import CREATE, STATUS_UPDATE, UPDATE
from kaito_gen.validate.schema.library import MINORS, Library
from kaito_gen.validate.schema.rules import UNKNOWN_FIELD
from kaito_gen.world import World

if TYPE_CHECKING:
    from kaito_gen.validate.schema.kind import KindSchema

EXAMPLE = "kaito-gen validate rendered/prod --provisioner karpenter --format github"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="files, and folders of YAML and JSON ('-': standard input)"
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="form of the report (default: text)")
    parser.add_argument("--fail-on", choices=(ERROR, WARNING), default=ERROR, help="what ends with 1 (default: error)")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULE", help="a rule to leave out; repeatable")
    parser.add_argument("--strict", action="store_true", help="a kind without a schema is an error, not a note")
    parser.add_argument("--kubernetes", choices=MINORS, help="Kubernetes minor (default: 1.35)")
    parser.add_argument("--crds", action="append", default=[], type=Path, metavar="PATH", help="your CRDs; repeatable")
    parser.add_argument("--cluster", type=Path, metavar="FILE", help="everything else that exists; the rest does not")
    parser.add_argument("--old", type=Path, metavar="FILE", help="the stored object: judge PATH as an update of it")
    parser.add_argument(
        "--against", metavar="REF|DIR", help="judge what changed since a Git revision, or since what a folder holds"
    )
    parser.add_argument("--subresource", choices=("status",), help="judge a write to this subresource (with --old)")
    parser.add_argument("--max-usd-per-hour", type=float, metavar="USD", help="the most that one object may cost")
    parser.add_argument("--catalog", action="append", default=[], type=Path, metavar="FILE", help="your own entries")
    add_settings_options(parser)
    add_target_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the report; 1 when there are errors, or warnings with ``--fail-on warning``."""
    if args.subresource and not args.old:
        msg = "--subresource judges an update: name the stored object with --old"
        raise UsageError(msg)
    if args.against and args.old:
        raise UsageError("--against and --old both say what was before: name one of them")
    files = [read_file(path) for path in paths_below(args.paths)]
    rules = tuple(every_rule())
    settled = settle(args, files, (rule.id for rule in rules))
    found = sorted(
        _run(args, settled, files, rules), key=lambda one: (one.where, one.finding.rule, one.finding.message)
    )
    outcome = Outcome(tuple(found), len(files), sum(len(file.items) for file in files))
    if args.format == "text":
        from kaito_gen.validate.report import text

        sys.stdout.write(text.report(outcome, colour=sys.stdout.isatty()))
    else:
        sys.stdout.write(FORMATS[args.format](outcome))
    return 1 if outcome.fails(args.fail_on) else 0


def _run(
    args: argparse.Namespace, settled: Settled, files: Sequence[File], rules: Sequence[Identity]
) -> Iterator[Located]:
    """Yield every finding of every file that nobody ignores."""
    target = settled.target
    cluster = () if args.cluster is None else context(args.cluster, "--cluster")
    objects = (item.manifest for items in (cluster, *(file.items for file in files)) for item in items)
    world = World(objects, complete=args.cluster is not None)
    catalog = load_catalog(target.release, settled.catalog)
    judge = Judge(
        target,
        world=world,
        catalog=catalog,
        library=Library(read_schema, release=target.release, minor=target.kubernetes, own=_own_kinds(settled.crds)),
        decoder=Decoder(read_schema, target.release),
        limits=settled.limits,
    )
    old = None if args.old is None else stored_object(args.old)
    operation = CREATE if old is None else STATUS_UPDATE if args.subresource else UPDATE
    earlier = None
    if args.against:
        from kaito_gen.cli.validate_against import before

        earlier = before(args.against, args.paths, judge)
    ignored = frozenset(args.ignore)
    known = frozenset(rule.id for rule in rules)
    unknown = sorted(ignored - known)
    if unknown:
        msg = f"--ignore {', '.join(unknown)}: there is no such rule (kaito-gen rules lists them)"
        raise UsageError(msg)
    twice = list(unique(files))
    unjudged: set[str] = set()
    notes = known - {rule.id for rule in rules if rule.severity != NOTE}

    def wanted(found: Iterable[Located], path: str) -> Iterator[Located]:
        left = (one for one in found if one.finding.rule not in ignored)
        return settled.policy.apply(left, settled.relative(path), notes) if settled.folder else left

    for file in files:
        found = [*file.problems, *(one for one in twice if one.where.path == file.path)]
        for item in file.items:
            if earlier is not None:
                operation, old = earlier.request(item)
            findings = judge.judge(item.manifest, operation=operation, old=old)
            if findings is None:
                findings = tuple(_without_schema(item.manifest, unjudged, strict=args.strict))
            found += [_located(item, finding, file) for finding in findings]
        yield from without_ignored(file.path, file.text, wanted(found, file.path), known)
    if earlier is not None:
        gone = earlier.removed(files, target=target, world=world, catalog=catalog, revision=args.against)
        for one in gone:
            yield from wanted([one], one.where.path)


def _without_schema(manifest: Manifest, told: set[str], *, strict: bool) -> Iterator[Finding]:
    """Say once that a kind is not judged."""
    kind = f"{manifest['apiVersion']} {manifest['kind']}"
    if kind in told:
        return
    told.add(kind)
    severity = ERROR if strict else NOTE
    hint = "give its CRD with --crds"
    yield Finding("unknown-kind", PRACTICE, severity, f"no schema for {kind}: not judged", keys=("kind",), hint=hint)


def _located(item: Item, finding: Finding, file: File) -> Located:
    keys: Keys = (*item.place, *finding.keys)
    place = item.document.where_key if finding.rule == UNKNOWN_FIELD else item.document.where
    where = place(keys)
    lines = file.text.splitlines()
    line = lines[where.line - 1] if 0 < where.line <= len(lines) else ""
    return Located(finding, where, item.subject, line)


def _own_kinds(paths: Iterable[Path]) -> "Iterator[KindSchema]":
    from kaito_gen.validate.schema.crd import is_crd, kinds_of

    for path in paths_below(paths):
        for item in context(path, "--crds"):
            if is_crd(item.manifest):
                kinds, problems = kinds_of(item.manifest)
                for problem in problems:
                    msg = f"{item.document.where((*item.place, *problem.keys))}: {problem.message}"
                    raise UsageError(msg)
                yield from kinds
