"""What a team has settled about findings: how heavy each rule's are, and which may stay in which files.

A note that a rule gives because something cannot be known stays a note: a severity is for what the rule has found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from kaito_gen.validate.finding import NOTE, Finding
from kaito_gen.validate.located import Located
from kaito_gen.value import EMPTY, Value

OFF = "off"
"""The severity of a rule whose findings nobody wants."""


class Leave(Value):
    """Findings of a rule that may stay in files whose paths match one of the globs."""

    rule: str
    paths: tuple[str, ...]


class Policy(Value, kw_only=True):
    """The settings that findings pass through; paths are relative to the settings file, with ``/``."""

    severities: Mapping[str, str] = EMPTY
    leaves: tuple[Leave, ...] = ()

    def apply(self, found: Iterable[Located], path: str, notes: frozenset[str]) -> Iterator[Located]:
        """Yield what is left of the findings of the file at ``path``; ``notes`` are the rules that only ever note."""
        left = {leave.rule for leave in self.leaves if any(covers(glob, path) for glob in leave.paths)}
        for one in found:
            finding = one.finding
            severity = self.severities.get(finding.rule, finding.severity)
            if severity != OFF and finding.rule not in left:
                yield one if severity == finding.severity else one.replace(finding=_with(finding, severity, notes))


def _with(finding: Finding, severity: str, notes: frozenset[str]) -> Finding:
    if finding.severity == NOTE and finding.rule not in notes:
        return finding
    return replace(finding, severity=severity)


def covers(glob: str, path: str) -> bool:
    """Whether a glob matches a path or one of the folders above it: ``*`` within a name, ``**`` over folders, ``?``."""
    return _expression(glob).fullmatch(path) is not None


@cache
def _expression(glob: str) -> re.Pattern[str]:
    parts = [part for part in glob.split("/") if part not in ("", ".")]
    text = ""
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            text += ".*" if last else "(?:[^/]+/)*"
        else:
            words = (_WILD.get(piece) or re.escape(piece) for piece in re.split(r"([*?])", part))
            text += "".join(words) + ("" if last else "/")
    return re.compile(f"(?:{text})(?:/.*)?", re.DOTALL)


_WILD = {"*": "[^/]*", "?": "[^/]"}
