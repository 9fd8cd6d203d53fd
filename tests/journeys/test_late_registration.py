"""What came in on one day and was written down on another: clocks run from the day it came in."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.acceptance import Accept
from tests.helpers import FixedClock, code_of, registered, registration
from tests.journeys.days import day, it_is, the_clock


def test_a_letter_of_saturday_is_registered_on_monday(desk: Desk, clock: FixedClock) -> None:
    # 28 February 2026 was a Saturday worked for the Spring Festival. Fifteen days later is Sunday, 15 March.
    it_is(clock, "2026-03-02", "08:50")
    told = desk.register(registration(channel="letter", on=day("2026-02-28")))
    (notice,) = told.deadlines
    assert (notice.day_zero, notice.nominal, notice.effective) == (
        day("2026-02-28"),
        day("2026-03-15"),
        day("2026-03-16"),
    )
    assert any("晚于收到 2 天" in said for said in told.notices)
    (event,) = desk.view(told.number).timeline
    assert (str(event.on), event.at) == ("2026-02-28", "2026-03-02T08:50:00+08:00")


def test_an_acceptance_written_late_counts_from_the_day_of_the_decision(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    it_is(clock, "2026-03-06")
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Accept(on=day("2026-03-01")))  # the day before it came in
    assert code_of(refused) == "on-before-event"
    desk.run(number, Accept(on=day("2026-03-03")))
    handling = the_clock(desk, number, "D5")  # 28 of March, 30 of April, 2 of May: in the Labour Day holiday
    assert (handling.nominal, handling.effective) == (day("2026-05-02"), day("2026-05-06"))


def test_the_national_day_holiday_does_not_stop_the_clock(desk: Desk, clock: FixedClock) -> None:
    it_is(clock, "2026-10-08")
    number = registered(desk, channel="letter", on=day("2026-09-30"))
    assert the_clock(desk, number, "D1").effective == day("2026-10-15")


def test_a_letter_of_new_years_eve_belongs_to_the_old_year(desk: Desk, clock: FixedClock) -> None:
    it_is(clock, "2027-01-04")
    old = registered(desk, channel="letter", on=day("2026-12-31"))
    new = registered(desk, channel="letter")
    assert (old, new) == ("43062110100001-2026-000001", "43062110100001-2027-000001")
    notice = the_clock(desk, old, "D1")
    assert (notice.effective, notice.provisional) == (day("2027-01-15"), True)  # 2027's schedule is not out


def test_tomorrow_cannot_be_registered_today(desk: Desk, clock: FixedClock) -> None:
    it_is(clock, "2026-03-02", "23:59")
    with pytest.raises(RuleBroken) as refused:
        desk.register(registration(on=day("2026-03-03")))
    assert code_of(refused) == "on-in-future"


def test_a_clock_set_back_is_said_and_written_down_once(desk: Desk, clock: FixedClock) -> None:
    it_is(clock, "2026-03-05")
    number = registered(desk)
    it_is(clock, "2026-03-03")
    told = desk.run(number, Accept())
    assert len(told.notices) == 1
    assert told.petition is not None
    assert told.petition.acceptance is not None
    assert told.petition.acceptance.on == day("2026-03-05")  # the desk's own day does not go back
    desk.register(registration())
    assert [entry.kind for entry in desk.journal()].count("clock_set_back") == 1
