"""Lines that propose: by letters, by initials, never in the way of an input method."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.ui.helpers import commit, freed, press, show, type_here
from tests.ui.test_register import fill
from ui import addresses
from ui.dialogs.register import RegisterDialog
from ui.runner import Runner
from ui.widgets.completing import CompletingLine
from ui.widgets.day import Day
from ui.widgets.editors import Count, Line, TextArea, WrittenDay
from ui.widgets.layout import column

ENTER = Qt.Key.Key_Return
VILLAGES = ("石桥镇红星村", "石桥镇石桥村", "石桥镇红旗社区")


def cursor_of(editor: QWidget) -> QRect:
    """Where an input method puts its list of words."""
    told = editor.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    return told if isinstance(told, QRect) else told.toRect()


@pytest.fixture
def line(qapp: QApplication, qtbot: QtBot) -> Iterator[CompletingLine]:
    box = QWidget()
    made = CompletingLine({one: one for one in VILLAGES})
    box.setLayout(column(made, Line()))
    qtbot.addWidget(box)
    show(box, qtbot)
    made.setFocus()
    yield made
    box.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hx", ["石桥镇红星村"]),
        ("h", ["石桥镇红星村", "石桥镇红旗社区"]),
        ("SQ", ["石桥镇石桥村", "石桥镇红星村", "石桥镇红旗社区"]),  # the village first, then the township
        ("红", ["石桥镇红星村", "石桥镇红旗社区"]),
        ("", list(VILLAGES)),
        ("zz", []),
    ],
)
def test_letters_and_initials_find_villages(line: CompletingLine, typed: str, found: list[str]) -> None:
    assert line.found(typed) == found


def test_two_letters_and_enter_put_the_village_in_and_the_house_is_typed_behind_it(line: CompletingLine) -> None:
    QTest.keyClicks(line, "hx")
    popup = line.list.popup()
    assert popup.isVisible()
    QTest.keyClick(popup, ENTER)
    assert line.value == "石桥镇红星村"
    assert line.hasFocus()
    commit(line, "三组12号")
    assert line.value == "石桥镇红星村三组12号"
    press(ENTER)
    assert not line.hasFocus()


def test_words_that_were_typed_stand_unless_one_is_chosen(line: CompletingLine) -> None:
    commit(line, "石桥镇红")
    assert line.list.popup().isVisible()
    QTest.keyClick(line.list.popup(), ENTER)
    assert line.value == "石桥镇红"
    assert not line.hasFocus()


def test_the_list_goes_while_an_input_method_composes(line: CompletingLine) -> None:
    commit(line, "红")
    assert line.list.popup().isVisible()
    QApplication.sendEvent(line, QInputMethodEvent("xing", []))
    assert not line.list.popup().isVisible()
    QTest.keyClick(line, ENTER)  # what the input method did not take for itself
    assert line.hasFocus()
    assert line.value == "红"
    commit(line, "星")
    assert line.list.popup().isVisible()


def test_villages_of_earlier_visitors_are_proposed_and_nothing_of_whose_door(
    runner: Runner, desk: Desk, qtbot: QtBot
) -> None:
    form = RegisterDialog(runner)
    show(form, qtbot)
    fill()
    form.people.rows[0].address.setText("某某县白沙镇柳溪村五组18号")
    form.act()
    assert desk.count() == 1
    assert [one.name for one in desk.remembered(addresses.KIND, shared=True)] == ["某某县白沙镇柳溪村"]
    assert "某某县白沙镇柳溪村" in addresses.known(desk)
    assert not any("18号" in one for one in addresses.known(desk))


def test_every_field_takes_what_is_committed_and_enter_while_composing_moves_nothing_on(
    runner: Runner, qtbot: QtBot
) -> None:
    form = RegisterDialog(runner)
    show(form, qtbot)
    form.origin.kind.choose("forwarded")
    form.people.rows[0].organisation.setChecked(True)
    form.materials.add()
    seen = 0
    for editor in form.body.findChildren(QWidget):
        if not isinstance(editor, Line | TextArea) or isinstance(editor, Day) or not editor.isVisible():
            continue
        seen += 1
        editor.setFocus()
        before = editor.value
        QApplication.sendEvent(editor, QInputMethodEvent("zhong", []))
        press(ENTER)
        press(ENTER, Qt.KeyboardModifier.ControlModifier)
        assert QApplication.focusWidget() is editor
        assert editor.value == before
        commit(editor, "𠅤")
        assert editor.value.endswith("𠅤")
        form.body.ensureWidgetVisible(editor)
        cursor = cursor_of(editor)
        at = editor.mapTo(form.body.viewport(), cursor.center())
        assert editor.rect().contains(cursor.center())
        assert form.body.viewport().rect().contains(at), editor.accessibleName()
    assert seen > 12
    assert form.isVisible()
    form.leave()
    assert freed(form)


def test_numbers_take_wide_digits_and_no_input_method(qapp: QApplication, qtbot: QtBot) -> None:
    box = QWidget()
    count, day, written = Count(1, 1000, 1), Day(date(2026, 3, 2)), WrittenDay()
    box.setLayout(column(count, day, written))
    qtbot.addWidget(box)
    show(box, qtbot)
    count.setFocus()
    count.selectAll()
    type_here("１２")
    assert count.value() == 12
    commit(written, "２０２６。３。２")
    assert str(written.day) == "2026-03-02"
    for number in (count, day):
        assert not number.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
