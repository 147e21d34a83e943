"""``validate --against``: files judged as changes of what a Git revision, or a folder, holds."""

import io
import json
import subprocess
from pathlib import Path

import pytest

from kaito_gen.cli import main
from kaito_gen.errors import KaitoGenError, UsageError
from kaito_gen.files.revision import files_at

GOOD = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: chat}
resource:
  instanceType: Standard_NC48ads_A100_v4
  labelSelector: {matchLabels: {apps: chat}}
inference:
  preset: {name: phi-4-mini-instruct}
"""
OTHER_MACHINE = GOOD.replace("NC48ads", "NC24ads")
SET = """\
apiVersion: kaito.sh/v1beta1
kind: InferenceSet
metadata: {name: many}
spec:
  replicas: 3
  labelSelector: {matchLabels: {apps: many}}
  template:
    resource: {instanceType: Standard_NC24ads_A100_v4}
    inference: {preset: {name: phi-4-mini-instruct}}
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n"


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, **files: str) -> None:
    """Commit files by name, ``_yaml`` for ``.yaml`` and ``__`` for a folder."""
    if not (folder / ".git").exists():
        git(folder, "init")
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "x", "--no-gpg-sign")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, where a repository may come to be; Git's configuration is nobody's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def findings(capsys: pytest.CaptureFixture[str], *words: str) -> list[tuple[str, str, str]]:
    """Run validate and return rule, severity and file of each finding."""
    main(["validate", *words, "--format", "json"])
    out, err = capsys.readouterr()
    assert not err
    return [(one["rule"], one["severity"], one["path"]) for one in json.loads(out)["findings"]]


def test_a_change_is_an_update_of_what_the_revision_holds(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, a_yaml=GOOD)
    assert findings(capsys, "a.yaml", "--against", "main") == []
    (repository / "a.yaml").write_text(OTHER_MACHINE)
    assert findings(capsys, "a.yaml", "--against", "main") == [("instance-type-changed", "error", "a.yaml")]
    assert findings(capsys, "a.yaml") == []


def test_an_object_is_found_wherever_it_moved_to(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, x__a_yaml=f"{CONFIG}---\n{GOOD}")
    (repository / "x" / "a.yaml").unlink()
    (repository / "x" / "y.json").write_text(
        json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}})
    )
    (repository / "x" / "z.yaml").write_text(OTHER_MACHINE)
    assert findings(capsys, "x", "--against", "HEAD") == [("instance-type-changed", "error", "x/z.yaml")]


def test_a_new_object_is_a_create(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, a_yaml=GOOD)
    (repository / "b.yaml").write_text(GOOD.replace("chat", "new").replace("instruct", "instrukt"))
    assert findings(capsys, ".", "--against", "main") == [("preset-unknown", "error", "b.yaml")]


