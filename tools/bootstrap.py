"""Set up the project's environment with nothing but a Python 3: fetch uv when missing, install the lock with hashes.

Runs on any Python 3 (so nothing newer than 3.6 is used here). uv finds or fetches the interpreter that
``.python-version`` names; where that one is not to be had, the newest on the machine that the project supports.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "uv-bootstrap"
SUPPORTED = ("3.13", "3.12", "3.14")


def find_uv():
    """Return the path of uv: the one on PATH, or one installed into a private environment below .cache."""
    found = shutil.which("uv")
    if found:
        return found
    private = CACHE / "bin" / "uv"
    if not private.exists():
        print("setting up: fetching uv", file=sys.stderr)
        shutil.rmtree(CACHE, ignore_errors=True)
        try:
            run([sys.executable, "-m", "venv", str(CACHE)])
            run([str(CACHE / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"])
        except subprocess.CalledProcessError:
            # Debian ships Python without ensurepip; a pip outside of an environment will do as well.
            shutil.rmtree(CACHE, ignore_errors=True)
            run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(CACHE), "uv"])
    return str(private)


def run(command, **options):
    """Run a command in the project's folder; its output is shown only when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
        raise subprocess.CalledProcessError(done.returncode, command)
    return done.stdout


def create(uv, venv):
    """Create the environment with the first interpreter of SUPPORTED that uv can find or fetch."""
    preferred = (ROOT / ".python-version").read_text().strip()
    failures = []
    for version in (preferred, *(other for other in SUPPORTED if other != preferred)):
        try:
            run([uv, "venv", "--quiet", "--clear", "--python", version, venv])
        except subprocess.CalledProcessError:
            failures.append(version)
        else:
            return
    tried = " or ".join(failures)
    raise SystemExit(
        f"no Python {tried} on this machine, and none could be fetched: "
        f"install one (pyenv install {preferred}) and run make again"
    )


def main():
    """Set up the environment named on the command line."""
    venv = sys.argv[1]
    uv = find_uv()
    python = str(ROOT / venv / "bin" / "python")
    print(f"setting up: {venv}", file=sys.stderr)
    create(uv, venv)
    environment = dict(os.environ, VIRTUAL_ENV=str(ROOT / venv))
    install = [uv, "pip", "install", "--quiet", "--python", python]
    run([*install, "--require-hashes", "--compile-bytecode", "-r", "requirements.lock"], env=environment)
    # The build backend comes from the lock too: nothing is fetched behind its back.
    run([*install, "--no-deps", "--no-build-isolation", "--editable", "."], env=environment)
    run([python, "-m", "compileall", "-q", "kaito_gen"])


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        raise SystemExit("setting up failed: {}".format(" ".join(map(str, error.cmd)))) from None
