"""Rewrite what is generated from code: the list of differences, the JSON Schemas of our files, README's output."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "truth"))
sys.path.insert(0, str(ROOT / "tests" / "readme"))


def main() -> int:
    """Write every generated file; git shows what changed."""
    import differences
    import readme

    (ROOT / "docs" / "differences.md").write_text(differences.page())
    for kind in ("fleet", "overlay", "settings"):
        program = Path(sys.executable).with_name("kaito-gen")
        schema = subprocess.run([program, "schema", kind], capture_output=True, text=True, check=True).stdout
        (ROOT / "schemas" / "kaito-gen" / f"{kind}.schema.json").write_text(schema)
    page = ROOT / "README.md"
    page.write_text(readme.refreshed(page.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
