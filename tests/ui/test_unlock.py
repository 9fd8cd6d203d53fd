"""The first window: right and wrong passphrase, no desk yet, a new desk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.desk import Desk, listings
from app.storage.listing import Listing
from tests.helpers import OFFICE, PASSPHRASE, FixedClock, registered
from tests.ui.helpers import Answers, press, show, type_here
from tests.ui.test_working import when_waiting
from ui.look import Look
from ui.unlock import UnlockWindow
from ui.unlocking import NOT_READY, READYING
from ui.widgets.progress import Waiting


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


def test_lists_that_are_made_ready_first_tell_how_far_they_are_and_can_be_left_for_later(
    unlock: UnlockWindow, desk_folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        registered(desk)
    pressed, told = threading.Event(), []
    read = Listing.catch_up

    def held(listing: Listing, *given: object) -> None:
        given[-1](0, 1_000_000)  # type: ignore[operator]
        assert pressed.wait(30)
        read(listing, *given)  # type: ignore[arg-type]

    def cancel(waiting: Waiting) -> None:
        told.append((waiting.words.text(), unlock.go.isEnabled()))
        waiting.cancel.click()
        pressed.set()

    type_here(PASSPHRASE)
    with monkeypatch.context() as many:
        many.setattr(listings, "MANY", 0)
        many.setattr(Listing, "catch_up", held)
        when_waiting(cancel)
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: unlock.note.isVisible())
    assert told == [(READYING.format(done=0, total=1_000_000), False)]
    assert unlock.note.text() == NOT_READY
    assert unlock.go.isEnabled()
    with qtbot.waitSignal(unlock.opened) as heard:
        unlock.go.click()
    with heard.args[0] as desk:
        desk.verify(rebuild=True)
        assert sum(desk.duty_counts().values()) == 1
