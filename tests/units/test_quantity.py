"""Which texts Kubernetes takes for quantities when it reads an object; compared with k8s.io/apimachinery v0.30.1."""

import pytest

from kaito_gen.units import is_quantity, parse_quantity

PLAIN = ["0", "400", "1.5Gi", ".5", "5.", "-3m", "+2k", "1e3", "1E-3", "1E", "00", "27.31Gi"]
ODD = ["-", "+", ".", "Gi", "m", "E", "e5", "-.Ti", "e-9", "e-9223372036854775808", "1e9223372036854775807"]
NONE = ["", " 1", "1 ", "1..", "1.2.3", "1i", "1K", "1ki", "1nn", "x", "1e1.5", "\uff11", "1\n", "1e", "1e+"]
NONE += ["Pi", "Ei", ".Pi", "e-10", "1e9223372036854775808", "e" + "9" * 5000]


@pytest.mark.parametrize("text", [*PLAIN, *ODD])
def test_taken(text: str) -> None:
    assert is_quantity(text)


@pytest.mark.parametrize("text", NONE)
def test_refused(text: str) -> None:
    assert not is_quantity(text)


@pytest.mark.parametrize("text", PLAIN)
def test_what_has_a_number_is_one_to_us_as_well(text: str) -> None:
    assert parse_quantity(text) is not None


@pytest.mark.parametrize("text", ["1e" + "0" * 5000 + "3", "1e-" + "0" * 5000])
def test_leading_zeros_of_an_exponent_do_not_count(text: str) -> None:
    assert is_quantity(text)
