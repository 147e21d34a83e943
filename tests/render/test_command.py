"""The same flags always give the same command, and no value breaks out of its word."""

import shlex

from kaito_gen.render.command import flags, shell


def test_flags_are_sorted_and_bare_without_a_value() -> None:
    assert flags({"zeta": "1", "alpha": "", "mid.dle": "x"}) == "--alpha --mid.dle=x --zeta=1"


def test_values_are_quoted_where_the_shell_would_change_them() -> None:
    text = flags({"a": '{"b": true}', "c": "x; rm -rf /", "d": "$(HOME)"})
    assert "$(" not in text
    assert shlex.split(text) == ['--a={"b": true}', "--c=x; rm -rf /", "--d=$(HOME)"]


def test_shell_runs_one_line() -> None:
    assert shell("a && b") == ["/bin/sh", "-c", "a && b"]
