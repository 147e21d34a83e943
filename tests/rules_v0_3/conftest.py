"""Workspaces of release v0.3 as users write them, judged from the schema stage on."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from kaito_gen.data import load_catalog, read_schema
from kaito_gen.kinds import Manifest
from kaito_gen.target import Target, settle
from kaito_gen.validate.decoding import Decoder
from kaito_gen.validate.finding import ADMISSION, NOTE, SCHEMA, Finding
from kaito_gen.validate.judge import Judge
from kaito_gen.validate.rule import CREATE, UPDATE
from kaito_gen.validate.schema.library import Library
from kaito_gen.world import World

type Judged = Callable[..., tuple[Finding, ...]]
type Refused = Callable[..., set[str]]


@cache
def library() -> Library:
    return Library(read_schema, release="v0.3", minor="1.35")


@pytest.fixture(scope="session")
def judged() -> Judged:
    """Return a function from a Workspace, and what it meets, to all findings of the schema and admission stages."""

    def judge(
        workspace: Manifest, *objects: Manifest, old: Manifest | None = None, complete: bool = True, **settings: Any
    ) -> tuple[Finding, ...]:
        judge = Judge(
            settle(Target(release="v0.3", **settings)),
            world=World(objects, complete=complete),
            catalog=load_catalog("v0.3"),
            library=library(),
            decoder=Decoder(read_schema, "v0.3"),
        )
        found = judge.judge(workspace, operation=CREATE if old is None else UPDATE, old=old)
        assert found is not None
        return tuple(one for one in found if one.stage in (SCHEMA, ADMISSION))

    return judge


@pytest.fixture(scope="session")
def refused(judged: Judged) -> Refused:
    """Return a function like ``judged`` that gives the ids of the rules that refuse; notes do not."""

    def ids(workspace: Manifest, *objects: Manifest, **settings: Any) -> set[str]:
        return {one.rule for one in judged(workspace, *objects, **settings) if one.severity != NOTE}

    return ids


def workspace(name: str, **parts: Any) -> Manifest:
    resource = {"instanceType": "Standard_NC12s_v3", "labelSelector": {"matchLabels": {"apps": name}}}
    head = {"apiVersion": "kaito.sh/v1alpha1", "kind": "Workspace", "metadata": {"name": name}}
    return head | {"resource": resource} | parts


@pytest.fixture
def serving() -> Manifest:
    """An inference that admission takes."""
    return workspace("chat", inference={"preset": {"name": "falcon-7b-instruct"}})


@pytest.fixture
def tuning() -> Manifest:
    """A tuning job that admission takes where :func:`settings` exist."""
    job = {
        "preset": {"name": "falcon-7b"},
        "method": "qlora",
        "config": "settings",
        "input": {"name": "data", "urls": ["https://example.com/data.parquet"]},
        "output": {"image": "registry.example.com/tuned/falcon:1", "imagePushSecret": "push"},
    }
    return workspace("tune", tuning=job)


@pytest.fixture
def settings() -> Callable[..., Manifest]:
    """Return a function that makes the ConfigMap of the tuning job."""

    def config_map(text: str = "training_config: {QuantizationConfig: {load_in_4bit: true}}\n") -> Manifest:
        metadata = {"name": "settings", "namespace": "default"}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"training_config.yaml": text}}

    return config_map


@pytest.fixture
def adapter() -> Callable[..., Manifest]:
    """Return a function that makes an adapter that is right, but for what is said."""

    def make(*, strength: str | None = None, **source: Any) -> Manifest:
        whole = {"name": "style", "image": "registry.example.com/adapters/style:1"} | source
        found: Manifest = {"source": {key: value for key, value in whole.items() if value is not None}}
        return found if strength is None else found | {"strength": strength}

    return make
