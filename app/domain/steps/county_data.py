"""Entries of data that the county signed for its desks: statutory periods of a region, code lists, divisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from app.domain.code_lists import LISTS, CodeList
from app.domain.divisions import DivisionsFile
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


class CodesLoaded(FromCounty, frozen=True, kw_only=True):
    """A code list was taken in; what was registered before keeps its words."""

    kind: ClassVar[str] = "codes_loaded"

    file: CodeList

    @property
    def title(self) -> str:
        """What was taken in, in words."""
        return f"{LISTS.get(self.file.list, self.file.list)}代码表（{self.file.title}）"

    def sentence(self, entry: Entry) -> str:
        return f"导入{self.title}，{len(self.file.codes)}项，{self._signed}"

    def shadowed(self, loaded: Sequence[CodesLoaded]) -> CodesLoaded | None:
        """A file here, signed later by the same key, where such files leave this one nothing to say."""
        later = later_than(self, loaded)
        return later[-1] if later and self.file.shadowed_by([one.file for one in later]) else None


class DivisionsLoaded(FromCounty, frozen=True, kw_only=True):
    """The villages of a township or county were taken in; what was registered before keeps its names."""

    kind: ClassVar[str] = "divisions_loaded"

    file: DivisionsFile

    @property
    def title(self) -> str:
        """What was taken in, in words."""
        return f"{self.file.title}区划"

    def sentence(self, entry: Entry) -> str:
        return f"导入{self.title}，{len(self.file.divisions)}个，{self._signed}"

    def shadowed(self, loaded: Sequence[DivisionsLoaded]) -> DivisionsLoaded | None:
        """A file here, signed later by the same key, where such files leave this one nothing to say."""
        later = later_than(self, loaded)
        return later[-1] if later and self.file.shadowed_by([one.file for one in later]) else None


def regions_after(shipped: Regions, loaded: Sequence[PeriodsLoaded]) -> Regions:
    """What every region says once these files were taken in, in whatever order."""
    regions = shipped
    for facts in in_order(loaded):
        regions = regions.with_file(facts.file)
    return regions
