"""The command line: one module a verb, imported only when that verb is asked for.

Start-up time is a feature here (people run this in hooks and loops), so this module imports nothing but argparse and
the error tree; a verb's module brings what it needs. It is also the one place that turns errors into text and codes.
"""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from kaito_gen.cli import streams
from kaito_gen.errors import InvalidInput, KaitoGenError, UsageError

VERBS = (
    ("init", "write a starter fleet with overlays, a README and CI files"),
    ("synth", "turn a fleet and its overlays into the committed tree"),
    ("render", "show what a controller would create for Workspaces"),
    ("validate", "judge files as the API server, the webhook and the controller would"),
    ("explain", "print the page of a rule"),
    ("rules", "list the rules of validate"),
    ("plan", "say which machine, how many nodes, and what it costs"),
    ("catalog", "list the models, machines and prices a release knows"),
    ("adopt", "turn existing Workspaces into a fleet file"),
    ("schema", "print the JSON Schema of our own files"),
)
"""Verb and one-line help, in the order of ``--help``; the verb ``x`` lives in ``kaito_gen.cli.x``."""

EXIT_CODES = """\
exit codes:
  0  clean
  1  something is wrong with the documents: findings, a stale tree, no machine fits
  2  usage: the command line asks for what cannot be
  3  could not run: a file that cannot be read or written, a broken installation
  130  interrupted by Ctrl-C; nothing is half written
"""


class Verb(Protocol):
    """What a verb's module has: an example for its help, its arguments, and its work."""

    EXAMPLE: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the verb's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work and return the exit code; raise a KaitoGenError for everything that stops it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; prints to stdout and stderr, never a traceback of a user's error.

    ``argv`` are the arguments without the program name; None takes those of the process.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None:
        streams.prepare()
    collects = gc.isenabled()
    code = 0
    gc.disable()  # what a run makes lives to its end: looking for cycles takes a tenth of the time and frees nothing
    try:
        verb, args = _read(arguments)
        code = verb.run(args)
        sys.stdout.flush()
    except SystemExit as stop:  # argparse: 0 after --help, 2 after a usage error
        return int(stop.code or 0)
    except InvalidInput as error:
        for problem in error.problems:
            streams.complain(problem)
        return error.exit_code
    except KaitoGenError as error:
        streams.complain(error)
        return error.exit_code
    except BrokenPipeError:  # the reader went away (kaito-gen ... | head): nobody is left to tell
        streams.abandon()
        return code
    except OSError as error:
        if error.filename is None:
            streams.abandon()
        streams.complain(streams.stopped_by(error))
        return KaitoGenError.exit_code
    except KeyboardInterrupt:
        print("interrupted: nothing is half written, run it again", file=sys.stderr)
        return 130
    finally:
        if argv is None:
            gc.freeze()  # the process ends: its last collection would walk everything once more
        elif collects:
            gc.enable()
    return code


def _read(arguments: Sequence[str]) -> tuple[Verb, argparse.Namespace]:
    """Return the verb and what it was given; SystemExit after help and after a usage error.

    Only the parser of the verb in hand is made: a parser for each of the seven takes longer than the work of most runs.
    """
    name = arguments[0] if arguments else ""
    summary = dict(VERBS).get(name)
    if summary is None:
        _overview().parse_args(arguments)
        msg = "the verb comes first: kaito-gen VERB ..."
        raise UsageError(msg)
    verb = cast("Verb", importlib.import_module(f"kaito_gen.cli.{name}"))
    parser = argparse.ArgumentParser(
        prog=f"kaito-gen {name}",
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {verb.EXAMPLE}\n\n{EXIT_CODES}",
        formatter_class=_Help,
    )
    verb.configure(parser)
    return verb, parser.parse_args(arguments[1:])


def _overview() -> argparse.ArgumentParser:
    """Return the parser of command lines that do not begin with a verb: help, version, mistakes."""
    parser = argparse.ArgumentParser(
        prog="kaito-gen",
        description="GitOps for KAITO: a short fleet file becomes committed manifests.",
        epilog=EXIT_CODES,
        formatter_class=_Help,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for name, summary in VERBS:
        verbs.add_parser(name, help=summary)
    return parser


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps our line ends, and knows the width of the terminal.

    argparse makes a formatter for every argument that is added, and would import shutil (2 ms) for the width.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    try:
        return int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(1).columns or 80
    except (OSError, ValueError):  # no terminal, no number
        return 80


class _Version(argparse.Action):
    """Prints the installed version; importlib.metadata is slow to import, so only when asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"kaito-gen {version('kaito-gen')}")
        parser.exit()
