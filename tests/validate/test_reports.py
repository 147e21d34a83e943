"""The exact text of every form of report."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from kaito_gen.errors import Where
from kaito_gen.validate.finding import ADMISSION, ERROR, NOTE, PRACTICE, SCHEMA, WARNING, Finding
from kaito_gen.validate.located import Located, Outcome
from kaito_gen.validate.report import FORMATS
from kaito_gen.validate.report.text import report as text_report

OUTCOME = Outcome(
    (
        Located(
            Finding("adapter-names-repeat", ADMISSION, ERROR, "two are called 'a'", ("inference",), "rename one: a, b"),
            Where("a.yaml", 9, 5),
            "Workspace default/chat",
            "    name: a",
        ),
        Located(
            Finding("floating-tag", PRACTICE, WARNING, "50% <latest>"), Where("a.yaml", 12, 1), "Pod x", "image: y"
        ),
        Located(Finding("yaml", SCHEMA, NOTE, "not\njudged"), Where("b,c.yaml")),
    ),
    files=2,
    objects=3,
)
CLEAN = Outcome((), files=1, objects=2)


def test_text_shows_the_line_a_caret_and_the_way_out() -> None:
    assert (
        FORMATS["text"](OUTCOME)
        == """\
a.yaml
  9:5 error Workspace default/chat: two are called 'a' [adapter-names-repeat]
      |     name: a
      |     ^
      = rename one: a, b
  12:1 warning Pod x: 50% <latest> [floating-tag]
      | image: y
      | ^

b,c.yaml
  note not\\njudged [yaml]

3 objects in 2 files: 1 error, 1 warning, 1 note
"""
    )


def test_text_has_colours_only_when_asked() -> None:
    assert "\x1b[31merror\x1b[0m" in text_report(OUTCOME, colour=True)
    assert "\x1b" not in text_report(OUTCOME)


def test_what_a_terminal_would_obey_is_written_out() -> None:
    """Names come from anybody's files: an escape in one must not reach the terminal, nor move the caret."""
    finding = Finding("a", SCHEMA, ERROR, "no \x1b[31mkind\u202e", hint="write\x9b")
    text = text_report(Outcome((Located(finding, Where("a", 1, 4), "Pod x\x1b", "\t\x1b[1x\u2028"),), 1, 1))
    assert text.splitlines()[1:5] == [
        "  1:4 error Pod x\\x1b: no \\x1b[31mkind\\u202e [a]",
        "      |   [1x ",
        "      |    ^",
        "      = write\\x9b",
    ]


def test_a_long_line_is_shown_around_its_caret() -> None:
    line = "x" * 500 + "here" + "y" * 500
    one = Located(Finding("r", SCHEMA, ERROR, "m"), Where("f", 1, 501), "", line)
    shown, caret = text_report(Outcome((one,), files=1, objects=1)).splitlines()[2:4]
    assert len(shown) < 200
    assert shown[caret.index("^") :].startswith("here")


def test_github_annotates_lines_and_escapes_what_commands_reserve() -> None:
    assert FORMATS["github"](OUTCOME) == (
        "::error file=a.yaml,line=9,col=5,title=adapter-names-repeat::"
        "Workspace default/chat: two are called 'a' (rename one: a, b)\n"
        "::warning file=a.yaml,line=12,col=1,title=floating-tag::Pod x: 50%25 <latest>\n"
        "::notice file=b%2Cc.yaml,title=yaml::not%0Ajudged\n"
        "3 objects in 2 files: 1 error, 1 warning, 1 note\n"
    )


def test_json_has_a_version_and_every_part_of_a_finding() -> None:
    content = json.loads(FORMATS["json"](OUTCOME))
    findings = content.pop("findings")
    assert content == {"version": 1, "files": 2, "objects": 3, "errors": 1, "warnings": 1, "notes": 1}
    assert findings[0] == {
        "rule": "adapter-names-repeat",
        "stage": "admission",
        "severity": "error",
        "message": "two are called 'a'",
        "hint": "rename one: a, b",
        "path": "a.yaml",
        "line": 9,
        "column": 5,
        "object": "Workspace default/chat",
        "field": "inference",
    }


def test_sarif_names_rules_levels_and_regions() -> None:
    (run,) = json.loads(FORMATS["sarif"](OUTCOME))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["adapter-names-repeat", "floating-tag", "yaml"]
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("adapter-names-repeat", "error"),
        ("floating-tag", "warning"),
        ("yaml", "note"),
    ]
    assert [one["locations"][0]["physicalLocation"]["region"] for one in run["results"]] == [
        {"startLine": 9, "startColumn": 5},
        {"startLine": 12, "startColumn": 1},
        {"startLine": 1, "startColumn": 1},
    ]
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_has_what_code_scanning_insists_on() -> None:
    """A path with a blank is no URI, and a rule without a description is not taken."""
    found = Located(Finding("preset-unknown", ADMISSION, ERROR, "m"), Where("a b/ü.yaml", 1, 1))
    (run,) = json.loads(FORMATS["sarif"](Outcome((found,), 1, 1)))["runs"]
    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%BC.yaml"
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"]


def test_junit_fails_the_files_with_errors() -> None:
    suite = ElementTree.fromstring(FORMATS["junit"](OUTCOME))
    assert suite.attrib == {"name": "kaito-gen validate", "tests": "2", "failures": "1"}
    first, second = suite
    failure = first.find("failure")
    assert failure is not None
    assert failure.attrib["message"].startswith("a.yaml:9:5: error: Workspace default/chat: two are called 'a'")
    assert "50% <latest>" in str(first.findtext("system-out"))
    assert second.find("failure") is None


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_clean_run_has_a_report_in_every_form(form: str) -> None:
    report = FORMATS[form](CLEAN)
    assert report.endswith("\n")
    assert "a.yaml" not in report


@pytest.mark.parametrize(("fail_on", "fails"), [(ERROR, False), (WARNING, True)])
def test_warnings_fail_only_where_they_are_told_to(fail_on: str, fails: bool) -> None:
    warned = Outcome((Located(Finding("r", PRACTICE, WARNING, "m"), Where("f", 1, 1)),), files=1, objects=1)
    assert warned.fails(fail_on) is fails
