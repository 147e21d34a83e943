"""``kaito-gen validate`` through its own door."""

import json
from pathlib import Path

import pytest

from kaito_gen.cli import main
from kaito_gen.validate.identities import every_rule

GOOD = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: chat}
resource:
  instanceType: Standard_NC24ads_A100_v4
  labelSelector: {matchLabels: {apps: chat}}
inference:
  preset: {name: phi-4-mini-instruct}
"""
BAD = GOOD.replace("phi-4-mini-instruct", "phi-4-mini-instrukt")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def findings(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[tuple[str, str, int, str]]]:
    """Run validate and return its code and findings: rule, severity, line, object."""
    code = main(["validate", *words, "--format", "json"])
    content = json.loads(capsys.readouterr().out)
    return code, [(one["rule"], one["severity"], one["line"], one["object"]) for one in content["findings"]]


def test_a_sound_workspace_is_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text(GOOD)
    assert main(["validate", "a.yaml"]) == 0
    assert capsys.readouterr().out == "1 object in 1 file: 0 errors, 0 warnings, 0 notes\n"


def test_a_mistake_has_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text(BAD)
    assert findings(capsys, "a.yaml") == (1, [("preset-unknown", "error", 8, "Workspace default/chat")])


def test_one_bad_document_hides_no_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text(f"a: [\n---\n{BAD}---\n- no object\n---\nkind: Pod\n")
    code, found = findings(capsys, ".")
    assert code == 1
    assert [rule for rule, *_ in found] == ["yaml", "preset-unknown", "no-object", "no-kind"]


def test_folders_are_walked_but_not_hidden_ones(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("x/a.yaml", "x/y/b.yml", ".git/c.yaml", "x/d.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(GOOD.replace("name: chat", f"name: n{len(name)}"))
    assert main(["validate", "."]) == 0
    assert "2 objects in 2 files" in capsys.readouterr().out


def test_the_items_of_a_list_are_judged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = "".join(f"- {line}\n" if number == 0 else f"  {line}\n" for number, line in enumerate(BAD.splitlines()))
    (folder / "a.yaml").write_text(f"apiVersion: v1\nkind: List\nitems:\n{items}")
    assert findings(capsys, "a.yaml") == (1, [("preset-unknown", "error", 11, "Workspace default/chat")])


def test_the_same_object_in_two_files_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text(GOOD)
    (folder / "b.yaml").write_text(GOOD)
    assert findings(capsys, ".") == (1, [("object-twice", "error", 1, "Workspace default/chat")])


def test_a_kind_without_schema_is_told_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: %s}\n"
    (folder / "a.yaml").write_text(one % "a" + "---\n" + one % "b")
    assert findings(capsys, "a.yaml") == (0, [("unknown-kind", "note", 2, "Widget default/a")])
    assert findings(capsys, "a.yaml", "--strict")[0] == 1
    assert findings(capsys, "a.yaml", "--ignore", "unknown-kind") == (0, [])


def test_a_crd_of_the_users_own_judges_its_kind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "crd.yaml").write_text(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\n"
        "spec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Widget, plural: widgets}\n  versions:\n"
        "  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n"
        "        properties: {spec: {type: object, properties: {size: {type: integer}}}}\n"
    )
    (folder / "a.yaml").write_text(
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: large}\n"
    )
    assert findings(capsys, "a.yaml", "--crds", "crd.yaml") == (1, [("schema-type", "error", 4, "Widget default/a")])


def test_an_update_is_judged_against_the_stored_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "old.yaml").write_text(GOOD)
    (folder / "new.yaml").write_text(GOOD.replace("Standard_NC24ads_A100_v4", "Standard_NC48ads_A100_v4"))
    code, found = findings(capsys, "new.yaml", "--old", "old.yaml")
    assert code == 1
    assert [(line, severity) for _, severity, line, _ in found] == [(5, "error")]


def test_a_comment_with_a_reason_silences_a_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text(f"# kaito-gen: ignore[preset-unknown] served by our fork\n{BAD}")
    assert findings(capsys, "a.yaml") == (0, [])


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["a.yaml", "--ignore", "nope"], 2, "there is no such rule"),
        (["a.yaml", "--subresource", "status"], 2, "name the stored object with --old"),
        (["missing.yaml"], 3, "missing.yaml: does not exist"),
        (["a.yaml", "--old", "two.yaml"], 2, "one object is needed, the file holds 2"),
        (["a.yaml", "--old", "broken.yaml"], 2, "--old broken.yaml:2:1: "),
        (["a.yaml", "--cluster", "broken.yaml"], 2, "--cluster broken.yaml:2:1: "),
        (["a.yaml", "--crds", "broken.yaml"], 2, "--crds broken.yaml:2:1: "),
    ],
)
def test_usage_is_answered_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, message: str
) -> None:
    (folder / "a.yaml").write_text(GOOD)
    (folder / "broken.yaml").write_text("a: [\n")
    (folder / "two.yaml").write_text(f"{GOOD}---\n{BAD.replace('name: chat', 'name: other')}")
    assert main(["validate", *words]) == code
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1


def test_our_own_files_and_kustomizations_are_left_to_their_programs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "fleet.yaml").write_text("apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: a}\n")
    (folder / "kustomization.yaml").write_text("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
    for name in ("dev/kustomization.yml", "prod/kustomization.yaml"):  # kustomize goes by the name alone
        (folder / name).parent.mkdir()
        (folder / name).write_text("resources: [../base]\n")
    (folder / ".pre-commit-config.yaml").write_text("repos: []\n")
    assert findings(capsys, ".") == (0, [])


def test_what_cannot_be_read_is_shown_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text("a: 1\na: 2\n")
    assert main(["validate", "a.yaml"]) == 1
    assert "      | a: 2\n      | ^\n" in capsys.readouterr().out


def test_what_kubernetes_reads_over_is_a_warning(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tag that nobody knows is dropped without a word by the API server, and hardly what its writer wanted."""
    (folder / "a.yaml").write_text(GOOD.replace("name: chat", "name: !mine chat"))
    assert findings(capsys, "a.yaml") == (0, [("yaml", "warning", 3, "")])


