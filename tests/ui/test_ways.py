"""A choice between a few ways."""

from __future__ import annotations

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.ways import Ways

WAYS = {"a": ("维持", ""), "b": ("变更", ""), "c": ("撤销", "原处理意见转为历史")}


def test_focus_goes_with_what_is_chosen_so_that_enter_never_takes_another(qtbot: QtBot) -> None:
    ways = Ways(WAYS)
    qtbot.addWidget(ways)
    ways.show()
    qtbot.waitExposed(ways)
    ways.setFocus()
    qtbot.waitUntil(ways.radios["a"].hasFocus)
    ways.choose("c")
    qtbot.waitUntil(ways.radios["c"].hasFocus)
    QTest.keyClick(ways.radios["c"], "\r")
    assert ways.value == "c"


def test_choosing_takes_no_focus_from_elsewhere(qtbot: QtBot) -> None:
    ways = Ways(WAYS)
    qtbot.addWidget(ways)
    ways.show()
    ways.choose("b")
    assert ways.value == "b"
    assert not any(radio.hasFocus() for radio in ways.radios.values())
