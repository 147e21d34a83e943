"""The verb ``init``: a starter fleet with overlays, a README and CI files, none of which replaces what is there."""

import argparse
import shlex
from pathlib import Path
from typing import Final

from kaito_gen.errors import KaitoGenError
from kaito_gen.files.create import create_files, existing

EXAMPLE = "kaito-gen init models"

_STARTER: Final = Path(__file__).parent / "starter"
_FLEET: Final = {
    name: name for name in ("fleet.yaml", "overlays/dev.yaml", "overlays/staging.yaml", "overlays/prod.yaml")
}
"""The fleet itself: one file of it alone would be half a fleet, so none of them may be there yet."""
_AROUND: Final = {
    "README.md": "README.md",
    ".github/workflows/kaito-gen.yaml": "workflow.yaml",
    ".pre-commit-config.yaml": "pre-commit.yaml",
}
"""What helps, and may be there already: target and file of the starter."""
_SCHEMAS: Final = {f".schemas/{name}.schema.json": name for name in ("fleet", "overlay")}
_VERSION: Final = "@VERSION@"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("dir", nargs="?", type=Path, default=Path(), metavar="DIR", help="the folder (default: here)")


def run(args: argparse.Namespace) -> int:
    """Write the files, name each, and say what comes next."""
    files = starter()
    kept = existing(args.dir, {path: files[path] for path in _AROUND})
    created = {path: content for path, content in files.items() if path not in kept}
    create_files(args.dir, created)
    for path in created:
        print(args.dir / path)
    for path in kept:
        print(f"{args.dir / path} is there already and stays as it is")
    step = "" if args.dir == Path() else f"cd {shlex.quote(str(args.dir))} && "
    print(f"next: {step}kaito-gen plan fleet.yaml && kaito-gen synth")
    return 0


def starter() -> dict[str, bytes]:
    """Return the starter's files by path; KaitoGenError where the installation lacks one."""
    from kaito_gen.cli.schema import schema_text

    version = _version()
    files = {path: _read(name).replace(_VERSION.encode(), version) for path, name in (_FLEET | _AROUND).items()}
    return files | {path: schema_text(name).encode() for path, name in _SCHEMAS.items()}


def _read(name: str) -> bytes:
    try:
        return (_STARTER / name).read_bytes()
    except OSError as error:
        msg = f"the installation is broken: it has no starter file {name}; install kaito-gen again"
        raise KaitoGenError(msg) from error


def _version() -> bytes:
    from importlib.metadata import version

    return version("kaito-gen").encode()
