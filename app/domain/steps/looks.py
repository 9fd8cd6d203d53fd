"""The journal's count of looks: it anchors their chain, and it is all of them that the county is told."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from app.domain.entries import Entry, Facts
from app.domain.looks import told_counts


class LooksCounted(Facts, frozen=True, kw_only=True):
    """How often was looked, by act, from one day to another; no officer, no petition, no words of a search."""

    kind: ClassVar[str] = "looks_counted"

    line: str  # which log of looking
    rows: int  # how many looks it held after the last of these days
    head: str  # hash of the last of them
    first: dt.date
    last: dt.date
    counts: dict[str, int]  # act -> how often
    lost: int = 0  # looks of an earlier log, counted before, that is not at this desk any more

    def sentence(self, entry: Entry) -> str:
        days = f"{self.first}" if self.first == self.last else f"{self.first}至{self.last}"
        lost = f"；查阅记录此后另起，之前的{self.lost}条已不在本机" if self.lost else ""
        return f"查阅记录计数：{days}{told_counts(self.counts)}，累计{self.rows}条，末条校验值{self.head[:16]}{lost}"
