"""The context length that KAITO v0.12's estimator reads from an inference configuration, line by line."""

import pytest

from kaito_gen.planning.context import explicit_context
from kaito_gen.planning.integers import atoi, wrap


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("vllm:\n  max-model-len: 4096\n", 4096, id="plain"),
        pytest.param("vllm:\r\n  max-model-len: 4096\r\n", 4096, id="windows line ends"),
        pytest.param("vllm:\n    max-model-len: 4096", 4096, id="deeper indent, no last line end"),
        pytest.param("vllm:\n  sub:\n    max-model-len: 4096\n", 4096, id="nested key"),
        pytest.param("  vllm:\n    max-model-len: 4096\n", 4096, id="indented section"),
        pytest.param("vllm:x\n  max-model-len: 4096\n", 4096, id="text after the section's name"),
        pytest.param("vllm:\n  max-model-len:4096\n", 4096, id="no blank after the colon"),
        pytest.param("vllm:\n\n# note\n  \n  # note\n  max-model-len: 4096\n", 4096, id="blank lines and comments"),
        pytest.param(
            "x: 1\nvllm:\n  a: 1\n  max-model-len: 4096\n  max-model-len: 8192\n", 4096, id="first one counts"
        ),
        pytest.param("vllm:\n\t\tmax-model-len: 4096\n", 4096, id="two tabs are as good as two blanks"),
        pytest.param("vllm:\n  max-model-len: +4096\n", 4096, id="sign"),
        pytest.param("vllm:\n  max-model-len: 004096\n", 4096, id="leading zeros"),
        pytest.param("vllm:\n  max-model-len: 4096\u00a0\n", 4096, id="no-break space"),
        pytest.param("", None, id="empty"),
        pytest.param("vllm:\n", None, id="empty section"),
        pytest.param("max-model-len: 4096\n", None, id="outside the section"),
        pytest.param("#vllm:\n  max-model-len: 4096\n", None, id="section commented out"),
        pytest.param("vllm:\n #max-model-len: 1\n  #max-model-len: 4096\n", None, id="setting commented out"),
        pytest.param("vllm: {max-model-len: 4096}\n", None, id="flow style"),
        pytest.param("vllm:\n max-model-len: 4096\n", None, id="one blank"),
        pytest.param("vllm:\n\tmax-model-len: 4096\n", None, id="one tab"),
        pytest.param("vllm:\n  a: 1\ny: 2\n  max-model-len: 4096\n", None, id="section left"),
        pytest.param("vllm:\n  a: 1\ny: 2\nvllm:\n  max-model-len: 4096\n", None, id="never entered twice"),
        pytest.param("vllm:\n  max-model-len: 4096 # tokens\n", None, id="trailing comment"),
        pytest.param("vllm:\n  max-model-len: '4096'\n", None, id="quotes"),
        pytest.param("vllm:\n  max-model-len: auto\n  max-model-len: 4096\n", None, id="a word, and no second try"),
        pytest.param("vllm:\n  max-model-len:\n", None, id="no value"),
        pytest.param("vllm:\n  max-model-len: 0\n", None, id="zero"),
        pytest.param("vllm:\n  max-model-len: -4096\n", None, id="negative"),
        pytest.param("vllm:\n  max-model-len: 4_096\n", None, id="underscore"),
        pytest.param("vllm:\n  max-model-len: 4096.0\n", None, id="fraction"),
        pytest.param("vllm:\n  max-model-len: 99999999999999999999\n", None, id="more than 64 bits"),
        pytest.param("vllm:\n  max_model_len: 4096\n", None, id="underscores in the name"),
        pytest.param("vllm:\n  max-model-len : 4096\n", None, id="blank before the colon"),
        pytest.param("vllm:\n  max-model-len: 4096\x1c\n", None, id="a separator that Go does not trim"),
    ],
)
def test_the_line_parser(text: str, tokens: int | None) -> None:
    assert explicit_context(text) == tokens


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("-12", -12),
        ("+007", 7),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("9223372036854775808", None),
        ("0" * 5000 + "1", 1),
        ("9" * 5000, None),
        ("", None),
        ("+", None),
        ("1e3", None),
        (" 1", None),
        ("1\n", None),
        ("\u0661", None),
        ("1_0", None),
        ("--1", None),
    ],
)
def test_integers_are_those_that_go_reads(text: str, number: int | None) -> None:
    assert atoi(text) == number


@pytest.mark.parametrize(("value", "left"), [(5, 5), (2**63, -(2**63)), (2**64, 0), (-(2**63) - 1, 2**63 - 1)])
def test_products_overflow_silently(value: int, left: int) -> None:
    assert wrap(value) == left
