"""Leaders' reception days: planned, cancelled, held; a visit there is counted once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.closing import Close
from app.domain.steps.reception import AnswerLeader, CancelReceptionDay, PlanReceptionDay, ReceiveByLeader
from app.domain.steps.register import AddContact
from tests.helpers import FixedClock, code_of, registered, serve_all, to_issue

TODAY = dt.date(2026, 3, 2)
PLAN = PlanReceptionDay(
    held_on=dt.date(2026, 3, 18),
    leader="陈明",
    post="镇长",
    hours="9:00至11:30",
    place="信访接待室",
    published="公示栏",
)
RECEIVE = ReceiveByLeader(leader="陈明", decided="由村镇建设办核实进度。")


def plan(**given: Any) -> PlanReceptionDay:
    fields = {name: getattr(PLAN, name) for name in PLAN.__struct_fields__}
    return PlanReceptionDay(**(fields | given))


def visits(desk: Desk) -> dict[str, int | None]:
    """Figure -> value, of the whole year."""
    counts = desk.counts(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    return {figure.column.code: figure.cell.value for figure in counts.figures}


@pytest.mark.parametrize(
    ("held_on", "code"),
    [
        (TODAY, ""),
        (TODAY - dt.timedelta(days=1), "reception-day-past"),
        (TODAY + dt.timedelta(days=366), ""),
        (TODAY + dt.timedelta(days=367), "reception-day-far"),
    ],
)
def test_a_day_is_planned_for_today_up_to_a_year_ahead(desk: Desk, held_on: dt.date, code: str) -> None:
    if not code:
        desk.run_desk(plan(held_on=held_on))
        assert [seen.held_on for seen in desk.reception_days(held_on.year)] == [held_on]
        return
    with pytest.raises(RuleBroken) as refused:
        desk.run_desk(plan(held_on=held_on))
    assert code_of(refused) == code
    assert refused.value.facts["field"] == "held_on"


def test_a_plan_is_an_entry_of_the_desk_and_touches_no_petition(desk: Desk) -> None:
    number = registered(desk)
    before = desk.petition(number)
    changes = desk.run_desk(PLAN)
    assert (changes.number, changes.petition) == ("", None)
    assert [entry.petition for entry in changes.entries] == [""]
    assert "陈明（镇长）" in changes.entries[0].facts.sentence(changes.entries[0])
    assert desk.petition(number) == before
    desk.verify(rebuild=True)


def test_a_day_is_planned_once_and_anew_after_it_was_cancelled(desk: Desk) -> None:
    desk.run_desk(PLAN)
    with pytest.raises(RuleBroken) as refused:
        desk.run_desk(plan(leader=" 陈明 ", hours="下午"))
    assert code_of(refused) == "reception-day-planned"
    desk.run_desk(plan(leader="周岚"))  # another leader on the same day
    desk.run_desk(CancelReceptionDay(held_on=PLAN.held_on, leader="陈明", reason="上级会议"))
    (seen,) = (day.plan for day in desk.reception_days(2026) if day.leader == "陈明")
    assert seen is not None
    assert (seen.cancelled_on, seen.cancelled_by, seen.cancelled_reason) == (TODAY, "李明", "上级会议")
    with pytest.raises(RuleBroken) as again:
        desk.run_desk(CancelReceptionDay(held_on=PLAN.held_on, leader="陈明", reason="上级会议"))
    assert code_of(again) == "no-reception-day"
    desk.run_desk(plan(hours="下午"))
    assert [day.plan and (day.leader, day.plan.hours) for day in desk.reception_days(2026)] == [
        ("周岚", "9:00至11:30"),
        ("陈明", "下午"),
    ]
    desk.verify(rebuild=True)


def test_a_visit_registered_on_the_day_is_counted_once(desk: Desk) -> None:
    number = registered(desk, head_count=3)
    before = visits(desk)
    changes = desk.run(number, RECEIVE)
    assert [entry.kind for entry in changes.entries] == ["received_by_leader"]
    assert visits(desk) == before
    assert before["visits"] == 1
    assert before["persons"] == 3
    (reception,) = desk.petition(number).receptions
    assert (reception.contact, reception.planned) == (1, "")
    desk.verify(rebuild=True)


@pytest.mark.parametrize("way", ["visit", "outreach"])
def test_whoever_comes_only_to_the_leader_is_one_contact_more(desk: Desk, clock: FixedClock, way: Any) -> None:
    number = registered(desk, channel="letter")
    clock.pass_by(days=3)
    desk.run(number, AddContact(channel="phone"))  # a call is no visit
    changes = desk.run(number, ReceiveByLeader(leader="陈明", decided="核实。", way=way, head_count=4))
    assert [entry.kind for entry in changes.entries] == ["contacted", "received_by_leader"]
    petition = desk.petition(number)
    assert (petition.contacts[2].channel, petition.contacts[2].head_count) == (way, 4)
    assert petition.receptions[0].contact == 3
    counted = visits(desk)
    assert (counted["visits"], counted["persons"], counted["contacts"]) == (1, 4, 3)
    desk.run(number, ReceiveByLeader(leader="周岚", decided="同意。"))  # both leaders heard the same visit
    assert visits(desk) == counted
    desk.verify(rebuild=True)


def test_a_reception_finds_its_planned_day(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    planned = desk.run_desk(PLAN).entries[0].ref
    desk.run(number, ReceiveByLeader(leader="陈明", decided="临时接访。"))  # on another day
    clock.pass_by(days=16)
    desk.run(number, ReceiveByLeader(leader="陈明", decided="核实。", due=dt.date(2026, 4, 1)))
    first, second = desk.petition(number).receptions
    assert (first.planned, first.post) == ("", "")
    assert (second.planned, second.post) == (planned, "镇长")
    held = desk.reception_days(2026)
    assert [(day.held_on, day.plan is None, [m.number for m in day.matters]) for day in held] == [
        (TODAY, True, [number]),
        (PLAN.held_on, False, [number]),
    ]
    with pytest.raises(RuleBroken) as refused:
        desk.run_desk(CancelReceptionDay(held_on=PLAN.held_on, leader="陈明", reason="误排"))
    assert code_of(refused) == "reception-day-held"


def test_the_same_reception_is_not_written_twice(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, RECEIVE)
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, RECEIVE)
    assert code_of(refused) == "received-already"


def test_a_leader_sets_no_day_that_has_passed(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.run(registered(desk), ReceiveByLeader(leader="陈明", decided="核实。", due=TODAY - dt.timedelta(days=1)))
    assert code_of(refused) == "due-before"


def test_a_reception_moves_no_clock_and_no_stage(desk: Desk) -> None:
    number = registered(desk)
    before = desk.view(number)
    desk.run(number, RECEIVE)
    after = desk.view(number)
    assert (after.deadlines, after.petition.stage) == (before.deadlines, before.petition.stage)


def test_a_step_of_the_desk_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.read_desk_step("accept", {})
    assert code_of(refused) == "no-such-step"
    assert "plan_reception_day" in refused.value.message


def test_what_a_leader_wants_is_listed_as_due_until_it_is_answered_also_once_closed(desk: Desk) -> None:
    number = registered(desk)
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, Close())
    desk.run(number, ReceiveByLeader(leader="陈明", decided="核实。", due=TODAY + dt.timedelta(days=3)))
    (duty,) = (duty for duty in desk.due() if duty.deadline.code == "LD1")
    assert (duty.number, duty.what, duty.deadline.subject) == (number, "回报接访意见办理情况", "陈明")
    desk.run(number, AnswerLeader(answer="已核实。"))
    assert not [duty for duty in desk.due() if duty.deadline.code == "LD1"]
    desk.verify(rebuild=True)
