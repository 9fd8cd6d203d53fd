"""Random weeks of villages, townships and a county: whatever happens to sticks, nothing is lost, nothing is twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.simulated_proof import heal, prove
from tests.journeys.simulation import DAMAGE, Size, World

SMALL = Size(townships=3, villages=2, days=8, acts=40)


@pytest.mark.parametrize("seed", [3, 5])
def test_whatever_happens_to_the_sticks_every_line_is_at_the_county_once(seed: int, tmp_path: Path) -> None:
    world = World(tmp_path / "county", SMALL, seed)
    try:
        world.run()
        proven = prove(world, heal(world))
    finally:
        world.close()
    assert proven.same > proven.petitions / 2
    assert all(world.injected[what] for what in DAMAGE)
