"""Two programs on one desk, and a clock that was put back between two runs."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken, StorageError
from app.domain.steps.desk import ClockSetBack
from tests.app.faults.killing import Report, kill_after, needs_fork
from tests.helpers import MORNING, PASSPHRASE, FixedClock, registered, registration


def opened(folder: Path, clock: FixedClock | None = None, *, write: bool = True) -> Desk:
    return Desk.open(folder, PASSPHRASE, clock=clock or FixedClock(), write=write, program="窗口")


def test_second_program_is_refused_and_told_of_the_first(desk_folder: Path, desk: Desk) -> None:
    with pytest.raises(StorageError) as caught:
        opened(desk_folder)
    assert caught.value.code == "desk-in-use"
    assert str(os.getpid()) in caught.value.message
    assert caught.value.facts["program"] == "首问台"
    registered(desk)  # the first goes on


def test_second_program_may_read_and_not_write(desk_folder: Path, desk: Desk) -> None:
    number = registered(desk)
    with opened(desk_folder, write=False) as reader:
        assert reader.petition(number).title == "请求硬化村道"
        with pytest.raises(StorageError) as caught:
            registered(reader)
        assert caught.value.code == "opened-read-only"
        assert registered(desk) != number
        assert reader.count() == 2


def test_reader_closing_first_leaves_the_writer_in_peace(desk_folder: Path, desk: Desk) -> None:
    opened(desk_folder, write=False).close()
    registered(desk)
    with pytest.raises(StorageError):
        opened(desk_folder)


@needs_fork
def test_lock_of_a_killed_program_is_free_at_once(desk_folder: Path) -> None:
    def hold(report: Report) -> None:
        with opened(desk_folder) as desk:
            registered(desk)
            report("held")
            signal.pause()

    assert kill_after(0.001, hold) == ["held"]
    assert (desk_folder / "desk.in-use.json").exists()  # what the dead one left does not keep the next one out
    with opened(desk_folder) as desk:
        assert desk.count() == 1
        desk.verify(rebuild=True)


def test_clock_put_back_between_two_runs_is_said_and_recorded_once(desk_folder: Path) -> None:
    clock = FixedClock(MORNING + dt.timedelta(days=2))
    with opened(desk_folder, clock) as desk:
        registered(desk)
    clock.set(MORNING)
    with opened(desk_folder, clock) as desk:
        first = desk.register(registration())
        second = desk.register(registration())
        assert all(any("时钟" in told for told in changes.notices) for changes in (first, second))
        assert desk.petition(first.number).received_on == dt.date(2026, 3, 4)
    clock.set(MORNING + dt.timedelta(days=3))
    with opened(desk_folder, clock) as desk:
        assert desk.register(registration()).notices == ()
        entries = list(desk.journal())
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        assert sum(isinstance(entry.facts, ClockSetBack) for entry in entries) == 1
        desk.verify(rebuild=True)


def test_clock_put_back_allows_no_day_in_the_future(desk_folder: Path) -> None:
    clock = FixedClock(MORNING)
    with opened(desk_folder, clock) as desk:
        registered(desk)
    clock.set(MORNING - dt.timedelta(days=30))
    with opened(desk_folder, clock) as desk, pytest.raises(RuleBroken) as caught:
        registered(desk, on=dt.date(2026, 3, 3))
    assert caught.value.code == "on-in-future"
