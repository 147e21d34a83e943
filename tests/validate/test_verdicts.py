"""The schema stage says of every recorded request what the API server's own code said of it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from kubernetes_errors import of_findings, of_records, without_composites

from kaito_gen.data import read_schema
from kaito_gen.validate.finding import Keys, dotted
from kaito_gen.validate.schema.judge import Judged
from kaito_gen.validate.schema.library import Library
from kaito_gen.validate.schema.rules import UNKNOWN_FIELD

DATA = Path(__file__).parent.parent / "truth" / "data"
CASES = [
    (release, json.loads(line))
    for release in ("v0.3", "v0.12")
    for line in (DATA / f"kaito-{release}-verdicts.jsonl").read_text().splitlines()
]


@cache
def judge(release: str, version: str, kind: str) -> Any:
    return Library(read_schema, release=release, minor="1.35").judge(f"kaito.sh/{version}", kind)


def judged(release: str, case: Any) -> Judged:
    return judge(release, case["version"], case["kind"]).judge(case["new"], operation=case["op"], old=case["old"])


@pytest.mark.parametrize("release", ["v0.3", "v0.12"])
def test_refusals_have_the_recorded_types_and_fields(release: str) -> None:
    for _, case in (one for one in CASES if one[0] == release):
        ours, theirs = of_findings(judged(release, case).findings), of_records(case["schema_errors"])
        assert bool(ours) == bool(theirs), case["id"]
        assert without_composites(ours) == without_composites(theirs), case["id"]


@pytest.mark.parametrize("release", ["v0.3", "v0.12"])
def test_unknown_fields_are_the_recorded_ones(release: str) -> None:
    for _, case in (one for one in CASES if one[0] == release):
        findings = judged(release, case).findings
        ours = sorted(dotted(finding.keys) for finding in findings if finding.rule == UNKNOWN_FIELD)
        assert ours == sorted(case["unknown_fields"]), case["id"]


@pytest.mark.parametrize("release", ["v0.3", "v0.12"])
def test_defaults_are_the_recorded_ones(release: str) -> None:
    """A status update stores nothing of the new object but its status, and so shows no defaults of the rest."""
    for _, case in (one for one in CASES if one[0] == release and one[1]["op"] != "status-update"):
        made = judged(release, case).object
        added = dict(_added(made, case["new"], ())) if made is not None else {}
        assert added == case["schema_defaults"], case["id"]


def _added(made: Any, written: Any, keys: Keys) -> list[tuple[str, Any]]:
    """Return what is in the object and not in the document, by its place."""
    if isinstance(made, dict) and isinstance(written, dict):
        found = []
        for name, value in made.items():
            if keys or name not in ("metadata", "status"):
                if written.get(name) is None and value is not None:
                    found.append((dotted((*keys, name)), value))
                else:
                    found += _added(value, written[name], (*keys, name))
        return found
    if isinstance(made, list) and isinstance(written, list):
        return [one for index, value in enumerate(made) for one in _added(value, written[index], (*keys, index))]
    return []


def test_documents_are_never_changed() -> None:
    """The document stays as the user wrote it; reports show it."""
    for release, case in CASES:
        before = json.dumps([case["new"], case["old"]])
        judged(release, case)
        assert json.dumps([case["new"], case["old"]]) == before, case["id"]
