"""Data that the county signed for its desks: looked at, taken in, listed with what each file changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from app import data_files, schedule_file
from app.answers import DataFile, DataLoaded, ScheduleLoaded
from app.data_files import CountyData
from app.desk.base import Progress, passing
from app.desk.needs import needs
from app.desk.steps import Steps
from app.domain.deadlines import Deadline, Period
from app.domain.errors import RuleBroken
from app.domain.office import NATIONAL
from app.domain.petition import Petition
from app.domain.recompute import Loaded, Moved, moved, moved_by_periods
from app.domain.regional import Difference, Regions, differences, reason
from app.domain.regional import doubts as period_doubts
from app.domain.rights import Right
from app.domain.schedules import doubts
from app.domain.steps import arrival as arrival_steps
from app.domain.steps.county_data import PeriodsLoaded, regions_after
from app.domain.steps.desk import CalendarLoaded
from app.domain.workdays import Calendar
from app.exchange import data_package
from app.storage.database import broken_surroundings

AFTER_CLOSING = frozenset({"D7", "D8", "D9", "D10", "M1"})  # clocks that may run where a petition is closed


class Data(Steps):
    """Files of the county: holiday schedules, the periods of a region."""

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
        return msgspec.structs.replace(told, moved=shifted, notices=tuple(writer.notices))

    @needs()
    def data_files(self) -> tuple[DataFile, ...]:
        """Every file of data that is here, by kind: shipped, typed or signed, and what each changed."""
        return (*self._schedule_files(), *self._period_files())

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

    def _data_seen(self, facts: CountyData) -> DataLoaded:
        """What a file says beside what is here. Raises RuleBroken("data-older")."""
        loaded = self._taken_in(type(facts))
        newer = facts.shadowed(loaded)
        if newer is not None:
            raise RuleBroken(
                "data-older",
                f"这份{facts.title}签发于{facts.signed_on}，本台已导入{newer.signer}{newer.signed_on}签发的，没有采用。"
                "确需改回的，请县级重新签发。",
                offered=facts.signed_on.isoformat(),
                known=newer.signed_on.isoformat(),
            )
        new = not any(facts.same_file(one) for one in loaded)
        found = self._differences(facts, self.regions) if new else ()
        return DataLoaded(
            kind=data_package.PERIODS,
            title=facts.title,
            new=new,
            taken=False,
            changes=tuple(one.words for one in found),
            confirm=tuple(one.words for one in found),
            worse=tuple(dict.fromkeys(one.code for one in found if one.worse)),
            doubts=(*period_doubts(facts.file), *self._unchosen(facts)),
            signed_by=facts.signed_by,
            words=facts.origin,
        )

    def _differences(self, facts: PeriodsLoaded, before: Regions) -> tuple[Difference, ...]:
        return differences(facts.file, before, self._shipped_regions.of(NATIONAL), self.calendar)

    def _unchosen(self, facts: PeriodsLoaded) -> tuple[str, ...]:
        region = self.office.region
        if region == facts.file.region:
            return ()
        return (f"本台现在适用{self.regions.titles[region]}的期限规定；要改用本文件的，导入后在“单位资料”中选择。",)

    def _enter(self, facts: PeriodsLoaded, seen: DataLoaded, progress: Progress | None) -> DataLoaded:
        found = self._differences(facts, self.regions)
        with self._writing() as writer:
            new = Loaded(writer.today, self.calendar, self._held_periods((*self._taken_in(PeriodsLoaded), facts)))
            shifted = tuple(self._moved_by(new, found, progress))
            writer.write("", writer.today, msgspec.structs.replace(facts, worse=seen.worse, moved=len(shifted)))
        self._read_anew()
        return msgspec.structs.replace(seen, taken=True, moved=shifted, notices=tuple(writer.notices))

    def _moved_by(self, new: Loaded, found: tuple[Difference, ...], progress: Progress | None) -> Iterable[Moved]:
        """Every clock that new periods move; petitions that are closed are read only where one of theirs may run."""
        loaded = self.calendars
        old = loaded[-1]
        if new.periods.all == old.periods.all:
            return ()
        petitions: Iterable[Petition] = self._open(progress)
        if AFTER_CLOSING & {one.code for one in found}:
            petitions = passing(self._petitions.received_by(new.on), progress, self._petitions.count)

        def why(was: Deadline | None, now: Deadline | None) -> str:
            """The clock's own period where that changed; D6 hangs on the end of D5: then all that changed."""
            clock = now or was
            assert clock is not None
            pair = _period(old, clock), _period(new, clock)
            pairs = [pair] if pair[0] != pair[1] else [(one.was, one.now) for one in found]
            return "；".join(dict.fromkeys(reason(*one) for one in pairs))

        return moved_by_periods(loaded, new, petitions, new.on, why)

    def _schedule_files(self) -> Iterator[DataFile]:
        """The years from last year on: as they count, then each that was taken in, the newest first."""
        told = []
        calendar = self.calendars[0].calendar
        for entry in self._own:
            facts = entry.facts
            if not isinstance(facts, CalendarLoaded):
                continue
            after = Calendar((*calendar.schedules, facts.schedule))
            days = len(calendar.changed_days(after))
            told.append(
                DataFile(
                    kind=data_package.HOLIDAY_SCHEDULE,
                    title=f"{facts.year}年放假安排",
                    origin="signed" if facts.signed_by else "typed",
                    words=facts.origin,
                    note=_notice(facts.notice),
                    signed_on=facts.signed_on,
                    loaded_on=entry.on.isoformat(),
                    changed=(f"改动{days}天" if days else "日期没有变化",),
                )
            )
            calendar = after
        yield from reversed(told)
        for known in self.schedules():
            if known.origin == "shipped" and known.schedule.year >= self.today().year - 1:
                provisional = known.schedule.provisional
                note = "尚未导入，暂按法定节假日计算" if provisional else _notice(known.schedule.notice)
                yield _shipped(data_package.HOLIDAY_SCHEDULE, f"{known.schedule.year}年放假安排", note)

    def _period_files(self) -> Iterator[DataFile]:
        told: list[DataFile] = []
        before: list[PeriodsLoaded] = []
        for entry in self._own:
            facts = entry.facts
            if isinstance(facts, PeriodsLoaded):
                found = self._differences(facts, regions_after(self._shipped_regions, before))
                told.append(
                    _loaded_file(data_package.PERIODS, facts, entry.on, (reason(one.was, one.now) for one in found))
                )
                before.append(facts)
        yield from reversed(told)
        for title in self._shipped_regions.titles.values():
            yield _shipped(data_package.PERIODS, f"{title}期限规定")


def _loaded_file(kind: str, facts: CountyData, on: dt.date, changed: Iterable[str]) -> DataFile:
    return DataFile(
        kind=kind,
        title=facts.title,
        origin="signed",
        words=facts.origin,
        signed_on=facts.signed_on.isoformat(),
        loaded_on=on.isoformat(),
        changed=(*changed, f"{facts.moved}个期限有变动"),
    )


def _shipped(kind: str, title: str, note: str = "") -> DataFile:
    return DataFile(kind=kind, title=title, origin="shipped", words="随程序提供", note=note)


def _notice(title: str) -> str:
    """The notice's title without the address behind it, which is for the file and not for reading."""
    return title.partition("（gov.cn")[0]


def _period(loaded: Loaded, clock: Deadline) -> Period | None:
    return loaded.periods.find(clock.code, clock.day_zero)


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
