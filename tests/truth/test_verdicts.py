"""What the API server and KAITO's webhook were seen to say of a request, ``kaito-gen validate`` says too."""

import itertools
from pathlib import Path
from typing import Any

import differences
import golden
import pytest
import verdicts

from kaito_gen.kinds import V0_3, V0_12

DATA = Path(__file__).parent / "data"
CASES = {release: list(verdicts.load(DATA / name)) for release, name in verdicts.FILES.items()}
SHARES = [(release, share) for release in CASES for share in range(4)]
"""Each set in four parts, for as many processes."""


def case_of(release: str, **wanted: Any) -> dict[str, Any]:
    """Return the first case whose verdict is as wanted."""
    return next(
        case
        for case in CASES[release]
        if all(case["expected"].get(key) == value or case.get(key) == value for key, value in wanted.items())
    )


def test_every_sort_of_request_is_there() -> None:
    for release, cases in CASES.items():
        assert {case["op"] for case in cases} == {"create", "update", "status-update"}
        assert {case["expected"]["verdict"] for case in cases} >= {"accept", "reject", "panic"}
        assert all(case["release"] == release for case in cases)


@pytest.mark.parametrize(("release", "share"), SHARES)
def test_judges_as_kaito_does(release: str, share: int, tmp_path: Path) -> None:
    wrong = []
    for case in itertools.islice(CASES[release], share, None, 4):
        outcome = verdicts.replay(case, tmp_path, golden.in_process)
        found = [
            one for one in outcome.differences if differences.explained(verdicts.FILES[release], case, one) is None
        ]
        wrong += [f"{one} ({outcome.messages})" for one in found]
    assert not wrong, "\n".join(wrong)


def test_requests_that_need_the_network_are_left_out() -> None:
    assert len(CASES[V0_12]) < len((DATA / verdicts.FILES[V0_12]).read_text().splitlines())


@pytest.mark.parametrize("release", [V0_3, V0_12])
def test_a_refusal_of_what_kaito_takes_is_a_difference(release: str, tmp_path: Path) -> None:
    case = case_of(release, final="reject", stage="webhook")
    changed = {**case, "expected": {**case["expected"], "final": "accept"}}
    (difference,) = verdicts.replay(changed, tmp_path, golden.in_process).differences
    assert (difference.theirs, difference.ours) == ([], ["admission"])


@pytest.mark.parametrize("stage", ["schema", "webhook"])
def test_taking_what_is_refused_is_a_difference(stage: str, tmp_path: Path) -> None:
    case = case_of(V0_3, final="accept")
    changed = {**case, "expected": {**case["expected"], "final": "reject", "stage": stage}}
    (difference,) = verdicts.replay(changed, tmp_path, golden.in_process).differences
    assert (difference.theirs, difference.ours) == ([{"webhook": "admission"}.get(stage, stage)], [])


def test_another_reason_is_a_difference(tmp_path: Path) -> None:
    case = case_of(V0_3, rules=["U2"])
    changed = {**case, "expected": {**case["expected"], "rules": ["U3"]}}
    (difference,) = verdicts.replay(changed, tmp_path, golden.in_process).differences
    assert (difference.path, difference.theirs, difference.ours) == ("rule count-changed", ["U3"], ["U2"])


def test_a_foreign_reason_beside_the_right_one_is_a_difference(tmp_path: Path) -> None:
    case = case_of(V0_3, rules=["U7", "U6"])
    changed = {**case, "expected": {**case["expected"], "rules": ["U7"]}}
    (difference,) = verdicts.replay(changed, tmp_path, golden.in_process).differences
    assert difference.path == "rule preset-changed"


def test_another_field_of_the_schema_stage_is_a_difference(tmp_path: Path) -> None:
    case = next(case for case in CASES[V0_3] if [one["field"] for one in case["schema_errors"]] == ["resource.count"])
    changed = {**case, "schema_errors": [{**case["schema_errors"][0], "field": "resource.size"}]}
    (difference,) = verdicts.replay(changed, tmp_path, golden.in_process).differences
    assert difference.path == "schema errors"


def test_a_rule_of_changes_is_none_of_a_new_object() -> None:
    """The same mistake has one number when a v0.3 Workspace is made, and another when it is written later."""
    case = {"release": V0_3, "expected": {"final": "reject", "stage": "webhook", "rules": ["16"]}, "id": "x"}
    finding = verdicts.Finding("adapter-names-repeat", "admission", "error", "")
    assert list(verdicts.compare(case | {"op": "create"}, [finding])) == []
    (difference,) = verdicts.compare(case | {"op": "update"}, [finding])
    assert difference.ours == ["U14"]


def test_a_command_that_could_not_run_is_a_difference(tmp_path: Path) -> None:
    outcome = verdicts.replay(CASES[V0_3][0], tmp_path, lambda _: (3, "", "no disk"))
    assert [difference.path for difference in outcome.differences] == [""]
    assert outcome.messages == "no disk"


def test_a_cloud_that_kaito_does_not_know_is_none_to_it(tmp_path: Path) -> None:
    case = CASES[V0_12][0]
    argv = verdicts.arguments({**case, "settings": {**case["settings"], "cloud": "gcp"}}, tmp_path)
    assert argv[argv.index("--cloud") + 1] == "none"
