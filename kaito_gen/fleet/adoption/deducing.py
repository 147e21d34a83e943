"""What existing objects give away of the installation that they run on.

Objects that were admitted prove something: a partition that its gate was on, a Workspace without an instance type that
its nodes were brought. What they leave open is taken as the release's chart has it, and said in the fleet, so that a
reader sees it and can correct it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kaito_gen.catalog.catalog import Catalog
from kaito_gen.fleet.dialects import BY_RELEASE
from kaito_gen.kinds import ROOT_KINDS, Manifest

_GATES_OF_KINDS: Final = {
    "MultiRoleInference": "enableMultiRoleInferenceController",
    "ModelMirror": "ModelMirror",
}
_GATES_OF_PARTITIONS: Final = {"mig": "enableMIG", "accelerator": "enableAccelerator"}


def deduced_release(manifests: Iterable[Manifest]) -> str:
    """Return the oldest release that stores all of the objects as they are; the newest where none does."""
    spoken = {(str(one.get("kind")), str(one.get("apiVersion"))) for one in manifests if one.get("kind") in ROOT_KINDS}
    for release, dialect in BY_RELEASE.items():
        if all(dialect.served.get(kind, ("",))[0] == version for kind, version in spoken):
            return release
    return next(reversed(BY_RELEASE))


def deduced_target(manifests: Iterable[Manifest], *, said: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """Return the ``target`` of a fleet of these objects, in a file's words; what is ``said`` is not deduced."""
    roots = [one for one in manifests if one.get("kind") in ROOT_KINDS]
    machines = {machine for root in roots for machine in _machines(root)}
    cloud = said.get("cloud") or _cloud(machines - {""}, catalog)
    runs = [root for root in roots if root["kind"] != "ModelMirror"]
    brought = bool(runs) and machines == {""} and not BY_RELEASE[catalog.release].replicas_as_count
    provisioner = "karpenter" if cloud == "aws" else "azure-gpu-provisioner"
    target = {
        "release": catalog.release,
        "cloud": cloud,
        "provisioner": "byo" if brought else provisioner,
        "reconciler": "kaito",
    }
    gates = dict.fromkeys(sorted(set(_gates(roots))), True)
    if gates and catalog.release == next(reversed(BY_RELEASE)):
        target["gates"] = gates
    return {**target, **{key: value for key, value in said.items() if value}}


def _cloud(machines: set[str], catalog: Catalog) -> str:
    clouds = [cloud for cloud in ("azure", *catalog.clouds()) if all(catalog.machine(cloud, one) for one in machines)]
    return clouds[0] if clouds else "azure"


def _machines(root: Manifest) -> Iterator[str]:
    """The instance types of a root object; an empty one where it runs without saying one."""
    kind = root["kind"]
    if kind == "Workspace":
        yield _text(root, "resource", "instanceType")
    elif kind == "InferenceSet":
        yield _text(root, "spec", "template", "resource", "instanceType")
    elif kind == "RAGEngine" and (machine := _text(root, "spec", "compute", "instanceType")):
        yield machine
    elif kind == "MultiRoleInference":
        roles = _value(root, "spec", "roles")
        yield from (_text(role, "instanceType") for role in roles if isinstance(roles, list) and isinstance(role, dict))


def _gates(roots: Iterable[Manifest]) -> Iterator[str]:
    for root in roots:
        if gate := _GATES_OF_KINDS.get(root["kind"]):
            yield gate
        for path in (("resource",), ("spec", "template", "resource"), ("spec", "compute")):
            if gate := _GATES_OF_PARTITIONS.get(_text(root, *path, "partition", "mode")):
                yield gate


def _text(value: Any, *path: str) -> str:
    found = _value(value, *path)
    return found if isinstance(found, str) else ""


def _value(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
