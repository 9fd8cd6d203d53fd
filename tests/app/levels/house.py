"""A village desk, its township and the county, and what the tests of the three hand over."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec

from app.county.store import County
from app.desk import Desk
from app.domain.petition import Petition
from app.domain.steps.custody import PassOn, TakeOver
from tests.helpers import (
    STATION,
    stored,
)

VILLAGE = "43062110120001"
UP, TAKE = PassOn(reason="超出村级权限。"), TakeOver()
DOWN = PassOn(to=VILLAGE, reason="请村里核实。", despite=True)


class House(msgspec.Struct):
    """A village, its township and the county, and the stick between them."""

    village: Desk
    town: Desk
    county: County
    stick: Path

    def up(self) -> None:
        """The village's stick reaches the township; its answer goes back."""
        sent = self.village.export(self.stick)
        for file in (*sent.earlier, sent.file):
            if file:
                self.town.receive(Path(file))
        self.down()

    def down(self) -> list[str]:
        """The township's answer reaches the village."""
        return [self.village.receive(file).words for file in self.town.reply(VILLAGE, self.stick)]

    def to_county(self) -> None:
        """The township's stick reaches the county, in whatever order the files come."""
        sent = self.town.export(self.stick)
        files = [Path(file) for file in (*sent.earlier, sent.file, *sent.relayed) if file]
        for file in random.Random(7).sample(files, len(files)):
            self.county.receive(file)
            self.county.receive(file)
        self.town.receive(self.county.reply(STATION, self.stick))

    def proven(self) -> None:
        """Every chain and every table of all three."""
        for place in (self.village, self.town, self.county):
            place.verify(rebuild=True)


def same(house: House, number: str) -> Petition:
    """The petition, which all three hold alike."""
    there, here, above = stored(house.village, number), stored(house.town, number), house.county.show(number)[0]
    assert there == here == above
    return here
