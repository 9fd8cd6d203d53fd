"""A story of hundreds of lines is there at once, and made as far as one scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.helpers import show
from ui.look import Look
from ui.widgets.sheet import AT_ONCE, MORE, Sheet

LINES = [("", f"第{place}行") for place in range(AT_ONCE + MORE + 10)]


def made(sheet: Sheet) -> list[str]:
    return [line.text() for line in sheet.findChildren(QLabel) if not line.isHidden()]


def scrolled_to(sheet: Sheet, last: list[str]) -> bool:
    """Whether these are the last lines that are made; where they are not, scrolls to the end, wherever that is by now:
    what was shown a moment ago may not have found its height yet."""
    if made(sheet)[-2:] != last:
        sheet.verticalScrollBar().setValue(sheet.verticalScrollBar().maximum())
    return made(sheet)[-2:] == last


def test_lines_are_made_as_one_scrolls_and_all_are_told(look: Look, qtbot: QtBot) -> None:
    sheet = Sheet("经过")
    sheet.resize(400, 300)
    qtbot.addWidget(sheet)
    bar = sheet.verticalScrollBar()
    sheet.show_lines(LINES)
    show(sheet, qtbot)
    assert sheet.text().splitlines() == [text for _role, text in LINES]
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert made(sheet)[-2:] == [f"第{AT_ONCE - 1}行", f"还有{MORE + 10}行，继续向下滚动显示。"]
    for rest in ([f"第{AT_ONCE + MORE - 1}行", "还有10行，继续向下滚动显示。"], [LINES[-2][1], LINES[-1][1]]):
        QTest.keyClick(sheet, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda rest=rest: scrolled_to(sheet, rest))
        qtbot.waitUntil(lambda: bar.value() < bar.maximum())
    bar.setValue(bar.maximum())
    sheet.show_lines(LINES)  # read anew: who has scrolled stays where the eyes are
    qtbot.waitUntil(lambda: made(sheet)[-1:] == [LINES[-1][1]])
    bar.setValue(0)
    sheet.show_lines(LINES[:3])
    qtbot.waitUntil(lambda: made(sheet) == ["第0行", "第1行", "第2行"])


def test_a_tall_window_is_filled(look: Look, qtbot: QtBot) -> None:
    sheet = Sheet("经过")
    sheet.resize(400, 30 * (AT_ONCE + 10))
    qtbot.addWidget(sheet)
    sheet.show_lines(LINES)
    show(sheet, qtbot)
    qtbot.waitUntil(lambda: len(made(sheet)) > AT_ONCE + 10)


def test_lines_have_their_room_at_once_and_are_never_seen_pressed_together(look: Look, qtbot: QtBot) -> None:
    sheet = Sheet("诉求与结果")
    sheet.resize(400, 300)
    qtbot.addWidget(sheet)
    sheet.show_lines(LINES[:3])
    show(sheet, qtbot)
    sheet.show_lines(LINES[:40])
    lines = [line for line in sheet.findChildren(QLabel) if not line.isHidden()]
    assert len(lines) == 40
    assert all(line.height() >= line.sizeHint().height() for line in lines)
    assert sheet.verticalScrollBar().maximum() > 0
