"""``# kaito-gen: ignore[rule-id] reason`` in a file: the finding is known, and somebody says why it may stay.

A comment holds for findings of its rule on its own line and on the next; above the first key of a document it holds for
the whole document. A reason is demanded, so that the next reader knows; a comment that ignores nothing is told, so that
it goes when its cause goes.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kaito_gen.errors import Where
from kaito_gen.validate.finding import PRACTICE, WARNING, Finding
from kaito_gen.validate.located import Located
from kaito_gen.value import Value

_COMMENT: Final = re.compile(r"#\s*kaito-gen:\s*ignore\[([a-z0-9, -]*)\][ \t]*(.*)")
_MARK: Final = "kaito-gen:"


class Comment(Value):
    """One comment: its rules, its reason, its 1-based line and column, and the lines that it holds for."""

    rules: frozenset[str]
    reason: str
    line: int
    column: int
    first: int
    last: int

    def covers(self, one: Located) -> bool:
        """Whether a finding is one that the comment ignores."""
        return one.finding.rule in self.rules and self.first <= max(1, one.where.line) <= self.last


def comments(text: str) -> tuple[Comment, ...]:
    """Return the comments of a file."""
    if _MARK not in text:
        return ()
    return tuple(_comments(text.replace("\r\n", "\n").split("\n")))


def _comments(lines: list[str]) -> Iterator[Comment]:
    starts = [0, *(number for number, line in enumerate(lines) if line.startswith("---")), len(lines)]
    for number, line in enumerate(lines):
        match = _COMMENT.search(line)
        if match is None:
            continue
        begin = max(start for start in starts if start <= number)
        heads = all(not before.strip() or before.startswith(("#", "---")) for before in lines[begin : number + 1])
        end = min(start for start in starts if start > number)
        first, last = (begin + 1, end) if heads else (number + 1, number + 2)
        rules = frozenset(rule.strip() for rule in match[1].split(",") if rule.strip())
        yield Comment(rules, match[2].strip(), number + 1, match.start() + 1, first, last)


def without_ignored(path: str, text: str, found: Iterable[Located], known: frozenset[str]) -> Iterator[Located]:
    """Yield what is left of a file's findings, and what is wrong with its comments; ``known`` are all rule ids."""
    said = comments(text)
    used: set[Comment] = set()
    for one in found:
        covering = [comment for comment in said if comment.reason and comment.covers(one)]
        used.update(covering)
        if not covering:
            yield one
    for comment in said:
        unknown = sorted(comment.rules - known)
        if unknown or not comment.rules:
            what = f"no rule is called {', '.join(unknown)}" if unknown else "the comment names no rule"
            yield _about(path, comment, what, "kaito-gen rules lists them")
        elif not comment.reason:
            yield _about(path, comment, "the comment gives no reason, so it ignores nothing", "write why behind the ]")
        elif comment not in used:
            yield _about(path, comment, "the comment ignores nothing", "remove it")


def _about(path: str, comment: Comment, message: str, hint: str) -> Located:
    finding = Finding("ignore-comment", PRACTICE, WARNING, message, hint=hint)
    return Located(finding, Where(path, comment.line, comment.column))
