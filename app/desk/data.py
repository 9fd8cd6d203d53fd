"""Data that the county signed for its desks: looked at, taken in, listed with what each file changed."""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from app import data_files, schedule_file
from app.answers import DataFile, DataLoaded, ScheduleLoaded
from app.data_files import CountyData
from app.desk.base import Progress
from app.desk.data_kinds import DataKinds
from app.desk.needs import needs
from app.domain.code_lists import Code
from app.domain.divisions import TOWNSHIP_DIGITS, Division, Divisions
from app.domain.errors import RuleBroken
from app.domain.recompute import moved
from app.domain.rights import Right
from app.domain.schedules import doubts
from app.domain.steps import arrival as arrival_steps
from app.domain.steps.desk import CalendarLoaded
from app.domain.workdays import Calendar
from app.exchange import data_package
from app.storage.database import broken_surroundings


class Data(DataKinds):
    """Files of the county: holiday schedules, the periods of a region, code lists, divisions."""

    @needs(Right.ADMINISTER)
    @broken_surroundings()
    def look_at_data(self, source: Path | bytes) -> DataLoaded:
        """What a file says and would change; nothing is written. Raises as `load_data` does."""
        data = data_files.bytes_of(source)
        if self._is_schedule(data, source):
            return _of_schedule(self._schedule_seen(source)[1], taken=False)
        return self._data_seen(self._read_data(data))

    @needs(Right.ADMINISTER)
    def load_data(
        self, source: Path | bytes, *, confirmed: bool = False, progress: Progress | None = None, arrival: str = ""
    ) -> DataLoaded:
        """Take in a file of whatever kind, by its path or its bytes (a stick, a dispatch): it says itself what it is.

        `arrival` is what came down with these bytes; it is taken up by this, also where nothing in it is new.

        `confirmed` says that a person has read what `look_at_data` gave as `confirm`. The same file again changes
        nothing. Raises RuleBroken("data-unconfirmed") with these sentences, RuleBroken("data-older"), RuleBroken
        ("data-signed-later"), RuleBroken naming what is wrong in the file, ExchangeError as data_package.read does and
        "data-kind-unknown", StorageError.
        """
        told = self._load(source, confirmed, progress)
        if arrival:
            self._take_up_data(arrival, told.title)
        return told

    @needs(Right.ADMINISTER)
    @broken_surroundings()
    def arrived_data(self, ref: str) -> bytes:
        """The data file that came down as an arrival. Raises RuleBroken: no-such-arrival, arrival-no-data."""
        return arrival_steps.data_of(self._arrival(ref))

    def _load(self, source: Path | bytes, confirmed: bool, progress: Progress | None) -> DataLoaded:
        data = data_files.bytes_of(source)
        if self._is_schedule(data, source):
            told = self.load_schedule(source, progress)
            return _of_schedule(told, taken=told.new)
        facts = self._read_data(data)
        seen = self._data_seen(facts)
        if not seen.new:
            return seen
        if seen.confirm and not confirmed:
            raise RuleBroken(
                "data-unconfirmed",
                f"{seen.title}改动了期限，请逐条核对后确认采用：{''.join(seen.confirm)}",
                differences=list(seen.confirm),
                worse=list(seen.worse),
            )
        return self._enter(facts, seen, progress)

    @needs(Right.ADMINISTER)
    def load_schedule(self, file: Path | bytes, progress: Progress | None = None) -> ScheduleLoaded:
        """Take in a year's holiday schedule: typed from the State Council's notice, or signed by our county.

        Every running clock it moves is listed with the days that moved it; closed clocks keep their dates. The same
        days again change nothing, but that a signed schedule takes a typed one's place. `progress` hears how many of
        how many open petitions are done. Raises RuleBroken naming each mistake with its line, RuleBroken
        ("schedule-older"), ExchangeError as data_package.read does, StorageError.
        """
        facts, told = self._schedule_seen(file)
        if not told.new:
            return told
        schedule_file.check_newest(facts, self._taken_in(CalendarLoaded))
        after = Calendar((*self.calendar.schedules, facts.schedule))
        with self._writing() as writer:
            shifted = tuple(moved(self.calendar, after, self._open(progress), self.periods, writer.today))
            writer.write("", writer.today, facts)
        self._read_anew()
        self.ready_lists(progress)
        return msgspec.structs.replace(told, moved=shifted, notices=tuple(writer.notices))

    @needs()
    def data_files(self) -> tuple[DataFile, ...]:
        """Every file of data that is here, by kind: shipped, typed or signed, and what each changed."""
        return (*self._schedule_files(), *self._period_files(), *self._list_files())

    @needs()
    def content_classes_now(self) -> tuple[Code, ...]:
        """The content classes that may be chosen today."""
        return self.content_classes.open_on(self.today())

    @needs()
    def villages(self) -> tuple[Division, ...]:
        """The villages and communities of the desk's own township as they stand today, those that are no more too.

        What the county signed; where it has signed nothing of this township, the shipped national table as a proposal.
        """
        township, today = self.station[:TOWNSHIP_DIGITS], self.today()
        return self.divisions.on(today, township) or self._shipped_divisions.on(today, township)

    @functools.cached_property
    def _shipped_divisions(self) -> Divisions:
        from app.shipped_divisions import load_villages  # where the county has spoken, it is never read

        found = load_villages(self.station[:TOWNSHIP_DIGITS])
        return Divisions([found] if found else [])

    def _is_schedule(self, data: bytes, source: Path | bytes) -> bool:
        """Whether it is a year's schedule: signed as one, or typed, which nothing else can be."""
        suffix = "" if isinstance(source, bytes) else source.suffix
        if not data_files.is_signed(data, suffix):
            return True
        return data_package.read_any(data, county=self._signer()).kind == data_package.HOLIDAY_SCHEDULE

    def _schedule_seen(self, file: Path | bytes) -> tuple[CalendarLoaded, ScheduleLoaded]:
        facts = schedule_file.read(file, self._signer())
        loaded = self._taken_in(CalendarLoaded)
        doubted = schedule_file.contradicted(facts, loaded)
        facts = msgspec.structs.replace(facts, against_signed=bool(doubted))
        return facts, ScheduleLoaded(
            year=facts.year,
            new=schedule_file.changes(facts, self.calendar, loaded),
            moved=(),
            doubts=(*doubted, *doubts(facts.schedule)),
            signed_by=facts.signed_by,
            words=facts.origin,
        )

    def _read_data(self, data: bytes) -> CountyData:
        facts = data_files.read(data, self._signer())
        today = self.today()
        if facts.signed_on > today:
            raise RuleBroken(
                "data-signed-later",
                f"数据文件签发于{facts.signed_on}，在本台今天（{today}）之后，没有采用。请核对本台电脑的日期，或请县级核对。",
                signed_on=facts.signed_on.isoformat(),
                today=today.isoformat(),
            )
        return facts


def _of_schedule(told: ScheduleLoaded, *, taken: bool) -> DataLoaded:
    return DataLoaded(
        kind=data_package.HOLIDAY_SCHEDULE,
        title=f"{told.year}年放假安排",
        new=told.new,
        taken=taken,
        moved=told.moved,
        doubts=told.doubts,
        signed_by=told.signed_by,
        words=told.words,
        notices=told.notices,
    )
