"""A day of ordinary use by the keyboard, on a desk with one very long petition: nothing keeps the window busy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps import table
from app.domain.steps.investigation import Investigate
from app.domain.steps.register import AddContact
from app.domain.steps.step import Step
from app.writer import Writer, transaction
from tests.helpers import FixedClock, person, registered, serve_all, stored, to_issue
from tests.ui.helpers import Answers, press, type_here
from tests.ui.watchdog import WATCHDOG
from ui.application import Program
from ui.dialogs.register import RegisterDialog
from ui.main_window import MainWindow
from ui.places import PLACES

CONTACTS = 150
SAID = "三组至村部一公里道路为土路，雨天无法通行，老人和学生出行困难，去年列入计划，至今没有动工。" * 4


@pytest.fixture
def long_petition(desk: Desk, clock: FixedClock) -> str:
    """A petition of more than two hundred entries among thirty; all of them in few transactions."""
    for place in range(9):
        registered(desk, person(f"村民{place}"), title=f"反映第{place}件事")
    number = registered(desk, title="请求硬化三组的道路")
    add_all(desk, number, [AddContact(note=f"第{n}次来访，询问办理情况。") for n in range(CONTACTS)])
    clock.pass_by(hours=1)
    to_issue(desk, number)
    serve_all(desk, number)
    add_all(desk, number, [Investigate(record=f"第{n}次核实：{SAID}") for n in range(50)])
    return number


def add_all(desk: Desk, number: str, steps: Sequence[Step]) -> None:
    """Take many steps at once: each is decided, written and folded as by the desk itself."""
    inside = vars(desk)
    with transaction(inside["_db"]):
        writer = Writer(inside["_db"], desk.station, desk.epoch, desk.officer, inside["_clock"]())
        for step in steps:
            context = Desk._context(desk, writer.today)  # noqa: SLF001 - two hundred commits would take seconds
            for facts in table.decide(stored(desk, number), step, context):
                writer.write(stored(desk, number).id, step.day(context), facts)


def settled(what: str = "what follows") -> None:
    """What was begun by the last key is shown."""
    with WATCHDOG.watching(what):
        QApplication.processEvents()


def test_nothing_in_ordinary_use_keeps_the_window_busy(long_petition: str, window: MainWindow, qtbot: QtBot) -> None:
    key = Qt.Key
    settled()
    for name, place in PLACES.items():
        if place.key:
            press(getattr(key, f"Key_{place.key}"))
        else:
            with WATCHDOG.watching(f"{place.word} opened"):
                window.go(name)
        settled(place.word)
    press(key.Key_F6)
    for one in (key.Key_PageDown, key.Key_Home, key.Key_Return):
        press(one)
        settled()
    assert window.stack.currentWidget() is window.petition
    with WATCHDOG.watching("a petition of two hundred entries"):
        window.open_petition(long_petition)
    settled("the same painted")
    bar = window.petition.tabs.tabBar()
    for at in range(bar.count()):
        with WATCHDOG.watching(bar.tabText(at)):
            QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
        settled(f"{bar.tabText(at)} painted")
    for step, button in list(window.petition.steps.items()):
        with WATCHDOG.watching(step):
            QTest.keyClick(button, key.Key_Return)
        settled(f"{step} painted")
        dialog = window.petition.dialog
        assert dialog is not None
        QTest.keyClick(dialog, key.Key_Escape)
        settled()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(key.Key_F2)
    settled("the registration painted")
    for _line in range(3):
        type_here("李某某")
        press(key.Key_Return)
        settled("a candidate looked for")
    (form,) = window.findChildren(RegisterDialog)
    for larger in (key.Key_Plus, key.Key_0):  # with every page and the registration open
        press(larger, Qt.KeyboardModifier.ControlModifier)
        while not form.hands.look.settled:
            settled(f"another type size ({larger.name})")
    assert form.hands.look.percent == 100
    form.leave()
    assert WATCHDOG.slow == []


def test_the_first_page_is_there_at_once_after_unlocking(
    long_petition: str, desk: Desk, qapp: QApplication, asked: Answers, tmp_path: Path
) -> None:
    program = Program(qapp, desk.folder, tmp_path / "config", asked)
    with WATCHDOG.watching("the main window"):
        program.enter(desk)
    settled("the main window painted")
    assert program.window is not None
    assert program.window.reception.rows
    assert WATCHDOG.slow == []
    program.idle.stop()
    program.window.leave()


def test_nothing_is_lost_that_is_typed_while_the_registration_opens(window: MainWindow, qtbot: QtBot) -> None:
    """The keys come as from the system: to whatever window has the keyboard at that moment."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    typed = "zhangsan0730"
    QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_F2)
    for letter in typed:
        QTest.keyClick(QGuiApplication.focusWindow(), letter)
    (form,) = window.findChildren(RegisterDialog)
    assert form.people.rows[0].name.text() == typed
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.people.rows[0].address
    assert QApplication.focusWidget().accessibleName() == "住址"
    form.leave()


def test_what_is_too_long_is_found(qtbot: QtBot) -> None:
    WATCHDOG.limit = 0.01  # far below, on any processor
    with WATCHDOG.watching("counting"):
        sum(range(20_000_000))
    (found,) = WATCHDOG.slow
    assert found.startswith("counting: ")
    WATCHDOG.begin()
