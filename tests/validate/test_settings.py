"""``kaito-gen.yaml``, a fleet and the flags: who decides what ``validate`` judges by."""

import json
from pathlib import Path

import jsonschema
import pytest

from kaito_gen.cli import main
from kaito_gen.documents import parse
from kaito_gen.validate.policy import covers

ROOT = Path(__file__).resolve().parents[2]
HEAD = "apiVersion: kaito-gen/v1\nkind: Settings\n"
BAD = """\
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: chat}
resource:
  instanceType: Standard_NC24ads_A100_v4
  labelSelector: {matchLabels: {apps: chat}}
inference:
  preset: {name: phi-4-mini-instrukt}
"""
GOOD = BAD.replace("instrukt", "instruct")
OLD = """\
apiVersion: kaito.sh/v1alpha1
kind: Workspace
metadata: {name: chat}
resource:
  instanceType: Standard_NC24ads_A100_v4
  labelSelector: {matchLabels: {apps: chat}}
inference:
  preset: {name: phi-3-mini-4k-instruct, accessMode: public}
"""
WIDGET = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: large}\n"
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}
"""
FLEET = "apiVersion: kaito-gen/v1\nkind: Fleet\nmetadata: {name: f}\ntarget: {release: %s}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, the root of a repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(folder: Path, **files: str) -> None:
    """Write files by name: ``__`` is a folder, ``_yaml`` the ending; ``settings`` is kaito-gen.yaml after its head."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/").replace("_yaml", ".yaml"))
        if name == "settings":
            path, text = folder / "kaito-gen.yaml", HEAD + text
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def findings(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[tuple[str, str]]]:
    """Run validate and return its code and the rule and severity of each finding."""
    code = main(["validate", *words, "--format", "json"])
    out, err = capsys.readouterr()
    assert not err
    return code, [(one["rule"], one["severity"]) for one in json.loads(out)["findings"]]


@pytest.mark.parametrize(
    ("severity", "code", "left"),
    [("warning", 0, [("preset-unknown", "warning")]), ("off", 0, []), ('"off"', 0, []), ("error", 1, None)],
)
def test_a_severity_replaces_the_rules_own(
    folder: Path, capsys: pytest.CaptureFixture[str], severity: str, code: int, left: list[tuple[str, str]] | None
) -> None:
    write(folder, x__a_yaml=BAD, settings=f"severities: {{preset-unknown: {severity}}}\n")
    assert findings(capsys, "x/a.yaml") == (code, [("preset-unknown", "error")] if left is None else left)


