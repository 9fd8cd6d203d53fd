"""A day that is typed is the day that was meant, or it is refused: it sets a clock of the law."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.helpers import registered
from tests.ui.helpers import press, show
from ui.dialogs.reckon import ReckonDialog
from ui.dialogs.register import RegisterDialog
from ui.main_window import MainWindow
from ui.next_step import open_dialog
from ui.runner import Runner
from ui.widgets.day import Day
from ui.widgets.editors import Line
from ui.widgets.layout import column

TODAY = date(2027, 1, 4)


@pytest.fixture
def day(qapp: QApplication, qtbot: QtBot) -> Day:
    """A day of today at the latest, with the focus, and a line behind it."""
    box = QWidget()
    made = Day(TODAY, TODAY)
    box.setLayout(column(made, Line()))
    qtbot.addWidget(box)
    show(box, qtbot)
    made.setFocus(Qt.FocusReason.TabFocusReason)
    made.box = box  # type: ignore[attr-defined]  # lives as long
    return made


def typed(day: Day, text: str) -> str:
    """What stands there after typing and leaving."""
    QTest.keyClicks(day, text)
    press(Qt.Key.Key_Tab)
    assert not day.hasFocus()
    return day.text()


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("20261230", "2026-12-30"),
        ("2026-12-30", "2026-12-30"),
        ("2026-9-5", "2026-09-05"),
        ("2026.9.5", "2026-09-05"),
        ("2026/9/5", "2026-09-05"),
        ("2024-2-29", "2024-02-29"),
        ("12.30", "2026-12-30"),  # said in January of a day before the New Year
        ("1-4", "2027-01-04"),
        ("1-5", "2026-01-05"),
        ("2-28", "2026-02-28"),
    ],
)
def test_a_day_may_be_typed_as_it_is_written(day: Day, text: str, stands: str) -> None:
    assert typed(day, text) == stands
    assert day.value.isoformat() == stands


@pytest.mark.parametrize("text", ["2026-02-29", "20261131", "2026-13-1", "2026-12", "2-29", "30", "20", "--"])
def test_what_is_no_day_stays_as_it_was_typed_and_means_none(day: Day, text: str) -> None:
    assert typed(day, text) == text
    assert day.day is None


def test_arrows_move_by_one_day_and_not_beyond_today(day: Day) -> None:
    heard: list[date] = []
    day.changed.connect(heard.append)
    press(Qt.Key.Key_Up)
    assert day.value == TODAY
    for _ in range(5):
        press(Qt.Key.Key_Down)
    assert day.text() == "2026-12-30"
    assert heard[-1] == date(2026, 12, 30)
    QTest.keyClicks(day, "2026-12-31")
    assert heard[-1] == date(2026, 12, 31)


def test_the_calendar_opens_by_key_and_gives_a_day(day: Day) -> None:
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (calendar,) = day.findChildren(QCalendarWidget)
    calendar.activated.emit(calendar.selectedDate().addDays(-3))
    assert day.value == date(2027, 1, 1)


NO_DAY = "不是有效的日期，应如 2026-03-02。"


@pytest.mark.parametrize(
    ("text", "told"), [("20260229", NO_DAY), ("2026-03-03", "不能晚于今天（2026-03-02）。"), ("", NO_DAY)]
)
def test_no_step_is_taken_on_a_day_that_is_none_or_to_come(
    runner: Runner, desk: Desk, text: str, told: str, qtbot: QtBot
) -> None:
    number = registered(desk)
    dialog = open_dialog(runner, desk.petition(number), "contact", None)
    dialog.on.setText(text)
    dialog.main.click()
    assert dialog.isVisible()
    assert dialog.fields["on"].note.text() == told
    dialog.act()  # the desk itself refuses it too
    assert len(desk.petition(number).contacts) == 1
    dialog.leave()


def test_nothing_is_registered_on_a_day_that_is_none(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    form = RegisterDialog(runner)
    form.open()
    form.people.rows[0].name.setText("张三")
    form.people.rows[0].address.setText("石桥村")
    form.facts.setPlainText("路灯坏了")
    form.reasons.setPlainText("夜里看不见")
    form.requests.put(["修路灯"])
    form.on.setText("2026-02-30")
    form.look_up()
    form.act()
    assert "不是有效的日期" in form.fields["on"].note.text()
    assert desk.count() == 0
    form.read_back()
    form.reading.leave()
    form.leave()


def test_a_question_at_the_counter_is_answered_without_a_record(window: MainWindow, desk: Desk) -> None:
    written = len(list(desk.journal()))
    window.rare["reckon"].trigger()
    (dialog,) = window.findChildren(ReckonDialog)
    dialog.on.setText("2026-03-06")
    assert "止于 2026-03-23" in dialog.sheet.text()  # of D1; the fifteenth day is a Saturday
    assert "顺延至2026-03-23" in dialog.sheet.text()
    dialog.period.choose("D3")
    assert "5个工作日" in dialog.sheet.text()
    assert "止于 2026-03-13" in dialog.sheet.text()
    dialog.on.setText("2026-2-30")
    dialog.main.click()
    assert "不是有效的日期" in dialog.fields["on"].note.text()
    dialog.on.setText("1999-01-01")  # before the 条例 was in force
    assert "没有可适用的期限规定" in dialog.refusal.text() + dialog.fields["on"].note.text()
    dialog.leave()
    assert len(list(desk.journal())) == written
