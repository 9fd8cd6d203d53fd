"""附件 on the page of a petition: chosen or dropped, seen, saved, set aside; what cannot be is said."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.archive import Archive
from app.domain.steps.closing import Close
from tests.helpers import registered, serve_all, to_issue
from tests.ui.helpers import Answers, commit, press
from ui.dialogs.attach import AttachDialog
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.look_closer import LookCloserDialog
from ui.main_window import MainWindow
from ui.widgets.attachment_tab import NONE_YET, AttachmentTab


def files_in(folder: Path) -> list[Path]:
    Image.new("RGB", (60, 40), "red").save(folder / "现场照片.jpg")
    (folder / "录音.mp3").write_bytes(b"ID3" + bytes(50))
    return [folder / "现场照片.jpg", folder / "录音.mp3"]


def tab_of(window: MainWindow, number: str) -> AttachmentTab:
    window.open_petition(number)
    window.petition.tabs.setCurrentWidget(window.petition.attachments)
    return window.petition.attachments


def test_files_are_chosen_named_seen_saved_and_set_aside(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    number = registered(desk)
    tab = tab_of(window, number)
    assert tab.told.text() == NONE_YET
    assert not tab.save_button.isEnabled()
    assert not tab.aside_button.isEnabled()
    asked.chosen_files = files_in(tmp_path)
    tab.add_button.click()
    dialog = window.petition.dialog
    assert isinstance(dialog, AttachDialog)
    assert [one.answers["title"].get() for one in dialog.rows.rows] == ["录音"]
    qtbot.waitUntil(lambda: dialog.scans.told.text().startswith("1页。"))
    dialog.scans.material.choose("ours")
    commit(dialog.rows.rows[0].answers["note"].editor, "七月三日通话")
    dialog.act()
    sound, photo = desk.attachments(number)
    assert (photo.title, photo.material, sound.note) == ("现场照片", "ours", "七月三日通话")
    assert (photo.media, photo.size) == ("image/jpeg", (tmp_path / "现场照片.jpg").stat().st_size)  # as it is
    assert tab.place == 2  # the new ones are gone to
    qtbot.waitUntil(lambda: tab.preview.drawn == (1,))
    assert "1页，本单位形成" in tab.list.item(1).text()
    tab.list.setCurrentRow(0)
    assert "请另存" in tab.told.text()
    assert not tab.closer_button.isEnabled()
    tab.list.setCurrentRow(1)
    asked.chosen_name = tmp_path / "另存"
    tab.closer_button.click()
    (closer,) = window.findChildren(LookCloserDialog)
    qtbot.waitUntil(lambda: closer.viewer.told.text().startswith("第1页，共1页"))
    qtbot.waitUntil(lambda: QApplication.focusWidget() is closer.viewer.preview)  # its keys go there
    press(Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: closer.viewer.told.text().endswith("125%"))
    closer.main.click()
    closer.reject()
    assert (tmp_path / "另存.jpg").read_bytes() == (tmp_path / "现场照片.jpg").read_bytes()
    tab.aside_button.click()
    aside = window.petition.dialog
    assert isinstance(aside, FormDialog)
    assert aside.editors["attachment"].get() == 2
    commit(aside.editors["reason"].editor, "属于另一事项")
    aside.act()
    assert "现场照片（已撤下）" in tab.list.item(1).text()
    assert not tab.aside_button.isEnabled()
    assert {look.what for look in desk.looked(number) if look.act == "attachment"} == {"2"}


def test_dropped_files_are_asked_about_and_a_wrong_one_is_refused_in_the_dialog(
    window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    number = registered(desk)
    tab = tab_of(window, number)
    program = tmp_path / "安装.pdf"
    program.write_bytes(b"MZ" + bytes(99))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(program))])
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, *keys)
    tab.dragEnterEvent(enter)
    assert enter.isAccepted()
    tab.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, *keys))
    dialog = window.petition.dialog
    assert isinstance(dialog, AttachDialog)
    dialog.act()
    assert dialog.isVisible()
    assert "不是可以添加的种类" in dialog.refusal.text()
    assert desk.attachments(number) == ()
    dialog.leave()


def test_an_archived_petition_says_why_nothing_is_added(window: MainWindow, desk: Desk) -> None:
    number = registered(desk)
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, Close())
    desk.run(number, Archive(retention="30_years", pages=9))
    tab = tab_of(window, number)
    assert not tab.add_button.isEnabled()
    assert not tab.acceptDrops()
    assert "已于" in tab.add_button.toolTip()
