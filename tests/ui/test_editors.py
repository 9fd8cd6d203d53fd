"""What is put into a line is read from its beginning, however long it is; what is pasted is what is seen of it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.shape import check
from app.domain.steps.acceptance import Accept
from tests.helpers import person, registered, registration
from tests.ui.helpers import show
from ui.dialogs.extend import ExtendDialog
from ui.dialogs.office import OfficeDialog
from ui.next_step import open_dialog
from ui.runner import Runner
from ui.widgets.editors import Count, Line, TextArea
from ui.widgets.layout import column

LONG = "某某自治州某某县某某镇人民政府信访工作联席会议办公室暨群众来访接待服务中心" * 2


def test_a_long_text_put_in_is_shown_from_its_beginning(qtbot: QtBot) -> None:
    line = Line()
    line.setFixedWidth(120)
    show(line, qtbot)
    line.clearFocus()
    line.setText(LONG)
    assert line.cursorPosition() == 0


def test_a_text_put_in_while_somebody_types_leaves_the_cursor_at_its_end(qtbot: QtBot) -> None:
    line = Line()
    show(line, qtbot)
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    line.setText(LONG)
    assert line.cursorPosition() == len(LONG)


def test_every_line_of_the_office_begins_with_its_first_character(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    dialog = OfficeDialog(runner)
    show(dialog, qtbot)
    filled = [line for line in dialog.findChildren(Line) if line.text() and not line.hasFocus()]
    assert filled
    assert [line.cursorPosition() for line in filled] == [0] * len(filled)


@pytest.mark.parametrize(
    ("copied", "line", "lines"),
    [
        ("\u202d13800001234\u202c", "13800001234", "13800001234"),  # as telephones copy a number
        ("张三\t石桥村\r\n", "张三 石桥村", "张三\t石桥村"),  # two cells of a sheet
        ("甲\u000b乙\u2028丙", "甲 乙 丙", "甲\n乙\n丙"),  # line breaks of a document
        ("\ufeff石桥\u200b村\u00ad", "石桥村", "石桥村"),
        ("👨\u200d👩\u200d👧 葛\u3000某", "👨\u200d👩\u200d👧 葛\u3000某", "👨\u200d👩\u200d👧 葛\u3000某"),
    ],
)
def test_what_is_pasted_is_what_is_seen_of_it(copied: str, line: str, lines: str, qtbot: QtBot) -> None:
    one, several = Line(), TextArea()
    qtbot.addWidget(one)
    qtbot.addWidget(several)
    QGuiApplication.clipboard().setText(copied)
    one.paste()
    several.paste()
    assert (one.value, several.value) == (line, lines)
    check(registration(person(one.value), facts=several.value))


def test_pasting_within_a_line_leaves_the_cursor_behind_what_was_pasted(qtbot: QtBot) -> None:
    line = Line()
    qtbot.addWidget(line)
    line.setText("电话（家）")
    line.setCursorPosition(2)
    line.insert("\u202d1380000\u202c")
    assert (line.text(), line.cursorPosition()) == ("电话1380000（家）", 9)


def test_hidden_letters_stay_as_they_were_typed(qtbot: QtBot) -> None:
    line = Line()
    qtbot.addWidget(line)
    line.setEchoMode(Line.EchoMode.Password)
    line.setText("口\u200b令")
    assert line.text() == "口\u200b令"


@pytest.mark.parametrize(
    ("text", "value", "fits"), [("45", 45, False), ("0", 0, False), ("30", 30, True), ("7", 7, True)]
)
def test_a_number_is_the_one_that_was_typed_or_is_refused(text: str, value: int, fits: bool, qtbot: QtBot) -> None:
    count, behind = Count(1, 30, 15), Line()
    box = QWidget()
    box.setLayout(column(count, behind))
    show(box, qtbot)
    count.setFocus()
    count.selectAll()
    QTest.keyClicks(count, text)
    behind.setFocus()
    assert (count.value(), count.text()) == (value, text)
    assert (count.objection == "") is fits
    count.stepUp()
    assert 1 <= count.value() <= 30


def test_an_extension_of_too_many_days_is_refused_and_not_cut_short(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk)
    desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    dialog = open_dialog(runner, desk.petition(number), "extend", None)
    assert isinstance(dialog, ExtendDialog)
    dialog.reason.setPlainText("需委托鉴定。")
    dialog.approver.setText("陈明")
    dialog.days.setFocus()
    dialog.days.selectAll()
    QTest.keyClicks(dialog.days, "45")
    dialog.main.click()
    assert dialog.fields["days"].note.text() == "应为1至30，请核对。"
    dialog.act()  # as scripts do
    assert "30" in dialog.fields["days"].note.text()
    assert desk.petition(number).extension is None
    dialog.leave()