def test_mending_what_was_refused_is_no_change_of_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The cluster never took the old version, so nothing of it is immutable."""
    commit(repository, a_yaml=GOOD.replace("instruct", "instrukt"))
    assert findings(capsys, "a.yaml", "--against", "main") == [("preset-unknown", "error", "a.yaml")]
    (repository / "a.yaml").write_text(GOOD)
    assert findings(capsys, "a.yaml", "--against", "main") == []


def test_an_edit_says_what_becomes_of_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, a_yaml=GOOD.replace("{name: chat}", "{name: chat, annotations: {kaito.sh/enablelb: 'False'}}"))
    (repository / "a.yaml").write_text(
        GOOD.replace("{name: chat}", "{name: chat, annotations: {kaito.sh/enablelb: 'True'}}")
    )
    assert ("edit-without-effect", "warning", "a.yaml") in findings(capsys, "a.yaml", "--against", "main")


@pytest.mark.parametrize(
    ("text", "said"),
    [(GOOD, "with the 2 GPUs"), (SET, "with the 3 GPUs"), (CONFIG, "it is deleted")],
    ids=["workspace", "set", "config"],
)
def test_a_removed_object_takes_its_gpus_with_it(
    repository: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    commit(repository, a_yaml=text, b_yaml=CONFIG.replace("name: c", "name: stays"))
    (repository / "a.yaml").unlink()
    assert main(["validate", ".", "--against", "main"]) == 0
    out = capsys.readouterr().out
    assert "object-removed" in out
    assert said in out
    assert findings(capsys, ".", "--against", "main", "--ignore", "object-removed") == []


def test_brought_nodes_stay(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: n, labels: {apps: chat, nvidia.com/gpu.count: '2', "
    node += "nvidia.com/gpu.memory: '81920', nvidia.com/gpu.product: A100}}\n"
    node += "status: {conditions: [{type: Ready, status: 'True'}], capacity: {nvidia.com/gpu: '2'}}\n"
    commit(repository, a_yaml=GOOD.replace("  instanceType: Standard_NC48ads_A100_v4\n", ""), n_yaml=node)
    (repository / "a.yaml").unlink()
    main(["validate", ".", "--against", "main", "--provisioner", "byo"])
    out = capsys.readouterr().out
    assert "object-removed" in out
    assert "bought" not in out


def test_a_file_alone_removes_only_what_it_held(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, a_yaml=GOOD, b_yaml=CONFIG)
    (repository / "a.yaml").write_text("")
    assert findings(capsys, "a.yaml", "--against", "main") == [("object-removed", "note", "a.yaml")]


def test_an_object_in_a_file_that_cannot_be_read_is_not_gone(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, a_yaml=GOOD)
    (repository / "a.yaml").write_text(f"{GOOD}  broken: [\n")
    assert findings(capsys, ".", "--against", "main") == [("yaml", "error", "a.yaml")]


def test_a_folder_is_compared_by_the_objects_in_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("old/x.yaml", f"{GOOD}---\n{CONFIG}"), ("new/y.yaml", OTHER_MACHINE)):
        (repository / name).parent.mkdir()
        (repository / name).write_text(text)
    changed = ("instance-type-changed", "error", "new/y.yaml")
    assert findings(capsys, "new", "--against", "old") == [changed, ("object-removed", "note", "old/x.yaml")]
    assert findings(capsys, "new/y.yaml", "--against", "old") == [changed]


def test_another_version_of_kaitos_api_is_the_same_object(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, a_yaml=GOOD.replace("v1beta1", "v1alpha1"))
    (repository / "a.yaml").write_text(OTHER_MACHINE)
    assert findings(capsys, "a.yaml", "--against", "main") == [("instance-type-changed", "error", "a.yaml")]


def test_a_folder_below_the_root_of_the_repository(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, x__y__a_yaml=GOOD, b_yaml=CONFIG)
    (repository / "x" / "y" / "a.yaml").write_text(OTHER_MACHINE)
    (repository / "z").mkdir()
    monkeypatch.chdir(repository / "z")
    found = [("instance-type-changed", "error", "../x/y/a.yaml")]
    assert findings(capsys, "../x", "--against", "main") == found
    assert findings(capsys, "../x/y/a.yaml", "--against", "main") == found


def test_a_hooks_variables_lead_nowhere_else(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, x__a_yaml=GOOD)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert findings(capsys, "x", "--against", "main") == []


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["a.yaml", "--against=nope"], 2, "nope: is neither a folder nor a revision of the Git repository here"),
        (["a.yaml", "--against=--output=x"], 2, "--output=x: is neither a folder nor a revision"),
        (["a.yaml", "--against=main", "--old=a.yaml"], 2, "name one of them"),
        (["-", "--against=main"], 2, "standard input is in no revision"),
    ],
    ids=["unknown", "option", "both", "stdin"],
)
def test_what_cannot_be_compared_is_told_in_one_line(
    repository: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    code: int,
    message: str,
) -> None:
    commit(repository, a_yaml=GOOD)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main(["validate", *words]) == code
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1


def test_outside_of_a_repository(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "a.yaml").write_text(GOOD)
    assert main(["validate", "a.yaml", "--against", "main"]) == 3
    assert "a.yaml: is not in a Git repository" in capsys.readouterr().err


def test_without_git(repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "a.yaml").write_text(GOOD)
    monkeypatch.setenv("PATH", str(repository))
    assert main(["validate", "a.yaml", "--against", "main"]) == 3
    assert "git is not installed" in capsys.readouterr().err


def test_a_revision_gives_names_and_bytes_as_they_were(repository: Path) -> None:
    """Whatever is in a name or a file, links and what nobody asks for left out."""
    commit(repository, b="two\n\nlines", empty="", **{"a b\n\u00e4": "x\r\n"})
    (repository / "link").symlink_to("b")
    commit(repository, skipped_txt="")
    found = dict(files_at("HEAD", ".", wanted=lambda name: name != "skipped_txt"))
    assert found == {"b": b"two\n\nlines", "empty": b"", "a b\n\u00e4": b"x\r\n"}
    assert list(files_at("HEAD", "b", wanted=lambda _: False)) == [("b", b"two\n\nlines")]
    assert list(files_at("HEAD", "never", wanted=lambda _: True)) == []


def test_a_file_too_large_is_refused(repository: Path) -> None:
    commit(repository, a_yaml="#" * (5 * 2**20 + 1))
    with pytest.raises(KaitoGenError, match=r"a\.yaml: has more than 5 MiB in HEAD"):
        list(files_at("HEAD", ".", wanted=lambda _: True))


def test_a_tree_is_no_commit(repository: Path) -> None:
    commit(repository, a_yaml=GOOD)
    with pytest.raises(UsageError):
        list(files_at("HEAD:a.yaml", ".", wanted=lambda _: True))
