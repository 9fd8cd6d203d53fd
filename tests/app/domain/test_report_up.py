"""办结报告 (第二十二条第一款第三项): by the day that the letter sets, after the answer, before the closing."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.desk import Desk
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.records.origin import Origin
from app.domain.steps.closing import Close
from app.domain.steps.objection import AnswerObjection, RaiseObjection
from app.domain.steps.report_up import ReportResult
from app.domain.steps.result_day import TellResultDay
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from tests.app.domain.folding import Folding
from tests.helpers import ZONE, FixedClock, registered, registration, to_issue

DUE = dt.date(2026, 3, 21)  # a Saturday
SENT = Origin(kind="assigned", body="岳阳县信访局", letter_number="岳信交〔2026〕3号", result_due=DUE)
REPORT = ReportResult(signer="陈明", handler="赵强", findings="属实。", handling="年内硬化。")


LATER = dt.date(2026, 4, 10)
MOVED = TellResultDay(due=LATER, why="moved", number="岳信函〔2026〕9号", reason="等待鉴定。")


def result_clock(desk: Desk, number: str) -> Deadline:
    (clock,) = [one for one in desk.view(number).deadlines if one.code == "D11"]
    return clock


def on_the_day(clock: FixedClock, day: dt.date) -> None:
    clock.set(dt.datetime.combine(day, dt.time(9), ZONE))


def test_the_day_is_the_letters_own_and_no_day_of_rest_moves_it(desk: Desk) -> None:
    found = result_clock(desk, registered(desk, origin=SENT))
    assert (found.nominal, found.effective, found.state, found.provisional) == (DUE, DUE, "running", False)
    assert (found.article, found.subject) == ("《信访工作条例》第二十二条第一款第三项", "岳阳县信访局")
    assert "2026-03-02收到岳阳县信访局交办函（岳信交〔2026〕3号），定于2026-03-21前报送办结报告" in found.why
    assert [note.day for note in desk.explain(found)][-1] == DUE


@pytest.mark.parametrize(("day", "state"), [(DUE, "met"), (DUE + dt.timedelta(days=1), "met_late")])
def test_the_report_meets_it_up_to_that_day(desk: Desk, clock: FixedClock, day: dt.date, state: str) -> None:
    number = registered(desk, origin=SENT)
    to_issue(desk, number)
    on_the_day(clock, day)
    desk.run(number, REPORT)
    assert (result_clock(desk, number).state, result_clock(desk, number).met_on) == (state, day)


def test_a_report_that_is_late_is_missed_and_overdue(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk, origin=SENT)
    on_the_day(clock, DUE)
    assert result_clock(desk, number).state == "running"
    on_the_day(clock, DUE + dt.timedelta(days=1))
    assert result_clock(desk, number).state == "missed"
    (duty,) = [duty for duty in desk.due() if duty.deadline.code == "D11"]
    assert (duty.urgency, duty.what) == ("overdue", "报送办结报告")


def test_a_letter_without_a_day_starts_no_clock_and_the_report_is_owed_all_the_same(desk: Desk) -> None:
    number = registered(desk, origin=Origin(kind="assigned", body="岳阳县信访局"))
    assert [one for one in desk.view(number).deadlines if one.code == "D11"] == []
    to_issue(desk, number)
    desk.run(number, Serve(paper="F12"))
    assert "report_up" in [offer.step for offer in desk.view(number).steps if offer.possible]
    assert "close" not in [offer.step for offer in desk.view(number).steps if offer.possible]


def test_what_the_sender_took_back_owes_no_report(desk: Desk) -> None:
    number = registered(desk, origin=SENT)
    desk.run(number, RaiseObjection(reason="省道由县公路部门管理。"))
    desk.run(number, AnswerObjection(outcome="agreed"))
    assert result_clock(desk, number).state == "stopped"
    desk.run(number, Close())
    assert desk.petition(number).stage == "closed"


def test_the_report_names_the_paper_the_petitioners_have_and_when(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk, origin=SENT)
    to_issue(desk, number)
    clock.pass_by(days=1)
    desk.run(number, Serve(paper="F12"))
    clock.pass_by(days=1)
    desk.run(number, REPORT)
    report = desk.petition(number).report_up
    assert report is not None
    assert (report.annex, report.annex_number, report.served_on) == (
        "F12",
        "石桥镇信访意〔2026〕1号",
        dt.date(2026, 3, 3),
    )
    assert (report.number, report.office) == ("石桥镇信报〔2026〕1号", "村镇建设办")
    desk.run(number, Close())


def test_a_form_knows_what_the_opinion_said(desk: Desk) -> None:
    number = registered(desk, origin=SENT)
    to_issue(desk, number)
    known = desk.suggest(number, "report_up")
    assert known["findings"] == "道路确为土路，已列入计划。"
    assert known["handling"] == "诉求1（予以支持）：年内硬化"
    assert known["handler"] == "赵强"


def test_the_senders_word_sets_another_day_and_the_letters_stays_readable(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk, origin=SENT)
    on_the_day(clock, DUE + dt.timedelta(days=1))
    assert result_clock(desk, number).state == "missed"
    desk.run(number, MOVED)
    found = result_clock(desk, number)
    assert (found.nominal, found.state) == (LATER, "running")
    assert "2026-03-22另定报送日期，定于2026-04-10前报送办结报告" in found.why
    view = desk.view(number)
    assert view.petition.origin is not None
    assert view.petition.origin.result_due == DUE
    assert "原为2026-03-21" in view.timeline[-1].sentence
    desk.run(number, TellResultDay(due=DUE, why="misread", reason="与县信访局核对，来文写3月21日。"))
    assert result_clock(desk, number).state == "missed"


def asked(*steps: Step, origin: Origin = SENT) -> Folding:
    folding = Folding(registration(on=dt.date(2026, 3, 2), origin=origin))
    folding.run(*steps)
    return folding


def test_a_letter_without_a_day_gets_one_by_the_senders_word() -> None:
    folding = asked(origin=msgspec.structs.replace(SENT, result_due=None))
    assert folding.petition.result_due is None
    folding.run(MOVED)
    assert folding.petition.result_due == LATER


@pytest.mark.parametrize(
    ("before", "origin", "step", "code"),
    [
        ((), SENT, msgspec.structs.replace(MOVED, due=DUE), "result-day-same"),
        ((), SENT, msgspec.structs.replace(MOVED, due=dt.date(2026, 3, 1)), "result-day-early"),
        ((MOVED,), SENT, MOVED, "result-day-same"),
        ((), Origin(kind="forwarded", body="岳阳县信访局"), MOVED, "no-report-asked"),
        ((RaiseObjection(reason="非本镇职权。"), AnswerObjection(outcome="agreed")), SENT, MOVED, "returned"),
    ],
)
def test_a_day_is_told_only_while_a_report_is_owed(
    before: tuple[Step, ...], origin: Origin, step: Step, code: str
) -> None:
    folding = asked(*(msgspec.structs.replace(one, on=dt.date(2026, 3, 3)) for one in before), origin=origin)
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    assert refused.value.code == code
