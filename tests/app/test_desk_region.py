"""An office chooses whose periods hold besides the national ones; a clock keeps the region of its day zero."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from app.desk import Desk
from app.domain.deadlines import Deadline, Held, Period, periods_held
from app.domain.errors import RuleBroken
from app.domain.steps.acceptance import Accept
from app.domain.steps.extension import Extend
from app.shipped import load_periods, load_regions
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, registered, to_issue

ZHEJIANG = msgspec.structs.replace(OFFICE, region="zhejiang")
CHOSEN = dt.date(2026, 3, 10)


def clock_of(desk: Desk, number: str, code: str) -> Deadline:
    return next(clock for clock in desk.view(number).deadlines if clock.code == code)


def accepted(desk: Desk) -> str:
    number = registered(desk)
    desk.run(number, Accept())
    return number


@pytest.mark.parametrize(
    ("day", "length"),
    [("2026-03-09", 60), ("2026-03-10", 30), ("2026-03-20", 30), ("2026-03-21", 60), ("2027-01-01", 60)],
)
def test_a_period_is_that_of_the_region_held_on_its_day_zero(day: str, length: int) -> None:
    held = (
        Held(dt.date.min, "national"),
        Held(CHOSEN, "zhejiang"),
        Held(dt.date(2026, 3, 21), "national"),
    )
    variant = [period for period in load_periods(["zhejiang"]).all if period.region == "zhejiang"]
    periods = periods_held(load_periods().all, {"zhejiang": variant}, held)
    assert periods.lookup("D5", dt.date.fromisoformat(day)).length == length


def test_a_text_that_ends_while_its_region_holds_still_ends() -> None:
    old = _variant(valid_to=dt.date(2026, 3, 15))
    periods = periods_held(load_periods().all, {"x": [old]}, (Held(dt.date.min, "x"),))
    assert [periods.lookup("D5", dt.date(2026, 3, day)).length for day in (15, 16)] == [45, 60]


def test_of_two_choices_on_one_day_the_last_holds() -> None:
    held = (Held(dt.date.min, "national"), Held(CHOSEN, "x"), Held(CHOSEN, "national"))
    periods = periods_held(load_periods().all, {"x": [_variant()]}, held)
    assert periods.lookup("D5", CHOSEN).length == 60


def _variant(valid_to: dt.date | None = None) -> Period:
    national = load_periods().lookup("D5", CHOSEN)
    return msgspec.structs.replace(national, length=45, region="x", valid_to=valid_to)


def test_a_new_region_holds_from_the_next_day_and_moves_no_clock(desk: Desk, clock: FixedClock) -> None:
    before, same_day = accepted(desk), accepted(desk)
    to_issue_rest = registered(desk)
    to_issue(desk, to_issue_rest)
    numbers = (before, same_day, to_issue_rest)
    was = [desk.view(number).deadlines for number in numbers]
    desk.describe(ZHEJIANG, OFFICERS)
    assert [desk.view(number).deadlines for number in numbers] == was
    late = accepted(desk)  # begun on the day of the change, after it
    assert clock_of(desk, late, "D5").length == 60
    clock.pass_by(days=1)
    new = accepted(desk)
    assert clock_of(desk, new, "D5").length == 30
    assert "浙江省信访条例" in clock_of(desk, new, "D5").article
    assert clock_of(desk, new, "D1").length == 15
    assert clock_of(desk, before, "D5").length == 60


def test_turning_back_to_the_national_periods_leaves_the_clocks_begun_between(desk: Desk, clock: FixedClock) -> None:
    desk.describe(ZHEJIANG, OFFICERS)
    clock.pass_by(days=1)
    between = accepted(desk)
    desk.describe(OFFICE, OFFICERS)
    clock.pass_by(days=1)
    assert clock_of(desk, between, "D5").length == 30
    assert clock_of(desk, accepted(desk), "D5").length == 60


def test_a_change_does_not_move_an_extension_whose_days_begin_later(desk: Desk, clock: FixedClock) -> None:
    number = accepted(desk)
    desk.run(number, Extend(reason="需勘测", days=20, approver="周镇长"))
    was = desk.view(number).deadlines
    desk.describe(ZHEJIANG, OFFICERS)
    clock.pass_by(days=1)
    assert desk.view(number).deadlines == was


def test_the_first_region_holds_for_what_began_before_the_desk_was_set_up(tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "desk"
    with Desk.create(
        folder, office=ZHEJIANG, officers=OFFICERS, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as desk:
        number = registered(desk, on=dt.date(2026, 2, 10))
        assert clock_of(desk, number, "ZJ1").state == "missed"
        assert clock_of(desk, number, "ZJ1").length == 5
    with Desk.open(folder, PASSPHRASE, clock=clock) as again:
        assert again.office.region == "zhejiang"
        assert clock_of(again, number, "ZJ1").unit == "working_day"


def test_first_handling_is_met_by_the_first_decision(desk: Desk, clock: FixedClock) -> None:
    desk.describe(ZHEJIANG, OFFICERS)
    clock.pass_by(days=1)
    number = registered(desk)
    assert [clock.code for clock in desk.view(number).deadlines] == ["D1", "ZJ1"]
    assert clock_of(desk, number, "ZJ1").effective == dt.date(2026, 3, 10)
    desk.run(number, Accept())
    assert clock_of(desk, number, "ZJ1").state == "met"


def test_the_choice_is_an_entry_and_outlives_a_rebuild(desk: Desk) -> None:
    desk.describe(ZHEJIANG, OFFICERS)
    assert [*desk.journal()][-1].kind == "described"
    assert desk.office.region == "zhejiang"
    assert desk.verify(rebuild=True)["rebuilt"]


def test_a_region_without_a_file_is_refused_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.describe(msgspec.structs.replace(OFFICE, region="atlantis"), OFFICERS)
    assert refused.value.code == "region-unknown"
    assert "shandong（山东省）" in refused.value.message
    assert desk.office.region == "national"


def test_regions_are_those_of_the_shipped_files_the_national_one_first() -> None:
    assert next(iter(load_regions().titles.items())) == ("national", "全国")
    assert load_regions().titles == {"national": "全国", "shandong": "山东省", "zhejiang": "浙江省"}
