"""Writes to Workspaces that exist: what is refused, where the webhook stops, and what no longer counts."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from kaito_gen.kinds import Manifest
from kaito_gen.validate.finding import WARNING
from kaito_gen.validate.rule import STATUS_UPDATE, UPDATE

type Refused = Callable[..., set[str]]


def adapter(name: str = "style", **fields: Any) -> dict[str, Any]:
    source = {"name": name, "image": "registry.example.com/style:1"} | fields.pop("source", {})
    return {"source": {key: value for key, value in source.items() if value is not None}, **fields}


@pytest.fixture
def write(refused: Refused, serving: Manifest) -> Refused:
    """Return a function that adds adapters to a Workspace and gives the rules that refuse it."""

    def ids(*adapters: Any, operation: str = UPDATE) -> set[str]:
        new = copy.deepcopy(serving)
        new["inference"]["adapters"] = list(adapters)
        return refused(new, operation=operation, old=serving)

    return ids


@pytest.mark.parametrize(
    ("item", "rules"),
    [
        (adapter(), set()),
        (adapter("a.b"), set()),
        (adapter(source={"image": None, "volumeSource": {}}), set()),
        (adapter(strength="1_0e-2"), set()),
        (adapter(strength="NaN"), set()),
        (adapter(strength=None), set()),
        (adapter(""), {"adapter-name-missing"}),
        (adapter("A"), {"adapter-name-malformed"}),
        (adapter(source={"image": ""}), {"adapter-source-not-one", "adapter-without-files"}),
        (adapter(source={"volumeSource": {}}), {"adapter-source-not-one"}),
        (adapter(source={"urls": ["https://example.com/x"]}), {"adapter-source-not-one", "adapter-from-urls"}),
        (
            adapter(source={"image": None, "urls": ["https://127.0.0.1/x"]}),
            {"adapter-without-files", "adapter-from-urls", "adapter-url-local-address"},
        ),
        (adapter(source={"image": "UPPER"}), {"adapter-image-malformed"}),
        (adapter(strength="1 "), {"adapter-strength-not-a-number"}),
        (adapter(strength=""), {"adapter-strength-not-a-number"}),
        (adapter(strength="-0.1"), {"adapter-strength-out-of-range"}),
        (adapter(strength="1e400"), {"adapter-strength-not-a-number", "adapter-strength-out-of-range"}),
    ],
)
def test_each_adapter_is_looked_at(write: Refused, item: Any, rules: set[str]) -> None:
    assert write(item) == rules


def test_a_write_to_the_status_is_judged_as_well(write: Refused) -> None:
    assert write(adapter("A"), operation=STATUS_UPDATE) == {"adapter-name-malformed"}


def test_an_adapter_without_source_hides_everything_else(write: Refused) -> None:
    assert write(adapter("A"), {"strength": "7"}) == {"adapter-source-missing"}


def test_two_nameless_adapters_have_one_name(write: Refused) -> None:
    assert write(adapter(""), adapter("")) == {"adapter-name-missing", "adapter-names-repeat"}


def test_limits_of_a_new_workspace_no_longer_count(write: Refused) -> None:
    """Neither ten adapters nor the strength that vLLM does not know."""
    assert write(*(adapter(f"a{number}", strength="1") for number in range(11))) == set()


def test_a_new_workspace_is_warned_of_writes_to_come(judged, serving) -> None:
    serving["inference"]["adapters"] = [adapter("A")]
    found = judged(serving)
    assert [one.rule for one in found] == ["adapter-blocks-later-writes"]
    assert found[0].keys == ("inference", "adapters", 0, "source", "name")


def test_annotations_may_become_anything(refused: Refused, judged, serving: Manifest) -> None:
    new = copy.deepcopy(serving)
    new["metadata"]["annotations"] = {"kaito.sh/performance-mode": "fast", "kaito.sh/runtime": "none"}
    assert refused(new, operation=UPDATE, old=serving) == set()
    assert {(one.rule, one.severity) for one in judged(new, operation=UPDATE, old=serving)} == {
        ("edit-without-effect", WARNING),
        ("runtime-unknown", WARNING),
    }


def test_a_node_class_counts_only_when_it_is_changed(refused: Refused, serving: Manifest) -> None:
    stale = copy.deepcopy(serving)
    stale["metadata"]["annotations"] = {"kaito.sh/node-class-name": "stale"}
    settings = {"provisioner": "karpenter", "node_classes": ["own"], "operation": UPDATE}
    assert refused(stale, old=stale, **settings) == set()
    assert refused(stale, old=serving, **settings) == {"node-class-unknown"}


def test_part_by_part_everything_is_named(refused: Refused, serving: Manifest) -> None:
    new = copy.deepcopy(serving)
    new["resource"] |= {"count": 2, "partition": {"mode": "mig"}, "instanceType": ""}
    new["inference"]["preset"]["presetOptions"] = {"modelAccessSecret": "token"}
    rules = {"count-changed", "partition-changed", "instance-type-removed", "preset-changed"}
    assert refused(new, operation=UPDATE, old=serving) == rules


def test_empty_and_absent_options_of_a_preset_are_the_same(refused: Refused, serving: Manifest) -> None:
    new = copy.deepcopy(serving)
    new["inference"]["preset"]["presetOptions"] = {"image": "", "modelAccessSecret": ""}
    assert refused(new, operation=UPDATE, old=serving) == set()


def test_the_older_webhook_crashes_on_a_part_that_is_added(
    refused: Refused, serving: Manifest, tuning: Manifest
) -> None:
    """v1beta1 only refuses; what is removed is only refused in both."""
    job = {**tuning, "metadata": serving["metadata"]}
    older = {"apiVersion": "kaito.sh/v1alpha1"}
    assert refused(job, operation=UPDATE, old=serving) == {"workload-toggled"}
    assert refused({**job, **older}, operation=UPDATE, old={**serving, **older}) == {"workload-added-crashes"}
    nothing = {key: value for key, value in serving.items() if key != "inference"}
    assert refused({**nothing, **older}, operation=UPDATE, old={**serving, **older}) == {"workload-toggled"}


def test_the_stored_workspace_is_read_as_well(refused: Refused, serving: Manifest) -> None:
    """A write that mends what the webhook cannot read is refused with it."""
    preset = serving["inference"]["preset"]
    old = {**serving, "inference": {"preset": preset, "template": {"spec": {"kontainers": []}}}}
    assert refused(serving, operation=UPDATE, old=old) == {"open-part-unreadable"}
