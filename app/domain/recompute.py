"""What a new holiday schedule or a region's new periods do to the clocks: which move, from when to when, and why.

Deadlines are never stored, so nothing is rewritten when either is loaded. A clock that is closed (met, or stopped by an
extension or the end of the handling) keeps the calendar and the periods that counted on the day it closed; every other
clock is counted by the newest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

import msgspec

from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline, Periods
from app.domain.petition import Petition
from app.domain.workdays import ONE_DAY, WEEKDAYS, Calendar

OPEN = frozenset({"running", "missed", "lapsed"})


class Moved(msgspec.Struct, frozen=True):
    """A running clock whose legal last day is another one now; `subject` is the addressee where there are several.

    None stands for no such clock: new periods may add one, or end one.
    """

    number: str
    code: str
    subject: str
    before: date | None
    after: date | None
    why: str


class Loaded(msgspec.Struct, frozen=True):
    """A calendar, periods, and the day from which the desk counted by both."""

    on: date
    calendar: Calendar
    periods: Periods


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
    words: dict[tuple[date, ...], str] = {}  # many clocks are moved by the same days
    for petition in petitions:
        old = clocks_of(petition, periods, before, today)
        if not any(clock.state in OPEN and _hangs_on(clock, clock.effective, changed) for clock in old):
            continue
        for was, now in zip(old, clocks_of(petition, periods, after, today), strict=True):
            if "running" in (was.state, now.state) and was.effective != now.effective:
                last = max(was.effective, now.effective)
                days = tuple(day for day in changed if _first(was) <= day <= last)
                if days not in words:
                    words[days] = _why(days, before, after)
                yield Moved(petition.number, was.code, was.subject, was.effective, now.effective, words[days])


def moved_by_periods(
    loaded: Sequence[Loaded],
    new: Loaded,
    petitions: Iterable[Petition],
    today: date,
    why: Callable[[Deadline | None, Deadline | None], str],
) -> Iterator[Moved]:
    """Each clock that is shown with another last day once `new` counts too, that begins or that ends, with the reason.

    What is shown is `clocks_as_loaded` before and after, so nothing moves that is not told; closed clocks keep theirs.
    """
    for petition in petitions:
        old = dict(_keyed(clocks_as_loaded(petition, loaded, today)))
        young = dict(_keyed(clocks_as_loaded(petition, (*loaded, new), today)))
        for key in (*young, *(key for key in old if key not in young)):
            was, now = old.get(key), young.get(key)
            before, after = _last_day(was), _last_day(now)
            if before != after:
                yield Moved(
                    number=petition.number,
                    code=key[0],
                    subject=key[1],
                    before=before,
                    after=after,
                    why=why(was, now),
                )


def clocks_as_loaded(petition: Petition, loaded: Sequence[Loaded], today: date) -> tuple[Deadline, ...]:
    """The petition's clocks where calendar or periods changed over time; `loaded` holds at least one, oldest first.

    A clock closed before one was loaded is counted by what held before it; on the day itself by the new one. What was
    loaded before the petition came in closed none of its clocks.
    """
    start = max((place for place, one in enumerate(loaded) if one.on <= petition.received_on), default=0)
    clocks = clocks_of(petition, loaded[start].periods, loaded[start].calendar, today)
    for one in loaded[start + 1 :]:
        clocks = _newer(clocks, clocks_of(petition, one.periods, one.calendar, today), one.on)
    return clocks


def _newer(clocks: tuple[Deadline, ...], newer: tuple[Deadline, ...], day: date) -> tuple[Deadline, ...]:
    """The newer ones, but those that were closed before the day as they were; other periods may know other clocks."""
    was = dict(_keyed(clocks))
    found = []
    for key, now in _keyed(newer):
        old = was.pop(key, None)
        found.append(old if old is not None and _closed_before(day, old) else now)
    return (*found, *(old for old in was.values() if _closed_before(day, old)))


def _keyed(clocks: Iterable[Deadline]) -> Iterator[tuple[tuple[str, str, str, int], Deadline]]:
    """Each clock under what it is whoever counts it: its code, whom it concerns, the entry that set it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for clock in clocks:
        key = clock.code, clock.subject, clock.set_by
        seen[key] += 1
        yield (*key, seen[key]), clock


def _last_day(clock: Deadline | None) -> date | None:
    """The legal last day, None for a clock that is not there or does not bind."""
    return None if clock is None or clock.state == "not_applicable" else clock.effective


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
