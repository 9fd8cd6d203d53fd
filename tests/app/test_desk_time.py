"""Two times, one clock: when it happened and when it was written; and numbers without gaps across years."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.acceptance import Accept
from app.domain.steps.register import AddContact
from tests.helpers import (
    MORNING,
    OFFICE,
    OFFICERS,
    PASSPHRASE,
    ZONE,
    FixedClock,
    code_of,
    person,
    registered,
    registration,
)

DAY = MORNING.date()


def kinds(desk: Desk) -> list[str]:
    return [entry.kind for entry in desk.journal()]


def test_an_entry_keeps_both_times(desk: Desk) -> None:
    friday = DAY - dt.timedelta(days=3)
    changes = desk.register(registration(on=friday))
    (entry,) = changes.entries
    assert (entry.on, entry.at) == (friday, "2026-03-02T09:00:00+08:00")
    assert any("登记晚于收到 3 天" in notice for notice in changes.notices)
    assert changes.deadlines[0].day_zero == friday
    event = desk.view(changes.number).timeline[0]
    assert (event.on, event.at) == (entry.on, entry.at)


def test_what_has_not_happened_yet_is_refused_and_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.register(registration(on=DAY + dt.timedelta(days=1)))
    assert code_of(refused) == "on-in-future"
    number = registered(desk)
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Accept(on=DAY - dt.timedelta(days=1)))
    assert code_of(refused) == "on-before-event"
    assert kinds(desk) == ["opened", "registered"]
    assert desk.petition(number).acceptance is None
    desk.verify(rebuild=True)


def test_a_matter_from_before_the_regulation_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleBroken):
        desk.register(registration(on=dt.date(2022, 4, 30)))
    assert desk.count() == 0
    registered(desk, on=dt.date(2022, 5, 1))


def test_a_clock_set_back_is_told_each_time_and_recorded_once(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    clock.set(MORNING - dt.timedelta(days=400))
    first = desk.run(number, AddContact())
    second = desk.run(number, AddContact())
    for changes in (first, second):
        assert any("早于上一条记载" in notice for notice in changes.notices)
        assert changes.entries[-1].at == "2026-03-02T09:00:00+08:00"
        assert changes.entries[-1].on == DAY
    assert kinds(desk) == ["opened", "registered", "clock_set_back", "contacted", "contacted"]
    clock.set(MORNING + dt.timedelta(hours=1))
    assert desk.run(number, AddContact()).notices == ()
    clock.set(MORNING)
    desk.run(number, AddContact())
    assert kinds(desk).count("clock_set_back") == 2
    recorded = [entry.facts for entry in desk.journal() if entry.kind == "clock_set_back"]
    assert [facts.last[:16] for facts in recorded] == ["2026-03-02T09:00", "2026-03-02T10:00"]  # type: ignore[attr-defined]
    assert recorded[0].machine == "2025-01-26T09:00:00+08:00"  # type: ignore[attr-defined]
    desk.verify(rebuild=True)


def test_a_refused_step_does_not_record_the_clock_either(desk: Desk, clock: FixedClock) -> None:
    registered(desk)
    clock.set(MORNING - dt.timedelta(days=2))
    with pytest.raises(RuleBroken):
        desk.register(registration(person(address="")))
    assert kinds(desk) == ["opened", "registered"]


def test_today_is_never_before_the_last_entry(desk: Desk, clock: FixedClock) -> None:
    registered(desk)
    clock.set(MORNING - dt.timedelta(days=30))
    assert desk.today() == DAY
    number = registered(desk)
    assert desk.petition(number).received_on == DAY


def test_a_moment_within_the_same_second_is_no_clock_set_back(desk: Desk, clock: FixedClock) -> None:
    clock.set(MORNING.replace(microsecond=900_000))
    registered(desk)
    clock.set(MORNING.replace(microsecond=100_000))
    assert desk.register(registration()).notices == ()


def test_another_zone_is_no_clock_set_back(desk: Desk, clock: FixedClock) -> None:
    registered(desk)
    clock.set((MORNING + dt.timedelta(minutes=1)).astimezone(dt.UTC))
    assert desk.register(registration()).notices == ()
    desk.verify()


def test_the_clock_is_noticed_after_opening_again(desk_folder: Path, clock: FixedClock) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        registered(desk)
    clock.set(MORNING - dt.timedelta(days=1))
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        assert desk.register(registration()).notices
        desk.describe(OFFICE, OFFICERS)
        assert kinds(desk).count("clock_set_back") == 1


@settings(max_examples=8)
@given(st.lists(st.integers(-100_000, 100_000), max_size=5))
def test_at_never_runs_backwards_whatever_the_machine_says(
    desk_template: Path, tmp_path_factory: pytest.TempPathFactory, moves: list[int]
) -> None:

    folder = Path(shutil.copytree(desk_template, tmp_path_factory.mktemp("clock") / "desk"))
    clock = FixedClock()
    with Desk.open(folder, PASSPHRASE, clock=clock) as desk:
        for seconds in moves:
            clock.pass_by(seconds=seconds)
            registered(desk)
        moments = [dt.datetime.fromisoformat(entry.at) for entry in desk.journal()]
        days = [entry.on for entry in desk.journal()]
        desk.verify(rebuild=True)
    assert moments == sorted(moments)
    assert all(day <= moment.date() for day, moment in zip(days, moments, strict=True))


# Numbers


def test_numbers_have_no_gaps_whatever_is_refused_in_between(desk: Desk) -> None:
    numbers = []
    for n in range(6):
        numbers.append(registered(desk))
        if n % 2:
            with pytest.raises(RuleBroken):
                desk.register(registration(category="denunciation"))
    assert [number[-6:] for number in numbers] == [f"{n:06d}" for n in range(1, 7)]


def test_each_year_counts_from_one_and_a_late_registration_joins_its_own_year(desk: Desk, clock: FixedClock) -> None:
    registered(desk)
    clock.set(dt.datetime(2026, 12, 31, 23, 59, tzinfo=ZONE))
    assert registered(desk).endswith("-2026-000002")
    clock.pass_by(minutes=2)
    assert registered(desk).endswith("-2027-000001")
    assert registered(desk, on=dt.date(2026, 12, 30)).endswith("-2026-000003")
    assert registered(desk).endswith("-2027-000002")
    desk.verify(rebuild=True)


def test_document_numbers_run_by_paper_and_year(desk: Desk, clock: FixedClock) -> None:
    numbers = [registered(desk) for _ in range(3)]
    notices = [desk.run(number, Accept()).petition for number in numbers[:2]]
    assert [p.acceptance.notice_number for p in notices if p and p.acceptance] == [
        "石桥镇信受〔2026〕1号",
        "石桥镇信受〔2026〕2号",
    ]
    with pytest.raises(RuleBroken):
        desk.run(numbers[0], Accept())
    clock.set(dt.datetime(2027, 1, 4, 9, 0, tzinfo=ZONE))
    third = desk.run(numbers[2], Accept()).petition
    assert third is not None
    assert third.acceptance is not None
    assert third.acceptance.notice_number == "石桥镇信受〔2027〕1号"


def test_a_query_code_belongs_to_its_number_and_is_not_stored(desk: Desk) -> None:
    changes = [desk.register(registration()) for _ in range(2)]
    codes = [change.query_code for change in changes]
    assert codes[0] != codes[1]
    assert codes[0] == desk.query_code(changes[0].number)
    written = b"".join(repr(entry).encode() for entry in desk.journal())
    assert all(code.encode() not in written for code in codes)


def test_an_unknown_number_is_said_to_be_unknown(desk: Desk) -> None:
    for ask in (
        desk.petition,
        desk.view,
        desk.delivery,
        lambda n: list(desk.journal(n)),
        lambda n: desk.run(n, Accept()),
    ):
        for number in ("", "\ud800", "\udcff-1", "43062110100001-2026-000009", "x" * 10_000):
            with pytest.raises(RuleBroken) as refused:
                ask(number)
            assert code_of(refused) == "no-such-petition"
    with pytest.raises(RuleBroken) as refused:
        desk.read_step("vanish", {})
    assert code_of(refused) == "no-such-step"
