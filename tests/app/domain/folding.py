"""A petition without a desk: the pure decisions and the pure fold, one step after the other."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections import Counter

import msgspec

from app.domain.clocks import clocks_of
from app.domain.deadlines import Periods
from app.domain.entries import GENESIS, Entry, Facts
from app.domain.office import Office
from app.domain.petition import Petition
from app.domain.records.attachment import FileRead
from app.domain.records.custody import Station
from app.domain.records.reception import ReceptionDay
from app.domain.steps import table
from app.domain.steps.register import Register
from app.domain.steps.step import Context, Step
from app.domain.suspension_rules import SuspensionRule
from app.domain.workdays import Calendar
from app.shipped import load_calendar, load_periods
from tests.helpers import OFFICE, STATION, registration

TODAY = dt.date(2026, 3, 20)
RECEIVED = dt.date(2026, 3, 2)


@functools.cache
def real() -> tuple[Periods, Calendar]:
    """The shipped periods and calendar."""
    return load_periods(), load_calendar()


PERIODS = {"D13": 14, "D1": 15, "D2": 15, "D3": 7, "D5": 60, "D7": 30, "D8": 30, "D9": 30, "D10": 30}  # days
COMPLETE = msgspec.structs.replace(OFFICE, short="石桥镇", review_body="岳阳县人民政府")


# A rule as a county could write it: no shipped file has one.
SUSPENSION = SuspensionRule(
    article="《某省信访条例》第四十条",
    basis="",
    grounds={"pending": "主要事实须待另案认定", "interpretation": "适用的规定须由有权机关解释"},
    periods=("D5", "D6"),
    valid_from=dt.date(2022, 5, 1),
    source="示例",
)


def read(path: str) -> FileRead:
    """What a file of this path would hold: another path, another content."""
    digest = hashlib.sha256(path.encode("utf-8", "replace")).hexdigest()
    return FileRead(file=path.rpartition("/")[2] or path, media="application/pdf", size=48_213, sha256=digest, pages=3)


class Folding:
    """Registered on 2 March, today is 20 March, every step on the day it says."""

    def __init__(self, step: Register | None = None, *, office: Office = COMPLETE, today: dt.date = TODAY) -> None:
        self.office = office
        self.today = today
        self.serials: Counter[tuple[str, int]] = Counter()
        self.seq = 1
        self.others: dict[str, Petition] = {}  # what else the desk has, by number
        self.reception_days: list[ReceptionDay] = []
        self.above: Station | None = None
        self.suspension: SuspensionRule | None = None  # as the national periods have it
        self.petition: Petition = self._fold(
            None, table.decide_new(step or registration(on=RECEIVED), self.context()), step or registration(on=RECEIVED)
        )

    def context(self) -> Context:
        return Context(
            today=self.today,
            officer="李明",
            office=self.office,
            due=lambda code, day, pauses=(): day + dt.timedelta(days=PERIODS[code]),
            last_day=lambda code, day, pauses=(): day + dt.timedelta(days=PERIODS[code] + 1),
            serial=lambda series, year: self.serials[series, year] + 1,
            code_hash=lambda number: "0" * 64,
            other=lambda number: self.others.get(number),
            suspension=lambda _day: self.suspension,
            above=self.above,
            clocks=lambda petition: clocks_of(petition, *real(), self.today),
            file=lambda path, _petition: read(path),
            reception_days=lambda day: [one for one in self.reception_days if one.held_on == day],
        )

    def decide(self, step: Step) -> tuple[Facts, ...]:
        return table.decide(self.petition, step, self.context())

    def run(self, *steps: Step) -> Petition:
        for step in steps:
            self.petition = self._fold(self.petition, self.decide(step), step)
        return self.petition

    def _fold(self, petition: Petition | None, facts: tuple[Facts, ...], step: Step) -> Petition:
        for one in facts:
            self.seq += 1
            for series, year, serial in one.serials():
                assert serial == self.serials[series, year] + 1
                self.serials[series, year] = serial
            entry = Entry(
                station=STATION,
                epoch=1,
                seq=self.seq,
                at="2026-03-20T09:00:00+08:00",
                on=step.day(self.context()),
                officer="李明",
                petition=f"{STATION}.1.2",
                kind=one.kind,
                facts=one,
                prev=GENESIS,
            )
            petition = table.apply(petition, entry)
        assert petition is not None
        return petition
