"""For people: by file, with the line in question, a caret below the value, and the way out."""

from collections.abc import Iterator
from itertools import groupby

from kaito_gen.validate.finding import ERROR, NOTE, WARNING
from kaito_gen.validate.located import Located, Outcome

_COLOURS = {ERROR: "31", WARNING: "33", NOTE: "36"}
_CONTROLS = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in (*range(32), *range(127, 160), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
} | {10: "\\n", 13: "\\r"}
"""A document's own names stand in messages: what a terminal would obey, or break a line at, is written out."""
_WIDEST = 160
"""Longer lines are shown around the caret."""
_BLANK = dict.fromkeys(_CONTROLS, " ")
"""In a quoted line every character keeps its column, so that the caret stands below the right one."""


def report(outcome: Outcome, *, colour: bool = False) -> str:
    """Return the report as text; with ``colour`` severities stand out on a terminal."""
    parts = [
        f"{path}\n{''.join(_finding(one, colour) for one in ones)}"
        for path, ones in groupby(outcome.findings, key=lambda one: one.where.path)
    ]
    return "\n".join([*parts, f"{outcome.summary()}\n"])


def _finding(one: Located, colour: bool) -> str:
    finding = one.finding
    severity = finding.severity
    if colour:
        severity = f"\x1b[{_COLOURS[severity]}m{severity}\x1b[0m"
    place = f"{one.where.line}:{one.where.column} " if one.where.line else ""
    subject = f"{one.subject}: " if one.subject else ""
    said = f"{subject}{finding.message}".translate(_CONTROLS)
    lines = [f"  {place}{severity} {said} [{finding.rule}]", *_quoted(one)]
    if finding.hint:
        lines.append(f"      = {finding.hint.translate(_CONTROLS)}")
    return "".join(f"{line}\n" for line in lines)


def _quoted(one: Located) -> Iterator[str]:
    """Yield the line in question and a caret below the column."""
    if not one.line.strip() or not one.where.column:
        return
    column = one.where.column - 1
    start = max(0, column - _WIDEST // 2) if len(one.line) > _WIDEST else 0
    shown = one.line[start : start + _WIDEST].translate(_BLANK)
    yield f"      | {shown}"
    yield f"      | {' ' * (column - start)}^"
