"""One matter from the visitor's first word to the county's acknowledgement, through the windows, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers import FixedClock, Paired
from tests.ui.helpers import Answers, press, type_here
from tests.ui.test_register import dialog_of, fill
from ui.dialogs.receipt import ReceiptDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.step_dialog import StepDialog
from ui.main_window import MainWindow

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


def activate(window: MainWindow, qtbot: QtBot) -> None:
    """What the window manager does when a dialog closes."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def walk(window: MainWindow, qtbot: QtBot, step: str, *texts: str) -> None:
    """Take the step that the page offers first: Enter, the texts with Enter between them, Ctrl+Enter."""
    activate(window, qtbot)
    window.petition.arrive()
    press(ENTER)
    dialog = dialog_of(window, StepDialog, qtbot)
    assert dialog.step_type.name == step
    for place, text in enumerate(texts):
        if place:
            press(ENTER)
        if text.startswith("choose "):
            QApplication.focusWidget().choose(text.removeprefix("choose "))
        elif text:
            type_here(text)
    with qtbot.waitSignal(dialog.taken):
        press(ENTER, CTRL)


def test_from_the_first_word_to_the_acknowledgement(
    window: MainWindow, paired: Paired, asked: Answers, clock: FixedClock, qtbot: QtBot
) -> None:
    desk = paired.desk
    press(Qt.Key.Key_F2)
    dialog_of(window, RegisterDialog, qtbot)
    fill()
    press(ENTER, CTRL)
    receipt = dialog_of(window, ReceiptDialog, qtbot)
    receipt.open_page.click()
    number = window.petition.number
    walk(window, qtbot, "accept", "村镇建设办", "赵强")
    walk(window, qtbot, "serve")
    clock.pass_by(days=1)
    walk(window, qtbot, "assign")
    walk(window, qtbot, "investigate", "现场查看，道路确为土路。", "三组", "张建国、赵强", "现场照片4张")
    clock.pass_by(days=20)
    opinion = ("", "choose support", "年内完成硬化。", "《农村公路建设管理办法》", "第十条", "")
    walk(window, qtbot, "draft_opinion", *opinion)
    walk(window, qtbot, "approve_opinion")
    walk(window, qtbot, "issue_opinion")
    walk(window, qtbot, "serve")
    walk(window, qtbot, "close", "choose yes", "道路已列入计划，意见书已送达。")
    assert desk.petition(number).stage == "closed"
    assert window.petition.stage.text() == "已办结"
    activate(window, qtbot)
    press(Qt.Key.Key_F9)
    asked.chosen_folder = paired.stick
    press(ENTER)
    (package,) = paired.stick.glob("*.swt")
    paired.county.receive(package)
    asked.chosen_files = [paired.county.reply(desk.station, paired.stick)]
    window.exchange.receive.click()
    assert desk.delivery(number).state == "delivered"
    assert "待签收 0 条" in window.foot.text()
    assert desk.verify(rebuild=True)
    assert asked.said == []
