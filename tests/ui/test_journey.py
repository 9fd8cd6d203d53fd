"""One matter from the visitor's first word to the county's acknowledgement, through the windows, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers import FixedClock, Paired, registered
from tests.ui.helpers import Answers, freed, press, printed, type_here
from tests.ui.test_register import dialog_of, fill
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.receipt import ReceiptDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.register_page import RegisterPageDialog
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
    press(Qt.Key.Key_F6)
    press(ENTER)
    assert window.petition.number == number
    walk(window, qtbot, "archive")
    assert desk.petition(number).stage == "archived"
    assert desk.verify(rebuild=True)
    assert asked.said == []


def choose_in_menu(window: MainWindow, qtbot: QtBot, entry: str) -> None:
    """Alt+G, the arrow down to the entry, Enter."""
    press(Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    menu = window.more.menu()
    qtbot.waitUntil(menu.isVisible)
    for _ in menu.actions():
        QTest.keyClick(menu, Qt.Key.Key_Down)
        if menu.activeAction() is window.rare[entry]:
            break
    QTest.keyClick(menu, ENTER)


def test_a_day_is_closed_by_keyboard(window: MainWindow, paired: Paired, asked: Answers, qtbot: QtBot) -> None:
    """The day's page is printed, a backup made, the stick written: then the day can be proven and brought back."""
    desk = paired.desk
    number = registered(desk)
    choose_in_menu(window, qtbot, "register_page")
    page = dialog_of(window, RegisterPageDialog, qtbot)
    assert page.pdf == desk.desk_paper("F36", desk.day_register())
    asked.paper = desk.folder.parent / "F36.pdf"
    press(ENTER, CTRL)
    printed(window.runner, qtbot)
    assert asked.paper.read_bytes().startswith(b"%PDF")
    dialog_of(window, RegisterPageDialog, qtbot)
    press(Qt.Key.Key_Escape)
    assert freed(page)

    activate(window, qtbot)
    press(Qt.Key.Key_F5)
    press(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.findChild(BackupsDialog) is not None)
    backups = dialog_of(window, BackupsDialog, qtbot)
    with qtbot.waitSignal(window.backing.ended, timeout=10_000):
        press(ENTER, CTRL)
    assert "已备份并核对：1件事项" in backups.outcome.text()
    press(Qt.Key.Key_Escape)

    activate(window, qtbot)
    press(Qt.Key.Key_F9)
    asked.chosen_folder = paired.stick
    press(ENTER)
    (package,) = paired.stick.glob("SWT-*.swt")
    paired.county.receive(package)
    assert paired.county.show(number)
    assert asked.said == []
