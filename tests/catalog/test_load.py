"""What ships loads, in both releases."""

import pytest

from kaito_gen.data import load_catalog
from kaito_gen.kinds import V0_3, V0_12


@pytest.mark.parametrize(
    ("release", "presets", "machines"),
    [(V0_3, 17, {"aws": 57, "azure": 42}), (V0_12, 60, {"arc": 8, "aws": 35, "azure": 14})],
    ids=[V0_3, V0_12],
)
def test_the_whole_catalog_of_a_release_is_there(release: str, presets: int, machines: dict[str, int]) -> None:
    catalog = load_catalog(release)

    assert len(catalog.presets()) == presets
    assert {cloud: len(catalog.machines(cloud)) for cloud in catalog.clouds()} == machines
