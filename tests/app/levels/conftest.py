"""A village desk, its township and the county, paired."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.county.store import County
from app.desk import Desk
from tests.app.levels.house import VILLAGE, House
from tests.helpers import (
    OFFICE,
    PASSPHRASE,
    FixedClock,
)


@pytest.fixture(scope="module")
def village_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed village desk, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("templates") / "village"
    office = msgspec.structs.replace(OFFICE, station=VILLAGE, name="石桥村村级代办点")
    Desk.create(
        folder,
        office=office,
        officers=("周村",),
        passphrase=PASSPHRASE,
        common=True,
        clock=FixedClock(),
        unlock_seconds=0.01,
    ).close()
    return folder


@pytest.fixture
def house(desk: Desk, county: County, village_template: Path, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    stick = tmp_path / "levels"
    stick.mkdir()
    folder = Path(shutil.copytree(village_template, tmp_path / "village"))
    with Desk.open(folder, PASSPHRASE, clock=clock) as village:
        village.trust(desk.card())
        desk.trust(village.card(), below=True)
        desk.trust(county.card())
        county.trust(desk.card())
        yield House(village, desk, county, stick)
