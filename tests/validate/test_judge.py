"""The judge: which stages speak when, what stops the rules of a stage, and kinds that an API server does not serve."""

from collections.abc import Iterator
from typing import Any

import pytest

from kaito_gen.data import load_catalog, read_schema
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target, settle
from kaito_gen.validate import judge as judging
from kaito_gen.validate.decoding import Decoder
from kaito_gen.validate.finding import ADMISSION, NOTE, PRACTICE, RUNTIME, SCHEMA, Finding
from kaito_gen.validate.judge import Judge
from kaito_gen.validate.rule import Hit, Rule, Subject
from kaito_gen.validate.schema.library import Library
from kaito_gen.world import EMPTY


def judge(document: Manifest, *, release: str = "v0.3", **request: Any) -> tuple[Finding, ...] | None:
    return Judge(
        settle(Target(release=release)),
        world=EMPTY,
        catalog=load_catalog(release),
        library=Library(read_schema, release=release, minor="1.35"),
        decoder=Decoder(read_schema, release),
    ).judge(document, **request)


def workspace(version: str = "v1alpha1", **parts: Any) -> Manifest:
    return {"apiVersion": f"kaito.sh/{version}", "kind": "Workspace", "metadata": {"name": "chat"}} | parts


def rule(rule_id: str, stage: str, *, hits: int = 1, severity: str = "", alone: bool = False) -> Rule:
    def check(_: Subject) -> Iterator[Hit]:
        return (Hit((), f"{rule_id} {number}", severity=severity) for number in range(hits))

    places = {"v0.3": ("Workspace/v1alpha1",)}
    return Rule(id=rule_id, stage=stage, summary="", applies=places, check=check, alone=alone)


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function from rules to the ids of those that speak of a Workspace."""

    def ids(*rules: Rule) -> list[str]:
        monkeypatch.setattr(judging, "ALL", rules)
        judging._of.cache_clear()
        subject = Subject(
            manifest=workspace(), target=Target(release="v0.3"), world=EMPTY, catalog=load_catalog("v0.3")
        )
        return [finding.rule for finding in judging.rule_findings(subject)]

    yield ids
    judging._of.cache_clear()


def test_rules_speak_in_their_own_order_those_of_the_webhook_first(spoken: Any) -> None:
    rules = rule("b", ADMISSION), rule("a", PRACTICE), rule("c", ADMISSION, hits=2)
    assert spoken(*rules) == ["b", "c", "c", "a"]


def test_what_is_refused_has_no_time_to_run(spoken: Any) -> None:
    assert spoken(rule("late", RUNTIME), rule("b", ADMISSION)) == ["b"]
    assert spoken(rule("late", RUNTIME), rule("b", ADMISSION, severity=NOTE)) == ["b", "late"]


def test_a_stop_silences_its_stage_alone(spoken: Any) -> None:
    rules = rule("a", ADMISSION), rule("stop", ADMISSION, alone=True), rule("b", PRACTICE)
    assert spoken(*rules) == ["stop", "b"]


def test_the_first_stop_counts(spoken: Any) -> None:
    assert spoken(rule("one", ADMISSION, alone=True), rule("two", ADMISSION, alone=True)) == ["one"]


def test_a_stop_that_cannot_be_known_silences_nobody(spoken: Any) -> None:
    assert spoken(rule("stop", ADMISSION, alone=True, severity=NOTE), rule("a", ADMISSION)) == ["stop", "a"]


def test_a_stop_that_does_not_hit_silences_nobody(spoken: Any) -> None:
    assert spoken(rule("stop", ADMISSION, alone=True, hits=0), rule("a", ADMISSION)) == ["a"]


def test_what_the_schema_refuses_no_rule_sees() -> None:
    """A rule may take the form of the schema for granted."""
    found = judge(workspace(inference=[], resource="none"))
    assert found
    assert {finding.stage for finding in found} == {SCHEMA}


def test_unknown_fields_are_dropped_before_the_rules_look() -> None:
    found = judge(workspace(inferance={"preset": {"name": "falcon-7b"}}))
    assert found is not None
    assert [(one.rule, one.stage) for one in found if one.stage in (ADMISSION, PRACTICE)][:2] == [
        ("unknown-field", PRACTICE),
        ("workload-missing", ADMISSION),
    ]


def test_the_stored_object_gets_its_defaults_too() -> None:
    preset = {"preset": {"name": "falcon-7b"}}
    resource = {"labelSelector": {}, "instanceType": "Standard_NC12s_v3"}
    old, new = (
        workspace(inference=preset, resource=resource),
        workspace(inference=preset, resource=resource | {"count": 1}),
    )
    found = judge(new, operation="update", old=old)
    assert [finding for finding in found or () if finding.stage == ADMISSION] == []


@pytest.mark.parametrize(
    ("version", "kind", "hint"),
    [
        ("kaito.sh/v1beta1", "Workspace", "write apiVersion: kaito.sh/v1alpha1"),
        ("v1", "Workspace", "write apiVersion: kaito.sh/v1alpha1"),
        ("kaito.sh/v1alpha1", "Workspaces", ""),
        ("apps/v1beta1", "Deployment", "write apiVersion: apps/v1"),
        ("v1", "Gadget", ""),
    ],
)
def test_a_kind_that_the_api_server_does_not_serve(version: str, kind: str, hint: str) -> None:
    (finding,) = judge({"apiVersion": version, "kind": kind, "metadata": {"name": "a"}}) or ()
    assert (finding.stage, finding.keys, finding.hint) == (SCHEMA, ("apiVersion",), hint)


@pytest.mark.parametrize(
    "version", ["example.com/v1", "karpenter.sh/v1alpha1", "argoproj.io/v2", "gateway.networking.k8s.io/v1"]
)
def test_what_others_install_may_be_anything(version: str) -> None:
    """Of what runs beside KAITO, a cluster may have other versions than those that we ship."""
    assert judge({"apiVersion": version, "kind": "NodePool", "metadata": {"name": "a"}}) is None
