"""What a new holiday schedule does to the clocks: which running ones move, by which days; closed ones keep their dates.

Deadlines are never stored, so nothing is rewritten when a schedule is loaded. A clock that is closed (met, or stopped
by an extension or the end of the handling) keeps the calendar that counted on the day it closed; every other clock is
counted by the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

import msgspec

from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline, Periods
from app.domain.petition import Petition
from app.domain.workdays import ONE_DAY, WEEKDAYS, Calendar

OPEN = frozenset({"running", "missed", "lapsed"})


class Moved(msgspec.Struct, frozen=True):
    """A running clock whose legal last day is another one now; `subject` is the addressee where there are several."""

    number: str
    code: str
    subject: str
    before: date
    after: date
    why: str


class Loaded(msgspec.Struct, frozen=True):
    """A calendar and the day from which the desk counted by it."""

    on: date
    calendar: Calendar


def moved(
    before: Calendar, after: Calendar, petitions: Iterable[Petition], periods: Periods, today: date
) -> Iterator[Moved]:
    """Each clock that runs by the old or by the new calendar and whose effective day differs between them.

    Reads the petitions one by one, so a caller may count them as they pass. A clock that had run out by the old
    calendar and runs again by the new one is reported; one that is closed, or over by both, is not.
    """
    changed = before.changed_days(after)
    if not changed:
        return
    for petition in petitions:
        old = clocks_of(petition, periods, before, today)
        if not any(clock.state in OPEN and _hangs_on(clock, clock.effective, changed) for clock in old):
            continue
        for was, now in zip(old, clocks_of(petition, periods, after, today), strict=True):
            if "running" in (was.state, now.state) and was.effective != now.effective:
                last = max(was.effective, now.effective)
                why = _why([day for day in changed if _first(was) <= day <= last], before, after)
                yield Moved(petition.number, was.code, was.subject, was.effective, now.effective, why)


def clocks_as_loaded(
    petition: Petition, periods: Periods, calendars: Sequence[Loaded], today: date
) -> tuple[Deadline, ...]:
    """The petition's clocks where the calendar changed over time; `calendars` holds at least one, oldest first.

    A clock closed before a calendar was loaded is counted by the one before it; on the day itself by the new one.
    """
    clocks = clocks_of(petition, periods, calendars[0].calendar, today)
    for loaded in calendars[1:]:
        newer = clocks_of(petition, periods, loaded.calendar, today)
        clocks = tuple(was if _closed_before(loaded.on, was) else now for was, now in zip(clocks, newer, strict=True))
    return clocks


def _closed_before(day: date, clock: Deadline) -> bool:
    return clock.closed_on is not None and clock.closed_on < day


def _first(clock: Deadline) -> date:
    """The first day whose being worked or not can move the clock: natural days hang on their end alone."""
    return clock.nominal if clock.unit == "day" else clock.day_zero + ONE_DAY


def _hangs_on(clock: Deadline, last: date, changed: Sequence[date]) -> bool:
    return any(_first(clock) <= day <= last for day in changed)


def _why(days: Sequence[date], before: Calendar, after: Calendar) -> str:
    """2027-02-09、2027-02-10由工作日改为春节假期；2027-02-20由周六改为春节调休上班."""
    groups = groupby(days, key=lambda day: f"由{_word(before, day)}改为{_word(after, day)}")
    return "；".join("、".join(map(str, group)) + change for change, group in groups)


def _word(calendar: Calendar, day: date) -> str:
    reason = calendar.reason(day)
    return reason if calendar.is_workday(day) or reason in WEEKDAYS else f"{reason}假期"
