"""Text that cdk8s writes and Kubernetes reads as something else is found; measured with sigs.k8s.io/yaml 1.6.0."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest

from kaito_gen.emit import NotFaithful, dump, dump_faithful
from kaito_gen.emit.faithful import misread

LONG = "a line that is long enough for quoted text to be folded"


def verdict(content: Any) -> str:
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": content}
    message = misread(manifest)
    if message:
        with pytest.raises(NotFaithful, match=re.escape(message)):
            dump_faithful(manifest)
    else:
        assert dump_faithful(manifest) == dump(manifest)
    return message


MISREAD = [
    pytest.param({"a": "0o17"}, "data.a is the text '0o17'", id="go-octal"),
    pytest.param({"a": "-0O1_7"}, "data.a is the text", id="go-octal-upper-case"),
    pytest.param({"a": ["0X1F"]}, "data.a[0] is the text '0X1F'", id="go-hex-upper-case"),
    pytest.param({"a": "0B11"}, "as a number", id="go-binary-upper-case"),
    pytest.param({"0o7": "x"}, "data has the key '0o7'", id="key-becomes-a-number"),
    pytest.param({"a": {"<<": "x"}}, "data.a has the key '<<'", id="merge-key"),
    pytest.param({"a": "x\u0085y"}, "data.a holds a character", id="next-line"),
    pytest.param({"a": "x\u2028y"}, "data.a holds a character", id="line-separator"),
    pytest.param({"a": "\ufeffx"}, "data.a holds a character", id="byte-order-mark"),
    pytest.param({"a": "\x7f"}, "data.a holds a character", id="delete"),
    pytest.param({"a": "\ud800"}, "data.a holds a character", id="lone-surrogate"),
    pytest.param({"a": "\tx\ny"}, "data.a begins with a tab", id="block-begins-with-a-tab"),
    pytest.param({"a": "\n\tx\n"}, "data.a begins with a tab", id="tab-after-empty-lines"),
    pytest.param({"a": " \n"}, "data.a holds blanks and nothing else", id="blank-block"),
    pytest.param({"a": f"{LONG}\n \nx\x07"}, "holds a line that is one space", id="space-escaped-twice"),
]


@pytest.mark.parametrize(("content", "part"), MISREAD)
def test_what_would_arrive_as_something_else_is_found(content: Any, part: str) -> None:
    assert part in verdict(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"a": "0o8"}, id="no-octal-digit"),
        pytest.param({"a": "0x1f"}, id="quoted-by-cdk8s"),
        pytest.param({"a": "x 0o17"}, id="inside-of-text"),
        pytest.param({"a": "<<"}, id="merge-as-a-value"),
        pytest.param({"a": "_1"}, id="underscore-first"),
        pytest.param({"a": "\n\n"}, id="newlines-only"),
        pytest.param({"a": " \tx\ny"}, id="space-before-the-tab"),
        pytest.param({"a": "x\n\ty"}, id="tab-in-a-later-line"),
        pytest.param({"a": "\n \n\x07"}, id="too-short-to-be-folded"),
        pytest.param({"a": f"{LONG}\n  \nx\x07"}, id="two-spaces"),
        pytest.param({"a": "日本 😀 \\ | 0b1"}, id="suspect-but-right"),
    ],
)
def test_what_arrives_is_let_through(content: Any) -> None:
    assert verdict(content) == ""


@pytest.mark.parametrize(("content", "part"), MISREAD)
def test_the_first_document_of_a_process_is_looked_at_too(content: Any, part: str) -> None:
    """Writing remembers whether it met any doubtful text; nothing may be missed before it has."""
    code = (
        "import json, sys; from kaito_gen.emit import NotFaithful, dump_faithful\n"
        "try: dump_faithful({'kind': 'ConfigMap', 'data': json.loads(sys.argv[1])})\n"
        "except NotFaithful as error: print(ascii(str(error)))"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, json.dumps(content)], capture_output=True, text=True, check=True
    )
    assert part in child.stdout.replace("\\\\", "\\").replace("\\'", "'")
