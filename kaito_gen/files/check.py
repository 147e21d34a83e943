"""Whether the folder on disk is what synth would write now, as a diff that a reviewer can read."""

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kaito_gen.errors import KaitoGenError
from kaito_gen.files.folder import opened, opened_root
from kaito_gen.files.read import MAX_BYTES
from kaito_gen.files.survey import content_of, survey
from kaito_gen.files.write import checked
from kaito_gen.gitops.index import INDEX


def check_tree(out: str | Path, tree: Mapping[str, bytes]) -> str:
    """Return a unified diff from the folder ``out`` to ``tree``; empty when write_tree would change nothing.

    Nothing is written. Files of the user's are not part of the diff, unless one stands where a file of the tree must
    be. Raises KaitoGenError for what write_tree could not handle either: links, a damaged index, unreadable files.
    """
    out = Path(out)
    tree = checked(tree)
    with opened_root(out, create=False) as root:
        if root is None:
            return "".join(part for path in tree for part in _diff(f"{out}/{path}", None, tree[path]))
        found = survey(root, tree, name=str(out))
        if found.obstacles:
            raise KaitoGenError("\n".join(found.obstacles))
        paths = {*found.new, *found.changed, *found.stale}
        if paths or found.index_differs:
            paths.add(INDEX)
        return "".join(
            part for path in sorted(paths) for part in _diff(f"{out}/{path}", _current(root, path, out), tree.get(path))
        )


def _current(root: int, path: str, out: Path) -> bytes | None:
    folder, _, base = path.rpartition("/")
    with opened(root, folder, name=f"{out}/{folder}") as descriptor:
        return None if descriptor is None else content_of(descriptor, base, name=f"{out}/{path}", limit=MAX_BYTES)


def _diff(label: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    if before == after:
        return
    if before is not None and after is not None and before.replace(b"\r\n", b"\n") == after:
        yield f"{label}: differs by its line endings only; tell Git to keep them (.gitattributes: * -text)\n"
        return
    source = "/dev/null" if before is None else f"a/{label}"
    goal = "/dev/null" if after is None else f"b/{label}"
    lines = list(difflib.unified_diff(_lines(before), _lines(after), source, goal))
    if not lines:  # bytes that are no text, or an empty file that comes or goes
        yield f"--- {source}\n+++ {goal}\n"
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(content: bytes | None) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", (content or b"").decode(errors="replace"))
