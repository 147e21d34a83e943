"""The paths behind ``kubectl scale``: the API server wants whole numbers there, whatever the schema says.

Source: k8s.io/apiextensions-apiserver v0.35.0, pkg/registry/customresource/validator.go.
"""

from collections.abc import Iterator
from typing import Any

from kaito_gen.kinds import Manifest
from kaito_gen.validate.finding import ERROR, SCHEMA, Finding, Keys
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.kind import Scale
from kaito_gen.validate.schema.values import article, brief, json_type

_LARGEST = 2**31 - 1
_ABSENT = object()


def scale_findings(manifest: Manifest, scale: Scale, *, spec: bool = True) -> Iterator[Finding]:
    """Yield what is wrong at the paths of the scale subresource; ``spec=False`` looks at the status alone."""
    for keys in (scale.replicas, scale.status_replicas) if spec else (scale.status_replicas,):
        value = _at(manifest, keys)
        reason = "" if value is _ABSENT else _refused_count(value)
        if reason:
            yield Finding(rules.SCALE, SCHEMA, ERROR, f"{keys[-1]} {reason}", keys, value=value)
    if scale.selector:
        value = _at(manifest, scale.selector)
        if value is not _ABSENT and not isinstance(value, str):
            message = f"{scale.selector[-1]} must be a string, not {article(json_type(value))}"
            yield Finding(rules.SCALE, SCHEMA, ERROR, message, scale.selector, value=value)


def _refused_count(value: Any) -> str:
    if json_type(value) != "integer":
        return f"must be a whole number, not {brief(value)}"
    if value < 0:
        return f"must not be negative, and is {value}"
    return f"must be at most {_LARGEST}" if value > _LARGEST else ""


def _at(manifest: Any, keys: Keys) -> Any:
    for key in keys:
        if manifest is None:
            return _ABSENT
        if not isinstance(manifest, dict):
            return {}  # whatever was looked for cannot be here, which is no reason to take it for absent
        if key not in manifest:
            return _ABSENT
        manifest = manifest[key]
    return manifest
