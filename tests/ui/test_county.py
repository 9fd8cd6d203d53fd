"""The county's windows: from an empty folder to the answers on the stick, from the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers import PASSPHRASE
from tests.ui.helpers import Answers, press, type_here
from ui.application import Program
from ui.county.create import NewCountyDialog
from ui.county.window import CountyWindow
from ui.frame import Frame


@pytest.fixture
def program(qapp: QApplication, asked: Answers, tmp_path: Path, qtbot: QtBot) -> Iterator[Program]:
    """The program on a PC where nothing was opened yet."""
    made = Program(qapp, None, tmp_path / "config", asked)
    made.show_unlock()
    yield made
    made.idle.stop()
    for left in [shown for shown in QApplication.topLevelWidgets() if isinstance(shown, Frame)]:
        left.close()
        left.deleteLater()
    if made.unlock is not None:
        made.unlock.end()


def in_view(program: Program, qtbot: QtBot) -> CountyWindow:
    """The county's window, once it has the keyboard."""
    qtbot.waitUntil(lambda: program.window is not None)
    window = program.window
    assert isinstance(window, CountyWindow)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def created(program: Program, folder: Path, qtbot: QtBot) -> CountyWindow:
    """A county's store made from the unlock window."""
    assert program.unlock is not None
    program.unlock.new_county.trigger()
    dialog = program.unlock.findChild(NewCountyDialog)
    assert dialog is not None
    dialog.unlock_seconds = 0.01
    qtbot.waitUntil(dialog.isActiveWindow)
    for text in ("4306", "岳阳县信访局"):
        type_here(text)
        press(Qt.Key.Key_Return)
    dialog.folder.selectAll()
    type_here(str(folder))
    press(Qt.Key.Key_Return)  # to where the lines are to lie
    press(Qt.Key.Key_Return)
    for again in (False, True):
        type_here(PASSPHRASE)
        if not again:
            press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "6位" in dialog.fields["code"].note.text()
    assert QApplication.focusWidget() is dialog.code
    type_here("21")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    return in_view(program, qtbot)


def test_a_store_is_made_locked_and_found_again(program: Program, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "库"
    window = created(program, folder, qtbot)
    assert "岳阳县信访局" in window.headline
    assert window.runner.county.code == "430621"
    assert "登记接待台 0 个" in window.stations.head.text()
    press(Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: window.runner.county.locked)
    assert not window.isVisible()
    assert program.unlock is not None
    assert program.unlock.about.text() == "县级接收库：库"
    program.unlock.activateWindow()
    qtbot.waitUntil(program.unlock.isActiveWindow)
    type_here("不是这个口令")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.unlock is not None and program.unlock.note.isVisible())
    type_here(PASSPHRASE)
    press(Qt.Key.Key_Return)
    assert in_view(program, qtbot) is window
    assert window.runner.county.fingerprint()
    window.close()
    assert window.runner.county.locked
