"""What each kind of the county's files says beside what the desk has, what it moves, and how it is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from app.answers import DataFile, DataLoaded
from app.data_files import CountyData
from app.desk.base import Progress, passing
from app.desk.steps import Steps
from app.domain.code_lists import LISTS, Codes
from app.domain.deadlines import Deadline, Period
from app.domain.divisions import TOWNSHIP, TOWNSHIP_DIGITS, Divisions
from app.domain.errors import RuleBroken
from app.domain.from_county import in_order
from app.domain.national import SOURCE
from app.domain.office import NATIONAL
from app.domain.petition import Petition
from app.domain.recompute import Loaded, Moved, moved_by_periods
from app.domain.regional import Difference, Regions, differences, doubts, reason
from app.domain.steps.county_data import CodesLoaded, DivisionsLoaded, PeriodsLoaded, regions_after
from app.domain.steps.desk import CalendarLoaded
from app.domain.workdays import Calendar
from app.exchange import data_package

AFTER_CLOSING = frozenset({"D7", "D8", "D9", "D10", "M1"})  # clocks that may run where a petition is closed


C = TypeVar("C", PeriodsLoaded, CodesLoaded, DivisionsLoaded)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says beside what is here; as in `DataLoaded`."""

    changes: tuple[str, ...]
    confirm: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class DataKinds(Steps):
    """Periods, code lists, divisions: what a file of each kind says, and what it does."""

    def _data_seen(self, facts: CountyData) -> DataLoaded:
        """What a file says beside what is here. Raises RuleBroken("data-older"), RuleBroken("data-other-area")."""
        kind, loaded, newer = self._of_kind(facts)
        if newer is not None:
            raise RuleBroken(
                "data-older",
                f"这份{facts.title}签发于{facts.signed_on}，本台已导入{newer.signer}{newer.signed_on}签发的，没有采用。"
                "确需改回的，请县级重新签发。",
                offered=facts.signed_on.isoformat(),
                known=newer.signed_on.isoformat(),
            )
        new = not any(facts.same_file(one) for one in loaded)
        said = self._said(facts) if new else Said(changes=())
        return DataLoaded(
            kind=kind,
            title=facts.title,
            new=new,
            taken=False,
            changes=said.changes,
            confirm=said.confirm,
            worse=said.worse,
            doubts=said.doubts,
            signed_by=facts.signed_by,
            words=facts.origin,
        )

    def _of_kind(self, facts: CountyData) -> tuple[str, Sequence[CountyData], CountyData | None]:
        """The kind of a file, those of its kind that are here, and the one beside which it says nothing."""
        if isinstance(facts, PeriodsLoaded):
            periods = self._taken_in(PeriodsLoaded)
            return data_package.PERIODS, periods, facts.shadowed(periods)
        if isinstance(facts, CodesLoaded):
            lists = self._taken_in(CodesLoaded)
            return data_package.CODES, lists, facts.shadowed(lists)
        divisions = self._taken_in(DivisionsLoaded)
        return data_package.DIVISIONS, divisions, facts.shadowed(divisions)

    def _said(self, facts: CountyData) -> Said:
        if isinstance(facts, CodesLoaded):
            return Said(changes=self.content_classes.changed_by(facts.file))
        if isinstance(facts, DivisionsLoaded):
            self._check_area(facts)
            return Said(changes=self.divisions.changed_by(facts.file), doubts=self._own_township(facts))
        found = self._differences(facts, self.regions)
        return Said(
            changes=tuple(one.words for one in found),
            confirm=tuple(one.words for one in found),
            worse=tuple(dict.fromkeys(one.code for one in found if one.worse)),
            doubts=(*doubts(facts.file), *self._unchosen(facts)),
        )

    def _enter(self, facts: CountyData, seen: DataLoaded, progress: Progress | None) -> DataLoaded:
        """Write what was read and confirmed; the clocks it moves are found in the same transaction."""
        shifted: tuple[Moved, ...] = ()
        with self._writing() as writer:
            if isinstance(facts, PeriodsLoaded):
                files = (*self._taken_in(PeriodsLoaded), facts)
                new = Loaded(writer.today, self.calendar, self._held_periods(files))
                shifted = tuple(self._moved_by(new, self._differences(facts, self.regions), progress))
                facts = msgspec.structs.replace(facts, worse=seen.worse, moved=len(shifted))
            writer.write("", writer.today, facts)
        self._read_anew()
        self.ready_lists(progress)
        return msgspec.structs.replace(seen, taken=True, moved=shifted, notices=tuple(writer.notices))

    def _check_area(self, facts: DivisionsLoaded) -> None:
        """A file of another township or county says nothing to this desk."""
        area = facts.file.area
        if not self.station.startswith(area):
            raise RuleBroken(
                "data-other-area",
                f"{facts.title}是{area}的，本台属于{self.station[: len(area)]}，没有采用。请确认选对了文件。",
                area=area,
                station=self.station,
            )

    def _own_township(self, facts: DivisionsLoaded) -> tuple[str, ...]:
        """What to do where the township's own code ends: the desk keeps the code that it was set up with."""
        lines = {one.code: one for one in facts.file.divisions}
        own = lines.get(f"{self.station[:TOWNSHIP_DIGITS]}{TOWNSHIP}")
        if own is None or own.closed_on is None:
            return ()
        after = [one for one in lines.values() if own.code in one.predecessors]
        into = f"改为{'、'.join(f'{one.name}（{one.code}）' for one in after)}" if after else "不再使用"
        return (
            f"本台所在{own.name}的代码{own.code}自{own.closed_on}起{into}。本台台号启用后不能更改：已登记的编号、文书和期限"
            "不受影响，本台可以继续使用。确需改用新代码的，用新台号另建接待台，与县级重新交换公钥卡，新来的事项在新台登记，"
            "本台办结存量事项后不再登记。",
        )

    def _differences(self, facts: PeriodsLoaded, before: Regions) -> tuple[Difference, ...]:
        return differences(facts.file, before, self._shipped_regions.of(NATIONAL), self.calendar)

    def _unchosen(self, facts: PeriodsLoaded) -> tuple[str, ...]:
        region = self.office.region
        if region == facts.file.region:
            return ()
        return (f"本台现在适用{self.regions.titles[region]}的期限规定；要改用本文件的，导入后在“单位资料”中选择。",)

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
        """The regions' files that were taken in, the newest first, then those that are shipped."""

        def changed(facts: PeriodsLoaded, before: Sequence[PeriodsLoaded]) -> Iterator[str]:
            found = self._differences(facts, regions_after(self._shipped_regions, before))
            yield from (reason(one.was, one.now) for one in found)
            yield f"{facts.moved}个期限有变动"

        yield from self._listed(data_package.PERIODS, PeriodsLoaded, changed)
        for title in self._shipped_regions.titles.values():
            yield _shipped(data_package.PERIODS, f"{title}期限规定")

    def _list_files(self) -> Iterator[DataFile]:
        """The code lists and divisions that were taken in, the newest of each kind first."""

        def codes(facts: CodesLoaded, before: Sequence[CodesLoaded]) -> tuple[str, ...]:
            return Codes(facts.file.list, [one.file for one in in_order(before)]).changed_by(facts.file)

        def divisions(facts: DivisionsLoaded, before: Sequence[DivisionsLoaded]) -> tuple[str, ...]:
            return Divisions([one.file for one in in_order(before)]).changed_by(facts.file)

        yield from self._listed(data_package.CODES, CodesLoaded, codes)
        for name in LISTS.values():
            yield _shipped(data_package.CODES, f"{name}代码表（参考）")
        yield from self._listed(data_package.DIVISIONS, DivisionsLoaded, divisions)
        yield _shipped(data_package.DIVISIONS, f"村和社区名单（{SOURCE}，参考）")

    def _listed(
        self, kind: str, facts: type[C], changed: Callable[[C, Sequence[C]], Iterable[str]]
    ) -> Iterator[DataFile]:
        """The files of one kind that were taken in, the newest first, with what each changed then."""
        told: list[DataFile] = []
        before: list[C] = []
        for entry in self._own:
            if isinstance(entry.facts, facts):
                told.append(_loaded_file(kind, entry.facts, entry.on, changed(entry.facts, before)))
                before.append(entry.facts)
        return reversed(told)


def _loaded_file(kind: str, facts: CountyData, on: dt.date, changed: Iterable[str]) -> DataFile:
    return DataFile(
        kind=kind,
        title=facts.title,
        origin="signed",
        words=facts.origin,
        signed_on=facts.signed_on.isoformat(),
        loaded_on=on.isoformat(),
        changed=tuple(changed) or ("内容没有变化",),
    )


def _shipped(kind: str, title: str, note: str = "") -> DataFile:
    return DataFile(kind=kind, title=title, origin="shipped", words="随程序提供", note=note)


def _notice(title: str) -> str:
    """The notice's title without the address behind it, which is for the file and not for reading."""
    return title.partition("（gov.cn")[0]


def _period(loaded: Loaded, clock: Deadline) -> Period | None:
    return loaded.periods.find(clock.code, clock.day_zero)
