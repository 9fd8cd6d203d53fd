"""Backups in the windows: told on the first page, made by hand and at closing, put back from the unlock window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.helpers import PASSPHRASE, STATION, registered
from tests.ui.helpers import Answers, show
from tests.ui.test_working import when_waiting
from ui import working
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.restore import STOPPED, RestoreDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.unlock import UnlockWindow


def opened(window: MainWindow) -> BackupsDialog:
    window.back_up()
    dialog = window.findChild(BackupsDialog)
    assert isinstance(dialog, BackupsDialog)
    return dialog


def test_the_first_page_tells_how_old_the_backups_are_and_each_is_checked_byte_by_byte(
    window: MainWindow, desk: Desk, asked: Answers, qtbot: QtBot
) -> None:
    assert window.reception.backup.text() == "本台还没有备份；从未备份到第二处。"
    assert window.reception.backup.property("role") == "warn"
    registered(desk)
    dialog = opened(window)
    with qtbot.waitSignal(window.backing.ended, timeout=10_000):
        dialog.main.click()
        assert not dialog.main.isEnabled()
    assert "已备份并核对：1件事项" in dialog.outcome.text()
    assert dialog.main.isEnabled()
    assert "手工" in dialog.list.sheet.text()
    assert "今天 09:00，已核对" in window.reception.backup.text()
    dialog.list.check.click()
    assert dialog.list.sheet.text().startswith("已逐字节核对1个，全部完好")
    (made,) = (desk.folder / "backups").glob("*.swtbak")
    made.write_bytes(made.read_bytes()[:-40])
    dialog.list.check.click()
    assert dialog.list.sheet.text().startswith("已逐字节核对1个，其中1个不能用")
    asked.chosen_folder = desk.folder
    dialog.list.look.click()
    assert dialog.list.sheet.text() == f"“{desk.folder}”中的备份：0个"
    dialog.leave()


def test_a_second_place_is_chosen_and_a_failure_is_told(
    window: MainWindow, desk: Desk, asked: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    dialog = opened(window)
    asked.chosen_folder = desk.folder
    dialog.choose.click()
    assert "接待台文件夹之外" in asked.said[-1]
    asked.chosen_folder = stick
    dialog.choose.click()
    assert desk.backup_state().second == str(stick)
    dialog.no_second.click()
    assert desk.backup_state().second == ""
    assert dialog.no_second.toolTip() == "没有指定第二处。"
    dialog.choose.click()
    assert "还没有备份。" in dialog.state.text()
    (desk.folder / "backups").write_text("not a folder", "utf-8")
    stick.rmdir()
    with qtbot.waitSignal(window.backing.ended, timeout=10_000):
        dialog.main.click()
    assert "备份没有做成" in dialog.outcome.text()
    assert "备份没有做成" in window.reception.backup.text()
    assert window.reception.backup.property("role") == "refusal"
    dialog.leave()


def test_closing_backs_up_what_is_new(window: MainWindow, desk: Desk) -> None:
    registered(desk)
    window.leave()
    window.close_store()
    made = list((desk.folder / "backups").glob(f"*{STATION}*"))
    assert len(made) == 1
    with Desk.open(desk.folder, PASSPHRASE) as again:
        assert again.backups()[0].reason == "close"


def test_a_due_backup_is_made_while_the_window_is_open(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.backing.ended, timeout=10_000):
        window.backing.look()
    assert [one.reason for one in desk.backups()] == ["interval"]
    window.backing.look()
    assert not window.backing.busy  # not due again


@pytest.fixture
def backup(desk: Desk, tmp_path: Path) -> Path:
    stick = tmp_path / "stick"
    stick.mkdir()
    registered(desk)
    return Path(desk.backup(stick).file)


@pytest.fixture
def unlock(desk: Desk, look: Look, asked: Answers, qtbot: QtBot) -> UnlockWindow:
    window = UnlockWindow(look, asked, desk.folder)
    qtbot.addWidget(window)
    show(window, qtbot)
    return window


def test_a_backup_is_put_back_from_the_unlock_window(
    unlock: UnlockWindow, backup: Path, asked: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock.from_backup.click()
    dialog: QWidget | None = unlock.findChild(RestoreDialog)
    assert isinstance(dialog, RestoreDialog)
    asked.chosen_files = [tmp_path / "desk" / "desk.db"]
    dialog.choose_file()
    dialog.main.click()
    assert "不是首问台的备份" in dialog.fields["file"].note.text()
    asked.chosen_files = [backup]
    dialog.choose_file()
    assert "1件事项" in dialog.told.text()
    dialog.folder.setText(str(tmp_path / "new"))
    dialog.passphrase.setText(PASSPHRASE)
    dialog.reason.setText("电脑损坏")
    dialog.main.click()
    assert "最后一个编号" in dialog.fields["last_numbers"].note.text()
    dialog.numbers.setPlainText(f"{STATION}-2026-000004")
    with monkeypatch.context() as at_once:
        at_once.setattr(working, "PATIENCE_MS", 0)
        when_waiting(lambda waiting: waiting.cancel.click())
        dialog.main.click()
    assert dialog.fields["file"].note.text() == STOPPED
    assert asked.said == []
    assert not list(tmp_path.glob("new*"))
    dialog.main.click()
    assert "已恢复到" in asked.said[-1]
    assert "000002至" in asked.said[-1]
    assert unlock.folder == tmp_path / "new"
    with Desk.open(tmp_path / "new", PASSPHRASE) as desk:
        assert desk.count() == 1


def test_a_desk_that_is_here_is_replaced_only_after_a_question(
    unlock: UnlockWindow, backup: Path, asked: Answers, desk: Desk
) -> None:
    desk.close()
    unlock.from_backup.click()
    dialog: QWidget | None = unlock.findChild(RestoreDialog)
    assert isinstance(dialog, RestoreDialog)
    asked.chosen_files = [backup]
    dialog.choose_file()
    dialog.passphrase.setText(PASSPHRASE)
    dialog.reason.setText("数据损坏")
    dialog.none_later.setChecked(True)
    asked.yes = False
    dialog.main.click()
    assert "移到一旁" in asked.said[-1]
    assert not list(desk.folder.parent.glob("desk-*"))
    asked.yes = True
    dialog.main.click()
    assert "原有接待台保存在" in asked.said[-1]
    assert len(list(desk.folder.parent.glob("desk-恢复前-*"))) == 1
