"""Whatever the trees, writing one makes the folder clean, and writing it again changes nothing."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kaito_gen.files.check import check_tree
from kaito_gen.files.write import write_tree
from kaito_gen.gitops.index import sealed

names = st.text("abcXYZ019-_. é", min_size=1, max_size=8).filter(lambda name: name not in (".", ".."))
paths = st.builds(
    lambda folders, name: "".join(f"{folder}.d/" for folder in folders) + f"{name}.yaml",
    st.lists(names, max_size=3),
    names,
)
trees = st.dictionaries(paths, st.binary(max_size=300), max_size=12)


@settings(max_examples=60, deadline=None)
@given(first=trees, second=trees)
def test_any_tree_can_follow_any_other(first: dict[str, bytes], second: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        for tree in (first, second):
            before = check_tree(out, tree)
            result = write_tree(out, tree)
            assert result.notes == ()
            assert check_tree(out, tree) == ""
            assert bool(before) or result.written == result.removed == 0
            again = write_tree(out, tree)
            assert (again.written, again.unchanged, again.removed) == (0, len(tree), 0)
        found = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
        assert found == sealed(second)
        emptied = [p for p in out.rglob("*") if p.is_dir() and not any(p.iterdir())]
        assert emptied == []
