"""Which days the offices work: weekends, the State Council's yearly schedule, make-up working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated

import msgspec

ONE_DAY = timedelta(days=1)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

# New Year's holiday is rearranged by the notice of the new year, which reaches back into the old one:
# the notice for 2012 made 2011-12-31 a working day, that for 2019 began with 2018-12-29.
NEXT_NOTICE_REACHES_BACK_TO = (12, 29)


class YearSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One year's notice: days off with the festival's name, weekend days worked with the festival they make up for.

    `provisional`: the State Council has not published the year; the file holds the statutory days only.
    """

    year: Annotated[int, msgspec.Meta(ge=1949, le=2999)]
    notice: str
    source: str
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    provisional: bool = False
    valid_from: date | None = None

    def __post_init__(self) -> None:
        for day in (*self.off, *self.work):
            if day.year != self.year and _year_of_notice(day) != self.year:
                raise ValueError(f"{day} does not belong to the schedule of {self.year}")
        for day in self.work:
            if day in self.off:
                raise ValueError(f"{day} is both a day off and a working day")
            if day.weekday() < 5:
                raise ValueError(f"{day} is no weekend day, so it cannot be a make-up working day")


class Calendar:
    """Working days over all loaded years; Monday to Friday where a year is not loaded.

    Of two schedules for the same year the one given last counts, so an imported notice replaces a shipped file.
    """

    __slots__ = ("_known", "_names", "_next", "_special", "schedules")

    def __init__(self, schedules: Iterable[YearSchedule] = ()) -> None:
        by_year = {schedule.year: schedule for schedule in schedules}
        self.schedules = tuple(by_year[year] for year in sorted(by_year))
        self._known = frozenset(s.year for s in self.schedules if not s.provisional)
        self._special: dict[date, bool] = {}  # day -> worked; only days that a schedule names
        self._names: dict[date, str] = {}
        self._next: dict[date, date] = {}  # asked for again and again: many clocks end on the same days
        for schedule in self.schedules:
            self._special |= dict.fromkeys(schedule.off, False) | dict.fromkeys(schedule.work, True)
            self._names |= schedule.off | {day: f"{name}调休上班" for day, name in schedule.work.items()}

    def is_workday(self, day: date) -> bool:
        return self._special.get(day, day.weekday() < 5)

    def reason(self, day: date) -> str:
        """Why the day is worked or not: 国庆节, 国庆节调休上班, 周六, or 工作日 for an ordinary one."""
        name = self._names.get(day)
        if name is not None:
            return name
        return "工作日" if day.weekday() < 5 else WEEKDAYS[day.weekday()]

    def next_workday(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        if day not in self._next:
            found = day
            while not self.is_workday(found):
                found += ONE_DAY
            self._next[day] = found
        return self._next[day]

    def previous_workday(self, day: date) -> date:
        """The day itself if it is worked, else the last worked day before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def add_workdays(self, day_zero: date, count: int) -> date:
        """The count-th working day after day zero, which itself is never counted."""
        if count < 0:
            raise ValueError("working days are counted forward")
        day = day_zero
        while count:
            day += ONE_DAY
            if self.is_workday(day):
                count -= 1
        return day

    def rest_reasons(self, first: date, last: date) -> tuple[str, ...]:
        """Why days of the range (both ends included) are not worked, each reason once, in order."""
        reasons: dict[str, None] = {}
        day = first
        while day <= last:
            if not self.is_workday(day):
                reasons[self.reason(day)] = None
            day += ONE_DAY
        return tuple(reasons)

    def changed_days(self, other: Calendar) -> tuple[date, ...]:
        """The days that one of the two calendars works and the other does not, in order."""
        special = self._special.keys() | other._special.keys()
        return tuple(sorted(day for day in special if self.is_workday(day) is not other.is_workday(day)))

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a day of the range hangs on a schedule that is not loaded or not yet published."""
        return bool(self.unknown_years(first, last))

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years behind `is_provisional`; the last days of December hang on next year's notice too."""
        years = range(first.year, _year_of_notice(last) + 1)
        return tuple(year for year in years if year not in self._known)


def _year_of_notice(day: date) -> int:
    """The latest year whose notice may still rearrange the day."""
    return day.year + ((day.month, day.day) >= NEXT_NOTICE_REACHES_BACK_TO)
