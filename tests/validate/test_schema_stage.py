"""What users read of the schema stage: the sentence, the place and the way out."""

from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.validate.finding import ERROR, PRACTICE, WARNING, Finding, dotted
from kaito_gen.validate.schema.judge import KindJudge
from kaito_gen.validate.schema.library import Library

WORKSPACE = {
    "apiVersion": "kaito.sh/v1beta1",
    "kind": "Workspace",
    "metadata": {"name": "phi"},
    "resource": {"instanceType": "Standard_NC24ads_A100_v4", "labelSelector": {"matchLabels": {"apps": "phi"}}},
    "inference": {"preset": {"name": "phi-4-mini-instruct"}},
}


@pytest.fixture
def workspace(library: Callable[..., Library]) -> KindJudge:
    judge = library().judge("kaito.sh/v1beta1", "Workspace")
    assert judge is not None
    return judge


def _with(document: Any, path: str, value: Any) -> Any:
    name, _, rest = path.partition("/")
    if not rest:
        return {key: child for key, child in document.items() if key != name} | ({} if value is ... else {name: value})
    return {**document, name: _with(document[name], rest, value)}


def only(judge: KindJudge, document: Any, **more: Any) -> Finding:
    (finding,) = judge.judge(document, **more).findings
    return finding


SUBDOMAIN = (
    "must hold lower-case letters, digits, '-' and '.' alone, and begin and end with a letter or digit around each '.'"
)


