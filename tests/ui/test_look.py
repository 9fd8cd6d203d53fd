"""Size and colours are remembered; a damaged file of settings is no obstacle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QStyle, QStyleOptionButton, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.ui.helpers import Answers
from tests.ui.watchdog import WATCHDOG
from ui import offscreen, settings
from ui.dialogs.register import RegisterDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.theme import TYPE_SCALE
from ui.widgets.field import Field
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
        qtbot.waitUntil(lambda: around.updatesEnabled() and look.settled)
        assert seen.font().pointSizeF() == pytest.approx(TYPE_SCALE["title"] * percent / 100)
        assert hidden.font() == seen.font()


def test_another_type_size_takes_many_short_turns_and_ends_as_if_it_had_been_there_from_the_start(
    window: MainWindow, look: Look, qapp: QApplication, qtbot: QtBot
) -> None:
    for name in window.pages:
        window.go(name)
    dialog = RegisterDialog(window.runner, window)
    dialog.open()
    opened = QLabel("这时才打开")
    qtbot.addWidget(opened)

    def shown() -> list[QImage]:
        for _what_one_layout_asks_of_another in range(3):
            qapp.processEvents()
        return [one.grab().toImage() for one in (dialog, window, opened)]

    for percent, high_contrast in ((200, True), (100, False)):
        with WATCHDOG.watching("the first turn"):
            look.change(percent=percent, high_contrast=high_contrast)
        opened.hide()
        while not look.settled:
            if not window.updatesEnabled():
                opened.show()
            with WATCHDOG.watching("another turn"):
                qapp.processEvents()
        assert window.width() <= offscreen.WIDTH
        in_turns = shown()
        look.set(percent=percent, high_contrast=high_contrast)
        assert shown() == in_turns
    dialog.leave()


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


def test_every_part_gets_the_new_font_in_whatever_order_qt_hands_it_on(
    window: MainWindow, look: Look, qapp: QApplication
) -> None:
    for name in window.pages:
        window.go(name)
    for percent in (200, 100):
        look.set(percent=percent)
        parts: list[QWidget] = [window, *window.findChildren(QWidget)]
        wanted = qapp.font().pointSize()
        other = [one for one in parts if not isinstance(one, QLabel) and one.font().pointSize() != wanted]
        assert not [one for one in other if one.isVisible()]


def test_the_size_of_a_large_dialog_is_remembered_for_its_type_size(
    desk: Desk, asked: Answers, look: Look, tmp_path: Path
) -> None:
    def size_of(*, smaller_by: int = 0) -> QSize:
        dialog = RegisterDialog(Runner(desk, asked, look, settings.open_settings(tmp_path)))
        dialog.open()
        dialog.resize(dialog.width() - smaller_by, dialog.height() - smaller_by)
        shown = dialog.size()
        dialog.leave()
        return shown

    usual = size_of()
    assert size_of() == usual
    changed = size_of(smaller_by=60)
    assert size_of() == changed != usual
    look.set(percent=125)
    assert size_of() != changed


def test_a_screen_reader_is_told_what_stands_around_a_field(qtbot: QtBot) -> None:
    field = Field("姓名(&N)", QLineEdit(), required=True, hint="与证件一致")
    qtbot.addWidget(field)
    assert field.editor.accessibleName() == "姓名"
    assert field.editor.accessibleDescription() == "必填，与证件一致"
    field.say("请填写姓名", "refusal")
    assert field.editor.accessibleDescription() == "请填写姓名。必填，与证件一致"
    field.say("")
    assert field.editor.accessibleDescription() == "必填，与证件一致"


@pytest.mark.parametrize("scale", ["1.25", "1.5"])
def test_on_a_screen_of_fine_pixels_icons_and_papers_have_all_of_them(scale: str, tmp_path: Path) -> None:
    code = (
        "from ui import offscreen; offscreen.choose()\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from ui.application import prepare; from ui.look import Look\n"
        "app = QApplication([]); prepare(app); Look(app).apply()\n"
        "from ui.widgets.button import Button; from ui.widgets.pdf_preview import PdfPreview\n"
        "from PySide6.QtGui import QPdfWriter, QPainter\n"
        "import sys; writer = QPdfWriter(sys.argv[1]); painter = QPainter(writer)\n"
        "painter.drawText(500, 500, '回执'); painter.end()\n"
        "button = Button('锁定  F12'); button.show()\n"
        "shown = PdfPreview(); shown.show_pdf(open(sys.argv[1], 'rb').read()); shown.resize(400, 500); shown.show()\n"
        "from PySide6.QtTest import QTest; from PySide6.QtWidgets import QLabel; QTest.qWait(300)\n"
        "page = next(one.pixmap() for one in shown.findChildren(QLabel) if not one.pixmap().isNull())\n"
        "icon = button.icon().pixmap(20)\n"
        "print(icon.devicePixelRatio(), icon.width(), page.devicePixelRatio())"
    )
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "paper.pdf")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    ratio = float(scale)
    assert ran.stdout.split() == [str(ratio), str(round(20 * ratio)), str(ratio)], ran.stderr
