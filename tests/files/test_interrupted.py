"""Whatever stops a run leaves whole files, and the next run makes the tree right."""

import errno
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kaito_gen.errors import KaitoGenError
from kaito_gen.files.check import check_tree
from kaito_gen.files.folder import stopped
from kaito_gen.files.write import write_tree
from kaito_gen.gitops.index import INDEX, sealed

KILLED_CHILD = """
import json, os, signal, sys
from kaito_gen.files.write import write_tree

out, tree, last = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
calls = 0

def counted(call):
    def wrapper(*args, **kwargs):
        global calls
        calls += 1
        if calls > last:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **kwargs)
    return wrapper

for name in ("write", "rename", "unlink", "mkdir", "rmdir"):
    setattr(os, name, counted(getattr(os, name)))
write_tree(out, {path: text.encode() for path, text in tree.items()})
print(calls)
"""
"""Writes a tree and is killed (SIGKILL) before the given number of calls that change the disk is exceeded."""


def text_tree(version: int, names: range) -> dict[str, str]:
    return {f"ns{n % 3}/Kind.o{n}.yaml": f"object {n} of version {version}\n" * 20 for n in names}


def as_bytes(tree: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in tree.items()}


def run_child(out: Path, tree: dict[str, str], last: int) -> subprocess.CompletedProcess[str]:
    import json

    command = [sys.executable, "-c", KILLED_CHILD, str(out), json.dumps(tree), str(last)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


OLD = text_tree(1, range(8))
NEW = text_tree(2, range(4, 14))
CALLS = 36
"""More than the calls that change OLD into NEW, so that the last case runs to its end."""


@pytest.mark.parametrize("last", [*range(0, CALLS, 3), 10_000])
def test_a_killed_run_leaves_whole_files_and_is_repaired(tmp_path: Path, last: int) -> None:
    write_tree(tmp_path, as_bytes(OLD))
    child = run_child(tmp_path, NEW, last)
    assert child.returncode == (0 if last == 10_000 else -9), child.stderr
    for path, content in ((p, p.read_text()) for p in tmp_path.rglob("*.yaml")):
        name = str(path.relative_to(tmp_path))
        assert content in (OLD.get(name), NEW.get(name))
    notes = write_tree(tmp_path, as_bytes(NEW)).notes
    assert notes == ()
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()} == {*NEW, INDEX}
    assert check_tree(tmp_path, as_bytes(NEW)) == ""


@pytest.mark.parametrize("last", [3, 11, 20])
def test_files_of_a_killed_run_are_ours_even_if_the_fleet_has_changed_since(tmp_path: Path, last: int) -> None:
    write_tree(tmp_path, as_bytes(OLD))
    assert run_child(tmp_path, NEW, last).returncode == -9
    other = as_bytes(text_tree(3, range(6, 9)))
    assert write_tree(tmp_path, other).notes == ()
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()} == {*other, INDEX}


def test_many_files_killed_by_the_clock_are_repaired(tmp_path: Path) -> None:
    """As a user does it: from outside, at some moment in the middle."""
    out = tmp_path / "out"
    code = (
        "import sys; from kaito_gen.files.write import write_tree\n"
        "tree = {f'ns/K.{n}.yaml': str(n).encode() * 500 for n in range(20_000)}\n"
        "write_tree(sys.argv[1], tree)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(out)]) as child:
        while child.poll() is None and not (out / "ns/K.1000.yaml").exists():
            pass
        child.kill()
    tree = {f"ns/K.{n}.yaml": str(n).encode() * 500 for n in range(2_000)}
    write_tree(out, tree)
    assert check_tree(out, tree) == ""
    assert {p.name for p in (out / "ns").iterdir()} == {path.removeprefix("ns/") for path in tree}


def test_a_file_size_limit_is_told_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    """The same path as a full disk, and possible everywhere: a write that fails in the middle of a file."""
    write_tree(tmp_path, {"a.yaml": b"old\n", "z.yaml": b"old\n"})
    code = (
        "import sys; from kaito_gen.errors import KaitoGenError; from kaito_gen.files.write import write_tree\n"
        "tree = {'a.yaml': b'new', 'b.yaml': b'x' * 100_000, 'z.yaml': b'new'}\n"
        "try: write_tree(sys.argv[1], tree)\n"
        "except KaitoGenError as error: print(error)"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    child = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, preexec_fn=limit, check=True
    )
    message = "a file size limit is in force here: raise it (ulimit -f) and run it again"
    assert child.stdout == f"{tmp_path}/b.yaml: {message}\n"
    assert (tmp_path / "a.yaml").read_bytes() == b"new"
    assert (tmp_path / "z.yaml").read_bytes() == b"old\n"
    assert {path.name for path in tmp_path.iterdir()} == {"a.yaml", "z.yaml", INDEX}
    tree = {"a.yaml": b"new", "b.yaml": b"small", "z.yaml": b"new"}
    assert write_tree(tmp_path, tree).notes == ()
    assert check_tree(tmp_path, tree) == ""


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your disk quota is used up"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EACCES, "you may not write there"),
        (errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY)),
    ],
    ids=lambda value: errno.errorcode[value] if isinstance(value, int) else None,
)
def test_what_stops_us_is_named_with_the_way_out(number: int, message: str) -> None:
    assert str(stopped("out/x.yaml", OSError(number, os.strerror(number)))).startswith(f"out/x.yaml: {message}")


def test_a_folder_that_is_not_writable_is_told() -> None:
    code = (
        "import os, sys; from kaito_gen.errors import KaitoGenError; from kaito_gen.files.write import write_tree\n"
        "os.geteuid() or os.seteuid(65534)\n"
        "try: write_tree(sys.argv[1], {'a.yaml': b''})\n"
        "except KaitoGenError as error: print(error)"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        child = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)
        Path(folder).chmod(0o755)
        assert child.stdout.endswith("you may not write there: check the permissions of the folder\n")
        assert list(Path(folder).iterdir()) == []


def test_runs_at_the_same_time_come_one_after_the_other(tmp_path: Path) -> None:
    """Three writers of two trees: what stands there in the end is one of the trees, whole."""
    code = (
        "import sys; from kaito_gen.files.write import write_tree\n"
        "tree = {f'ns/K.{n}.yaml': sys.argv[2].encode() * 100 for n in range(int(sys.argv[3]))}\n"
        "for _ in range(6): assert write_tree(sys.argv[1], tree).notes == ()"
    )
    sizes = {"a": 60, "b": 90}
    children = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), letter, str(sizes[letter])]) for letter in "aba"
    ]
    assert [child.wait() for child in children] == [0, 0, 0]
    trees = [{f"ns/K.{n}.yaml": x.encode() * 100 for n in range(size)} for x, size in sizes.items()]
    assert "" in [check_tree(tmp_path, tree) for tree in trees]
    found = {str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert found in [sealed(tree) for tree in trees]


def test_an_error_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(KaitoGenError, match=r"nnn: the name is too long for this file system"):
        write_tree(tmp_path, {"n" * 300: b""})
    assert [path.name for path in tmp_path.iterdir()] == [INDEX]
