"""For code scanning: SARIF 2.1.0, as GitHub and editors read it.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0, sections 3.19, 3.27 and 3.58.
"""

import json
from typing import Any, Final

from kaito_gen.validate.finding import ERROR, NOTE, WARNING
from kaito_gen.validate.located import Located, Outcome

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {ERROR: "error", WARNING: "warning", NOTE: "note"}


def report(outcome: Outcome) -> str:
    """Return one run with a result a finding, and the rules that they name."""
    rules = sorted({one.finding.rule for one in outcome.findings})
    run = {
        "tool": {"driver": {"name": "kaito-gen", "rules": [{"id": rule} for rule in rules]}},
        "results": [_result(one, rules.index(one.finding.rule)) for one in outcome.findings],
    }
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n"


def _result(one: Located, index: int) -> dict[str, Any]:
    finding = one.finding
    subject = f"{one.subject}: " if one.subject else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    location: dict[str, Any] = {"artifactLocation": {"uri": one.where.path.replace("\\", "/")}}
    if one.where.line:
        location["region"] = {"startLine": one.where.line, "startColumn": one.where.column}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{subject}{finding.message}{hint}"},
        "locations": [{"physicalLocation": location}],
    }
