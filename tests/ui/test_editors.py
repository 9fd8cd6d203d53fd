"""What is put into a line is read from its beginning, however long it is; what is pasted is what is seen of it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.shape import check
from tests.helpers import person, registration
from tests.ui.helpers import show
from ui.dialogs.office import OfficeDialog
from ui.runner import Runner
from ui.widgets.editors import Line, TextArea

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
