"""Every deadline of every receipt day 2007-2026, counted again from two independent calendars.

The other count shares no code with ours: it numbers the worked days of a calendar once and looks dates up in that list.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import holidays
import msgspec
import pytest

from app.domain.deadlines import deadline
from app.shipped import load_calendar, load_periods

CALENDAR = load_calendar()
FIRST = date(2007, 1, 1)
LAST = date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
# The two know nothing of 2027: from here on every date must say that it hangs on an unpublished schedule.
SETTLED_UNTIL = date(2026, 12, 28)
LENGTHS = sorted(
    {(p.length, p.unit) for region in ([], ["shandong"], ["zhejiang"]) for p in load_periods(region).all}
    | {(60 + 30, "day"), (1, "working_day")}
)
CHINA = holidays.country_holidays("CN", years=range(2006, 2027))
OTHERS: dict[str, Callable[[date], bool]] = {
    "chinesecalendar": chinese_calendar.is_workday,
    "holidays": CHINA.is_working_day,
}
WORKED = {name: [day for day in DAYS if is_worked(day)] for name, is_worked in OTHERS.items()}
SAMPLE = load_periods().lookup("D5", LAST)


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize(("length", "unit"), LENGTHS, ids=lambda part: str(part))
def test_every_receipt_day_ends_on_the_day_another_calendar_finds(length: int, unit: str, other: str) -> None:
    worked = WORKED[other]
    period = msgspec.structs.replace(SAMPLE, length=length, unit=unit)
    settled = 0
    for day_zero in DAYS:
        found = deadline(period, day_zero, CALENDAR, today=LAST)
        nominal = day_zero + timedelta(days=length)
        place = bisect_right(worked, day_zero) + length - 1 if unit == "working_day" else bisect_left(worked, nominal)
        effective = worked[place] if place < len(worked) else None
        if effective is None or effective > SETTLED_UNTIL:
            assert found.provisional, day_zero
            continue
        settled += 1
        expected = (effective if unit == "working_day" else nominal, effective, False)
        assert (found.nominal, found.effective, found.provisional) == expected, day_zero
    assert settled > len(DAYS) - 100
