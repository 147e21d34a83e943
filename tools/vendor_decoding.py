"""Make the field tables by which KAITO's webhooks read the parts of an object that no schema closes.

``vendor_decoding.py`` writes ``schemas/decoding/<release>.json`` from the package kubernetes-validate of this
environment: for each structure that a pod template or a volume can hold, its fields and the Go types behind them, of
the Kubernetes minor that the release was built with. Run twice, the same bytes come out.
"""

import json
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent / "schemas" / "decoding"
MINORS = {"v0.3": "1.30", "v0.12": "1.35"}
"""Release -> the k8s.io/api that it was built with (go.mod of v0.3.1: v0.30.1; of v0.12.0: v0.35)."""

_CORE = "io.k8s.api.core.v1."
_META = "io.k8s.apimachinery.pkg.apis.meta.v1."
_TEMPLATE = f"{_CORE}PodTemplateSpec"
_VOLUME = f"{_CORE}Volume"
_STRATEGY = "io.k8s.api.apps.v1.StatefulSetUpdateStrategy"
_PARSED = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    f"{_META}Time": "time",
    f"{_META}FieldsV1": "any",
}
"""Types that parse themselves."""
_SCALARS = {"string": "string", "boolean": "bool"}
_INTEGERS = ("int32", "int64")


def table(definitions: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the fields, with types, of every structure below a pod template, a volume and an update strategy."""
    types: dict[str, dict[str, str]] = {}
    queue = [_TEMPLATE, _VOLUME, _STRATEGY]
    while queue:
        name = queue.pop()
        if _short(name) in types:
            continue
        types[_short(name)] = fields = {}
        for field, schema in sorted(definitions[name]["properties"].items()):
            fields[field] = _type(schema, queue)
    volume = types["Volume"]
    types["VolumeSource"] = {field: kind for field, kind in volume.items() if field != "name"}
    return dict(sorted(types.items()))


def _type(schema: Mapping[str, Any], queue: list[str]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in _PARSED:
            return _PARSED[name]
        queue.append(name)
        return _short(name)
    kinds = schema["type"]
    kind = next(one for one in ([kinds] if isinstance(kinds, str) else kinds) if one != "null")
    if kind == "array":
        return f"[]{_type(schema['items'], queue)}"
    if kind == "object" and "additionalProperties" in schema:
        return f"{{}}{_type(schema['additionalProperties'], queue)}"
    if kind == "integer" and schema.get("format") in _INTEGERS:
        return str(schema["format"])
    if kind in _SCALARS and "format" not in schema:
        return _SCALARS[kind]
    sys.exit(f"{schema} is new: say what the decoder makes of it")


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def main() -> int:
    """Write one table a release."""
    import kubernetes_validate

    package = f"kubernetes-validate {metadata.version('kubernetes-validate')}"
    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
    ROOT.mkdir(exist_ok=True)
    for release, minor in MINORS.items():
        published = json.loads((folder / f"v{minor}.0-local-strict" / "_definitions.json").read_text())["$defs"]
        out = {"source": f"Kubernetes {minor}, by {package}", "types": table(published)}
        text = json.dumps(out, sort_keys=True, separators=(",", ":"))
        (ROOT / f"{release}.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
