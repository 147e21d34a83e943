"""The verb ``synth``: a fleet and its overlays become the committed tree.

Every environment is made before anything is written, so that a mistake in one of them leaves all on disk as they were.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from kaito_gen.cli.environments import Environment, environments, left_behind
from kaito_gen.cli.progress import Progress
from kaito_gen.data import load_catalog
from kaito_gen.errors import InvalidInput, KaitoGenError, Problem
from kaito_gen.files.read import read_bytes
from kaito_gen.files.shares import in_shares, processors
from kaito_gen.files.write import Written, write_tree
from kaito_gen.fleet.compiling import settle
from kaito_gen.fleet.loading import load
from kaito_gen.gitops.tree import Tree, completed, object_files
from kaito_gen.value import Value
from kaito_gen.world import EMPTY, World

EXAMPLE = "kaito-gen synth fleet.yaml --env prod --check"
FLEET = "fleet.yaml"
OUT = "rendered"
_MANY = 100
"""Services from which on an environment is made by several processes."""
_NAMED = 3
"""Entries that are named where many have one note."""


class Made(Value):
    """The tree of one environment, and where it goes."""

    name: str
    folder: Path
    tree: Tree
    notes: tuple[str, ...]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument(
        "fleet",
        nargs="?",
        default=FLEET,
        metavar="FLEET",
        help="the fleet's file, or an overlay's (default: %(default)s)",
    )
    parser.add_argument(
        "--env",
        action="append",
        default=[],
        metavar="E",
        help="only this environment: an overlay's file name without .yaml, or the fleet's own; repeatable",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help=f"where DIR/<environment>/ is written, one DIR a fleet (default: {OUT} beside the fleet)",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help="processes for each environment (default: more than one if large)",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; show what is stale, and exit 1 if any is")
    parser.add_argument(
        "--cluster",
        type=Path,
        metavar="FILE",
        help="what else exists, such as the nodes that you bring; none is written",
    )
    parser.add_argument("--catalog", action="append", default=[], type=Path, metavar="FILE", help="your own entries")


def run(args: argparse.Namespace) -> int:
    """Write the trees, or check them: 1 when one is stale."""
    out: Path = args.out or Path(args.fleet).parent / OUT
    if out.is_symlink():
        msg = f"{out}: is a link, and synth does not write through links: name the folder that it points to"
        raise KaitoGenError(msg)
    read = cache(read_bytes)
    with Progress() as progress:
        chosen = environments(args.fleet, wanted=args.env, read=read)
        made = list(_make_all(args, chosen, out, read, progress))
        written = [] if args.check else [_write(one, args.jobs or processors(), progress) for one in made]
    for one in made:
        _say_notes(one.name, one.notes)
    if not args.env:
        for tree in left_behind(args.fleet, out):
            print(f"note: {tree}: no overlay is called {tree.name} any more: remove the folder", file=sys.stderr)
    if args.check:
        return _report_stale(made)
    for one, result in zip(made, written, strict=True):
        counts = f"{result.written} files written, {result.unchanged} unchanged, {result.removed} removed"
        print(f"{one.name}: {counts} in {one.folder}")
        _say_notes(one.name, result.notes)
    return 0


def _make_all(
    args: argparse.Namespace, chosen: Iterable[Environment], out: Path, read: Callable[[str], bytes], progress: Progress
) -> Iterator[Made]:
    problems: list[Problem] = []
    for environment in chosen:
        progress.step(f"making {environment.name}")
        try:
            yield _make(args, environment, out, read)
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(dict.fromkeys(problems))  # a mistake in the fleet is one of every environment


def _make(args: argparse.Namespace, environment: Environment, out: Path, read: Callable[[str], bytes]) -> Made:
    loaded = load(args.fleet, read=read, overlay=environment.overlay)
    fleet, catalog = loaded.fleet, load_catalog(loaded.target.release, args.catalog)
    settled = settle(fleet, catalog=catalog, world=_world(args.cluster), files=loaded.files, origin=loaded.origin)

    def share(number: int, of: int) -> tuple[dict[str, bytes], tuple[str, ...]]:
        compiled = settled.compiled((number, of))
        return object_files(compiled.objects, namespace=fleet.namespace or "default"), compiled.notes

    shares = in_shares(share, args.jobs or (processors() if len(fleet.services) >= _MANY else 1))
    files = _joined([files for files, _ in shares])
    if files is None:
        files, _ = share(0, 1)  # says which objects they are
    notes = dict.fromkeys(note for _, notes in shares for note in notes)
    return Made(environment.name, out / environment.name, completed(files), tuple(notes))


def _world(cluster: Path | None) -> World:
    if cluster is None:
        return EMPTY
    from kaito_gen.cli.manifests import read_given

    return read_given([], cluster=cluster, namespace="default").world


def _joined(parts: list[dict[str, bytes]]) -> dict[str, bytes] | None:
    """Return the files of all shares; None where two shares have different content for one file."""
    files: dict[str, bytes] = {}
    for part in parts:
        if any(files[path] != part[path] for path in files.keys() & part.keys()):
            return None
        files |= part
    return files if len(parts) == 1 or len({path.lower() for path in files}) == len(files) else None


def _write(one: Made, processes: int, progress: Progress) -> Written:
    progress.step(f"writing {one.folder}")
    return write_tree(one.folder, one.tree, processes=processes)


def _report_stale(made: Iterable[Made]) -> int:
    from kaito_gen.files.check import check_tree

    diffs = {one.folder: check_tree(one.folder, one.tree) for one in made}
    stale = [folder for folder, diff in diffs.items() if diff]
    with suppress(BrokenPipeError):  # whoever reads no further still learns that something is stale
        sys.stdout.writelines(diffs.values())
    for folder in stale:
        print(f"error: {folder} is stale: run kaito-gen synth and commit what it writes", file=sys.stderr)
    if not stale:
        print(f"clean: {', '.join(map(str, diffs))}")
    return 1 if stale else 0


def _say_notes(environment: str, notes: Iterable[str]) -> None:
    """Print notes; one that many entries share comes once, with the first of them."""
    entries: dict[str, list[str]] = {}
    for note in notes:
        entry, _, message = note.partition(": ")
        entries.setdefault(message, []).append(entry)
    for message, named in entries.items():
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        print(f"note: {environment}: {', '.join(named[:_NAMED])}{more}: {message}", file=sys.stderr)
