"""Telling a story day by day."""

from __future__ import annotations

import datetime as dt

from app.desk import Desk
from app.domain.deadlines import Deadline
from tests.helpers import ZONE, FixedClock


def day(text: str) -> dt.date:
    """A day, as in 2026-03-02."""
    return dt.date.fromisoformat(text)


def it_is(clock: FixedClock, date: str, time: str = "09:00") -> None:
    """Put the desk's clock to a day and hour."""
    clock.set(dt.datetime.fromisoformat(f"{date}T{time}").replace(tzinfo=ZONE))


def clocks(desk: Desk, number: str, code: str) -> list[Deadline]:
    """The clocks of one kind on a petition, as they stand now."""
    return [clock for clock in desk.view(number).deadlines if clock.code == code]


def the_clock(desk: Desk, number: str, code: str) -> Deadline:
    """The one clock of a kind."""
    (found,) = clocks(desk, number, code)
    return found


def urgency(desk: Desk, number: str, on: str) -> dict[str, str]:
    """What the list of duties says about a petition on a day: code of the clock -> overdue, today, week, later."""
    return {duty.deadline.code: duty.urgency for duty in desk.due(day(on)) if duty.number == number}
