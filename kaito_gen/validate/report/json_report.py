"""For programs: one JSON object with a version, so that its readers know when to look again."""

import json
from typing import Any, Final

from kaito_gen.validate.finding import ERROR, NOTE, WARNING, dotted
from kaito_gen.validate.located import Located, Outcome

VERSION: Final = 1
"""Raised when a field is removed or changes its meaning; further fields may come without."""


def report(outcome: Outcome) -> str:
    """Return the outcome as JSON, keys in a stable order."""
    content = {
        "version": VERSION,
        "files": outcome.files,
        "objects": outcome.objects,
        "errors": outcome.count(ERROR),
        "warnings": outcome.count(WARNING),
        "notes": outcome.count(NOTE),
        "findings": [_finding(one) for one in outcome.findings],
    }
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n"


def _finding(one: Located) -> dict[str, Any]:
    finding = one.finding
    return {
        "rule": finding.rule,
        "stage": finding.stage,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "path": one.where.path,
        "line": one.where.line,
        "column": one.where.column,
        "object": one.subject,
        "field": dotted(finding.keys),
    }
