"""What ``validate`` is told besides its paths: flags, then ``kaito-gen.yaml``, then a fleet, then the defaults.

The fleet layer is imported only where one of those files is there, because most runs have neither.
"""

import argparse
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kaito_gen.cli.target_options import DEFAULT, target_from
from kaito_gen.cli.validate_files import STANDARD_INPUT, File
from kaito_gen.errors import UsageError
from kaito_gen.files.read import read_bytes
from kaito_gen.target import Target
from kaito_gen.validate.policy import OFF, Leave, Policy
from kaito_gen.validate.rule import NO_LIMITS, Limits
from kaito_gen.validate.schema.library import MINORS
from kaito_gen.value import Value

if TYPE_CHECKING:
    from kaito_gen.fleet.installation import Installation
    from kaito_gen.fleet.settings import Settings

FILE_NAME: Final = "kaito-gen.yaml"


class Settled(Value, kw_only=True):
    """Everything that is settled for a run."""

    target: Target
    policy: Policy = Policy()
    limits: Limits = NO_LIMITS
    crds: tuple[Path, ...] = ()
    catalog: tuple[Path, ...] = ()
    folder: str = ""
    """Where the settings file lies; its globs start there."""

    def relative(self, path: str) -> str:
        """Return a file's path as the globs of the settings see it."""
        return os.path.relpath(path, self.folder).replace(os.sep, "/")


def add_settings_options(parser: argparse.ArgumentParser) -> None:
    """Add the flags that name the files to take settings from."""
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help=f"instead of the {FILE_NAME} above the first PATH"
    )
    parser.add_argument("--fleet", type=Path, metavar="FILE", help="take the target from this fleet")
    parser.add_argument("--env", metavar="E", help="in this environment of the fleet")


def settle(args: argparse.Namespace, files: Sequence[File], rules: Iterable[str]) -> Settled:
    """Return what flags, settings and a fleet say together.

    ``rules`` are the ids that there are. InvalidInput for mistakes in settings or fleet, UsageError for an installation
    that cannot be.
    """
    path = args.settings or _found(args.paths[0])
    settings = None if path is None else _read(path, rules)
    base = _base(args, files, settings)
    if args.kubernetes:
        base = base.replace(kubernetes=args.kubernetes)
    target = target_from(args, base)
    if target.kubernetes not in MINORS:
        msg = f"there are no schemas of Kubernetes {target.kubernetes}: choose one of {', '.join(MINORS)}"
        raise UsageError(msg)
    limits = Limits(usd_per_hour=args.max_usd_per_hour)
    if path is None or settings is None:
        return Settled(target=target, limits=limits, crds=tuple(args.crds), catalog=tuple(args.catalog))
    if limits.usd_per_hour is None and settings.cost_limit is not None:
        limits = Limits(usd_per_hour=settings.cost_limit.usd_per_hour)
    severities = {rule: severity or OFF for rule, severity in (settings.severities or {}).items()}
    if args.strict:
        severities.pop("unknown-kind", None)
    return Settled(
        target=target,
        policy=Policy(severities=severities, leaves=tuple(Leave(one.rule, one.paths) for one in settings.ignore)),
        limits=limits,
        crds=(*args.crds, *(path.parent / one for one in settings.crds)),
        catalog=(*(path.parent / one for one in settings.catalog), *args.catalog),
        folder=os.path.dirname(os.path.abspath(path)),  # noqa: PTH100, PTH120 - links keep the names users gave them
    )


def _found(first: Path) -> Path | None:
    """Return the nearest settings file above a path, but not above the repository that the path is in."""
    start = Path.cwd() if first == STANDARD_INPUT else first.absolute()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return _as_seen(folder / FILE_NAME)
        if (folder / ".git").exists():
            return None
    return None


def _as_seen(path: Path) -> Path:
    """Return a path as a user in the current folder would write it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _read(path: Path, rules: Iterable[str]) -> "Settings":
    from kaito_gen.fleet.settings import load

    return load(read_bytes(path), str(path), rules=rules)


def _base(args: argparse.Namespace, files: Iterable[File], settings: "Settings | None") -> Target:
    """Return the target that files describe, before any flag."""
    own = None if settings is None else settings.target
    fleets = [args.fleet] if args.fleet else [Path(file.path) for file in files if file.holds_fleet]
    if not fleets:
        if args.env:
            raise UsageError("--env names an environment of a fleet: name the fleet with --fleet")
        if own is None:
            return DEFAULT
    from kaito_gen.fleet.installation import Installation, layered, stated

    said = {str(path): _installation(path, args.env) or Installation() for path in fleets}
    if own is not None and len(set(map(repr, said.values()))) > 1:
        said = {}
    if len(set(map(repr, said.values()))) > 1:
        msg = f"{' and '.join(said)} have different targets: name the one that counts with --fleet"
        raise UsageError(msg)
    return stated(layered(next(iter(said.values()), None), own))


def _installation(path: Path, environment: str | None) -> "Installation | None":
    from kaito_gen.fleet.loading import load

    overlay = None
    if environment:
        from kaito_gen.cli.environments import environments

        overlay = environments(str(path), wanted=[environment], read=read_bytes)[0].overlay
    return load(str(path), read=read_bytes, overlay=overlay).fleet.target
