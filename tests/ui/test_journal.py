"""台账 in the window: every entry in words, its facts and its hash, masked until it is said what for."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester

from app.desk import Desk
from app.domain.steps.officers import ChangeOfficer
from tests.helpers import person, registered
from ui.main_window import MainWindow
from ui.models.windowed import PART
from ui.pages.journal import JournalPage

PHONE = "13800001234"


def test_the_journal_is_read_masked_and_in_full_for_a_purpose(
    window: MainWindow, desk: Desk, qtmodeltester: ModelTester
) -> None:
    number = registered(desk, person("张三", phone=PHONE))
    for _again in range(PART):
        registered(desk)
    window.rare["journal"].trigger()
    page = window.page(JournalPage)
    table = page.table.table
    assert table.rowCount() == desk.journal_count() == PART + 2
    assert page.counted.text() == f"全台共{PART + 2}条，最近的在前"
    qtmodeltester.check(table)
    page.table.selectRow(PART)
    told = page.sheet.text()
    (body,) = desk.written(number)
    assert f"摘要：{hashlib.sha256(body).hexdigest()}" in told
    assert "信访人1·联系电话：138****1234" in told
    assert PHONE not in told
    QTest.keyPress(page.table, Qt.Key.Key_F8)
    page.dialog.purpose.setText("核对台账")
    page.dialog.act()
    QTest.keyPress(page.table, Qt.Key.Key_F8)
    assert f"信访人1·联系电话：{PHONE}" in page.sheet.text()
    assert body.decode() in page.sheet.text()
    QTest.keyRelease(page.table, Qt.Key.Key_F8)
    assert PHONE not in page.sheet.text()
    page.table.opened.emit(page.table.current)
    assert window.stack.currentWidget() is window.petition
    window.petition.journal.click()
    assert [table.index(0, n).data() for n in (0, 3)] == ["2", "2026-000001"]
    looks = [(look.petition, look.purpose) for look in desk.looked() if look.act == "journal"]
    assert looks == [(number, "核对台账"), (number, "台账"), ("", "台账")]  # the second by `written`, above
    page.number.setText("不存在")
    page.refresh()
    assert "没有编号为“不存在”的事项" in page.counted.text()


def test_who_sees_their_own_alone_reads_the_journal_of_those_alone(window: MainWindow, desk: Desk) -> None:
    registered(desk)
    desk.change_officer(ChangeOfficer(officer="王芳", roles=("village",)))
    window.officer.choose("王芳")
    own = registered(desk)
    window.rare["journal"].trigger()
    page = window.page(JournalPage)
    assert page.table.table.rowCount() == 0
    assert "王芳没有" in page.counted.text()
    page.number.setText(own)
    page.refresh()
    assert page.table.table.rowCount() == 1
