"""拆出来访: a visit joined to the wrong petition counts there no more, and what was raised on it is never lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app.desk import Desk
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.steps.closing import Close
from app.domain.steps.notice import Forward
from app.domain.steps.reception import ReceiveByLeader
from app.domain.steps.register import AddContact, Register
from app.domain.steps.service import Serve
from app.domain.steps.split import SplitContact
from tests.helpers import FixedClock, code_of, person, registered

FIRST_OF_MARCH, CAME = dt.date(2026, 3, 2), dt.date(2026, 3, 6)
NOTE = "诉求：疏通排水沟\n事实：排水沟堵塞。\n水漫进院子。\n理由：镇里修的。"
SPLIT = SplitContact(contact=2, reason="另一事项")


@pytest.fixture
def number(desk: Desk, clock: FixedClock) -> str:
    """Registered on the 2nd; on the 6th 王芳 joined a visit of three about another matter to it; today is the 10th."""
    made = registered(desk, person("谭福生"), person("谭福贵"))
    clock.pass_by(days=4)
    desk.officer = "王芳"
    desk.run(made, AddContact(head_count=3, note=NOTE))
    clock.pass_by(days=4)
    desk.officer = "李明"
    return made


def figures(desk: Desk) -> dict[str, int | None]:
    counts = desk.counts(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    return {figure.column.code: figure.cell.value for figure in counts.figures}


def apart(desk: Desk, number: str) -> Deadline:
    (clock,) = (clock for clock in desk.view(number).deadlines if clock.code == "S1")
    return clock


def anew(desk: Desk, number: str, **given: Any) -> str:
    told = {**msgspec.to_builtins(desk.split_off(number, 2)), "title": "排水沟", **given}
    return desk.register(msgspec.convert(told, Register)).number


def test_a_split_visit_counts_where_it_belongs_and_once(desk: Desk, number: str) -> None:
    before = figures(desk)
    desk.run(number, SPLIT)
    without = figures(desk)
    assert (without["contacts"], without["visits"], without["persons"]) == (1, 1, 2)
    assert len(desk.visits(CAME)) == 0
    new = anew(desk, number)
    after = figures(desk)
    same = {"contacts", "visits", "persons", "items"}
    assert {code: after[code] for code in same} == {code: before[code] for code in same}
    assert (after["matters"], after["first"], after["repeat"]) == (2, 2, 0)
    assert [seen.number for seen in desk.visits(CAME)] == [new]
    desk.verify(rebuild=True)


def test_the_new_petition_keeps_day_first_contact_and_clock_of_the_visit(desk: Desk, number: str) -> None:
    desk.run(number, SPLIT)
    told = desk.register(
        msgspec.convert({**msgspec.to_builtins(desk.split_off(number, 2)), "title": "排水沟"}, Register)
    )
    new = desk.petition(told.number)
    assert (new.received_on, new.first_contact, new.contacts[0].by) == (CAME, "王芳", "王芳")
    assert (new.requests, new.facts, new.reasons) == (("疏通排水沟",), "排水沟堵塞。\n水漫进院子。", "镇里修的。")
    assert (new.head_count, len(new.petitioners)) == (3, 2)
    (notice,) = (clock for clock in desk.view(new.number).deadlines if clock.code == "D1")
    assert (notice.day_zero, notice.nominal) == (CAME, dt.date(2026, 3, 21))
    assert "登记晚于收到 4 天" in " ".join(told.notices)
    (here,), (there,) = desk.view(new.number).links, desk.view(number).links
    assert (here.words, there.words) == ("本件由该件的一次来访拆出", "该件由本件的一次来访拆出")


def test_until_it_is_registered_the_visit_is_a_duty_of_its_own_day(desk: Desk, number: str, clock: FixedClock) -> None:
    desk.run(number, SPLIT)
    assert (apart(desk, number).state, apart(desk, number).day_zero) == ("running", CAME)
    assert "S1" in {duty.deadline.code for duty in desk.due() if duty.number == number}
    clock.pass_by(days=20)
    assert apart(desk, number).state == "missed"
    rates = {rate.code: rate.due for rate in desk.counts(dt.date(2026, 3, 1), dt.date(2026, 3, 31)).rates}
    assert rates["notice"] == 1, "that of the petition itself; the visit is judged where it is registered"
    anew(desk, number)
    assert apart(desk, number).state == "met_late"
    assert not desk.petition(number).unregistered


def test_a_closed_petition_stays_in_sight_while_its_split_visit_waits(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    desk.run(number, Forward(body="县自然资源局"))
    desk.run(number, Serve(paper="F05"))
    desk.run(number, Close())
    desk.run(number, AddContact(note="另一件事"))
    assert not [duty for duty in desk.due() if duty.number == number]
    desk.run(number, SPLIT)
    assert [duty.deadline.code for duty in desk.due() if duty.number == number] == ["S1"]
    assert desk.split_off(number, 2)["facts"] == "另一件事"


def test_what_a_leader_wanted_on_the_visit_goes_with_it(desk: Desk, number: str) -> None:
    wanted = ReceiveByLeader(on=CAME, leader="陈明", decided="核实排水沟。", due=dt.date(2026, 3, 30))
    desk.run(number, wanted)
    desk.run(number, SPLIT)
    assert not desk.reception_days(2026)
    new = anew(desk, number)
    (seen,) = desk.reception_days(2026)
    assert [matter.number for matter in seen.matters] == [new]
    states = {n: [c.state for c in desk.view(n).deadlines if c.code == "LD1"] for n in (number, new)}
    assert states == {number: ["stopped"], new: ["running"]}
    desk.verify(rebuild=True)


def test_a_visit_of_a_petition_that_is_here_is_recorded_there_first(desk: Desk, number: str) -> None:
    other = registered(desk, person("谭福生"), on=FIRST_OF_MARCH)
    there = msgspec.structs.replace(SPLIT, other=other)
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, there)
    assert code_of(refused) == "split-not-there"
    desk.run(other, AddContact(on=CAME, head_count=3))
    desk.run(number, there)
    assert not desk.petition(number).unregistered
    assert "S1" not in {clock.code for clock in desk.view(number).deadlines}
    with pytest.raises(RuleBroken) as again:
        desk.split_off(number, 2)
    assert code_of(again) == "not-split"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"contact": 1}, "no-such-contact"),
        ({"contact": 3}, "no-such-contact"),
        ({"on": dt.date(2026, 3, 5)}, "on-before-event"),
        ({"other": "没有"}, "split-unknown"),
    ],
)
def test_what_can_not_be_split_off_is_refused(desk: Desk, number: str, given: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, msgspec.structs.replace(SPLIT, **given))
    assert code_of(refused) == code


def test_it_is_registered_once_and_on_its_own_day(desk: Desk, number: str) -> None:
    with pytest.raises(RuleBroken) as early:
        desk.split_off(number, 2)
    assert code_of(early) == "not-split"
    desk.run(number, SPLIT)
    with pytest.raises(RuleBroken) as moved:
        anew(desk, number, on="2026-03-10")
    assert code_of(moved) == "split-day"
    anew(desk, number)
    with pytest.raises(RuleBroken) as twice:
        desk.split_off(number, 2)
    assert code_of(twice) == "not-split"
    desk.run(number, AddContact(note="还是原来的事"))
    assert "2026-03-10" in SplitContact.told(desk.petition(number)), "the next visit stands under its own place"
