"""Whether the machine's date can be believed: held against what was written last, and against a clock that nobody sets.

A date that somebody set wrong by a month or a year would go into the journal, and `at` never runs backwards: so it is
asked about before the first entry, not noticed after it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Literal

import msgspec

# Longer than the longest holiday with leave on both sides, shorter than the smallest slip of a month.
QUIET = dt.timedelta(days=20)
SLIP = dt.timedelta(hours=1)  # what a time server may put right in one go without a question

Steady = Callable[[], float]


def steady_clock() -> float:
    """Seconds that nobody can set; they pass while the machine sleeps, too."""
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)  # Windows counts them anyway
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)


class ClockDoubt(msgspec.Struct, frozen=True, kw_only=True):
    """Why the machine's date is asked about. `last` is when something was written last; for "jumped" the moment that
    it should be by the time that has passed."""

    why: Literal["ahead", "behind", "jumped"]
    machine: dt.datetime
    last: dt.datetime

    @property
    def words(self) -> str:
        """The question's first half: what the machine says and what speaks against it."""
        if self.why == "jumped":
            return (
                f"本机时钟在使用中变动过：现在是{_day(self.machine)} {self.machine:%H:%M}，"
                f"按经过的时间应是{_day(self.last)} {self.last:%H:%M}。"
            )
        if self.why == "behind":
            return f"本机日期是{_day(self.machine)}，早于上次登记的{_day(self.last)}。"
        return f"本机日期是{_day(self.machine)}，上次登记是{_day(self.last)}。"


class ClockWatch:
    """What is known of the machine's clock since a desk was opened. `last` is when its last entry was written."""

    def __init__(self, last: dt.datetime | None, steady: Steady = steady_clock) -> None:
        self._last = last
        self._steady = steady
        self._known: tuple[dt.datetime, float] | None = None

    def doubt(self, machine: dt.datetime) -> ClockDoubt | None:
        """What speaks against the machine's date at this moment; None when nothing does."""
        found = self._against_last(machine) if self._known is None else self._against_steady(machine, *self._known)
        if found is None:
            self.confirm(machine)  # small corrections add up to no jump
        return found

    def confirm(self, machine: dt.datetime) -> None:
        """Somebody said that the machine's date is right, or nothing speaks against it."""
        self._known = machine, self._steady()

    def _against_last(self, machine: dt.datetime) -> ClockDoubt | None:
        if self._last is None:
            return None
        last = self._last.astimezone(machine.tzinfo)
        if machine.date() < last.date():
            return ClockDoubt(why="behind", machine=machine, last=last)
        return ClockDoubt(why="ahead", machine=machine, last=last) if machine - last > QUIET else None

    def _against_steady(self, machine: dt.datetime, wall: dt.datetime, at: float) -> ClockDoubt | None:
        expected = (wall + dt.timedelta(seconds=self._steady() - at)).astimezone(machine.tzinfo)
        return None if abs(machine - expected) <= SLIP else ClockDoubt(why="jumped", machine=machine, last=expected)


def _day(moment: dt.datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"