def test_a_file_that_is_no_manifest_is_told_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "values.yaml").write_text("replicas: 1\n")
    assert findings(capsys, ".") == (1, [("no-kind", "error", 1, "")])


def test_explain_prints_a_page_and_suggests_for_a_wrong_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "preset-unknown"]) == 0
    assert capsys.readouterr().out.startswith("preset-unknown\n\n")
    assert main(["explain", "preset-unknwn"]) == 2
    assert "did you mean preset-unknown" in capsys.readouterr().err


def test_rules_lists_every_rule_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert names == sorted(names)
    assert {"preset-unknown", "schema-type", "yaml"} <= set(names)


def test_every_rule_has_its_page(capsys: pytest.CaptureFixture[str]) -> None:
    """Those of reading and of schemas too, which are no functions."""
    for rule in every_rule():
        assert main(["explain", rule.id]) == 0
        assert len(capsys.readouterr().out) > 100


@pytest.mark.parametrize(
    "metadata",
    [
        "{annotations: [a, b]}",
        "{annotations: text}",
        "{annotations: {kaito.sh/runtime: [x]}}",
        "{labels: [a, b]}",
        "[a]",
    ],
)
def test_metadata_of_a_wrong_form_in_a_template_is_a_finding(
    folder: Path, capsys: pytest.CaptureFixture[str], metadata: str
) -> None:
    """The CRD leaves it open, so rules meet it as it was written."""
    (folder / "a.yaml").write_text(
        "apiVersion: kaito.sh/v1beta1\nkind: InferenceSet\nmetadata: {name: chat}\nspec:\n  replicas: 1\n"
        f"  labelSelector: {{matchLabels: {{apps: chat}}}}\n  template:\n    metadata: {metadata}\n"
        "    resource: {instanceType: Standard_NC24ads_A100_v4}\n    inference: {preset: {name: phi-4-mini-instruct}}\n"
    )
    code, found = findings(capsys, "a.yaml")
    assert code == 1
    assert {(severity, line) for _, severity, line, _ in found} == {("error", 8)}
