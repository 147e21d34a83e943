"""Workspaces of release v0.12 as the webhook gets them: schema defaults filled in, judged by all rules in one go."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import pytest

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.catalog.preset import Preset
from kaito_gen.data import load_catalog, read_schema
from kaito_gen.kinds import Manifest
from kaito_gen.target import NodeClasses, Target, settle
from kaito_gen.validate.decoding import Decoder
from kaito_gen.validate.finding import NOTE, Finding
from kaito_gen.validate.judge import rule_findings
from kaito_gen.validate.rule import CREATE, Subject
from kaito_gen.world import World

type Judged = Callable[..., tuple[Finding, ...]]


@pytest.fixture(scope="session")
def judged() -> Judged:
    """Return a function from a Workspace, and what it meets, to the findings of all rules."""
    catalog = load_catalog("v0.12")
    decoder = Decoder(read_schema, "v0.12")

    def judge(
        workspace: Manifest,
        *objects: Manifest,
        complete: bool = True,
        operation: str = CREATE,
        old: Manifest | None = None,
        node_classes: Iterable[str] = (),
        presets: Iterable[Preset] = (),
        **settings: Any,
    ) -> tuple[Finding, ...]:
        target = settle(Target(**settings))
        if node_classes:
            target = target.replace(node_classes=NodeClasses("g", "K", "v1", "ks", tuple(node_classes)))
        subject = Subject(
            manifest=workspace,
            target=target,
            world=World(objects, complete=complete),
            catalog=reduce(Catalog.with_preset, presets, catalog),
            operation=operation,
            old=old,
            decoder=decoder,
        )
        return tuple(rule_findings(subject))

    return judge


@pytest.fixture(scope="session")
def refused(judged: Judged) -> Callable[..., set[str]]:
    """Return a function like ``judged`` that gives the ids of the rules that refuse; notes do not."""

    def ids(workspace: Manifest, *objects: Manifest, **settings: Any) -> set[str]:
        found = judged(workspace, *objects, **settings)
        return {one.rule for one in found if one.severity != NOTE and one.stage == "admission"}

    return ids


@pytest.fixture
def serving() -> Manifest:
    """Return a Workspace that serves a small model on a bought machine."""
    return {
        "apiVersion": "kaito.sh/v1beta1",
        "kind": "Workspace",
        "metadata": {"name": "chat", "namespace": "default", "annotations": {}},
        "resource": {
            "count": 1,
            "instanceType": "Standard_NC24ads_A100_v4",
            "labelSelector": {"matchLabels": {"apps": "chat"}},
        },
        "inference": {"preset": {"name": "phi-4-mini-instruct", "accessMode": "public"}},
    }


@pytest.fixture
def tuning(serving: Manifest) -> Manifest:
    """Return a tuning job with a config of its own in ConfigMap ``settings``."""
    job = {
        "preset": {"name": "phi-4-mini-instruct", "accessMode": "public"},
        "method": "lora",
        "config": "settings",
        "input": {"urls": ["https://example.com/data.parquet"]},
        "output": {"volumeSource": {"persistentVolumeClaim": {"claimName": "results"}}},
    }
    return {**{key: value for key, value in serving.items() if key != "inference"}, "tuning": job}
