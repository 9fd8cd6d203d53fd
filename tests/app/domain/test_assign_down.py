"""交办 to a body below (第二十三条第一款): the petitioner is told, and nothing closes before the report."""

from __future__ import annotations

import datetime as dt

import pytest

from app.desk import Desk
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.records.origin import Origin
from app.domain.steps.assign_down import AssignDown, ReceiveReport
from app.domain.steps.closing import Close
from app.domain.steps.report_up import ReportResult
from app.domain.steps.service import Serve
from tests.helpers import ZONE, FixedClock, registered

DUE = dt.date(2026, 4, 4)  # a Saturday, 清明
DOWN = AssignDown(body="石桥镇供水站", report_due=DUE, demands="请核实停水原因。")


def waited_for(desk: Desk, number: str) -> Deadline:
    (clock,) = [one for one in desk.view(number).deadlines if one.whose == "other"]
    return clock


def on_the_day(clock: FixedClock, day: dt.date) -> None:
    clock.set(dt.datetime.combine(day, dt.time(9), ZONE))


def test_the_petitioner_is_told_and_the_body_has_its_letter(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, DOWN)
    view = desk.view(number)
    assert list(view.papers) == ["F01", "F02", "F05", "F09", "F24"]
    assert view.petition.decision == ("交办下级单位", dt.date(2026, 3, 2))
    assert view.timeline[-1].sentence == (
        "交石桥镇供水站办理，交办函石桥镇信交〔2026〕1号，要求2026-04-04前报送办结报告，"
        "出具告知书（石桥镇信告〔2026〕1号）"
    )
    desk.run(number, Serve(paper="F05"))
    states = {clock.code: clock.state for clock in desk.view(number).deadlines}
    assert states == {"D1": "met", "D11": "running"}


def test_the_report_is_waited_for_and_then_overdue_at_the_other_body(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    desk.run(number, DOWN)
    on_the_day(clock, DUE)
    found = waited_for(desk, number)
    assert (found.effective, found.state, found.title) == (DUE, "running", "对方报送办结报告")
    assert [duty.urgency for duty in desk.due() if duty.deadline.code == "D11"] == ["waiting"]
    on_the_day(clock, DUE + dt.timedelta(days=1))
    assert waited_for(desk, number).state == "missed"
    assert [duty.urgency for duty in desk.due() if duty.deadline.code == "D11"] == ["overdue"]


@pytest.mark.parametrize(("day", "state"), [(DUE, "met"), (DUE + dt.timedelta(days=1), "met_late")])
def test_the_report_ends_the_waiting(desk: Desk, clock: FixedClock, day: dt.date, state: str) -> None:
    number = registered(desk)
    desk.run(number, DOWN)
    desk.run(number, Serve(paper="F05"))
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Close())
    assert refused.value.code == "report-waiting"
    on_the_day(clock, day)
    desk.run(number, ReceiveReport(number="石水报〔2026〕2号", summary="支管已更换，恢复供水。"))
    assert (waited_for(desk, number).state, waited_for(desk, number).met_on) == (state, day)
    desk.run(number, Close(settled=True))
    assert desk.search("支管")[0].number == number


@pytest.mark.parametrize("days", [-1, 0])
def test_the_day_of_the_report_is_not_before_the_assignment(desk: Desk, days: int) -> None:
    number = registered(desk)
    step = AssignDown(body="石桥镇供水站", report_due=dt.date(2026, 3, 2) + dt.timedelta(days=days))
    if days == 0:
        desk.run(number, step)
        return
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, step)
    assert (refused.value.code, refused.value.facts["field"]) == ("report-due-past", "report_due")


def test_nothing_is_assigned_to_our_own_office(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.run(registered(desk), AssignDown(body=desk.office.name, report_due=DUE))
    assert refused.value.code == "body-is-own"


def test_what_was_assigned_to_us_and_by_us_is_reported_up_after_the_report_from_below(desk: Desk) -> None:
    sent = Origin(kind="assigned", body="岳阳县信访局", result_due=dt.date(2026, 4, 30))
    number = registered(desk, origin=sent)
    desk.run(number, DOWN)
    desk.run(number, Serve(paper="F05"))
    assert [(c.subject, c.whose) for c in desk.view(number).deadlines if c.code == "D11"] == [
        ("石桥镇供水站", "other"),
        ("岳阳县信访局", "office"),
    ]
    report = ReportResult(signer="陈明", handler="赵强", findings="支管破裂。", handling="已更换。")
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, report)
    assert refused.value.code == "not-answered"
    desk.run(number, ReceiveReport(summary="支管已更换，恢复供水。"))
    assert desk.suggest(number, "report_up")["findings"] == "支管已更换，恢复供水。"
    desk.run(number, report)
    written = desk.petition(number).report_up
    assert written is not None
    assert written.annex == ""
    desk.run(number, Close())
