"""For CI servers: JUnit XML, one test case a file with findings; errors are failures, the rest is its output."""

from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from kaito_gen.validate.finding import ERROR
from kaito_gen.validate.located import Located, Outcome

_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), "�")
"""What XML 1.0 cannot hold at all, not even escaped."""


def report(outcome: Outcome) -> str:
    """Return one suite; a clean run has a single case that passes."""
    files = [(path, list(ones)) for path, ones in groupby(outcome.findings, key=lambda one: one.where.path)]
    failing = sum(any(one.finding.severity == ERROR for one in ones) for _, ones in files)
    cases = "".join(_case(path, ones) for path, ones in files) or '  <testcase classname="kaito-gen" name="clean"/>\n'
    head = f'<testsuite name="kaito-gen validate" tests="{max(1, len(files))}" failures="{failing}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{cases}</testsuite>\n'


def _case(path: str, ones: list[Located]) -> str:
    errors = [one for one in ones if one.finding.severity == ERROR]
    others = [one for one in ones if one.finding.severity != ERROR]
    parts = [f'  <testcase classname="kaito-gen" name={quoteattr(_clean(path))}>\n']
    if errors:
        parts.append(f"    <failure message={quoteattr(_clean(_sentence(errors[0])))}>{_text(errors)}</failure>\n")
    if others:
        parts.append(f"    <system-out>{_text(others)}</system-out>\n")
    return "".join([*parts, "  </testcase>\n"])


def _text(ones: list[Located]) -> str:
    return escape(_clean("\n".join(_sentence(one) for one in ones)))


def _sentence(one: Located) -> str:
    finding = one.finding
    subject = f"{one.subject}: " if one.subject else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"{one.where}: {finding.severity}: {subject}{finding.message}{hint} [{finding.rule}]"


def _clean(text: str) -> str:
    return text.translate(_NO_XML)
