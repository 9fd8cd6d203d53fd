"""Size and colours are remembered; a damaged file of settings is no obstacle."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyle, QStyleOptionButton, QWidget
from pytestqt.qtbot import QtBot

from ui import settings
from ui.look import Look
from ui.main_window import MainWindow
from ui.theme import TYPE_SCALE
from ui.widgets.layout import column, label


def test_size_and_contrast_are_remembered(qapp: QApplication, look: Look, tmp_path: Path) -> None:
    kept = settings.open_settings(tmp_path)
    Look(qapp, kept).set(percent=150, high_contrast=True)
    kept.sync()
    again = Look(qapp, settings.open_settings(tmp_path))
    assert (again.percent, again.high_contrast) == (150, True)
    look.set(percent=100, high_contrast=False)


def test_a_damaged_settings_file_reads_as_the_default(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_bytes(b"\xff\xfe[look\npercent=9999\n=")
    assert Look(qapp, settings.open_settings(tmp_path)).percent == 100


def test_what_is_hidden_gets_the_new_size_too_and_what_is_seen_first(look: Look, qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.setLayout(column(seen := label("看得见", "title"), hidden := label("看不见", "title")))
    hidden.hide()
    around.show()
    hidden.ensurePolished()
    for percent in (150, 200, 100):
        look.change(percent=150)
        look.change(percent=percent)  # before the first is done
        qtbot.waitUntil(around.updatesEnabled)
        assert seen.font().pointSizeF() == pytest.approx(TYPE_SCALE["title"] * percent / 100)
        qtbot.waitUntil(lambda: hidden.font() == seen.font())


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
@pytest.mark.parametrize("role", ["", "main", "plain", "menu"])
def test_the_frame_of_the_focus_takes_no_room_from_the_words_of_a_button(
    look: Look, qtbot: QtBot, percent: int, role: str
) -> None:
    look.set(percent=percent)
    try:
        button = QPushButton("受理")
        qtbot.addWidget(button)
        button.setProperty("role", role)
        button.show()
        rooms = []
        for state in (QStyle.StateFlag.State_None, QStyle.StateFlag.State_HasFocus):
            option = QStyleOptionButton()
            button.initStyleOption(option)
            option.state = QStyle.StateFlag.State_Enabled | state
            rooms.append(button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button).size())
        assert rooms[0] == rooms[1]
    finally:
        look.set(percent=100)


@pytest.mark.parametrize("at_work", [False, True])
def test_every_part_gets_the_new_font_in_whatever_order_qt_hands_it_on(
    window: MainWindow, look: Look, qapp: QApplication, qtbot: QtBot, at_work: bool
) -> None:
    for name in window.pages:
        window.go(name)
    for percent in (200, 100):
        (look.change if at_work else look.set)(percent=percent)
        qtbot.waitUntil(lambda: window.updatesEnabled())
        parts: list[QWidget] = [window, *window.findChildren(QWidget)]
        wanted = qapp.font().pointSize()
        other = [one for one in parts if not isinstance(one, QLabel) and one.font().pointSize() != wanted]
        assert not [one for one in other if one.isVisible()]
