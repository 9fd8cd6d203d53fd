"""插入U盘后按此键: one key does a stick, and what was refused stays in sight until it is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.helpers import Paired, registered
from tests.ui.helpers import Answers, freed
from ui.dialogs.renew_keys import RenewKeysDialog
from ui.main_window import MainWindow
from ui.pages.exchange import ExchangePage


@pytest.fixture
def page(window: MainWindow, paired: Paired, asked: Answers) -> ExchangePage:
    asked.chosen_folder = paired.stick
    no_drives(window)
    registered(paired.desk)
    window.go("exchange")
    return window.exchange


def no_drives(window: MainWindow) -> None:
    """Whatever is plugged into the machine that runs the tests is none of theirs."""
    vars(window.exchange.stick)["_find"] = list


def test_one_key_without_a_mouse_writes_and_the_next_time_reads(
    page: ExchangePage, paired: Paired, qtbot: QtBot
) -> None:
    assert page.stick.go.hasFocus()
    qtbot.keyClick(page.stick.go, Qt.Key.Key_Space)
    (package,) = paired.stick.glob("SWT-*.swt")
    assert "✓ 写出" in page.result.text()
    paired.county.receive(package)
    paired.county.reply(paired.desk.station, paired.stick)
    qtbot.keyClick(page.stick.go, Qt.Key.Key_Space)
    assert "✓ 读入" in page.result.text()
    assert page.table.table.rowCount() == 0
    assert {line.state for line in paired.desk.exchange_history() if line.out} == {"已签收"}
    assert page.history.table.rowCount() == 2


def test_a_refused_file_is_counted_everywhere_until_somebody_has_seen_it(
    window: MainWindow, page: ExchangePage, paired: Paired
) -> None:
    (paired.stick / "坏.swt").write_bytes(b"SHOUWENTAI PACKAGE\n")
    page.stick.go.click()
    assert "✕ 没有收下" in page.result.text()
    assert page.tabs.tabText(1) == "未收下（1）"
    window.go("reception")
    assert "没有收下" in window.foot.text()
    window.go("exchange")
    page.tabs.setCurrentWidget(page.held)
    assert "数据包不完整" in page.held.reason.text()
    page.held.seen.click()
    assert page.held.table.table.rowCount() == 0
    assert not page.held.seen.isEnabled()


def test_the_only_stick_is_taken_without_asking(window: MainWindow, paired: Paired, asked: Answers) -> None:
    registered(paired.desk)
    window.go("exchange")
    bar = window.exchange.stick
    vars(bar)["_find"] = lambda: [(paired.stick, "USB（FAT32）")]
    bar.refresh()
    assert "USB（FAT32）" in bar.found.text()
    bar.go.click()
    assert list(paired.stick.glob("SWT-*.swt"))
    vars(bar)["_find"] = lambda: [(paired.stick, "甲"), (Path("/none"), "乙")]
    asked.chosen_folder = None
    bar.go.click()


def test_a_stick_that_is_gone_is_said(window: MainWindow, paired: Paired, asked: Answers, tmp_path: Path) -> None:
    no_drives(window)
    window.go("exchange")
    asked.chosen_folder = tmp_path / "gone"
    window.exchange.stick.go.click()
    assert any("找不到" in text for text in asked.said)


def test_keys_are_renewed_with_a_reason(page: ExchangePage, desk: Desk, qtbot: QtBot) -> None:
    before = desk.fingerprint()
    page.renew.click()
    (dialog,) = page.findChildren(RenewKeysDialog)
    dialog.main.click()
    assert desk.fingerprint() == before
    dialog.reason.setText("电脑更换")
    dialog.main.click()
    assert desk.fingerprint() != before
    assert desk.fingerprint() in page.result.text()
    assert freed(dialog)
