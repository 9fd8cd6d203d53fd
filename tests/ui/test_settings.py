"""设置 (F10): what the wizard asked and what hangs in the menu, each with its present value, opened by Enter."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.steps.officers import ChangeOfficer
from tests.helpers import OFFICE, OFFICERS
from tests.ui.helpers import freed, press
from ui import menu
from ui.dialogs.dialog import Dialog
from ui.dialogs.look import LookDialog
from ui.main_window import MainWindow
from ui.pages.settings import SettingsPage
from ui.setting_list import ACTS, SETTINGS, value_of


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    press(Qt.Key.Key_F10)
    found = window.pages["settings"]
    assert isinstance(found, SettingsPage)
    assert window.stack.currentWidget() is found
    return found


def rows(page: SettingsPage) -> dict[str, str]:
    model = page.table.table
    return {model.index(n, 1).data(): model.index(n, 2).data() for n in range(model.rowCount())}


def test_each_setting_tells_how_it_stands_and_changes_show_at_once(
    window: MainWindow, page: SettingsPage, qtbot: QtBot
) -> None:
    told = rows(page)
    assert list(told) == [one.words for one in SETTINGS]
    assert all(told.values())
    assert OFFICE.name in told["单位名称、地点、电话"]
    assert told["自动锁定"] == "无人操作10分钟后"
    assert told["口令和恢复表"].startswith("没有恢复表")
    assert told["上级"] == "尚未交换公钥，不能报送"
    desk = window.runner.desk
    changed = msgspec.structs.replace(desk.office, lock_after=5, review_address="政务中心三楼")
    window.runner.run(lambda: desk.describe(changed, OFFICERS), window)
    told = rows(page)
    assert told["自动锁定"] == "无人操作5分钟后"
    assert told["复查机关"].endswith("政务中心三楼")
    dialog = LookDialog(window.runner, window)
    dialog.open()
    dialog.size_of_type.choose("125")
    dialog.contrast.setChecked(True)
    qtbot.waitUntil(lambda: rows(page)["字的大小"] == "125%")
    assert rows(page)["高对比显示"] == "开"
    dialog.act()


def test_enter_opens_what_changes_it(window: MainWindow, page: SettingsPage) -> None:
    assert QApplication.focusWidget() is page.table
    for setting in SETTINGS:
        press(Qt.Key.Key_Return)
        if setting.opens == "exchange":
            assert window.stack.currentWidget() is window.exchange
            press(Qt.Key.Key_F10)
        else:
            (opened,) = (one for one in window.findChildren(Dialog) if one.isVisible())
            opened.leave()
            assert freed(opened)
        press(Qt.Key.Key_Down)


def test_who_may_not_change_it_reads_why_and_opens_nothing(window: MainWindow, page: SettingsPage) -> None:
    desk = window.runner.desk
    desk.change_officer(ChangeOfficer(officer=desk.officers[1], roles=("administrator",)))
    desk.change_officer(ChangeOfficer(officer=desk.officer, roles=("reception",)))
    page.refresh()
    page.table.selectRow(0)
    assert "没有" in page.told.text()
    press(Qt.Key.Key_Return)
    assert [one for one in window.findChildren(Dialog) if one.isVisible()] == []
    assert value_of(next(one for one in SETTINGS if one.opens == "passphrases"), window.runner) == "由管理员查看"


def test_every_setting_of_the_menu_is_among_them() -> None:
    """What is work and not a setting is named here, so that a new entry of the menu is thought about."""
    work = {"reception_days", "report", "reckon", "looks", "journal", "sheet_in", "sheet_out"}
    work |= {"number_register", "register_page"}
    look = {"bigger", "smaller", "usual_size", "contrast", "verify_report", "handbook", "quick_sheet"}
    opened = {one.opens for one in SETTINGS}
    assert {entry.name for entry in menu.ENTRIES if entry is not None} - opened - work - look == set()
    assert opened <= ACTS.keys()
