"""程序升级 in the windows: a signed package is checked, installed and gone back from; and the desk's own roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.rights import Right
from app.shipped import data_folder
from app.storage.program_folder import ProgramFolder, mark_opened
from tests.app.test_updates import LATER, built, changed, programs, update  # noqa: F401 - fixtures
from tests.helpers import Paired
from tests.ui.helpers import Answers
from ui.dialogs.officers import OfficersDialog
from ui.dialogs.update import FIRST, FROM_SOURCES, NO_PREVIOUS, NOTHING_CHECKED, UpdateDialog
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.working import Stopped


def test_an_update_is_checked_installed_and_gone_back_from(
    window: MainWindow,
    runner: Runner,
    paired: Paired,
    asked: Answers,
    programs: ProgramFolder,  # noqa: F811
    update: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    executable = programs.root / "0.1.0" / "shouwentai"
    dialog = UpdateDialog(runner, window, executable=executable)
    dialog.open()
    assert dialog.reason.text() == f"{NOTHING_CHECKED}\n{NO_PREVIOUS}"
    assert not dialog.install_button.isEnabled()
    same = Path(paired.county.sign_update(built(tmp_path / "same", "0.1.0"), paired.stick).file)
    asked.chosen_files = [same]
    dialog.main.click()
    assert "0.1.0 版，不比现在运行的 0.1.0 版新" in dialog.sheet.text()
    assert not dialog.install_button.isEnabled()
    asked.chosen_files = [update]
    dialog.main.click()
    assert "0.2.0 版，比现在运行的 0.1.0 版新" in dialog.sheet.text()
    assert "签发：岳阳县信访局" in dialog.sheet.text()
    assert "3个文件" in dialog.sheet.text()
    dialog.install_button.click()
    assert programs.current == "0.2.0"
    assert "已安装 0.2.0 版，下次启动时使用" in dialog.sheet.text()
    assert str(programs.root / "0.1.0") in dialog.sheet.text()
    assert "下次启动的是 0.2.0 版" in dialog.state.text()
    asked.yes = False
    dialog.back_button.click()
    assert programs.current == "0.2.0"
    asked.yes = True
    dialog.back_button.click()
    assert programs.current == "0.1.0"
    assert "下次启动的是 0.1.0 版" in dialog.sheet.text()
    assert not dialog.back_button.isEnabled()
    dialog.main.click()
    dialog.install_button.click()
    mark_opened(LATER, programs.root / "0.2.0" / "shouwentai")
    dialog.back_button.click()
    assert "已经升级了本台的数据文件" in dialog.refusal.text()
    assert programs.current == "0.2.0"
    assert not dialog.tidy_button.isEnabled()
    assert "更早的才能清理" in dialog.tidy_button.toolTip()
    built(programs.root / "0.0.9", "0.0.9")
    dialog.main.click()
    assert "更早的有 0.0.9 版" in dialog.state.text()
    asked.yes = False
    dialog.tidy_button.click()
    assert "0.0.9 版（约1 MB）" in asked.said[-1]
    assert programs.versions == ("0.0.9", "0.1.0", "0.2.0")
    asked.yes = True
    dialog.tidy_button.click()
    assert programs.versions == ("0.1.0", "0.2.0")
    assert "已删除 0.0.9 版" in dialog.sheet.text()
    programs.point("0.9.9")
    dialog.main.click()
    assert "写的不是已有的版本" in dialog.reason.text()
    assert not dialog.install_button.isEnabled()
    assert not dialog.back_button.isEnabled()
    dialog.leave()


def stop(_done: int, _total: int) -> None:
    """The person wants no more of it, as `Work.tell` says so."""
    raise Stopped


def test_a_damaged_update_is_refused_in_words_and_an_installation_that_is_stopped_leaves_nothing(
    window: MainWindow,
    runner: Runner,
    paired: Paired,
    asked: Answers,
    programs: ProgramFolder,  # noqa: F811
    update: Path,  # noqa: F811
) -> None:
    dialog = UpdateDialog(runner, window, executable=programs.root / "0.1.0" / "shouwentai")
    dialog.open()
    asked.chosen_files = [update]
    dialog.main.click()
    with pytest.raises(Stopped):
        runner.desk.install_update(update, programs, stop)
    assert [path.name for path in programs.root.iterdir() if "0.2.0" in path.name] == []
    changed(update, "program/shouwentai", b"#!/bin/sh\necho evil\n")
    dialog.install_button.click()
    assert "没有安装" in dialog.sheet.text()
    assert programs.current == "0.1.0"
    dialog.main.click()
    assert "没有核对完，不能安装" in dialog.sheet.text()
    assert len(asked.said) == 2
    assert not dialog.install_button.isEnabled()
    dialog.leave()


def test_a_program_that_lies_alone_is_given_its_first_folder_and_one_run_from_sources_says_why_not(
    window: MainWindow,
    runner: Runner,
    paired: Paired,
    asked: Answers,
    update: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    window.rare["update"].trigger()
    shown = window.findChild(UpdateDialog)
    assert shown is not None
    asked.chosen_files = [update]
    shown.main.click()
    assert "签名核对无误" in shown.sheet.text()
    assert shown.reason.text() == FROM_SOURCES
    assert not shown.install_button.isEnabled()
    assert not shown.back_button.isEnabled()
    shown.leave()
    dialog = UpdateDialog(runner, window, built=True)
    dialog.open()
    dialog.main.click()
    assert dialog.reason.text() == FIRST
    dialog.install_button.click()  # no folder chosen: nothing happens
    assert dialog.install_button.isEnabled()
    asked.chosen_folder = tmp_path / "first"
    dialog.install_button.click()
    assert ProgramFolder(tmp_path / "first").current == "0.2.0"
    assert str(tmp_path / "first") in dialog.sheet.text()
    dialog.leave()


def test_the_file_of_roles_is_taken_over_after_what_it_changes_was_read(
    window: MainWindow, runner: Runner, desk: Desk, asked: Answers
) -> None:
    listed = OfficersDialog(runner, window)
    assert not listed.roles_button.isEnabled()
    assert "roles.toml" in listed.roles_button.toolTip()
    listed.leave()
    text = (data_folder() / "roles" / "roles.toml").read_text("utf-8")
    file = desk.folder / "roles.toml"
    file.write_text(text.replace('["handle", "read", "reveal"]', '["handle", "rule"]'), "utf-8")
    listed = OfficersDialog(runner, window)
    listed.open()
    listed.roles_button.click()
    assert "没有“rule”这种权限" in listed.refusal.text()
    file.write_text(text, "utf-8")
    listed.roles_button.click()
    assert asked.said == ["角色文件与现在的角色相同，没有要采用的。"]
    own = text.replace('title = "接访员"', 'title = "窗口"').replace('"export", "count"]', '"approve"]')
    file.write_text(own.replace('title = "工作人员角色"', 'title = "本县角色"'), "utf-8")
    asked.yes = False
    listed.roles_button.click()
    assert "窗口：原称接访员，增加审批，取消交换数据、统计报表（李明、王芳）" in asked.said[-1]
    assert Right.APPROVE not in desk.roles.roles["reception"].rights
    asked.yes = True
    listed.roles_button.click()
    assert desk.roles.titles(("reception",)) == "窗口"
    assert "本县角色" in listed.rule.text()
    listed.leave()
