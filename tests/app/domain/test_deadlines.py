"""Clocks: nominal and effective day, state, the sentence that says why, and the day-by-day list."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.deadlines import OUTPUT_KEYS, Deadline, Period, Periods, Unit, deadline, explain, to_output
from app.domain.errors import RuleBroken
from app.domain.workdays import Calendar, YearSchedule
from app.shipped import load_calendar, load_periods

CALENDAR = load_calendar()
WITHOUT_2024 = Calendar(schedule for schedule in CALENDAR.schedules if schedule.year != 2024)
PERIODS = load_periods()
DAYS = st.dates(date(2024, 12, 1), date(2028, 1, 31))
ARTICLE_34 = "《信访工作条例》第三十四条"


def period(length: int, unit: Unit = "day") -> Period:
    return msgspec.structs.replace(PERIODS.lookup("D5", date(2026, 1, 1)), length=length, unit=unit)


def clock(code: str, day_zero: date, today: date | None = None, **more: object) -> Deadline:
    return deadline(
        PERIODS.lookup(code, day_zero),
        day_zero,
        CALENDAR,
        today=today or day_zero,
        **more,  # type: ignore[arg-type]
    )


NATURAL = [
    # day zero, length, nominal, effective (law.md 6.4, computed with chinesecalendar)
    ("2025-09-26", 15, "2025-10-11", "2025-10-11"),  # a Saturday, but a make-up working day
    ("2025-09-26", 30, "2025-10-26", "2025-10-27"),
    ("2025-09-26", 60, "2025-11-25", "2025-11-25"),
    ("2025-09-26", 90, "2025-12-25", "2025-12-25"),
    ("2026-04-20", 15, "2026-05-05", "2026-05-06"),
    ("2026-04-20", 30, "2026-05-20", "2026-05-20"),
    ("2026-04-20", 60, "2026-06-19", "2026-06-22"),
    ("2026-04-20", 90, "2026-07-19", "2026-07-20"),
    ("2026-07-31", 15, "2026-08-15", "2026-08-17"),
    ("2026-07-31", 30, "2026-08-30", "2026-08-31"),
    ("2026-07-31", 60, "2026-09-29", "2026-09-29"),
    ("2026-07-31", 90, "2026-10-29", "2026-10-29"),
    ("2026-09-30", 15, "2026-10-15", "2026-10-15"),
    ("2026-09-30", 30, "2026-10-30", "2026-10-30"),
    ("2026-09-30", 60, "2026-11-29", "2026-11-30"),
    ("2026-09-30", 90, "2026-12-29", "2026-12-29"),
]
WORKING = [
    ("2025-09-26", 5, "2025-10-10"),
    ("2025-09-26", 3, "2025-09-30"),
    ("2025-09-26", 10, "2025-10-16"),
    ("2026-04-20", 5, "2026-04-27"),
    ("2026-04-20", 3, "2026-04-23"),
    ("2026-04-20", 10, "2026-05-07"),
    ("2026-07-31", 5, "2026-08-07"),
    ("2026-07-31", 3, "2026-08-05"),
    ("2026-07-31", 10, "2026-08-14"),
    ("2026-09-30", 5, "2026-10-13"),
    ("2026-09-30", 3, "2026-10-10"),  # a Saturday, but a make-up working day
    ("2026-09-30", 10, "2026-10-20"),
]


@pytest.mark.parametrize(("day_zero", "length", "nominal", "effective"), NATURAL)
def test_natural_days_run_through_and_roll_over_only_at_the_end(
    day_zero: str, length: int, nominal: str, effective: str
) -> None:
    start = date.fromisoformat(day_zero)
    found = deadline(period(length), start, CALENDAR, today=start)
    assert (found.nominal.isoformat(), found.effective.isoformat()) == (nominal, effective)


@pytest.mark.parametrize(("day_zero", "length", "last"), WORKING)
def test_working_days_end_on_the_nth_worked_day(day_zero: str, length: int, last: str) -> None:
    start = date.fromisoformat(day_zero)
    found = deadline(period(length, "working_day"), start, CALENDAR, today=start)
    assert found.nominal.isoformat() == found.effective.isoformat() == last


def test_why_names_day_zero_length_holiday_and_article() -> None:
    found = clock("D5", date(2026, 3, 2), event="受理")
    assert found.why == (
        "自2026-03-02受理次日起60日，止于2026-05-01（劳动节）；法定顺延至2026-05-06。依据《信访工作条例》第三十四条。"
    )


def test_why_of_working_days_names_what_was_not_counted() -> None:
    assert clock("D3", date(2026, 9, 30), event="收到转送件").why == (
        "自2026-09-30收到转送件次日起5个工作日（国庆节、周日不计），止于2026-10-13。"
        "依据《信访工作条例》第二十三条第三款。"
    )


def test_why_of_working_days_without_rest_days_names_none() -> None:
    found = deadline(period(3, "working_day"), date(2026, 8, 3), CALENDAR, today=date(2026, 8, 3))
    assert found.why == f"自2026-08-03受理次日起3个工作日，止于2026-08-06。依据{ARTICLE_34}。"


def test_without_event_the_periods_own_trigger_is_named() -> None:
    assert clock("D1", date(2026, 8, 3)).why == (
        "自2026-08-03收到信访事项次日起15日，止于2026-08-18。依据《信访工作条例》第二十三条第二款。"
    )


def test_a_clock_that_ends_in_an_unpublished_year_says_so() -> None:
    found = clock("D5", date(2026, 11, 21))
    assert found.provisional
    assert found.why == (
        "自2026-11-21受理次日起60日，止于2027-01-20。2027年放假安排尚未公布（未导入），日期可能变动。"
        f"依据{ARTICLE_34}。"
    )


def test_a_clock_that_ends_before_the_turn_of_the_year_is_certain() -> None:
    assert not clock("D1", date(2026, 12, 11)).provisional  # ends 12-26, rolls to 12-28
    assert clock("D1", date(2026, 12, 14)).provisional  # ends 12-29, within reach of the next notice
    assert clock("D1", date(2026, 12, 17)).nominal == date(2027, 1, 1)


def test_natural_days_that_only_begin_in_an_unloaded_year_are_certain() -> None:
    found = deadline(period(30), date(2024, 12, 20), WITHOUT_2024, today=date(2026, 1, 1))
    assert (found.nominal, found.provisional) == (date(2025, 1, 19), False)


def test_working_days_that_begin_in_an_unloaded_year_are_provisional() -> None:
    found = deadline(period(5, "working_day"), date(2024, 12, 25), WITHOUT_2024, today=date(2026, 1, 1))
    assert found.provisional
    assert "2024年放假安排未导入，日期可能变动。" in found.why


def test_an_unknown_year_counts_monday_to_friday_and_is_provisional() -> None:
    found = deadline(period(30), date(2031, 9, 1), CALENDAR, today=date(2031, 9, 1))
    assert (found.nominal, found.effective) == (date(2031, 10, 1), date(2031, 10, 1))
    assert found.provisional


def test_once_the_year_has_begun_its_schedule_is_called_not_imported() -> None:
    found = clock("D1", date(2027, 3, 1))
    assert "2027年放假安排未导入，日期可能变动。" in found.why
    assert "尚未公布" not in found.why


NOMINAL, EFFECTIVE = date(2026, 5, 1), date(2026, 5, 6)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "met_on", "office", "citizen"),
    [
        (NOMINAL, None, "running", "running"),
        (NOMINAL + DAY, None, "running", "running"),
        (EFFECTIVE, None, "running", "running"),
        (EFFECTIVE + DAY, None, "missed", "lapsed"),
        (EFFECTIVE + DAY, NOMINAL, "met", "met"),
        (EFFECTIVE + DAY, EFFECTIVE, "met", "met"),
        (EFFECTIVE + DAY, EFFECTIVE + DAY, "met_late", "met_late"),
        (date(2026, 3, 2), date(2026, 3, 2), "met", "met"),
    ],
)
def test_lateness_is_judged_on_the_effective_day_for_both_sides(
    today: date, met_on: date | None, office: str, citizen: str
) -> None:
    for whose, state in (("office", office), ("citizen", citizen)):
        asked = msgspec.structs.replace(period(60), whose=whose)
        assert deadline(asked, date(2026, 3, 2), CALENDAR, today=today, met_on=met_on).state == state


def test_a_clock_that_does_not_bind_gives_its_reason() -> None:
    found = clock("D1", date(2026, 3, 2), date(2026, 6, 1), not_applicable="信访人姓名、住址不清。")
    assert found.state == "not_applicable"
    assert found.why == ("本期限不适用：信访人姓名、住址不清。依据《信访工作条例》第二十三条第二款。")


def test_the_clock_keeps_whom_it_concerns_and_what_set_it() -> None:
    met = date(2026, 4, 1)
    found = clock("D7", date(2026, 3, 20), met, subject="王某", set_by="17", met_on=met)
    assert (found.subject, found.set_by, found.met_on, found.whose) == ("王某", "17", met, "citizen")
    assert found.title == "信访人请求复查"


def test_output_has_exactly_the_fixed_keys_with_iso_dates() -> None:
    output = to_output(clock("D5", date(2026, 3, 2), subject="王某", met_on=date(2026, 3, 5)))
    assert tuple(output) == OUTPUT_KEYS
    why = output.pop("why")
    assert ARTICLE_34 in why
    assert output == {
        "code": "D5",
        "article": ARTICLE_34,
        "day_zero": "2026-03-02",
        "length": 60,
        "unit": "day",
        "nominal": "2026-05-01",
        "effective": "2026-05-06",
        "provisional": False,
        "state": "met",
    }


def test_explanation_lists_each_natural_day_and_the_added_ones() -> None:
    notes = explain(clock("D5", date(2026, 3, 2)), CALENDAR)
    assert (notes[0].day, notes[0].kind, notes[0].number) == (date(2026, 3, 2), "day_zero", None)
    assert [note.number for note in notes if note.kind == "counted"] == list(range(1, 61))
    added = [(note.day.day, note.reason) for note in notes if note.kind == "added"]
    assert added == [(2, "劳动节"), (3, "劳动节"), (4, "劳动节"), (5, "劳动节"), (6, "工作日")]


def test_explanation_of_working_days_names_each_skipped_day() -> None:
    notes = explain(clock("D3", date(2026, 9, 30)), CALENDAR)
    skipped = [(note.day.day, note.reason) for note in notes if note.kind == "skipped"]
    assert skipped == [*((day, "国庆节") for day in range(1, 8)), (11, "周日")]
    counted = [(note.number, note.day.day, note.reason) for note in notes if note.kind == "counted"]
    assert counted == [
        (1, 8, "工作日"),
        (2, 9, "工作日"),
        (3, 10, "国庆节调休上班"),
        (4, 12, "工作日"),
        (5, 13, "工作日"),
    ]


def test_the_period_valid_on_day_zero_is_chosen() -> None:
    old = msgspec.structs.replace(period(90), valid_from=date(2005, 5, 1), valid_to=date(2022, 4, 30), article="旧条例")
    periods = Periods([old, period(60)])
    assert periods.lookup("D5", date(2022, 4, 30)).length == 90
    assert periods.lookup("D5", date(2022, 5, 1)).length == 60


def test_a_variant_given_after_the_national_text_takes_its_place_while_it_holds() -> None:
    local = msgspec.structs.replace(period(30), region="33", valid_from=date(2026, 1, 1))
    periods = Periods([*PERIODS.all, local])
    assert periods.lookup("D5", date(2026, 1, 1)).region == "33"
    assert periods.lookup("D5", date(2025, 12, 31)).region == "national"


@pytest.mark.parametrize(("code", "on"), [("D5", date(2022, 4, 30)), ("D99", date(2026, 1, 1))])
def test_a_day_for_which_the_law_knew_no_period_is_refused(code: str, on: date) -> None:
    with pytest.raises(RuleBroken) as refused:
        PERIODS.lookup(code, on)
    assert refused.value.code == "no-period"
    assert refused.value.facts == {"period": code, "on": on.isoformat()}


def test_a_period_may_not_end_before_it_begins() -> None:
    backwards = msgspec.to_builtins(period(30)) | {"valid_to": "2000-01-01"}
    with pytest.raises(msgspec.ValidationError, match="ends before"):
        msgspec.convert(backwards, Period)


LENGTHS = st.integers(min_value=1, max_value=90)
UNITS = st.sampled_from(["day", "working_day"])


@settings(deadline=None)
@given(DAYS, LENGTHS, UNITS)
def test_the_effective_day_is_worked_and_never_before_the_nominal_one(day_zero: date, length: int, unit: Unit) -> None:
    found = deadline(period(length, unit), day_zero, CALENDAR, today=day_zero)
    assert day_zero < found.nominal <= found.effective
    assert CALENDAR.is_workday(found.effective)
    assert CALENDAR.previous_workday(found.effective - DAY) < found.nominal


@settings(deadline=None)
@given(DAYS, DAYS, LENGTHS, UNITS)
def test_a_later_day_zero_never_ends_earlier(one: date, other: date, length: int, unit: Unit) -> None:
    early, late = (deadline(period(length, unit), day, CALENDAR, today=day) for day in sorted((one, other)))
    assert early.nominal <= late.nominal
    assert early.effective <= late.effective


@settings(deadline=None)
@given(DAYS, LENGTHS, UNITS, DAYS)
def test_one_more_day_off_never_ends_a_clock_earlier(day_zero: date, length: int, unit: Unit, extra: date) -> None:
    before = deadline(period(length, unit), day_zero, CALENDAR, today=day_zero)
    after = deadline(period(length, unit), day_zero, with_day_off(extra), today=day_zero)
    assert after.nominal >= before.nominal
    assert after.effective >= before.effective


@settings(deadline=None)
@given(DAYS, LENGTHS, UNITS)
def test_the_explanation_accounts_for_every_day_up_to_the_effective_one(
    day_zero: date, length: int, unit: Unit
) -> None:
    found = deadline(period(length, unit), day_zero, CALENDAR, today=day_zero)
    notes = explain(found, CALENDAR)
    assert [note.day for note in notes] == [
        day_zero + timedelta(days=number) for number in range((found.effective - day_zero).days + 1)
    ]
    counted = [note for note in notes if note.kind == "counted"]
    assert (len(counted), counted[-1].day) == (length, found.nominal)
    assert all(note.reason for note in notes)


@settings(deadline=None)
@given(DAYS, LENGTHS, UNITS)
def test_the_sentence_names_its_own_dates_and_ends_once(day_zero: date, length: int, unit: Unit) -> None:
    found = deadline(period(length, unit), day_zero, CALENDAR, today=day_zero)
    dates = re.findall(r"\d{4}-\d{2}-\d{2}", found.why)
    expected = [found.day_zero, found.nominal]
    if found.effective != found.nominal:
        expected.append(found.effective)
    assert dates == [day.isoformat() for day in expected]
    assert found.why.endswith(f"依据{found.article}。")
    assert ("日期可能变动" in found.why) is found.provisional


def with_day_off(extra: date) -> Calendar:
    """The shipped calendar with one more day off."""
    schedules = {schedule.year: schedule for schedule in CALENDAR.schedules}
    changed = schedules.get(extra.year, YearSchedule(extra.year, "", ""))
    work = {day: name for day, name in changed.work.items() if day != extra}
    schedules[extra.year] = msgspec.structs.replace(changed, off={**changed.off, extra: "节日"}, work=work)
    return Calendar(schedules.values())
