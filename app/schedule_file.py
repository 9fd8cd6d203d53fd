"""A year's holiday schedule from a file, typed at the desk or signed by the county, against what the desk has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from app import data_files, shipped
from app.answers import KnownSchedule
from app.domain import schedules
from app.domain.errors import RuleBroken
from app.domain.steps.desk import CalendarLoaded
from app.domain.workdays import Calendar
from app.exchange import data_package

MOST_DAYS = 10  # named in one sentence


def read(file: Path | bytes, county: data_package.Signers) -> CalendarLoaded:
    """The facts of taking in a file or its bytes, whichever of the two forms it has; they say which it was.

    Raises RuleBroken naming each mistake, ExchangeError for a signed file that cannot be trusted, StorageError.
    """
    data, suffix = (file, "") if isinstance(file, bytes) else (shipped.schedule_bytes(file), file.suffix)
    if not data_files.is_signed(data, suffix):
        return CalendarLoaded.of(schedules.read_typed(data))
    package = data_package.read(data, kind=data_package.HOLIDAY_SCHEDULE, county=county)
    return CalendarLoaded.of(
        schedules.read_content(package.content),
        signed_by=package.signed_by,
        signer=package.name,
        signed_on=package.made_on.isoformat(),
    )


def changes(facts: CalendarLoaded, before: Calendar, loaded: Sequence[CalendarLoaded]) -> bool:
    """Whether there is anything to take in: other days, a year that was not known, or a better origin.

    The county's signature takes a typed schedule's place even where the days are the same; never the other way round.
    """
    after = Calendar((*before.schedules, facts.schedule))
    year = dt.date(facts.year, 1, 1), dt.date(facts.year, 12, 28)
    if before.changed_days(after) or before.unknown_years(*year) != after.unknown_years(*year):
        return True
    current = _newest(facts.year, loaded)
    return bool(facts.signed_by) and current is not None and current.signed_by != facts.signed_by


def check_newest(facts: CalendarLoaded, loaded: Sequence[CalendarLoaded]) -> None:
    """An old file of the county, found on a stick, may not take the place of the one it signed later.

    Raises RuleBroken("schedule-older").
    """
    signed = _newest(facts.year, [one for one in loaded if one.signed_by == facts.signed_by])
    if facts.signed_by and signed is not None and facts.signed_on < signed.signed_on:
        raise RuleBroken(
            "schedule-older",
            f"这份{facts.year}年放假安排签发于{facts.signed_on}，本台已导入{signed.signer}{signed.signed_on}签发的，"
            "没有替换。确需改回的，请县级重新签发。",
            offered=facts.signed_on,
            known=signed.signed_on,
        )


def contradicted(facts: CalendarLoaded, loaded: Sequence[CalendarLoaded]) -> tuple[str, ...]:
    """The doubt about a typed schedule whose days are not those that the county signed; else nothing.

    It is allowed: the State Council's notice is the truth, and a county may have mistyped it too.
    """
    signed = _newest(facts.year, [one for one in loaded if one.signed_by])
    if facts.signed_by or signed is None:
        return ()
    days = Calendar((signed.schedule,)).changed_days(Calendar((facts.schedule,)))
    if not days:
        return ()
    named = "、".join(map(str, days[:MOST_DAYS])) + (f"等{len(days)}天" if len(days) > MOST_DAYS else "")
    return (f"与{signed.signer}签发的放假安排不同：{named}。请对照国务院办公厅通知；确系县级有误的，请告知县级。",)


def known(calendar: Calendar, loaded: Sequence[CalendarLoaded]) -> tuple[KnownSchedule, ...]:
    """Every year that the calendar holds, in order, each with where it comes from."""
    found = []
    for schedule in calendar.schedules:
        entry = _newest(schedule.year, loaded)
        origin = "shipped" if entry is None else "signed" if entry.signed_by else "typed"
        words = entry.origin if entry else "随程序提供"
        found.append(KnownSchedule(schedule=schedule, origin=origin, words=words))
    return tuple(found)


def _newest(year: int, loaded: Sequence[CalendarLoaded]) -> CalendarLoaded | None:
    return next((one for one in reversed(loaded) if one.year == year), None)
