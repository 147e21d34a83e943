"""RAGEngines: a service that finds passages for a model; the webhook checks every write as it does a creation.

A request in v1alpha1 is stored and judged as one in v1beta1, whose fields it may lack: the API server only rewrites the
version, and the webhook refuses what it does not know.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.changes.selector import unlabelled
from kaito_gen.kinds import V0_12, namespace_of
from kaito_gen.planning.unknown import unknown_machine
from kaito_gen.planning.v0_12.fit import UNLISTED_SERIES
from kaito_gen.target import CLOUDS
from kaito_gen.validate.finding import NOTE
from kaito_gen.validate.rule import Hit, Places, Subject
from kaito_gen.validate.rules.request_uri import parse_request_uri
from kaito_gen.validate.rules.v0_12.workspace import WRITES, refusal
from kaito_gen.validate.rules.v0_12.workspace_changes import change_rule
from kaito_gen.validate.rules.walk import Step, once, part
from kaito_gen.world import Absence

_V1ALPHA1: Places = {V0_12: ("RAGEngine/v1alpha1",)}
PLACES: Places = {V0_12: ("RAGEngine/v1beta1", "RAGEngine/v1alpha1")}
POLICY, POLICY_KEY = "ragengine-guardrails-policy-template", "guardrails.yaml"
_GONE = (("storage", "persistentVolumeClaim"), ("storage", "mountPath"), ("queryServiceName",), ("indexServiceName",))
_MOVED = {
    "persistentVolumeClaim": "write storage.persistentVolume.persistentVolumeClaim",
    "mountPath": "write storage.persistentVolume.mountPath",
}
_IMAGE = re.compile(r"(.+/[^:/]+):([^:/]+)\Z")
_COMPUTE, _LOCAL, _GUARDRAILS = ("spec", "compute"), ("spec", "embedding", "local"), ("spec", "guardrails")


@once
def _unread(subject: Subject) -> Iterator[Step]:
    for version in (subject.manifest, subject.old or {}):
        for keys in _GONE:
            if keys[-1] in part(version, "spec", *keys[:-1]):
                message = f"{keys[-1]} is gone since v1beta1, and the webhook reads v1alpha1 as v1beta1"
                hint = _MOVED.get(keys[-1], "remove it")
                yield "decode", Hit(("spec", *keys), message, f"{hint}, with apiVersion kaito.sh/v1beta1")
                return


@once
def _crash(subject: Subject) -> Iterator[Step]:
    if any(version is not None and version.get("spec") is None for version in (subject.manifest, subject.old)):
        message = "a RAGEngine without spec crashes KAITO's webhook, which then refuses it"
        yield "R1", Hit((), message, "write spec, with an embedding")


@once
def _engine(subject: Subject) -> Iterator[Step]:
    spec = part(subject.manifest, "spec")
    service = spec.get("inferenceService")
    if service is not None:
        yield from _service(service)
    yield from _embedding(part(spec, "embedding"))
    if spec.get("compute") is not None:
        yield from _compute(subject, spec["compute"])
    if part(spec, "guardrails").get("enabled"):
        yield from _guardrails(subject, part(spec, "guardrails", "configMapRef").get("name") or "")


def _service(service: Mapping[str, Any]) -> Iterator[Step]:
    url, size = service.get("url") or "", service.get("contextWindowSize") or 0
    if url and parse_request_uri(url) is None:
        keys = ("spec", "inferenceService", "url")
        yield "R2", Hit(keys, f"{url!r} is no URL", "write http://NAME.NAMESPACE/v1/chat/completions")
    if size <= 0:
        keys = ("spec", "inferenceService", "contextWindowSize")
        yield "R3", Hit(keys, f"the context holds {size} tokens", "write the context length of the model")


def _embedding(embedding: Mapping[str, Any]) -> Iterator[Step]:
    local, remote = embedding.get("local"), embedding.get("remote")
    if (local is None) == (remote is None):
        message = f"an embedding is local or remote, and this names {'neither' if local is None else 'both'}"
        yield "R5", Hit(("spec", "embedding"), message, "keep one" if local is not None else "add one")
    if local is not None:
        yield from _local(local.get("image") or "", local.get("modelID") or "")
    if remote is not None and parse_request_uri(remote.get("url") or "") is None:
        yield "R10", Hit(("spec", "embedding", "remote", "url"), f"{remote.get('url') or ''!r} is no URL")


def _local(image: str, model: str) -> Iterator[Step]:
    if bool(image) == bool(model):
        message = f"a local embedding has an image or a modelID, and this has {'both' if image else 'neither'}"
        yield "R8", Hit(_LOCAL, message, "keep one" if image else "write modelID: BAAI/bge-small-en-v1.5")
    if not image:
        return
    match = _IMAGE.match(image)
    if match is None or "\n" in match[1]:
        message = f"the image {image!r} is not registry/name:tag"
        yield "R9", Hit((*_LOCAL, "image"), message, "write the registry and the tag too")
        return
    name = match[1].rpartition("/")[2]
    if name != name.lower():
        message = f"the name {name!r} in the image {image!r} is not in lower case"
        yield "R9", Hit((*_LOCAL, "image"), message, f"write {name.lower()}")


def _compute(subject: Subject, compute: Mapping[str, Any]) -> Iterator[Step]:
    target, name = subject.target, str(compute.get("instanceType") or "")
    keys = (*_COMPUTE, "instanceType")
    if target.cloud not in CLOUDS:
        message = "KAITO's cloud is unknown, so it knows no machine at all"
        yield "R6", Hit(keys, message, f"set CLOUD_PROVIDER to {', '.join(CLOUDS)}")
    elif subject.catalog.machine(target.cloud, name) is None:
        unlisted = target.cloud == "azure" and name.lower().startswith(UNLISTED_SERIES)
        if not unlisted:
            message = unknown_machine(name, target, subject.catalog).message
            yield "R6", Hit(keys, message if name else "a machine has to be named, even where nodes are brought")
    index = unlabelled(part(compute, "labelSelector"))
    if index is not None:
        message = "nodes are chosen by plain labels: an expression may only be In with one value"
        where = (*_COMPUTE, "labelSelector", "matchExpressions", index)
        yield "R7", Hit(where, message, "write it under matchLabels: key: value")


def _guardrails(subject: Subject, named: str) -> Iterator[Step]:
    keys = (*_GUARDRAILS, "configMapRef", "name") if named else (*_GUARDRAILS, "enabled")
    namespace = namespace_of(subject.manifest) if named else subject.target.release_namespace
    if not namespace:
        message = "the default policy lies where KAITO is installed, and that is unknown"
        yield "R11", Hit(keys, message, "name a ConfigMap of your own in configMapRef")
        return
    where = f"ConfigMap {namespace}/{named or POLICY}"
    found = subject.world.get("ConfigMap", named or POLICY, namespace)
    if found is Absence.ABSENT:
        yield "R11", Hit(keys, f"{where} does not exist", f"create it, with the policy under {POLICY_KEY}")
    elif found is Absence.UNKNOWN:
        yield "R11", Hit(keys, f"cannot know: {where} is in none of the files", severity=NOTE)
    elif POLICY_KEY not in part(found, "data"):
        yield "R11", Hit(keys, f"{where} has no key {POLICY_KEY}", f"put the policy under {POLICY_KEY}: |")


UNANSWERED = (
    refusal(
        "rag-field-gone",
        "decode",
        _unread,
        "A RAGEngine in v1alpha1 has a field that v1beta1 lacks.",
        operations=WRITES,
        places=_V1ALPHA1,
        alone=True,
    ),
    refusal(
        "rag-spec-missing",
        "R1",
        _crash,
        "A RAGEngine has no spec.",
        operations=WRITES,
        places=PLACES,
        alone=True,
    ),
)
"""What the webhook cannot read, and what takes it down."""

RULES = (
    *(
        refusal(rule_id, number, _engine, summary, operations=WRITES, places=PLACES)
        for rule_id, number, summary in (
            ("rag-service-url-malformed", "R2", "The URL of the model is none."),
            ("rag-context-not-positive", "R3", "The context length of the model is not positive."),
            ("rag-embedding-not-one", "R5", "The embedding is neither or both of local and remote."),
            ("rag-machine-unknown", "R6", "The machine is unknown in this cloud."),
            ("rag-selector-not-labels", "R7", "The node selector is more than plain labels."),
            ("rag-local-embedding-not-one", "R8", "The local embedding is neither or both of image and modelID."),
            ("rag-embedding-image-malformed", "R9", "The image of the embedding is not registry/name:tag."),
            ("rag-embedding-url-malformed", "R10", "The URL of the embedding is none."),
            ("rag-guardrails-missing", "R11", "The policy of the guardrails is not there."),
        )
    ),
    change_rule("rag-compute-toggled", "R12", "The nodes of a RAGEngine are added or removed.", PLACES),
)