def test_a_severity_does_not_make_an_error_of_what_cannot_be_known(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rule is an error by default, and its note only says that the ConfigMap may be anywhere."""
    config = GOOD.replace("inference:\n", "inference:\n  config: elsewhere\n")
    write(folder, a_yaml=config)
    _, before = findings(capsys, "a.yaml")
    rules = {rule for rule, severity in before if severity == "note"}
    assert rules
    write(folder, settings="".join(["severities:\n", *(f"  {rule}: error\n" for rule in sorted(rules))]))
    assert findings(capsys, "a.yaml") == (0, before)


def test_strict_wins_over_the_severity_of_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, a_yaml=WIDGET, settings="severities: {unknown-kind: off}\n")
    assert findings(capsys, "a.yaml") == (0, [])
    assert findings(capsys, "a.yaml", "--strict") == (1, [("unknown-kind", "error")])


def test_a_rule_is_ignored_in_the_files_that_a_glob_names(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        folder,
        forks__a_yaml=BAD,
        apps__a_yaml=BAD.replace("name: chat", "name: other"),
        settings="ignore:\n- {rule: preset-unknown, paths: [forks], reason: served by our fork}\n",
    )
    assert findings(capsys, "forks", "apps") == (1, [("preset-unknown", "error")])
    assert findings(capsys, "forks") == (0, [])


@pytest.mark.parametrize(
    ("glob", "path", "covered"),
    [
        ("a.yaml", "a.yaml", True),
        ("a.yaml", "x/a.yaml", False),
        ("*.yaml", "a.yaml", True),
        ("*.yaml", "x/a.yaml", False),
        ("**/*.yaml", "a.yaml", True),
        ("**/*.yaml", "x/y/a.yaml", True),
        ("x", "x/y/a.yaml", True),
        ("./x/", "x/a.yaml", True),
        ("x/**", "x/y/a.yaml", True),
        ("x/**/b", "x/b/a.yaml", True),
        ("x/**/b", "x/y/z/b/a.yaml", True),
        ("x", "xy/a.yaml", False),
        ("?.yaml", "a.yaml", True),
        ("a+b[1].yaml", "a+b[1].yaml", True),
        ("**", "x/a.yaml", True),
    ],
)
def test_globs(glob: str, path: str, covered: bool) -> None:
    assert covers(glob, path) is covered


def test_the_nearest_file_above_the_first_path_counts_up_to_the_repository(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, x__y__a_yaml=BAD, settings="severities: {preset-unknown: note}\n")
    assert findings(capsys, "x/y") == (0, [("preset-unknown", "note")])
    write(folder, x__kaito_gen=f"{HEAD}severities: {{preset-unknown: warning}}\n")
    (folder / "x" / "kaito_gen").rename(folder / "x" / "kaito-gen.yaml")
    assert findings(capsys, "x/y") == (0, [("preset-unknown", "warning")])
    assert findings(capsys, "x/y", "--settings", "kaito-gen.yaml") == (0, [("preset-unknown", "note")])
    (folder / "x" / "y" / ".git").write_text("gitdir: elsewhere\n")
    assert findings(capsys, "x/y") == (1, [("preset-unknown", "error")])


def test_crds_and_catalog_are_named_from_the_settings_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, crds__w_yaml=CRD, x__a_yaml=WIDGET, settings="crds: [crds]\n")
    assert findings(capsys, "x") == (1, [("schema-type", "error")])


def test_flags_win_over_settings_and_settings_over_a_fleet(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, a_yaml=OLD)
    assert main(["validate", "a.yaml"]) == 1
    capsys.readouterr()
    write(folder, fleet_yaml=FLEET % "v0.3")
    assert findings(capsys, "a.yaml", "fleet.yaml")[0] == 0
    assert findings(capsys, "a.yaml", "--fleet", "fleet.yaml")[0] == 0
    write(folder, settings="target: {release: v0.12}\n")
    assert findings(capsys, "a.yaml", "fleet.yaml")[0] == 1
    assert findings(capsys, "a.yaml", "fleet.yaml", "--release", "v0.3")[0] == 0


def test_a_flag_with_the_default_value_is_given_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, a_yaml=GOOD, settings="target: {release: v0.3}\n")
    assert findings(capsys, "a.yaml")[0] == 1
    assert findings(capsys, "a.yaml", "--release", "v0.12") == (0, [])


def test_the_environment_of_a_fleet_has_its_own_target(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        folder,
        a_yaml=OLD,
        fleet_yaml=FLEET % "v0.12",
        overlays__old_yaml="apiVersion: kaito-gen/v1\nkind: Overlay\ntarget: {release: v0.3}\n",
    )
    assert findings(capsys, "a.yaml", "--fleet", "fleet.yaml")[0] == 1
    assert findings(capsys, "a.yaml", "--fleet", "fleet.yaml", "--env", "old")[0] == 0


def test_what_settings_leave_open_the_fleet_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, a_yaml=OLD, fleet_yaml=FLEET % "v0.3", settings="target: {cloud: azure}\n")
    assert findings(capsys, "a.yaml", "fleet.yaml")[0] == 0


def test_two_fleets_that_differ_have_to_be_chosen_from(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, a_yaml=GOOD, f_yaml=FLEET % "v0.3", g_yaml=FLEET % "v0.12")
    assert main(["validate", "."]) == 2
    assert "name the one that counts with --fleet" in capsys.readouterr().err
    assert findings(capsys, ".", "--fleet", "g.yaml")[0] == 0
    write(folder, settings="target: {release: v0.12}\n")
    assert findings(capsys, ".")[0] == 0


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        (
            "severity: {}\ncostLimit: {usdPerHours: 3}\n",
            [
                "kaito-gen.yaml:3:1: severity is not a field (did you mean severities?)",
                "kaito-gen.yaml:4:1: costLimit needs usdPerHour (write usdPerHour: ...)",
                "kaito-gen.yaml:4:13: costLimit.usdPerHours is not a field (did you mean usdPerHour?)",
            ],
        ),
        (
            "severities:\n  ranks-unevn: off\n",
            ["kaito-gen.yaml:4:3: there is no rule 'ranks-unevn' (did you mean ranks-uneven?)"],
        ),
        (
            "severities: {preset-unknown: fatal}\n",
            ["kaito-gen.yaml:3:14: severities.preset-unknown is 'fatal' (choose one of error, warning, note, off)"],
        ),
        (
            "ignore:\n- {rule: preset-unknown, paths: [x]}\n",
            ["kaito-gen.yaml:4:3: ignore[0] needs reason (write reason: ...)"],
        ),
        (
            'ignore:\n- {rule: preset-unknown, paths: [], reason: " "}\n',
            [
                'kaito-gen.yaml:4:26: an ignored rule needs paths (name files or folders, or "**" for all)',
                "kaito-gen.yaml:4:37: an ignored rule needs a reason (write why it may stay)",
            ],
        ),
        ("costLimit: {usdPerHour: -1}\n", ["kaito-gen.yaml:3:13: costLimit.usdPerHour is below 0 (write 0 or more)"]),
        (
            "target: {provisioner: karpentr}\n",
            ["kaito-gen.yaml:3:10: target.provisioner is 'karpentr' (did you mean karpenter?)"],
        ),
    ],
)
def test_mistakes_have_their_place_and_the_way_out(
    folder: Path, capsys: pytest.CaptureFixture[str], body: str, messages: list[str]
) -> None:
    write(folder, a_yaml=GOOD, settings=body)
    assert main(["validate", "a.yaml"]) == 1
    assert capsys.readouterr().err.splitlines() == [f"error: {message}" for message in messages]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "kaito-gen.yaml: the file is empty"),
        ("- a\n", "a settings file holds a mapping"),
        ("apiVersion: kaito-gen/v1\nkind: Fleet\n", "kaito-gen.yaml:2:1: kind is 'Fleet' (write kind: Settings)"),
        (f"{HEAD}---\n{HEAD}", "kaito-gen.yaml:4:1: a second document: one file holds one Settings"),
    ],
    ids=["empty", "list", "fleet", "two"],
)
def test_what_is_no_settings_file_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    write(folder, a_yaml=GOOD)
    (folder / "kaito-gen.yaml").write_text(text)
    assert main(["validate", "a.yaml"]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--env", "prod"], "--env names an environment of a fleet"),
        (["--settings", "nope.yaml"], "nope.yaml: does not exist"),
    ],
)
def test_flags_that_name_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    write(folder, a_yaml=GOOD)
    assert main(["validate", "a.yaml", *words]) in (2, 3)
    assert message in capsys.readouterr().err


def test_a_minor_without_schemas_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, a_yaml=GOOD, settings='target: {kubernetes: "1.20"}\n')
    assert main(["validate", "a.yaml"]) == 2
    assert "no schemas of Kubernetes 1.20" in capsys.readouterr().err


def test_the_page_shows_settings_that_the_schema_takes() -> None:
    page = (ROOT / "docs" / "validate.md").read_text()
    example = page.partition("```yaml settings\n")[2].partition("```")[0]
    (document,) = parse(example.encode(), "example")
    schema = json.loads((ROOT / "schemas" / "kaito-gen" / "settings.schema.json").read_text())
    jsonschema.Draft7Validator(schema).validate(document.value)


def test_a_limit_in_the_settings_is_judged_and_a_flag_raises_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, a_yaml=GOOD, settings="target: {region: swedencentral}\ncostLimit: {usdPerHour: 1}\n")
    assert ("cost-above-limit", "error") in findings(capsys, "a.yaml")[1]
    assert findings(capsys, "a.yaml", "--max-usd-per-hour", "100") == (0, [])
