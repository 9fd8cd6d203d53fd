"""A holiday schedule published late: typed in at the desk, every running clock that moves is told, closed ones stay."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken, StorageError
from app.domain.steps.acceptance import Accept
from tests.helpers import MORNING, PASSPHRASE, FixedClock, code_of, registered, serve_all

DECEMBER = MORNING.replace(month=12, day=7)  # D1 ends on 2026-12-22, D5 of an acceptance that day on 2027-02-05


def schedule(folder: Path, **given: Any) -> Path:
    """A typed schedule of 2027 in which the holiday of the Spring Festival is longer than the law's four days."""
    off = {f"2027-02-{day:02d}": "春节" for day in range(5, 12)}
    told = {
        "year": 2027,
        "notice": "试验用通知",
        "source": "试验用",
        "off": off,
        "work": {"2027-02-20": "春节"},
        **given,
    }
    path = folder / "2027.json"
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


def effective(desk: Desk, number: str, code: str) -> dt.date:
    return next(clock.effective for clock in desk.view(number).deadlines if clock.code == code)


@pytest.fixture
def number(desk: Desk, clock: FixedClock) -> str:
    clock.set(DECEMBER)
    taken = registered(desk)
    desk.run(taken, Accept())
    return taken


def test_a_running_clock_that_moves_is_told_with_the_days_that_moved_it(
    desk: Desk, number: str, tmp_path: Path
) -> None:
    assert effective(desk, number, "D5") == dt.date(2027, 2, 9)  # after the four statutory days, provisionally
    told = desk.load_schedule(schedule(tmp_path))
    (shifted,) = told.moved
    assert (shifted.number, shifted.code, shifted.before, shifted.after) == (
        *(number, "D5"),
        *(dt.date(2027, 2, 9), dt.date(2027, 2, 12)),
    )
    assert effective(desk, number, "D5") == dt.date(2027, 2, 12)
    assert not any(clock.provisional for clock in desk.view(number).deadlines)
    assert [*desk.journal()][-1].kind == "calendar_loaded"
    desk.verify(rebuild=True)


def test_the_same_schedule_again_changes_nothing(desk: Desk, number: str, tmp_path: Path) -> None:
    desk.load_schedule(schedule(tmp_path))
    written = len([*desk.journal()])
    again = desk.load_schedule(schedule(tmp_path))
    assert (again.new, again.moved) == (False, ())
    assert len([*desk.journal()]) == written


def test_a_loaded_schedule_is_there_when_the_desk_is_opened_again(
    desk: Desk, number: str, tmp_path: Path, clock: FixedClock
) -> None:
    desk.load_schedule(schedule(tmp_path))
    desk.close()
    with Desk.open(desk.folder, PASSPHRASE, clock=clock, write=False) as reader:
        assert effective(reader, number, "D5") == dt.date(2027, 2, 12)
        (clock5,) = (found for found in reader.view(number).deadlines if found.code == "D5")
        assert reader.explain(clock5)[-1].day == dt.date(2027, 2, 12)


def test_a_closed_clock_keeps_its_dates_when_its_days_become_holidays_later(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    clock.set(DECEMBER.replace(day=25))
    number = registered(desk)
    desk.run(number, Accept())
    serve_all(desk, number, ("F03",))
    before = [clock for clock in desk.view(number).deadlines if clock.code == "D1"]
    clock.pass_by(days=3)
    late = {f"2027-01-{day:02d}": "试验" for day in range(1, 16)}
    desk.load_schedule(schedule(tmp_path, off=late, work={}))
    assert [clock for clock in desk.view(number).deadlines if clock.code == "D1"] == before


def test_a_schedule_with_mistakes_is_refused_whole_with_its_lines(desk: Desk, number: str, tmp_path: Path) -> None:
    before = effective(desk, number, "D5")
    with pytest.raises(RuleBroken) as refused:
        desk.load_schedule(schedule(tmp_path, work={"2027-02-22": "春节"}))
    assert code_of(refused) == "schedule-invalid"
    assert "2027-02-22" in refused.value.message
    assert effective(desk, number, "D5") == before


def test_a_schedule_that_is_not_there_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        desk.load_schedule(tmp_path / "none.json")
