"""Supervision at the window: what was asked of us and by us is told in lines, and its clock leads to the answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.desk import Desk
from app.domain.petition import Petition
from app.domain.steps.acceptance import Accept
from app.domain.steps.demands import ReceiveFeedback, Remind, SuggestImprovement, Supervise
from app.domain.steps.review_request import RequestReview
from app.domain.steps.supervision import GiveFeedback, ReceiveReminder, ReceiveSuggestion, ReceiveSupervision
from app.domain.steps.urgent import ReportUrgent
from tests.helpers import FixedClock, registered, serve_all, to_issue
from tests.ui.helpers import press
from ui.main_window import MainWindow
from ui.next_step import towards
from ui.pages.deadlines import DeadlinesPage
from ui.supervised import supervised

BODY = "某某县信访局"
ASKED = "请于3月底前办结。"
OFFICE = "村镇建设办"
DUE = dt.date(2026, 3, 13)


@pytest.fixture
def number(desk: Desk) -> str:
    """A matter that an office of ours handles."""
    number = registered(desk)
    desk.run(number, Accept(office=OFFICE, handler="赵强"))
    return number


def lines(petition: Petition) -> list[tuple[str, str]]:
    return [line for line in supervised(petition) if line[0] != "gap"]


def test_nothing_is_told_where_nobody_supervised(desk: Desk, number: str) -> None:
    assert supervised(desk.petition(number)) == []


def test_a_supervision_is_told_with_its_day_until_it_is_answered(desk: Desk, number: str) -> None:
    desk.run(
        number, ReceiveSupervision(body=BODY, trigger="T4", asked=ASKED, letter_number="某信督〔2026〕5号", due=DUE)
    )
    assert lines(desk.petition(number)) == [
        ("strong", "第1份来文：某某县信访局督办（某信督〔2026〕5号）"),
        ("", "2026-03-02 收到"),
        ("", "督办情形：推诿、敷衍、拖延"),
        ("", "要求：请于3月底前办结。"),
        ("warn", "应于 2026-03-13 前书面反馈"),
    ]
    desk.run(number, GiveFeedback(situation="已到现场查看。", reasons="面积有出入。", measures="每周通报。"))
    told = lines(desk.petition(number))
    (answer,) = desk.petition(number).feedbacks
    assert told[4:] == [
        ("ok", "已于 2026-03-02 书面反馈（来文要求 2026-03-13 前）"),
        ("", f"反馈函：{answer.number}"),
        ("", "情况：已到现场查看。"),
        ("", "原因（理由）：面积有出入。"),
        ("", "下一步措施：每周通报。"),
    ]


def test_where_no_letter_sets_a_day_the_page_says_that_the_law_sets_none(desk: Desk, number: str) -> None:
    desk.run(number, ReceiveSuggestion(body=BODY, suggestion="improve", asked="公示进度。"))
    desk.run(number, SuggestImprovement(body=OFFICE, reason="进度没有公示。", asked="按季公示。"))
    assert [line for line in lines(desk.petition(number)) if line[0] == "warn"] == [
        ("warn", "尚未反馈；来文没有定反馈日期，法律未规定期限"),
        ("warn", "尚未收到反馈；没有定反馈日期，法律未规定期限"),
    ]


def test_an_answered_suggestion_says_what_was_adopted(desk: Desk, number: str) -> None:
    desk.run(number, ReceiveSuggestion(body=BODY, suggestion="policy", asked="完善补助标准。"))
    desk.run(number, GiveFeedback(situation="已经研究。", reasons="标准由县里定。", outcome="partly"))
    assert ("", "采纳情况：部分采纳") in lines(desk.petition(number))


def test_a_later_letter_to_the_same_office_quiets_the_one_before(desk: Desk, number: str) -> None:
    desk.run(number, Remind(body=OFFICE, asked="尽快核实。", due=DUE))
    desk.run(number, Supervise(body=OFFICE, trigger="T4", reason="仍未核实。", asked="本周核实。", due=DUE))
    told = lines(desk.petition(number))
    roles = [role for role, text in told if "要求 2026-03-13 前反馈，尚未收到" in text]
    assert roles == ["quiet", "warn"]
    desk.run(number, ReceiveFeedback(answer="已到现场核实。"))
    assert ("ok", "2026-03-02 收到反馈：已到现场核实。") in lines(desk.petition(number))


def test_an_urgent_report_is_told_whole(desk: Desk, number: str) -> None:
    given: dict[str, Any] = dict(ReportUrgent.example)
    desk.run(number, desk.read_step("report_urgent", {**given, "on": "2026-03-02", "happened_on": "2026-03-02"}))
    (report,) = desk.petition(number).urgent_reports
    told = lines(desk.petition(number))
    assert told[0] == ("strong", f"重大紧急报告（{report.number}）")
    assert ("", f"经过：{report.happening}") in told
    assert ("", f"措施：{report.measures}") in told


def test_the_day_of_a_letter_leads_to_our_answer_and_ours_to_theirs(desk: Desk, number: str) -> None:
    desk.run(number, ReceiveReminder(body=BODY, asked=ASKED, due=DUE))
    assert towards(desk.view(number), "D12") == "feedback"
    desk.run(number, GiveFeedback(situation="正在核实。"))
    assert towards(desk.view(number), "D12") == ""
    desk.run(number, Remind(body=OFFICE, asked="尽快核实。", due=DUE))
    assert towards(desk.view(number), "D12") == "feedback_received"


@pytest.mark.parametrize(("ours", "first"), [(False, "remind"), (True, "feedback")])
def test_an_office_that_is_late_is_reminded_but_our_own_answer_comes_first(
    desk: Desk, clock: FixedClock, number: str, ours: bool, first: str
) -> None:
    desk.run(number, Remind(body=OFFICE, asked="尽快核实。", due=DUE))
    if ours:
        desk.run(number, ReceiveReminder(body=BODY, asked=ASKED, due=dt.date(2026, 3, 31)))
    clock.pass_by(days=14)
    assert towards(desk.view(number), "D12") == first


def test_enter_on_a_deadline_leads_to_the_step_that_meets_it(window: MainWindow, desk: Desk, number: str) -> None:
    desk.run(number, ReceiveReminder(body=BODY, asked=ASKED, due=DUE))
    window.go("deadlines")
    wanted: list[tuple[str, str]] = []
    window.page(DeadlinesPage).step_wanted.connect(lambda number, step: wanted.append((number, step)))
    page = window.page(DeadlinesPage)
    page.table.reload((number, "D12", page.table.table.at(page.table.table.index(0, 0)).deadline.subject))
    assert page.go.isEnabled()
    press(Qt.Key.Key_Return)
    assert wanted == [(number, "feedback")]
    assert window.petition.dialog is not None
    window.petition.dialog.leave()


def test_a_deadline_that_no_step_meets_leads_to_its_petition(window: MainWindow, desk: Desk) -> None:
    number = registered(desk)
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, RequestReview(to=1, wish="撤销处理意见"))
    window.go("deadlines")
    assert window.page(DeadlinesPage).table.current.deadline.whose == "reviewer"  # the body that reviews
    window.page(DeadlinesPage).go.click()
    assert window.stack.currentWidget() is window.petition
    assert window.petition.dialog is None


def test_without_deadlines_there_is_nothing_to_take_up(window: MainWindow) -> None:
    window.go("deadlines")
    assert not window.page(DeadlinesPage).go.isEnabled()
