"""Reviews in the windows: told beside the opinion, the way to the end on its own tab, the next step first."""

from __future__ import annotations

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.closing import Close
from app.domain.steps.review_answer import RequestFile
from app.domain.steps.review_decision import DecidedFinalReview, DecidedReview
from app.domain.steps.review_request import RequestFinalReview, RequestReview
from tests.helpers import registered, serve_all, to_issue
from tests.ui.clipping import clipped
from ui import next_step, telling
from ui.look import Look
from ui.main_window import MainWindow

TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def petition(desk: Desk) -> str:
    """Closed, and its review asked for."""
    number = registered(desk)
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, Close())
    desk.run(number, RequestReview(to=1, wish="撤销处理意见"))
    return number


def told(desk: Desk, number: str) -> str:
    return "\n".join(text for _role, text in telling.matter(desk.view(number)))


@pytest.mark.parametrize("percent", [100, 150])
def test_the_way_to_the_end_stands_on_its_own_tab(
    desk: Desk, petition: str, window: MainWindow, look: Look, percent: int, qtbot: QtBot
) -> None:
    look.set(percent=percent, high_contrast=False)
    window.open_petition(petition)
    page = window.petition
    page.tabs.setCurrentWidget(page.end)
    text = page.end.text()
    assert "尚未复核终结" in text
    assert "缺：尚未收到复查意见" in text
    qtbot.waitUntil(lambda: clipped(window) == [])
    desk.run(petition, DecidedReview(result="uphold", number="县复查1号", decided_on=TODAY, served_on=TODAY))
    desk.run(petition, RequestFinalReview(to=1, body="市人民政府"))
    desk.run(petition, DecidedFinalReview(result="uphold", number="市复核1号", decided_on=TODAY))
    page.refresh()
    assert "已经复核终结（市人民政府，市复核1号，2026-03-02）" in page.end.text()


def test_our_answer_is_the_first_step_while_it_is_waited_for(desk: Desk, petition: str) -> None:
    desk.run(petition, RequestFile(due=dt.date(2026, 3, 9)))
    assert next_step.usual(desk.view(petition))[0] == "answer_review"


def test_the_result_says_what_became_of_it(desk: Desk, petition: str) -> None:
    assert "张三书面请求（直接向该机关提出）" in told(desk, petition)
    desk.run(petition, RequestFile())
    assert "来函未定期限（《信访工作条例》未规定期限，本省有规定的按规定）" in told(desk, petition)
    desk.run(petition, DecidedReview(result="annul", number="县复查1号", decided_on=TODAY))
    assert "原处理意见已被撤销（退回），正在重新办理" in told(desk, petition)


def test_a_changed_result_stands_beside_ours(desk: Desk, petition: str) -> None:
    desk.run(petition, DecidedReview(result="change", number="县复查1号", decided_on=TODAY, orders="每亩800元"))
    assert "予以支持（已由复查意见变更，见下面的“复查”）：年内硬化" in told(desk, petition)
    assert "意见要点：每亩800元" in told(desk, petition)
