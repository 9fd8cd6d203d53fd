"""Entries of data that the county signed for its desks: statutory periods of a region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from app.domain.entries import Entry
from app.domain.from_county import FromCounty, in_order, later_than
from app.domain.regional import PeriodsFile, Regions


class PeriodsLoaded(FromCounty, frozen=True, kw_only=True):
    """A region's periods were taken in; they hold where the office has chosen the region, by day zero.

    `worse` are the codes that are worse for the petitioner than the national law, which the person who took the file in
    was told; `moved` is how many clocks it moved that day.
    """

    kind: ClassVar[str] = "periods_loaded"

    file: PeriodsFile
    worse: tuple[str, ...] = ()
    moved: int = 0

    @property
    def title(self) -> str:
        """What was taken in, in words."""
        return f"{self.file.title}期限规定"

    def sentence(self, entry: Entry) -> str:
        worse = f"，经核对仍采用比全国规定对信访人不利的{'、'.join(self.worse)}" if self.worse else ""
        return f"导入{self.title}，{self._signed}；{self.moved}个期限有变动{worse}"

    def shadowed(self, loaded: Sequence[PeriodsLoaded]) -> PeriodsLoaded | None:
        """The file here, signed later by the same key, beside which this one says nothing."""
        found = (
            one
            for one in later_than(self, loaded)
            if one.file.region == self.file.region and one.file.begins <= self.file.begins
        )
        return next(found, None)


def regions_after(shipped: Regions, loaded: Sequence[PeriodsLoaded]) -> Regions:
    """What every region says once these files were taken in, in whatever order."""
    regions = shipped
    for facts in in_order(loaded):
        regions = regions.with_file(facts.file)
    return regions