@pytest.mark.parametrize(
    ("path", "value", "place", "message", "hint"),
    [
        ("resource/count", True, "resource.count", "must be an integer, not the boolean true", ""),
        ("resource/count", 1.5, "resource.count", "must be an integer, not the number 1.5", ""),
        ("resource", [], "resource", "must be an object, not an array", ""),
        ("resource/labelSelector", ..., "resource.labelSelector", "labelSelector is required", ""),
        ("inference/preset/accessMode", "Private", "inference.preset.accessMode",
         '"Private" is not one of "public", "private"', "did you mean private?"),
        ("metadata/name", "Phi_4", "metadata.name", f'name "Phi_4" {SUBDOMAIN}', "for example phi-4"),
        ("metadata/name", "", "metadata.name", "name or generateName is required", ""),
        ("metadata/name", 5, "metadata.name", "must be a string, not the integer 5", ""),
        ("metadata/labels", {"on": True}, "metadata.labels.on",
         "must be a string, not the boolean true", "put the value into quotes"),
        ("metadata/creationTimestamp", "yesterday", "metadata.creationTimestamp",
         '"yesterday" is not of the format rfc3339', "leave it out: the server sets it"),
        ("kind", "Workspaces", "kind", 'kind is "Workspaces", where "Workspace" is asked for', ""),
        ("resource/instancetype", "x", "resource.instancetype",
         "resource has no field instancetype", "did you mean instanceType?"),
        ("spec", {}, "spec", "Workspace has no field spec", "its fields are status, tuning"),
        ("resource/labelSelector/matchLabels", {"a": 1}, "resource.labelSelector.matchLabels.a",
         "must be a string, not the integer 1", ""),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_findings_say_what_where_and_the_way_out(
    workspace: KindJudge, path: str, value: Any, place: str, message: str, hint: str
) -> None:
    finding = only(workspace, _with(WORKSPACE, path, value))
    assert (dotted(finding.keys), finding.message, finding.hint) == (place, message, hint)
    assert finding.severity == ERROR


def test_all_mistakes_are_found_together(workspace: KindJudge) -> None:
    document = _with(_with(_with(WORKSPACE, "resource/count", "1"), "inference/preset/name", 5), "metadata/name", "A")
    assert {dotted(one.keys) for one in workspace.judge(document).findings} == {
        "metadata.name",
        "resource.count",
        "inference.preset.name",
    }


def test_clean_documents_get_their_defaults(workspace: KindJudge) -> None:
    judged = workspace.judge(WORKSPACE)
    assert judged.findings == ()
    assert judged.object is not None
    assert judged.object["resource"]["count"] == 1
    assert judged.object["metadata"]["namespace"] == "default"
    assert "count" not in WORKSPACE["resource"]  # type: ignore[operator]


def test_status_is_not_the_users_to_create(workspace: KindJudge) -> None:
    judged = workspace.judge(_with(WORKSPACE, "status", {"workerNodes": "wrong"}))
    assert judged.findings == ()
    assert judged.object is not None
    assert "status" not in judged.object


def test_stored_objects_keep_their_status(workspace: KindJudge) -> None:
    stored = workspace.stored(_with(WORKSPACE, "status", {"workerNodes": ["a"]}))
    assert stored is not None
    assert stored["status"] == {"workerNodes": ["a"]}


def test_unchanged_mistakes_are_let_through_on_update(workspace: KindJudge) -> None:
    """A field that a newer schema refuses may stay as it is, and not be changed to another wrong value."""
    old = _with(WORKSPACE, "resource/count", "many")
    same = _with(old, "inference/preset/name", "phi-4")
    assert workspace.judge(same, operation="update", old=old).findings == ()
    worse = _with(old, "resource/count", "more")
    assert dotted(only(workspace, worse, operation="update", old=old).keys) == "resource.count"


def test_names_never_change(workspace: KindJudge) -> None:
    finding = only(workspace, _with(WORKSPACE, "metadata/name", "phi-2"), operation="update", old=WORKSPACE)
    assert finding.message == 'name cannot change from "phi" to "phi-2"'
    assert finding.hint.startswith("another name is another object")


def test_status_updates_leave_everything_else(workspace: KindJudge) -> None:
    """Only the status of the new object counts, right or wrong."""
    new = _with(_with(WORKSPACE, "resource", 5), "status", {"workerNodes": "wrong"})
    judged = workspace.judge(new, operation="status-update", old=WORKSPACE)
    assert [dotted(one.keys) for one in judged.findings] == ["status.workerNodes"]
    assert judged.object is not None
    assert judged.object["resource"]["instanceType"] == "Standard_NC24ads_A100_v4"


def test_namespace_of_a_cluster_kind_is_a_warning(library: Callable[..., Library]) -> None:
    """The server drops it without a word."""
    judge = library().judge("v1", "Namespace")
    assert judge is not None
    document = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a", "namespace": "b"}}
    finding = only(judge, document)
    assert (finding.rule, finding.stage, finding.severity) == ("schema-namespace", PRACTICE, WARNING)


@pytest.mark.parametrize(
    ("version", "kind", "name", "legal"),
    [
        ("v1", "ConfigMap", "a.b", True),
        ("v1", "ConfigMap", "A", False),
        ("v1", "Namespace", "a.b", False),
        ("v1", "Service", "1a", False),
        ("v1", "Service", "a1", True),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", "system:Thing", True),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", "a/b", False),
        ("karpenter.sh/v1", "NodeClaim", "a" * 254, False),
    ],
    ids=str,
)
def test_kinds_differ_in_the_names_they_take(
    library: Callable[..., Library], version: str, kind: str, name: str, legal: bool
) -> None:
    judge = library().judge(version, kind)
    assert judge is not None
    document = {"apiVersion": version, "kind": kind, "metadata": {"name": name}}
    assert ("schema-metadata" not in {one.rule for one in judge.judge(document).findings}) is legal


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("100m", True),
        ("1.5Gi", True),
        (5, True),
        (0.5, True),
        ("1Gb", False),
        ("1 Gi", False),
        (None, True),
        (True, False),
    ],
    ids=str,
)
def test_quantities_are_read_as_kubernetes_reads_them(library: Callable[..., Library], value: Any, valid: bool) -> None:
    judge = library().judge("v1", "ResourceQuota")
    assert judge is not None
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "a"}, "spec": {"hard": {"cpu": value}}}
    assert (judge.judge(quota).findings == ()) is valid


def test_scale_paths_want_whole_numbers(library: Callable[..., Library]) -> None:
    judge = library().judge("kaito.sh/v1beta1", "InferenceSet")
    assert judge is not None
    spec = {"labelSelector": {}, "replicas": -1, "template": {"inference": {"preset": {"name": "phi-4"}}}}
    document = {"apiVersion": "kaito.sh/v1beta1", "kind": "InferenceSet", "metadata": {"name": "a"}, "spec": spec}
    assert {(one.rule, dotted(one.keys)) for one in judge.judge(document).findings} == {
        ("schema-value", "spec.replicas"),
        ("schema-scale", "spec.replicas"),
    }


@pytest.mark.parametrize("value", [[], "text", 5, {"a": None}, {"metadata": []}, {1: 2}], ids=str)
@pytest.mark.parametrize("name", ["resource", "metadata", "kind", "apiVersion", "foo"])
def test_no_document_is_too_strange(workspace: KindJudge, name: str, value: Any) -> None:
    """Whatever stands in place of a field is a finding, never an exception; the 24th and later are judged quickly."""
    judge = KindJudge(workspace.kind)
    for _ in range(26):
        assert judge.judge(_with(WORKSPACE, name, value)).findings
