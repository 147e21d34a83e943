"""Names of generated objects are stable, and objects that exist keep theirs."""

import re

import pytest

from kaito_gen.render.names import child_name, claim_name, kept_first

NAMES = ["a-0", "a-1", "a-2", "a-3"]


def test_claims_are_legal_agent_pool_names_and_differ_by_every_part() -> None:
    names = {claim_name(*parts) for parts in (("n", "w", 0), ("n", "w", 1), ("n", "v", 0), ("m", "w", 0))}
    assert len(names) == 4
    assert all(re.fullmatch(r"ws[0-9a-f]{9}", name) for name in names)


def test_children_are_numbered() -> None:
    assert child_name("set", 2) == "set-2"


@pytest.mark.parametrize(
    ("existing", "count", "kept"),
    [
        pytest.param((), 2, ["a-0", "a-1"], id="none"),
        pytest.param(("a-2",), 2, ["a-0", "a-2"], id="a-gap-is-not-closed-by-dropping"),
        pytest.param(("a-3", "a-1"), 2, ["a-1", "a-3"], id="all-there"),
        pytest.param(("a-0", "a-1", "a-2"), 1, ["a-0"], id="fewer-than-exist"),
        pytest.param((), -1, [], id="negative"),
    ],
)
def test_keeps_existing_names_first(existing: tuple[str, ...], count: int, kept: list[str]) -> None:
    assert kept_first(NAMES, existing, count) == kept
