"""The API server's judgement of one document of one kind, step by step in its own order.

The step that costs, comparing with the schema, has two ways: a quick compiled check, which cannot explain, and a walk,
which can. The first documents of a kind are walked, because the quick check takes longer to load than they take.
Source: k8s.io/apiextensions-apiserver v0.35.0, pkg/apiserver and pkg/registry/customresource.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from kaito_gen.kinds import Manifest
from kaito_gen.validate.finding import ERROR, SCHEMA, Finding, Keys
from kaito_gen.validate.rule import CREATE, STATUS_UPDATE
from kaito_gen.validate.schema import rules
from kaito_gen.validate.schema.correlation import Correlation
from kaito_gen.validate.schema.embedded import embedded_findings
from kaito_gen.validate.schema.kind import KindSchema
from kaito_gen.validate.schema.lean import Schema
from kaito_gen.validate.schema.lists import list_findings
from kaito_gen.validate.schema.objectmeta import metadata_findings, metadata_update_findings, read_metadata
from kaito_gen.validate.schema.prune import completed, pruned
from kaito_gen.validate.schema.quick import quick_check
from kaito_gen.validate.schema.scale import scale_findings
from kaito_gen.validate.schema.shape import shape_findings
from kaito_gen.validate.schema.sparse import sparse
from kaito_gen.validate.schema.unknown import unknown_field_findings
from kaito_gen.validate.schema.values import brief

if TYPE_CHECKING:
    from kaito_gen.validate.cel.rules import CelRules

_WORTH_COMPILING = 24
"""Documents of a kind before its quick check is loaded."""


class Judged(NamedTuple):
    """What the server would make of a document: the object for the later stages, and every finding.

    ``object`` is pruned and has its defaults; None when the document could not be read as the kind at all.
    """

    object: Manifest | None
    findings: tuple[Finding, ...] = ()


class KindJudge:
    """Judges documents of one kind; what can be prepared is, once and only when it is needed."""

    def __init__(self, kind: KindSchema) -> None:
        self.kind = kind
        self._judged = 0
        self._check: Callable[[Manifest], bool] | None = None
        self._defaults = self._sparse(lambda schema: "default" in schema)
        self._lists = self._sparse(lambda schema: schema.get("x-kubernetes-list-type") in ("set", "map"))
        self._embedded = self._sparse(lambda schema: "x-kubernetes-embedded-resource" in schema)
        self._with_rules = self._sparse(lambda schema: "x-kubernetes-validations" in schema)

    @cached_property
    def _cel(self) -> "CelRules | None":
        if self._with_rules is None:
            return None
        from kaito_gen.validate.cel.rules import CelRules

        return CelRules(self.kind.schema, self._with_rules)

    def _sparse(self, wanted: Callable[[Schema], bool]) -> Schema | None:
        return None if self.kind.native else sparse(self.kind.schema, self.kind.definitions, wanted)

    def judge(self, document: Manifest, *, operation: str = CREATE, old: Manifest | None = None) -> Judged:
        """Return what the server says to a request with this document.

        ``old`` is the stored object of an update or a status update, as somebody wrote it. The document is not
        changed, and is itself the object where nothing had to be done to it.
        """
        if operation == CREATE and self._is_quickly_clean(document):
            return self._finished(document)
        return self._walked(document, operation, old)

    def _is_quickly_clean(self, document: Manifest) -> bool:
        self._judged += 1
        if self._judged < _WORTH_COMPILING:
            return False
        if self._judged == _WORTH_COMPILING:
            self._check = quick_check(self.kind)
        return self._check is not None and self._check(document)

    def _finished(self, document: Manifest) -> Judged:
        """Judge what the quick check cannot: it has said yes, so that nothing is pruned and no name is wrong."""
        found: list[Finding] = []
        out = document
        if self.kind.namespaced and "namespace" not in out["metadata"]:
            out = {**out, "metadata": {**out["metadata"], "namespace": "default"}}
        if self.kind.native:
            return Judged(out)
        if self._defaults is not None:
            out = completed(out, self._defaults, {})
        if self.kind.has_status and "status" in out:
            out = {name: value for name, value in out.items() if name != "status"}
        if self.kind.scale is not None:
            found += scale_findings(out, self.kind.scale)
        if self._lists is not None:
            found += list_findings(out, self._lists, {})
        if self._cel is not None:
            found += self._cel.findings(out)
        return Judged(out, tuple(found))

    def _walked(self, document: Manifest, operation: str, old: Manifest | None) -> Judged:
        unknown: list[Keys] = []
        out, found = self._read(document, unknown)
        if out is None:
            return Judged(None, tuple(found))
        stored = None if old is None else self.stored(old)
        if operation == CREATE or stored is None:
            found += self._created(out)
        else:
            found += self._updated(out, stored, operation)
        practice = unknown_field_findings(document, unknown, self.kind)
        return Judged(out, (*found, *practice))

    def _read(self, document: Manifest, unknown: list[Keys]) -> tuple[Manifest | None, list[Finding]]:
        """Return the document as the server decodes it, or why it cannot."""
        found = list(self._wrong_kind(document))
        if found:
            return None, found
        metadata, found = read_metadata(document, unknown)
        if found:
            return None, found
        out = pruned(document, self.kind.schema, self.kind.definitions, unknown)
        if self._embedded is not None:
            found = [one for one in embedded_findings(out, self._embedded, {}, unknown) if one.rule == rules.DECODE]
            if found:
                return None, found
        if not self.kind.native:
            out = completed({**out, "metadata": {}}, self.kind.schema, self.kind.definitions)
        if metadata is None and "metadata" not in document:
            metadata = {}
        if metadata is None:
            out.pop("metadata", None)
        else:
            if self.kind.namespaced and not metadata.get("namespace"):
                metadata["namespace"] = "default"
            out["metadata"] = metadata
        return out, []

    def _wrong_kind(self, document: Manifest) -> Iterator[Finding]:
        for field, wanted in (("apiVersion", self.kind.api_version), ("kind", self.kind.kind)):
            value = document.get(field)
            if value != wanted:
                message = f"{field} is {brief(value)}, where {brief(wanted)} is asked for"
                yield Finding(rules.DECODE, SCHEMA, ERROR, message, (field,), value=value)

    def stored(self, document: Manifest) -> Manifest | None:
        """Return an object as the server has it, from what somebody wrote: pruned, with its defaults and its status.

        None when it cannot be read as the kind.
        """
        return self._read(document, [])[0]

    def _created(self, out: Manifest) -> list[Finding]:
        if self.kind.has_status and not self.kind.native:
            out.pop("status", None)
        found = metadata_findings(out.get("metadata", {}), self.kind)
        found += shape_findings(out, self._schema(), self.kind.definitions)
        found += self._beyond_shape(out, None)
        return found + self._by_rules(out, None, found)

    def _updated(self, out: Manifest, stored: Manifest, operation: str) -> list[Finding]:
        status_only = operation == STATUS_UPDATE
        if self.kind.has_status:
            _keep_status(out, stored, status_only=status_only)
        found = metadata_update_findings(out.get("metadata", {}), stored.get("metadata", {}))
        pair = None if self.kind.native else Correlation(out, stored, self.kind.schema, self.kind.definitions)
        if not status_only:
            found += shape_findings(out, self._schema(), self.kind.definitions, (), pair)
        elif "status" in out and "status" in self.kind.schema.get("properties", {}):
            schema = self.kind.schema["properties"]["status"]
            below = None if pair is None else pair.key("status")
            found += shape_findings(out["status"], schema, self.kind.definitions, ("status",), below)
        found += self._beyond_shape(out, stored, status_only=status_only)
        return found + self._by_rules(out, stored, found)

    def _by_rules(self, out: Manifest, stored: Manifest | None, found: list[Finding]) -> list[Finding]:
        """Return what the CRD's own rules object to; they are not asked about a shape that is wrong."""
        if self._cel is None or any(one.rule in rules.BLOCKING for one in found):
            return []
        pair = None if stored is None else Correlation(out, stored, self.kind.schema, self.kind.definitions)
        return list(self._cel.findings(out, stored, pair))

    def _schema(self) -> Schema:
        if not self.kind.native:
            return self.kind.schema
        properties = {name: part for name, part in self.kind.schema["properties"].items() if name != "metadata"}
        return {**self.kind.schema, "properties": properties}

    def _beyond_shape(self, out: Manifest, stored: Manifest | None, *, status_only: bool = False) -> list[Finding]:
        """Return what the server checks beside the schema."""
        found: list[Finding] = []
        if self.kind.scale is not None:
            found += scale_findings(out, self.kind.scale, spec=not status_only)
        if self._embedded is not None and not status_only:
            found += embedded_findings(out, self._embedded, {}, [])
        if self._lists is not None and not (stored is not None and any(list_findings(stored, self._lists, {}))):
            found += list_findings(out, self._lists, {})
        return found


def _keep_status(out: Manifest, stored: Manifest, *, status_only: bool) -> None:
    """Leave to each of the two ways to write an object its own part: the other part stays as it is stored."""
    if not status_only:
        out.pop("status", None)
        if "status" in stored:
            out["status"] = stored["status"]
        return
    status: Any = out.get("status")
    has_status = "status" in out
    out.clear()
    out.update(stored)
    out.pop("status", None)
    if has_status:
        out["status"] = status
