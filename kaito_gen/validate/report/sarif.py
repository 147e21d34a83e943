"""For code scanning: SARIF 2.1.0, as GitHub and editors read it.

GitHub takes no result without a line and no rule without a description, so that both are always there.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0, sections 3.4, 3.14.17, 3.19, 3.27 and 3.58; GitHub,
"SARIF support for code scanning".
"""

import json
from typing import Any, Final
from urllib.parse import quote

from kaito_gen.validate.finding import ERROR, NOTE, WARNING
from kaito_gen.validate.located import Located, Outcome

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {ERROR: "error", WARNING: "warning", NOTE: "note"}


def report(outcome: Outcome) -> str:
    """Return one run with a result a finding, and the rules that they name."""
    from kaito_gen.validate.identities import every_rule  # every rule of every release: for this form alone

    rules = sorted({one.finding.rule for one in outcome.findings})
    summaries = {rule.id: rule.summary for rule in every_rule()}
    run = {
        "tool": {"driver": {"name": "kaito-gen", "rules": [_rule(rule, summaries) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, rules.index(one.finding.rule)) for one in outcome.findings],
    }
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n"


def _rule(rule: str, summaries: dict[str, str]) -> dict[str, Any]:
    return {"id": rule, "shortDescription": {"text": summaries.get(rule, rule)}}


def _result(one: Located, index: int) -> dict[str, Any]:
    finding = one.finding
    subject = f"{one.subject}: " if one.subject else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    location = {
        "artifactLocation": {"uri": quote(one.where.path.replace("\\", "/"))},
        "region": {"startLine": max(1, one.where.line), "startColumn": max(1, one.where.column)},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{subject}{finding.message}{hint}"},
        "locations": [{"physicalLocation": location}],
    }
