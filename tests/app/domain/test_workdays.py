"""The calendar: which day is worked, why, and how working days are counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.workdays import Calendar, YearSchedule

FIRST = date(2025, 1, 1)
LAST = date(2027, 12, 31)
ALL_DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
DAYS = st.sampled_from(ALL_DAYS)
WEEKEND_DAYS = st.sampled_from([day for day in ALL_DAYS if day.weekday() >= 5])

MAY = YearSchedule(
    year=2026,
    notice="测试用通知",
    source="测试",
    off={date(2026, 5, day): "劳动节" for day in range(1, 6)},
    work={date(2026, 5, 9): "劳动节"},
)


def calendar_of(off: set[date], work: set[date] = frozenset()) -> Calendar:
    """A calendar of 2025-2027 with these days off and, unless off, these weekend days worked."""
    return Calendar(
        YearSchedule(
            year=year,
            notice="",
            source="",
            off={day: "节日" for day in off if day.year == year},
            work={day: "节日" for day in work - off if day.year == year},
        )
        for year in (2025, 2026, 2027)
    )


CALENDARS = st.builds(calendar_of, st.sets(DAYS, max_size=60), st.sets(WEEKEND_DAYS, max_size=20))


@pytest.mark.parametrize(
    ("day", "worked", "reason"),
    [
        (date(2026, 4, 30), True, "工作日"),
        (date(2026, 5, 1), False, "劳动节"),
        (date(2026, 5, 2), False, "劳动节"),
        (date(2026, 5, 5), False, "劳动节"),
        (date(2026, 5, 6), True, "工作日"),
        (date(2026, 5, 9), True, "劳动节调休上班"),
        (date(2026, 5, 10), False, "周日"),
        (date(2026, 5, 16), False, "周六"),
    ],
)
def test_each_day_is_worked_or_not_for_a_named_reason(day: date, worked: bool, reason: str) -> None:
    calendar = Calendar([MAY])
    assert calendar.is_workday(day) is worked
    assert calendar.reason(day) == reason


def test_a_year_without_schedule_works_monday_to_friday() -> None:
    calendar = Calendar()
    assert calendar.is_workday(date(2031, 10, 1))
    assert not calendar.is_workday(date(2031, 10, 4))


def test_next_and_previous_workday_are_the_day_itself_when_it_is_worked() -> None:
    calendar = Calendar([MAY])
    assert calendar.next_workday(date(2026, 5, 9)) == date(2026, 5, 9)
    assert calendar.previous_workday(date(2026, 5, 9)) == date(2026, 5, 9)
    assert calendar.next_workday(date(2026, 5, 1)) == date(2026, 5, 6)
    assert calendar.previous_workday(date(2026, 5, 5)) == date(2026, 4, 30)


def test_day_zero_is_not_counted_even_when_it_is_worked() -> None:
    calendar = Calendar([MAY])
    assert calendar.add_workdays(date(2026, 4, 30), 0) == date(2026, 4, 30)
    assert calendar.add_workdays(date(2026, 4, 30), 1) == date(2026, 5, 6)
    assert calendar.add_workdays(date(2026, 5, 8), 1) == date(2026, 5, 9)


def test_working_days_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        Calendar().add_workdays(date(2026, 5, 8), -1)


def test_reasons_of_rest_are_named_once_in_the_order_of_days() -> None:
    calendar = Calendar([MAY])
    assert calendar.rest_reasons(date(2026, 4, 30), date(2026, 5, 17)) == ("劳动节", "周日", "周六")
    assert calendar.rest_reasons(date(2026, 5, 6), date(2026, 5, 9)) == ()


@pytest.mark.parametrize(
    ("first", "last", "unknown"),
    [
        (date(2026, 1, 1), date(2026, 12, 28), ()),
        (date(2026, 12, 1), date(2027, 1, 1), (2027,)),
        (date(2027, 1, 1), date(2027, 1, 1), (2027,)),
        (date(2025, 12, 31), date(2026, 1, 1), (2025,)),
        (date(2025, 6, 1), date(2027, 6, 1), (2025, 2027)),
    ],
)
def test_a_range_is_provisional_when_it_touches_an_absent_year(
    first: date, last: date, unknown: tuple[int, ...]
) -> None:
    calendar = Calendar([MAY])
    assert calendar.unknown_years(first, last) == unknown
    assert calendar.is_provisional(first, last) is bool(unknown)


def test_the_last_days_of_december_wait_for_next_years_notice() -> None:
    calendar = Calendar([MAY])
    assert not calendar.is_provisional(date(2026, 12, 28), date(2026, 12, 28))
    assert calendar.is_provisional(date(2026, 12, 29), date(2026, 12, 29))


def test_a_schedule_marked_provisional_gives_its_days_off_and_stays_provisional() -> None:
    draft = YearSchedule(2027, "", "", off={date(2027, 1, 1): "元旦"}, provisional=True)
    calendar = Calendar([MAY, draft])
    assert calendar.reason(date(2027, 1, 1)) == "元旦"
    assert calendar.is_provisional(date(2027, 1, 1), date(2027, 1, 1))


def test_of_two_schedules_for_a_year_the_last_one_counts() -> None:
    draft = YearSchedule(2027, "", "", off={date(2027, 6, 9): "端午节"}, provisional=True)
    official = YearSchedule(2027, "通知", "", off={date(2027, 6, 10): "端午节"})
    calendar = Calendar([draft, official])
    assert calendar.is_workday(date(2027, 6, 9))
    assert not calendar.is_workday(date(2027, 6, 10))
    assert not calendar.is_provisional(date(2027, 6, 9), date(2027, 6, 10))


def test_a_notice_may_rearrange_the_last_days_of_the_year_before() -> None:
    year_2019 = YearSchedule(2019, "", "", off={date(2018, 12, 31): "元旦"}, work={date(2018, 12, 29): "元旦"})
    calendar = Calendar([year_2019])
    assert calendar.is_workday(date(2018, 12, 29))
    assert not calendar.is_workday(date(2018, 12, 31))


@pytest.mark.parametrize(
    ("off", "work", "complaint"),
    [
        ({date(2027, 1, 1): "元旦"}, {}, "does not belong"),
        ({date(2025, 12, 28): "元旦"}, {}, "does not belong"),
        ({date(2026, 5, 9): "劳动节"}, {date(2026, 5, 9): "劳动节"}, "both"),
        ({}, {date(2026, 5, 8): "劳动节"}, "no weekend day"),
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused(
    off: dict[date, str], work: dict[date, str], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        YearSchedule(2026, "", "", off=off, work=work)


@settings(deadline=None)
@given(CALENDARS, DAYS, st.integers(min_value=0, max_value=40))
def test_n_working_days_later_exactly_n_days_were_worked(calendar: Calendar, start: date, count: int) -> None:
    end = calendar.add_workdays(start, count)
    passed = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert sum(calendar.is_workday(day) for day in passed) == count
    assert count == 0 or calendar.is_workday(end)


@settings(deadline=None)
@given(CALENDARS, DAYS, DAYS, st.integers(min_value=0, max_value=40))
def test_a_later_start_or_a_longer_count_never_ends_earlier(
    calendar: Calendar, one: date, other: date, count: int
) -> None:
    early, late = sorted((one, other))
    assert calendar.add_workdays(early, count) <= calendar.add_workdays(late, count)
    assert calendar.add_workdays(early, count) < calendar.add_workdays(early, count + 1)


@settings(deadline=None)
@given(CALENDARS, DAYS)
def test_nothing_is_worked_between_a_day_and_its_neighbouring_workdays(calendar: Calendar, day: date) -> None:
    before, after = calendar.previous_workday(day), calendar.next_workday(day)
    assert before <= day <= after
    assert calendar.is_workday(before)
    assert calendar.is_workday(after)
    between = [before + timedelta(days=number) for number in range(1, (after - before).days)]
    assert not any(calendar.is_workday(each) for each in between)


@settings(deadline=None)
@given(st.sets(DAYS, max_size=40), st.sets(WEEKEND_DAYS, max_size=20), DAYS, DAYS, st.integers(0, 30))
def test_one_more_day_off_never_makes_a_date_earlier(
    off: set[date], work: set[date], extra: date, start: date, count: int
) -> None:
    before, after = calendar_of(off, work), calendar_of(off | {extra}, work)
    assert after.add_workdays(start, count) >= before.add_workdays(start, count)
    assert after.next_workday(start) >= before.next_workday(start)


@settings(deadline=None)
@given(CALENDARS, CALENDARS)
def test_the_changed_days_of_two_calendars_are_all_days_they_differ_on(one: Calendar, other: Calendar) -> None:
    changed = one.changed_days(other)
    assert list(changed) == [day for day in ALL_DAYS if one.is_workday(day) != other.is_workday(day)]
    assert other.changed_days(one) == changed
