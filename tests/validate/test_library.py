"""Which schema judges a document."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.validate.finding import ERROR
from kaito_gen.validate.schema.crd import is_crd, kinds_of
from kaito_gen.validate.schema.library import Library


def test_each_release_has_its_own_workspace(library: Callable[..., Library]) -> None:
    """The default machine of v1alpha1 changed between the releases."""
    machines = [
        library(release).judge("kaito.sh/v1alpha1", "Workspace").kind.schema["properties"]["resource"]["properties"]  # type: ignore[union-attr]
        for release in ("v0.3", "v0.12")
    ]
    assert [machine["instanceType"]["default"] for machine in machines] == [
        "Standard_NC12s_v3",
        "Standard_NC24ads_A100_v4",
    ]


def test_kinds_that_only_one_release_has(library: Callable[..., Library]) -> None:
    assert library("v0.3").judge("kaito.sh/v1beta1", "Workspace") is None
    assert library("v0.3").judge("karpenter.sh/v1alpha5", "Machine") is not None
    assert library("v0.12").judge("karpenter.sh/v1alpha5", "Machine") is None


@pytest.mark.parametrize(
    ("minor", "known"), [("1.33", False), ("1.34", False), ("1.35", True), ("1.36", False), ("1.37", False)]
)
def test_kinds_come_and_go_with_minors(library: Callable[..., Library], minor: str, known: bool) -> None:
    """The alpha version of Workload lived in one minor."""
    assert (library(minor=minor).judge("scheduling.k8s.io/v1alpha1", "Workload") is not None) is known


def test_other_versions_of_a_kind_are_named(library: Callable[..., Library]) -> None:
    assert library().versions("kaito.sh/v1", "Workspace") == ("kaito.sh/v1alpha1", "kaito.sh/v1beta1")
    assert library().versions("apps/v1beta1", "Deployment") == ("apps/v1",)
    assert library().versions("v1", "Nothing") == ()


def test_kinds_of_a_version_are_named(library: Callable[..., Library]) -> None:
    assert library("v0.3").kinds("kaito.sh/v1alpha1") == ("Workspace",)


def test_users_own_kinds_come_first(library: Callable[..., Library], definition: Callable[..., Any]) -> None:
    manifest = definition({"type": "object", "properties": {"size": {"type": "integer", "default": 3}}})
    kinds, findings = kinds_of(manifest)
    assert not findings
    judge = library(own=kinds).judge("example.com/v1", "Thing")
    assert judge is not None
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": {"sice": 1}}
    judged = judge.judge(thing)
    assert judged.object is not None
    assert judged.object["spec"] == {"size": 3}
    (finding,) = judged.findings
    assert (finding.rule, finding.hint) == ("unknown-field", "did you mean size?")
    assert library(own=kinds).versions("example.com/v2", "Thing") == ("example.com/v1",)


def test_definitions_are_told_apart(definition: Callable[..., Any]) -> None:
    assert is_crd(definition({"type": "object"}))
    assert not is_crd({"apiVersion": "v1", "kind": "CustomResourceDefinition"})
    assert not is_crd([])


def _changed(manifest: Any, keys: tuple[Any, ...], value: Any) -> Any:
    *way, last = keys
    holder = manifest
    for key in way:
        holder = holder[key]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return manifest


VERSION = ("spec", "versions", 0)
SCHEMA = (*VERSION, "schema", "openAPIV3Schema")


@pytest.mark.parametrize(
    ("keys", "value", "at"),
    [
        (("apiVersion",), "apiextensions.k8s.io/v1beta1", ("apiVersion",)),
        (("spec", "group"), ..., ("spec", "group")),
        (("spec",), [], ("spec", "group")),
        (("spec", "versions"), {}, ("spec", "versions")),
        (VERSION, 5, (*VERSION, "name")),
        ((*VERSION, "schema"), None, SCHEMA),
        (
            (*VERSION, "subresources"),
            {"scale": {"specReplicasPath": 5}},
            (*VERSION, "subresources", "scale", "specReplicasPath"),
        ),
        ((*SCHEMA, "properties"), [], (*SCHEMA, "properties")),
        ((*SCHEMA, "properties", "spec"), "text", (*SCHEMA, "properties", "spec")),
        ((*SCHEMA, "properties", "spec", "items"), [1], (*SCHEMA, "properties", "spec", "items")),
        ((*SCHEMA, "anyOf"), [5], (*SCHEMA, "anyOf", 0)),
        ((*SCHEMA, "required"), "a", (*SCHEMA, "required")),
        ((*SCHEMA, "minimum"), "a", (*SCHEMA, "minimum")),
        ((*SCHEMA, "x-kubernetes-validations"), ["self"], (*SCHEMA, "x-kubernetes-validations", 0)),
    ],
    ids=str,
)
def test_broken_definitions_are_findings(
    definition: Callable[..., Any], keys: tuple[Any, ...], value: Any, at: tuple[Any, ...]
) -> None:
    """A definition that nobody could use says where it is broken, and defines nothing."""
    kinds, findings = kinds_of(_changed(definition({"type": "object"}), keys, value))
    assert kinds == ()
    assert at in [finding.keys for finding in findings]
    assert {(finding.rule, finding.severity) for finding in findings} == {("schema-crd", ERROR)}
