"""Pods in the objects of a repository: the kinds that hold a pod specification, and where it stands in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from kaito_gen.kinds import V0_3, V0_12
from kaito_gen.validate.finding import Keys
from kaito_gen.validate.rule import Places, Subject
from kaito_gen.validate.rules.walk import part

_TEMPLATE = ("spec", "template", "spec")
_SPECS: Mapping[str, tuple[str, ...]] = {
    "Pod": ("spec",),
    "Deployment": _TEMPLATE,
    "StatefulSet": _TEMPLATE,
    "DaemonSet": _TEMPLATE,
    "ReplicaSet": _TEMPLATE,
    "Job": _TEMPLATE,
    "CronJob": ("spec", "jobTemplate", *_TEMPLATE),
    "Workspace": ("inference", "template", "spec"),
    "InferenceSet": ("spec", "template", "inference", "template", "spec"),
}
_WORKLOADS = ("Pod/v1", "Deployment/v1", "StatefulSet/v1", "DaemonSet/v1", "ReplicaSet/v1", "Job/v1", "CronJob/v1")
ROOTS_BY_RELEASE: Places = {
    V0_12: ("Workspace/v1beta1", "Workspace/v1alpha1", "InferenceSet/v1beta1", "InferenceSet/v1alpha1"),
    V0_3: ("Workspace/v1alpha1",),
}
WITH_PODS: Places = {release: (*roots, *_WORKLOADS) for release, roots in ROOTS_BY_RELEASE.items()}


def pod_spec(subject: Subject) -> tuple[Keys, Mapping[str, Any]]:
    """Return the pod specification of an object with its keys; an empty one where it has none."""
    keys = _SPECS.get(subject.kind, ())
    return keys, part(subject.manifest, *keys) if keys else {}


def containers(keys: Keys, spec: Mapping[str, Any]) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """Yield every container of a pod, those that run first included."""
    for field in ("initContainers", "containers"):
        if spec.get(field):
            for index, container in enumerate(items(spec, field)):
                yield (*keys, field, index), container


def items(holder: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    """Return the entries of a list that no schema may have looked into: those that are mappings, in their places."""
    found = holder.get(field)
    return [one if isinstance(one, dict) else {} for one in found] if isinstance(found, list) else []


def workspace_part(subject: Subject, *names: str) -> tuple[Keys, Mapping[str, Any]]:
    """Return a part of a Workspace, or of the template of an InferenceSet, with its keys."""
    keys = (*(("spec", "template") if subject.kind == "InferenceSet" else ()), *names)
    return keys, part(subject.manifest, *keys)
