"""The first run: from no desk to an open one by keyboard alone; nothing lost on the way back, nothing half made."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.practice import FILE, MARK, PASSPHRASE, TOLD, is_practice
from tests.helpers import PASSPHRASE as OWN
from tests.ui.helpers import Answers, freed, press, show, type_here
from ui import settings
from ui.application import TITLE
from ui.dialogs.passphrases import SheetDialog
from ui.holders import PRACTICE_FILE
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.unlock import UnlockWindow
from ui.widgets.practice_band import practice_band
from ui.wizard.practice import PracticeDialog
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
    wizard: Wizard, asked: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    to_the_places(wizard)
    assert wizard.page is wizard.places
    press(Qt.Key.Key_Return)
    type_here(str(tmp_path))
    press(Qt.Key.Key_Return, CTRL)
    assert wizard.page is wizard.last
    assert not (tmp_path / "new").exists()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.desk is not None)
    assert QApplication.focusWidget() is wizard.ending.sheet
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


@pytest.mark.parametrize(
    ("place", "names", "typed", "field", "told"),
    [
        (3, ("", "王芳"), ("", ""), "officers", "管理员姓名"),
        (3, ("王芳", "王芳"), ("", ""), "officers", "姓名重复"),
        (4, ("李敏", ""), ("1234", "1234"), "passphrase", "至少8个字符"),
        (4, ("李敏", ""), (OWN, "另一个口令"), "again", "不一致"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_before_the_next_page(
    wizard: Wizard, place: int, names: tuple[str, str], typed: tuple[str, str], field: str, told: str
) -> None:
    for row, name in zip(wizard.officers.rows, names, strict=True):
        row.name.setText(name)
    for line, text in zip((wizard.passphrase.passphrase, wizard.passphrase.again), typed, strict=True):
        line.setText(text)
    wizard.go(place)
    press(Qt.Key.Key_Return, CTRL)
    assert told in wizard.fields[field].note.text()
    assert wizard.page is wizard.pages[place]


def test_a_station_code_is_asked_for_and_checked_at_once(wizard: Wizard) -> None:
    press(Qt.Key.Key_Return, CTRL)
    assert "台号" in wizard.fields["station"].note.text()
    wizard.township.station.setText("4306")
    press(Qt.Key.Key_Return, CTRL)
    assert "14位" in wizard.fields["station"].note.text()


def test_a_code_of_practice_leads_back_to_the_first_page_and_leaves_nothing(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.township.station.setText("43990610500001")
    wizard.office.lines["name"].setText("某镇人民政府")
    wizard.officers.rows[0].name.setText("李敏")
    wizard.passphrase.passphrase.setText(OWN)
    wizard.passphrase.again.setText(OWN)
    wizard.go(6)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.page is wizard.township)
    assert "只用于练习台" in wizard.fields["station"].note.text()
    assert not (tmp_path / "new").exists()
    assert wizard.passphrase.passphrase.text() == OWN


def test_a_folder_that_holds_a_desk_is_not_taken(wizard: Wizard, desk_folder: Path) -> None:
    wizard.places.folder.setText(str(desk_folder))
    wizard.go(5)
    wizard.act()
    assert "不会覆盖" in wizard.fields["folder"].note.text()


def test_whoever_leaves_is_asked_and_nothing_is_left(wizard: Wizard, asked: Answers, tmp_path: Path) -> None:
    type_here("岳阳")
    asked.yes = False
    press(Qt.Key.Key_Escape)
    assert wizard.isVisible()
    asked.yes = True
    press(Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    assert [*tmp_path.iterdir()] == []


def test_the_practice_desk_is_made_opened_and_marked_everywhere(
    first: UnlockWindow, asked: Answers, look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    assert PRACTICE_FILE == FILE
    dialog = PracticeDialog(first, first)
    dialog.open()
    dialog.folder.setText(str(tmp_path / "练习"))
    with qtbot.waitSignal(dialog.created, timeout=30_000) as heard:
        dialog.act()
        assert not dialog.main.isEnabled()
    desk: Desk = heard.args[0]
    assert is_practice(desk.station)
    assert [one.name for one in tmp_path.iterdir()] == ["练习"]
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
    assert MARK in unlock.practice.text()
    assert unlock.heading.text() == TITLE


def test_a_folder_with_other_things_is_no_place_for_a_practice_desk(
    first: UnlockWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "有用的文件").write_text("", "utf-8")
    dialog = PracticeDialog(first, first)
    dialog.open()
    dialog.folder.setText(str(tmp_path))
    dialog.act()
    qtbot.waitUntil(lambda: "不是空的" in dialog.fields["folder"].note.text())
    dialog.leave()
