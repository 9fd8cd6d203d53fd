"""What is put into a line is read from its beginning, however long it is."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.ui.helpers import show
from ui.dialogs.office import OfficeDialog
from ui.runner import Runner
from ui.widgets.editors import Line

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
