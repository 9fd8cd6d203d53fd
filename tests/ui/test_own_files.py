"""文书用语和表样: what holds, what is wrong with the county's own, a copy to edit."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.ui.helpers import Answers
from ui.dialogs.own_files import OwnFilesDialog
from ui.main_window import MainWindow


def test_the_shipped_texts_are_copied_edited_and_checked(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    window.rare["own_files"].trigger()
    (dialog,) = window.findChildren(OwnFilesDialog)
    texts, layouts = dialog.parts
    qtbot.waitUntil(lambda: bool(texts.files))
    assert texts.state.text() == f"本县0个，随程序提供{len(texts.files)}个；核对无误。"
    assert [one.code for one in layouts.files if "读入" in one.about] != []
    asked.chosen_folder = tmp_path / "copy"
    dialog.copy.click()
    assert (tmp_path / "copy" / "F03.toml").is_file()
    dialog.copy.click()
    assert "没有导出，以免覆盖" in asked.said[-1]
    dialog.show_folder.click()
    own = desk.folder / "wording"
    assert asked.said[-1] == str(own)
    text = (tmp_path / "copy" / "F03.toml").read_text("utf-8")
    (own / "F03.toml").write_text(text.replace("{phone}", "{telephone}"), "utf-8")
    (own / "F99.toml").write_text(text, "utf-8")
    dialog.main.click()
    assert texts.state.text().endswith("2处要改正。")
    assert texts.files[0].code == "F03"
    assert [texts.table.table.index(0, place).data() for place in (2, 3)] == ["本县", "不能用"]
    assert "telephone" in texts.told.text()
    assert "“F99.toml”不是文书用语文件" in texts.told.text()
    (own / "F99.toml").unlink()
    (own / "F03.toml").write_text(text, "utf-8")
    dialog.main.click()
    assert texts.state.text() == f"本县1个，随程序提供{len(texts.files) - 1}个；核对无误。"
    dialog.tabs.setCurrentWidget(layouts)
    asked.chosen_folder = tmp_path / "layouts"
    dialog.copy.click()
    assert "已导出" in dialog.outcome.text()
    assert (tmp_path / "layouts" / "plain.json").is_file()
    dialog.leave()
