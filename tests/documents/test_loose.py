"""YAML that a Go program reads for itself, with go-yaml v2 and without strictness."""

import pytest

from kaito_gen.documents.limits import MAX_DEPTH
from kaito_gen.documents.loose import read_texts, read_values

VALUES = {
    "nothing": ("", None),
    "keys of their own types": ("true: 1\n1: 2\n1.5: 3\n~: 4\na: 5\n", {True: 2, 1.5: 3, None: 4, "a": 5}),
    "the last of equal keys": ("a: 1\na: 2\n", {"a": 2}),
    "words of YAML 1.1": ("a: [yes, no, on, off, y, n]", {"a": [True, False, True, False, True, False]}),
    "infinity": ("a: .inf", {"a": float("inf")}),
    "a date as text": ("a: 2026-01-31", {"a": "2026-01-31"}),
    "an alias": ("a: &x [1]\nb: *x\n", {"a": [1], "b": [1]}),
    "a merge before a key": ("<<: {a: 1}\na: 2\n", {"a": 2}),
    "a merge after a key": ("a: 2\n<<: {a: 1}\n", {"a": 1}),
    "several merges": ("<<: [{a: 1}, {a: 2, b: 3}]", {"a": 1, "b": 3}),
    "the first of two documents": ("a: 1\n---\n{", {"a": 1}),
}


@pytest.mark.parametrize(("text", "value"), VALUES.values(), ids=VALUES)
def test_values(text: str, value: object) -> None:
    assert read_values(text) == value


TEXTS = {
    "numbers as written": ("a: 0x10\nb: 1_000\nc: 1.50\n", {"a": "0x10", "b": "1_000", "c": "1.50"}),
    "words as written": ("a: True\nb: off\n", {"a": "True", "b": "off"}),
    "null": ("a: null\nb:\nc: ~\n", {"a": "", "b": "", "c": ""}),
    "keys as written": ("1: a\ntrue: b\n", {"1": "a", "true": "b"}),
    "base64": ("a: !!binary aGk=", {"a": "hi"}),
}


@pytest.mark.parametrize(("text", "value"), TEXTS.values(), ids=TEXTS)
def test_texts(text: str, value: object) -> None:
    assert read_texts(text) == value


UNREADABLE = {
    "no YAML": "{",
    "a tab": "a:\n\tb: 1",
    "a list as a key": "? [a]\n: b",
    "a merge of text": "<<: text",
    "a wrong tag": "a: !!int text",
    "broken base64": "a: !!binary zz",
    "an unknown anchor": "*a",
    "a value inside itself": "a: &a {b: *a}",
    "a merge of itself": "a: &a {<<: *a}",
    "nesting": "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
    "aliases that grow": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "\n".join(f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]" for old, new in zip("abcdef", "bcdefg", strict=True)),
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_a_sentence(text: str) -> None:
    for read in (read_values, read_texts):
        with pytest.raises(ValueError, match=r"\w+ \w+"):
            read(text)
