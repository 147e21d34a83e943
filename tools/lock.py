"""Resolve requirements.lock from pyproject.toml: every extra and group, every platform, hashes, no registry's name."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Every package of every extra and group, with hashes. Made by `make lock`; do not edit.\n"


def main() -> int:
    """Write requirements.lock and return uv's exit code."""
    command = [
        Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet", "--universal", "--generate-hashes",
        "--no-emit-index-url", "--no-header", "--upgrade", "--python-version", "3.12",
        "--all-extras", "--group", "dev", "pyproject.toml", "--output-file", "requirements.lock",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode == 0:
        lock = ROOT / "requirements.lock"
        lock.write_text(HEADER + lock.read_text())
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
