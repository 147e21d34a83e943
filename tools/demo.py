"""The main job, shown: both example fleets become trees, plans and costs, and what can be judged is judged.

Everything happens through the commands that users type; each is printed before it runs. The last line says how long
the work itself took.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ".cache/demo"
TARGET = {"v0.12": ("--provisioner", "karpenter"), "v0.3": ()}
FLEETS = ("overlays/v0.12/fleet.yaml", "overlays/v0.3/fleet.yaml")


def show(*words: str) -> float:
    """Print and run one kaito-gen command; return the seconds it took. Ends the demo when it fails."""
    print(f"\n$ kaito-gen {' '.join(words)}", flush=True)
    start = time.perf_counter()
    done = subprocess.run([Path(sys.executable).with_name("kaito-gen"), *words], cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return time.perf_counter() - start


def files(folder: Path) -> None:
    """Print the folders of a tree with the number of their files, and the names in the smallest."""
    for chart in sorted(path for path in folder.rglob("*") if path.is_dir()):
        names = sorted(path.name for path in chart.iterdir() if path.is_file())
        if names:
            more = " ..." if len(names) > 4 else ""
            print(f"  {chart.relative_to(folder.parent)}/  {len(names)} files: {', '.join(names[:4])}{more}")


def main() -> int:
    """Synthesise, show, plan and check the fleets of both releases."""
    work = 0.0
    for fleet in FLEETS:
        release = Path(fleet).parent.name
        tree = f"{OUT}/{release}"
        work += show("synth", fleet, "--out", tree)
        files(ROOT / tree)
        work += show("plan", fleet)
        show("synth", fleet, "--out", tree, "--check")
        show("validate", tree, "--release", release, *TARGET[release])
    print(f"\nsynthesis and plans of {len(FLEETS)} fleets took {work:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
