"""The first run: from no desk to an open one by keyboard alone; nothing lost on the way back, nothing half made."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.practice import FILE, MARK, PASSPHRASE, TOLD, is_practice
from tests.helpers import PASSPHRASE as OWN
from tests.ui.helpers import Answers, freed, press, show, type_here
from tests.ui.test_working import when_waiting
from ui import settings, working
from ui.application import TITLE
from ui.dialogs.passphrases import SheetDialog
from ui.holders import PRACTICE_FILE
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.unlock import UnlockWindow
from ui.widgets.practice_band import practice_band
from ui.wizard.practice import STOPPED, PracticeDialog
from ui.wizard.wizard import Wizard

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def first(asked: Answers, look: Look, qtbot: QtBot) -> UnlockWindow:
    made = UnlockWindow(look, asked, None)
    qtbot.addWidget(made)
    show(made, qtbot)
    return made


@pytest.fixture
def wizard(first: UnlockWindow, qtbot: QtBot, tmp_path: Path) -> Wizard:
    made = Wizard(first, first, unlock_seconds=0.01)
    made.open()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: made.township.national is not None)
    made.places.folder.setText(str(tmp_path / "new"))
    return made


def write_over(text: str) -> None:
    press(Qt.Key.Key_A, CTRL)
    type_here(text)


def to_the_places(wizard: Wizard) -> None:
    """By keyboard alone; what is proposed is kept."""
    type_here("yyxinkai")
    press(Qt.Key.Key_Return)  # the township
    press(Qt.Key.Key_Return)  # 下一步
    press(Qt.Key.Key_Return, CTRL)  # the office as proposed
    press(Qt.Key.Key_Return)  # the villages
    type_here("李敏")
    press(Qt.Key.Key_Return)
    type_here("王芳")
    press(Qt.Key.Key_Return, CTRL)
    type_here(OWN)
    press(Qt.Key.Key_Return)
    type_here(OWN)
    press(Qt.Key.Key_Return, CTRL)


def test_from_no_desk_to_an_open_one_by_keyboard_alone(
    wizard: Wizard, asked: Answers, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_the_places(wizard)
    assert wizard.page is wizard.places
    press(Qt.Key.Key_Return)
    type_here(str(tmp_path))
    press(Qt.Key.Key_Return, CTRL)
    assert wizard.page is wizard.last
    assert not (tmp_path / "new").exists()
    monkeypatch.setattr(working, "PATIENCE_MS", 0)
    when_waiting(lambda waiting: waiting.cancel.click())
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.main.isEnabled())
    assert wizard.desk is None
    assert wizard.page is wizard.last
    assert not (tmp_path / "new").exists()
    show(wizard, qtbot)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.desk is not None)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is wizard.ending.sheet)
    press(Qt.Key.Key_Return)
    sheet = wizard.findChild(SheetDialog)
    assert sheet is not None
    sheet.leave()
    with qtbot.waitSignal(wizard.created) as heard:
        press(Qt.Key.Key_Return, CTRL)
    desk: Desk = heard.args[0]
    with desk:
        assert desk.station == "43062111200001"
        assert desk.office.name == "岳阳县新开镇人民政府"
        assert (desk.office.short, desk.office.review_body) == ("新开镇", "岳阳县人民政府")
        assert desk.officers == ("李敏", "王芳")
        assert {one.name: one.roles for one in desk.staff}["王芳"] == ("reception", "handler")
        assert desk.backup_state().second == str(tmp_path)
        assert desk.passphrases().sheet == 1
        assert "龙湾村" in {one.name for one in desk.villages()}
    assert freed(wizard)


def test_back_loses_nothing_and_what_a_person_wrote_is_not_proposed_over(wizard: Wizard) -> None:
    type_here("岳阳新开")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    write_over("新开镇人民政府信访办公室")
    wizard.previous.click()
    assert wizard.page is wizard.township
    wizard.township.search.setFocus()
    write_over("岳阳公田")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    assert wizard.office.lines["name"].value == "新开镇人民政府信访办公室"
    assert wizard.office.lines["short"].value == "公田镇"


def test_a_village_desk_and_a_typed_code_that_is_in_no_table(wizard: Wizard) -> None:
    type_here("岳阳新开")
    press(Qt.Key.Key_Return)
    page = wizard.township
    page.place.setCurrentText("龙湾村")
    page.ordinal.setValue(3)
    assert page.station.value.startswith("430621112")
    assert page.station.value.endswith("03")
    assert page.plan.village == "龙湾村"
    wizard.act()
    assert wizard.office.lines["name"].value == "新开镇龙湾村信访代办点"
    wizard.previous.click()
    page.station.setText("43062119900001")
    assert "区划表中没有这个代码" in page.chosen.text()
    wizard.act()
    assert wizard.page is wizard.office
    wizard.office.lines["name"].setText("某镇人民政府")
    wizard.act()
    assert "没有本乡镇的村和社区" in wizard.villages.about.text()


def test_what_is_wrong_is_said_beside_its_field_before_the_next_page(wizard: Wizard, desk_folder: Path) -> None:
    names = [row.name for row in wizard.officers.rows]
    secrets = [wizard.passphrase.passphrase, wizard.passphrase.again]
    folder = [wizard.places.folder]
    refusals = (
        (0, [wizard.township.station], [""], "station", "直接填写台号"),
        (0, [wizard.township.station], ["4306"], "station", "14位"),
        (1, [wizard.office.lines["name"]], [""], "name", "单位名称"),
        (3, names, ["", "王芳"], "officers", "管理员姓名"),
        (3, names, ["王芳", "王芳"], "officers", "姓名重复"),
        (4, secrets, ["1234", "1234"], "passphrase", "至少8个字符"),
        (4, secrets, [OWN, "另一个口令"], "again", "不一致"),
        (5, folder, [""], "folder", "请选择存放文件夹"),
        (5, folder, [str(desk_folder)], "folder", "不会覆盖"),
    )
    for place, lines, texts, field, told in refusals:
        wizard.go(place)
        for line, text in zip(lines, texts, strict=True):
            line.setText(text)
        press(Qt.Key.Key_Return, CTRL)
        assert told in wizard.fields[field].note.text()
        assert wizard.page is wizard.pages[place]


def test_a_code_of_practice_leads_back_to_the_first_page_and_whoever_leaves_leaves_nothing(
    wizard: Wizard, asked: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.township.station.setText("43990610500001")
    wizard.office.lines["name"].setText("某镇人民政府")
    wizard.officers.rows[0].name.setText("李敏")
    wizard.passphrase.passphrase.setText(OWN)
    wizard.go(6)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.page is wizard.township)
    assert "只用于练习台" in wizard.fields["station"].note.text()
    assert wizard.passphrase.passphrase.text() == OWN
    asked.yes = False
    press(Qt.Key.Key_Escape)
    assert wizard.isVisible()
    asked.yes = True
    press(Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    assert [*tmp_path.iterdir()] == []


def test_the_practice_desk_is_made_opened_and_marked_everywhere(
    first: UnlockWindow,
    asked: Answers,
    look: Look,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert PRACTICE_FILE == FILE
    dialog = PracticeDialog(first, first)
    dialog.open()
    (tmp_path / "别的").mkdir()
    (tmp_path / "别的" / "有用的文件").write_text("", "utf-8")
    dialog.folder.setText(str(tmp_path / "别的"))
    dialog.act()
    qtbot.waitUntil(lambda: "不是空的" in dialog.fields["folder"].note.text())
    dialog.folder.setText(str(tmp_path / "练习"))
    with monkeypatch.context() as at_once:
        at_once.setattr(working, "PATIENCE_MS", 0)
        when_waiting(lambda waiting: waiting.cancel.click())
        dialog.act()
    assert dialog.fields["folder"].note.text() == STOPPED
    assert [one.name for one in tmp_path.iterdir()] == ["别的"]
    with qtbot.waitSignal(dialog.created, timeout=30_000) as heard:
        dialog.act()
    desk: Desk = heard.args[0]
    assert is_practice(desk.station)
    assert {one.name for one in tmp_path.iterdir()} == {"别的", "练习"}
    with desk:
        window = MainWindow(Runner(desk, asked, look), settings.open_settings(tmp_path / "settings"))
        qtbot.addWidget(window)
        bands = [one.text() for one in window.findChildren(type(practice_band(desk.station)[0])) if MARK in one.text()]
        assert bands == [TOLD]
        window.leave()
    unlock = UnlockWindow(look, asked, tmp_path / "练习")
    qtbot.addWidget(unlock)
    show(unlock, qtbot)
    qtbot.waitUntil(lambda: PASSPHRASE in unlock.practice.text())
    (area,) = unlock.findChildren(QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    assert MARK in unlock.practice.text()
    assert unlock.heading.text() == TITLE
