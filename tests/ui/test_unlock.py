"""The first window: right and wrong passphrase, no desk yet, a new desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.helpers import OFFICE, PASSPHRASE
from tests.ui.helpers import Answers, press, show, type_here
from ui.look import Look
from ui.unlock import UnlockWindow


@pytest.fixture
def unlock(desk_folder: Path, asked: Answers, look: Look, qtbot: QtBot) -> UnlockWindow:
    made = UnlockWindow(look, asked, desk_folder)
    qtbot.addWidget(made)
    show(made, qtbot)
    return made


def test_focus_is_in_the_passphrase_and_it_is_not_readable(unlock: UnlockWindow) -> None:
    assert QApplication.focusWidget() is unlock.passphrase
    assert unlock.passphrase.echoMode() == QLineEdit.EchoMode.Password


def test_right_passphrase_opens_the_desk_by_enter(unlock: UnlockWindow, qtbot: QtBot) -> None:
    type_here(PASSPHRASE)
    with qtbot.waitSignal(unlock.opened) as heard:
        press(Qt.Key.Key_Return)
    (desk,) = heard.args
    assert desk.office.name == OFFICE.name
    desk.close()
    assert unlock.passphrase.text() == ""


def test_wrong_passphrase_is_said_beside_the_field_and_can_be_typed_again(unlock: UnlockWindow, qtbot: QtBot) -> None:
    type_here("不是这个口令")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: unlock.note.isVisible())
    assert "口令" in unlock.note.text()
    assert unlock.go.isEnabled()
    assert QApplication.focusWidget() is unlock.passphrase
    type_here(PASSPHRASE)
    assert not unlock.note.isVisible()
    with qtbot.waitSignal(unlock.opened) as heard:
        press(Qt.Key.Key_Return)
    heard.args[0].close()


def test_empty_passphrase_is_asked_for_without_trying(unlock: UnlockWindow) -> None:
    press(Qt.Key.Key_Return)
    assert unlock.note.text() == "请输入口令。"


def test_a_desk_open_elsewhere_is_said(desk: Desk, unlock: UnlockWindow, qtbot: QtBot) -> None:
    type_here(PASSPHRASE)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: unlock.note.isVisible())
    assert unlock.note.text()


def test_without_a_desk_the_window_offers_to_make_one(asked: Answers, look: Look, qtbot: QtBot) -> None:
    first = UnlockWindow(look, asked, None)
    qtbot.addWidget(first)
    show(first, qtbot)
    assert not first.passphrase.isVisible()
    assert QApplication.focusWidget() is first.new_desk


def test_another_desk_can_be_chosen(asked: Answers, look: Look, desk_folder: Path, qtbot: QtBot) -> None:
    first = UnlockWindow(look, asked, None)
    qtbot.addWidget(first)
    show(first, qtbot)
    asked.chosen_folder = desk_folder
    first.other_desk.click()
    assert first.passphrase.isVisible()


def test_a_folder_without_a_desk_is_said(asked: Answers, look: Look, tmp_path: Path, qtbot: QtBot) -> None:
    first = UnlockWindow(look, asked, None)
    qtbot.addWidget(first)
    show(first, qtbot)
    asked.chosen_folder = tmp_path
    first.other_desk.click()
    assert "没有接待台" in first.note.text()
