"""Kubernetes' own kinds: kubernetes-validate is the second opinion on thousands of generated documents."""

from collections.abc import Callable
from typing import Any

import kubernetes_validate
import pytest
from jsonschema import Draft202012Validator
from kubernetes_validate.utils import schema_contents
from referencing import Registry, Resource

from kaito_gen.validate.finding import ERROR, Finding
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.library import MINORS, Library

KINDS = (
    ("v1", "Pod"),
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Node"),
    ("v1", "ResourceQuota"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"),
    ("batch/v1", "CronJob"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("networking.k8s.io/v1", "Ingress"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    ("storage.k8s.io/v1", "StorageClass"),
    ("policy/v1", "PodDisruptionBudget"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
)
EACH = 25


def second_opinion(minor: str, api_version: str, kind: str) -> Draft202012Validator:
    """Return the validator that kubernetes-validate would make, without making it anew for every document."""
    folder = f"kubernetes-json-schema/v{minor}.0-local-strict"
    group = api_version.rpartition("/")[0].split(".")[0]
    version = api_version.rpartition("/")[2]
    name = "-".join(part for part in (kind.lower(), group, version) if part)
    schema, definitions = (schema_contents(f"{folder}/{file}.json", minor) for file in (name, "_definitions"))
    registry: Any = Resource.from_contents(schema) @ (Resource.from_contents(definitions) @ Registry())
    return Draft202012Validator(schema, registry=registry)


def _beyond_the_published(finding: Finding) -> bool:
    """Whether we object to what Go's types refuse and their published schema does not say.

    Those are quantities, times and bytes that are none, numbers beyond 32 or 64 bits, and null for what is required at
    the root (below it the published schema refuses null as well).
    """
    value = finding.value
    if value is None:
        return finding.rule == rules.TYPE and len(finding.keys) == 1
    if finding.rule == rules.FORMAT:
        return isinstance(value, str)
    too_large = isinstance(value, int | float) and abs(value) >= (2**31 if finding.rule == rules.VALUE else 2**53)
    return finding.rule in (rules.VALUE, rules.TYPE) and too_large


@pytest.mark.parametrize("minor", MINORS)
def test_agrees_with_kubernetes_validate(
    library: Callable[..., Library], documents: Callable[..., Any], minor: str
) -> None:
    """20 kinds, 25 documents each, in 5 minors: 2,500 documents.

    We take more in one place: null for a quantity, or a number or text, which Go reads as absent (its published schema
    says "one of" two types that both allow null). We refuse more where the function above says.
    """
    compared = refused = 0
    for number, (api_version, kind) in enumerate(KINDS):
        judge = library(minor=minor).judge(api_version, kind)
        assert judge is not None
        opinion = second_opinion(minor, api_version, kind)
        for document in documents(judge.kind, EACH, number + 100 * MINORS.index(minor)):
            errors = [
                error
                for error in opinion.iter_errors(document)
                if not (error.validator == "oneOf" and error.instance is None)
            ]
            ours = [one for one in judge.judge(document).findings if one.severity == ERROR]
            compared += 1
            refused += bool(errors)
            if errors:
                assert ours, (document, errors[0].message)
            else:
                assert all(map(_beyond_the_published, ours)), (document, ours)
    assert compared == len(KINDS) * EACH
    assert compared / 4 < refused < compared * 3 / 4


def test_kubernetes_validate_itself_agrees(library: Callable[..., Library], documents: Callable[..., Any]) -> None:
    """The validators of this file are kubernetes-validate's: its own function says the same of a sample."""
    judge = library().judge("apps/v1", "Deployment")
    assert judge is not None
    opinion = second_opinion("1.35", "apps/v1", "Deployment")
    for document in documents(judge.kind, 5, 1):
        try:
            kubernetes_validate.validate(document, "1.35", strict=True)
            valid = True
        except kubernetes_validate.ValidationError:
            valid = False
        assert valid == opinion.is_valid(document)
