"""``# kaito-gen: ignore[rule] reason``: where it holds, and what is said of a comment that is wrong."""

import pytest

from kaito_gen.errors import Where
from kaito_gen.validate.finding import ADMISSION, ERROR, Finding
from kaito_gen.validate.ignoring import without_ignored
from kaito_gen.validate.located import Located

KNOWN = frozenset({"one", "two"})


def left(text: str, *places: tuple[str, int]) -> list[str]:
    """Return what stays of findings (rule, line) in a file of this text: rule:line, or what is said of a comment."""
    found = [Located(Finding(rule, ADMISSION, ERROR, "m"), Where("f", line, 1)) for rule, line in places]
    return [
        one.finding.message if one.finding.rule == "ignore-comment" else f"{one.finding.rule}:{one.where.line}"
        for one in without_ignored("f", text, found, KNOWN)
    ]


@pytest.mark.parametrize(
    ("text", "places", "stays"),
    [
        pytest.param("a: 1  # kaito-gen: ignore[one] known\nb: 2\n", [("one", 1)], [], id="same line"),
        pytest.param("x: 0\n# kaito-gen: ignore[one] known\nb: 2\n", [("one", 3)], [], id="line above"),
        pytest.param(
            "x: 0\n# kaito-gen: ignore[one] y\nb: 2\nc: 3\n", [("one", 4), ("one", 3)], ["one:4"], id="further"
        ),
        pytest.param(
            "# kaito-gen: ignore[one] known\na: 1\nb: 2\n", [("one", 3), ("two", 3)], ["two:3"], id="document"
        ),
        pytest.param("a: 1\n---\n# kaito-gen: ignore[one] k\nb: 2\n", [("one", 1), ("one", 4)], ["one:1"], id="second"),
        pytest.param("# kaito-gen: ignore[one, two] k\na: 1\n", [("one", 2), ("two", 2)], [], id="two rules"),
        pytest.param("x: '\u2028'\n# kaito-gen: ignore[one] k\nb: 2\n", [("one", 3)], [], id="line separator"),
        pytest.param("a: '# other: comment'\n", [("one", 1)], ["one:1"], id="no comment of ours"),
    ],
)
def test_a_comment_holds_for_its_lines(text: str, places: list[tuple[str, int]], stays: list[str]) -> None:
    assert left(text, *places) == stays


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("ignore[one]", "the comment gives no reason, so it ignores nothing"),
        ("ignore[three] why", "no rule is called three"),
        ("ignore[] why", "the comment names no rule"),
        ("ignore[two] why", "the comment ignores nothing"),
    ],
)
def test_a_comment_that_is_wrong_is_told_and_ignores_nothing(comment: str, said: str) -> None:
    assert left(f"a: 1  # kaito-gen: {comment}\n", ("one", 1)) == ["one:1", said]
