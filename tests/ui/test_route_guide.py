"""The questions of art. 31 in the window: answered by keys, back possible, and where they lead."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.desk import OWN_ROUTES, Desk
from app.domain.routes import Guide
from app.shipped import data_folder, load_routes
from tests.helpers import registered
from tests.ui.helpers import commit, freed, press, show
from tests.ui.test_steps import act, dialog_for
from ui.dialogs.accept import AcceptDialog
from ui.dialogs.notify_route import NotifyRouteDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner

GUIDE: Guide = load_routes()
Y, N, BACK = Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_Backspace


@pytest.fixture
def number(desk: Desk) -> str:
    return registered(desk)


def seen(widget: QWidget) -> str:
    """Everything that can be read."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("noes", range(5))
def test_the_first_yes_names_the_route(runner: Runner, number: str, noes: int, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "notify_route", qtbot)
    for way in GUIDE.questions[:noes]:
        assert way.ask in seen(dialog)
        press(N)
    press(Y)
    way = GUIDE.questions[noes]
    assert dialog.route.value == way.code
    told = seen(dialog)
    assert way.words[0] in told
    assert way.leads_to in told
    assert "不出具信访处理意见书（F12）" in told
    assert QApplication.focusWidget() is dialog.procedure
    assert not dialog.guide.isVisible()
    dialog.leave()


def test_a_question_can_be_gone_back_to_and_answered_otherwise(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "notify_route", qtbot)
    press(BACK)  # the first has none before it
    press(N)
    press(N)
    assert "第3问，共5问" in seen(dialog)
    press(BACK)
    assert GUIDE.questions[1].ask in seen(dialog)
    press(Y)
    commit(dialog.procedure, "劳动争议仲裁")
    dialog.again.click()
    assert GUIDE.questions[1].ask in seen(dialog)
    assert not dialog.fields["route"].isVisible()
    press(Y)
    commit(dialog.competent, "望川县劳动人事争议仲裁委员会")
    act(dialog)
    assert freed(dialog)
    notice = desk.petition(number).notice
    assert notice is not None
    assert (notice.route, notice.procedure) == ("31-2", "劳动争议仲裁")


def test_the_keys_do_not_answer_while_something_is_typed(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "notify_route", qtbot)
    press(Y)
    press(N)  # into the line that has the focus now
    assert dialog.route.value == "31-1"
    dialog.leave()


def test_nothing_is_told_before_the_questions_are_answered(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "notify_route", qtbot)
    act(dialog)
    assert "请先按 Y（是）或 N（否）回答" in seen(dialog)
    assert desk.petition(number).notice is None
    dialog.leave()


def test_all_answered_with_no_leads_to_acceptance(window: MainWindow, desk: Desk, number: str, qtbot: QtBot) -> None:
    show(window, qtbot)
    window.open_petition(number)
    window.petition.take("notify_route")
    dialog = window.petition.dialog
    assert isinstance(dialog, NotifyRouteDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    for _ in GUIDE.questions:
        press(N)
    assert dialog.route.value == "31-6"
    assert GUIDE.otherwise.remedy in seen(dialog)
    assert QApplication.focusWidget() is dialog.main
    assert dialog.main.text() == "受理  Ctrl+Enter"
    press(Qt.Key.Key_Return)
    following = window.petition.dialog
    assert isinstance(following, AcceptDialog)
    following.act()
    assert desk.petition(number).acceptance is not None
    assert desk.petition(number).notice is None


def test_a_wrong_list_of_the_county_is_said_and_the_shipped_one_asked(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    text = (data_folder() / "routes" / "national.json").read_text("utf-8")
    (desk.folder / OWN_ROUTES).write_text(text.replace('"review": true', '"review": 1'), encoding="utf-8")
    dialog = dialog_for(runner, number, "notify_route", qtbot)
    assert "routes.json" in seen(dialog)
    assert "现按随程序提供的清单提问" in seen(dialog)
    assert GUIDE.questions[0].ask in seen(dialog)
    dialog.leave()


def test_what_the_route_asks_for_comes_into_view_at_large_type(
    runner: Runner, number: str, look: Look, qtbot: QtBot
) -> None:
    look.set(percent=200)
    dialog = dialog_for(runner, number, "notify_route", qtbot)
    press(Y)
    qtbot.waitUntil(lambda: not dialog.procedure.visibleRegion().isEmpty())
    dialog.leave()


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_every_question_can_be_read_whole(runner: Runner, number: str, look: Look, percent: int, qtbot: QtBot) -> None:
    look.set(percent=percent)
    dialog = dialog_for(runner, number, "notify_route", qtbot)
    for way in GUIDE.questions:
        QApplication.processEvents()
        for label in (dialog.guide.question, dialog.guide.words):
            assert label.height() >= label.heightForWidth(label.width()), way.code
        for button in (dialog.guide.yes, dialog.guide.no, dialog.guide.back, dialog.guide.hand):
            assert button.width() >= button.sizeHint().width(), way.code
        press(N)
    dialog.leave()
