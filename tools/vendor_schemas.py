"""Make the JSON Schemas that we ship from what others publish, without their prose.

``vendor_schemas.py kubernetes``           from the package kubernetes-validate of this environment
``vendor_schemas.py SET DIRECTORY [NOTE]`` from the CustomResourceDefinitions in DIRECTORY, as set SET (kaito/v0.12 ...)

Each set has an ``index.json``: where its schemas come from (with the SHA-256 of every upstream file), and what an API
server knows of each kind besides its schema. Run twice, the same bytes come out.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml

from kaito_gen.validate.schema.crd import is_crd, kinds_of
from kaito_gen.validate.schema.formats import BASE64, QUANTITY, RFC3339
from kaito_gen.validate.schema.kind import KindSchema

ROOT = Path(__file__).resolve().parent.parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MINORS = ("1.33", "1.34", "1.35", "1.36", "1.37")

_CLUSTER_SCOPED_NAMES = (
    "APIService CSIDriver CSINode CertificateSigningRequest ClusterRole ClusterRoleBinding ClusterTrustBundle "
    "ComponentStatus CustomResourceDefinition DeviceClass DeviceTaintRule FlowSchema IPAddress IngressClass "
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace Node "
    "PersistentVolume PriorityClass PriorityLevelConfiguration ResourcePoolStatusRequest ResourceSlice RuntimeClass "
    "SelfSubjectAccessReview SelfSubjectReview SelfSubjectRulesReview ServiceCIDR StorageClass StorageVersion "
    "StorageVersionMigration SubjectAccessReview TokenReview ValidatingAdmissionPolicy "
    "ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment VolumeAttributesClass"
)
CLUSTER_SCOPED = frozenset(_CLUSTER_SCOPED_NAMES.split())
"""Kinds of Kubernetes without a namespace: the ones marked nonNamespaced in k8s.io/api v0.35.0 and v0.37.0, and the
two of apiextensions and kube-aggregator."""

_POD = "io.k8s.api.core.v1.PodTemplateSpec"
_POD_SPEC = "io.k8s.api.core.v1.PodSpec"
_INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}
_FORMATS = {"byte": BASE64, "date-time": RFC3339}
_SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number", "null"], "format": QUANTITY},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
        "type": ["integer", "string", "null"],
        "x-kubernetes-int-or-string": True,
        **_INT32,
    },
}
"""Types that parse themselves: what Go accepts of them, which their published schema does not say."""


def vendor_crds(name: str, folder: Path, note: str, root: Path = ROOT) -> None:
    """Write the set ``name`` from the CustomResourceDefinitions in ``folder``; ``note`` says what they belong to."""
    target = root / name
    shutil.rmtree(target, ignore_errors=True)
    kinds: dict[str, Any] = {}
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        data = path.read_bytes()
        for manifest in yaml.load_all(data, Loader=yaml.CSafeLoader):
            if not is_crd(manifest):
                continue
            found, findings = kinds_of(manifest)
            if findings:
                sys.exit(f"{path}: {findings[0].message}")
            files[path.name] = hashlib.sha256(data).hexdigest()
            for kind in found:
                file = f"{kind.kind.lower()}_{kind.version}.json"
                _write(target / file, _published(kind, note))
                kinds[f"{kind.api_version}/{kind.kind}"] = _entry(kind, file)
    _write(target / "index.json", {"source": note, "upstream": files, "kinds": kinds})


def _entry(kind: KindSchema, file: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": file, "plural": kind.plural, "namespaced": kind.namespaced}
    entry["status"] = kind.has_status
    if kind.scale:
        entry["scale"] = asdict(kind.scale)
    return entry


def _published(kind: KindSchema, note: str) -> dict[str, Any]:
    identity = {"group": kind.group, "kind": kind.kind, "version": kind.version}
    head = {"$schema": DIALECT, "$comment": note, "x-kubernetes-group-version-kind": [identity]}
    return {**head, **kind.schema}


def vendor_kubernetes(root: Path = ROOT) -> None:
    """Write the set ``kubernetes`` from the installed package: a file only where a minor differs from the last one.

    What hangs below a pod template, nine tenths of every workload's schema, is one file a minor for all of them.
    """
    target = root / "kubernetes"
    shutil.rmtree(target, ignore_errors=True)
    kinds: dict[str, Any] = {}
    pods: dict[str, Any] = {"file": "pod.json"}
    for minor in MINORS:
        definitions = _definitions(minor)
        below_pod = _reachable(_POD, definitions)
        _add(pods, target, minor, {"$defs": _lean_all(below_pod, definitions)})
        for identity, name in _kinds(definitions):
            group, version, kind = identity["group"], identity["version"], identity["kind"]
            entry = kinds.setdefault(f"{group}/{version}/{kind}" if group else f"{version}/{kind}", {})
            entry["file"] = "_".join(part for part in (kind.lower(), group.split(".")[0], version) if part) + ".json"
            entry |= {"plural": _plural(kind), "namespaced": kind not in CLUSTER_SCOPED}
            needed = [other for other in _reachable(name, definitions) if other != name]
            if _POD_SPEC in needed:
                entry["pod"] = True
                needed = [other for other in needed if other not in below_pod]
            schema = _root(definitions[name])
            if needed:
                schema["$defs"] = _lean_all(needed, definitions)
            _add(entry, target, minor, schema)
    for entry in kinds.values():
        last = entry.pop("last")
        if last != MINORS[-1]:
            entry["gone"] = MINORS[MINORS.index(last) + 1]
    del pods["last"]
    for entry in (pods, *kinds.values()):
        del entry["text"]
    source = f"Kubernetes {MINORS[0]} to {MINORS[-1]}, by kubernetes-validate {metadata.version('kubernetes-validate')}"
    _write(target / "index.json", {"source": source, "minors": MINORS, "pod": pods, "kinds": kinds})


def _definitions(minor: str) -> dict[str, Any]:
    import kubernetes_validate

    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"v{minor}.0-local-strict"
    return dict(json.loads((folder / "_definitions.json").read_text())["$defs"])


def _kinds(definitions: Mapping[str, Any]) -> Iterator[tuple[dict[str, str], str]]:
    """Yield each kind whose objects users write, with the name of its definition."""
    for name, definition in sorted(definitions.items()):
        identities = definition.get("x-kubernetes-group-version-kind", ())
        meta = definition.get("properties", {}).get("metadata", {}).get("$ref", "")
        if len(identities) == 1 and meta.endswith(".ObjectMeta"):
            yield identities[0], name


def _reachable(name: str, definitions: Mapping[str, Any]) -> list[str]:
    found = [name]
    for current in found:
        schema = dict(definitions[current])
        if current == name and "x-kubernetes-group-version-kind" in schema:
            schema["properties"] = {key: value for key, value in schema["properties"].items() if key != "metadata"}
        found.extend(other for other in _references(schema) if other not in found)
    return sorted(found)


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in _references(item)]
    if not isinstance(value, dict):
        return []
    found = [value["$ref"].rpartition("/")[2]] if isinstance(value.get("$ref"), str) else []
    return list(dict.fromkeys(found + [name for item in value.values() for name in _references(item)]))


def _lean_all(names: list[str], definitions: Mapping[str, Any]) -> dict[str, Any]:
    return {_short(name): _SPECIAL.get(name) or _native(definitions[name]) for name in names}


def _short(name: str) -> str:
    return name.removeprefix("io.k8s.").removeprefix("api.").removeprefix("apimachinery.pkg.")


def _root(definition: Mapping[str, Any]) -> dict[str, Any]:
    schema = _native(definition)
    schema["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {}}
    return schema


def _native(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a published definition without prose and hints for clients, and with the bounds of Go's int32.

    Objects whose fields are not listed keep all of theirs.
    """
    out: dict[str, Any] = {}
    if "$ref" not in schema and "object" in schema.get("type", "object") and "additionalProperties" not in schema:
        out["x-kubernetes-preserve-unknown-fields"] = True
    for key, value in schema.items():
        if key == "$ref":
            out[key] = f"#/$defs/{_short(value.rpartition('/')[2])}"
        elif key == "properties":
            out[key] = {name: _native(child) for name, child in value.items()}
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            out[key] = _native(value)
        elif key in ("type", "required", "enum", "additionalProperties"):
            out[key] = value
        elif key == "format" and value == "int32":
            out |= _INT32
        elif key == "format" and value in _FORMATS:
            out[key] = _FORMATS[value]
        elif key not in _DROPPED:
            sys.exit(f"{key!r} is new in the schemas of Kubernetes: say what becomes of it")
    return out


_DROPPED_NAMES = (
    "description default format x-kubernetes-group-version-kind x-kubernetes-list-map-keys x-kubernetes-list-type "
    "x-kubernetes-map-type x-kubernetes-patch-merge-key x-kubernetes-patch-strategy x-kubernetes-unions "
    "$schema $id"
)
_DROPPED = frozenset(_DROPPED_NAMES.split())


def _plural(kind: str) -> str:
    name = kind.lower()
    if name == "endpoints":
        return name
    if name.endswith("s"):
        return f"{name}es"
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def _add(entry: dict[str, Any], target: Path, minor: str, schema: Mapping[str, Any]) -> None:
    """Write the schema unless it is still that of the minor before; ``from`` lists the minors that have a file."""
    text = _text(schema)
    if entry.get("text") != text:
        entry["text"] = text
        entry.setdefault("from", []).append(minor)
        _write(target / minor / entry["file"], schema)
    entry["last"] = minor


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(value), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write one set."""
    if arguments == ["kubernetes"]:
        vendor_kubernetes()
    elif len(arguments) in (2, 3):
        vendor_crds(arguments[0], Path(arguments[1]), arguments[2] if len(arguments) == 3 else arguments[0])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
