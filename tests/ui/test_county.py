"""The county's windows: from an empty folder to the answers on the stick, from the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.county.schema import COUNTY
from app.county.store import County
from app.desk import Desk
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, Paired, registered, tamper
from tests.ui.helpers import Answers, freed, press, type_here
from ui.application import Program
from ui.county.backups import CountyBackupsDialog
from ui.county.create import NewCountyDialog
from ui.county.move import MoveDialog
from ui.county.renew_keys import RenewCountyKeysDialog
from ui.county.restore import RestoreCountyDialog
from ui.county.revoke import RevokeDialog
from ui.county.stations import columns
from ui.county.verify import VerifyDialog
from ui.county.window import CountyWindow
from ui.dialogs.restore import RestoreDialog
from ui.frame import Frame
from ui.pictures_of_county import GAPPED, STATIONS


@pytest.fixture
def program(qapp: QApplication, asked: Answers, tmp_path: Path, qtbot: QtBot) -> Iterator[Program]:
    """The program on a PC where nothing was opened yet."""
    made = Program(qapp, None, tmp_path / "config", asked)
    made.show_unlock()
    yield made
    made.idle.stop()
    for left in [shown for shown in QApplication.topLevelWidgets() if isinstance(shown, Frame)]:
        left.close()
        left.deleteLater()
    if made.unlock is not None:
        made.unlock.end()


def in_view(program: Program, qtbot: QtBot) -> CountyWindow:
    """The county's window, once it has the keyboard."""
    qtbot.waitUntil(lambda: program.window is not None)
    window = program.window
    assert isinstance(window, CountyWindow)
    in_front(window, qtbot)
    return window


def in_front(window: QWidget, qtbot: QtBot) -> None:
    """The window has the keyboard, as it has after the small one that told how far the work was."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def created(program: Program, folder: Path, qtbot: QtBot) -> CountyWindow:
    """A county's store made from the unlock window."""
    assert program.unlock is not None
    program.unlock.new_county.trigger()
    dialog = program.unlock.findChild(NewCountyDialog)
    assert dialog is not None
    dialog.unlock_seconds = 0.01
    qtbot.waitUntil(dialog.isActiveWindow)
    for text in ("4306", "岳阳县信访局"):
        type_here(text)
        press(Qt.Key.Key_Return)
    dialog.folder.selectAll()
    type_here(str(folder))
    press(Qt.Key.Key_Return)  # to where the lines are to lie
    press(Qt.Key.Key_Return)
    for again in (False, True):
        type_here(PASSPHRASE)
        if not again:
            press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "6位" in dialog.fields["code"].note.text()
    assert QApplication.focusWidget() is dialog.code
    type_here("21")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    return in_view(program, qtbot)


def test_a_store_is_made_locked_and_found_again(program: Program, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "库"
    window = created(program, folder, qtbot)
    assert "岳阳县信访局" in window.headline
    assert window.runner.county.code == "430621"
    assert "登记接待台 0 个" in window.stations.head.text()
    press(Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: window.runner.county.locked)
    assert not window.isVisible()
    assert program.unlock is not None
    assert program.unlock.about.text() == "县级接收库：库"
    program.unlock.activateWindow()
    qtbot.waitUntil(program.unlock.isActiveWindow)
    type_here("不是这个口令")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.unlock is not None and program.unlock.note.isVisible())
    type_here(PASSPHRASE)
    press(Qt.Key.Key_Return)
    assert in_view(program, qtbot) is window
    assert window.runner.county.fingerprint()
    window.close()
    assert window.runner.county.locked


def test_what_is_missing_of_a_station_is_read_before_the_line_ends() -> None:
    shown = {column.title: column.show for column in columns()}
    assert shown["情况"](GAPPED).startswith("缺第 120 至 135 号记载")
    assert shown["情况"](STATIONS[2]) == "已收至第 412 号，最近一次收到是今天。"


def unlocked(program: Program, folder: Path, qtbot: QtBot) -> CountyWindow:
    """The window of a county's store that is there."""
    assert program.unlock is not None
    program.folder = program.unlock.folder = folder
    program.unlock.end()
    program.show_unlock()
    program.unlock.activateWindow()
    qtbot.waitUntil(program.unlock.isActiveWindow)
    type_here(PASSPHRASE)
    press(Qt.Key.Key_Return)
    return in_view(program, qtbot)


@pytest.fixture
def other(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """The desk of another township."""
    office = msgspec.structs.replace(OFFICE, station="43062110200001", name="白鹿乡人民政府")
    folder, given = tmp_path / "other", {"officers": OFFICERS, "passphrase": PASSPHRASE, "clock": clock}
    with Desk.create(folder, office=office, unlock_seconds=0.01, common=True, **given) as made:
        yield made


def by_letter(key: Qt.Key, button: QAbstractButton, qtbot: QtBot) -> None:
    """Alt and the underlined letter: Qt lets the button be seen going down before it acts."""
    in_front(button.window(), qtbot)
    with qtbot.waitSignal(button.clicked):
        press(key, Qt.KeyboardModifier.AltModifier)


def on_stick(window: CountyWindow, asked: Answers, stick: Path, qtbot: QtBot) -> list[tuple[str, str]]:
    """Press the one key, and what became of each file: state and words."""
    vars(window.exchange.stick)["_find"] = list  # whatever is plugged into the machine that runs the tests
    asked.chosen_folder = stick
    in_front(window, qtbot)
    press(Qt.Key.Key_F9)
    in_front(window, qtbot)
    assert QApplication.focusWidget() is window.exchange.stick.go
    press(Qt.Key.Key_Return)
    return [(line.state, line.words) for line in window.exchange.lines.lines]


def test_two_townships_come_on_one_stick_and_get_their_answers_on_it(
    program: Program,
    county_folder: Path,
    desk: Desk,
    other: Desk,
    asked: Answers,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    stick, card = tmp_path / "stick", tmp_path / "card.swtkey"
    stick.mkdir()
    window = unlocked(program, county_folder, qtbot)
    page = window.stations
    assert QApplication.focusWidget() is page.trust
    for one in (desk, other):
        card.write_bytes(one.card())
        asked.chosen_files = [card]
        by_letter(Qt.Key.Key_K, page.trust, qtbot)
        assert one.fingerprint() in asked.said[-2]  # compared by telephone before it is taken
        asked.chosen_name = card
        by_letter(Qt.Key.Key_W, page.save_own, qtbot)
        one.trust(card.read_bytes())
        registered(one)
        one.export(stick)
    (stick / "坏.swt").write_bytes(b"SHOUWENTAI PACKAGE\n")
    usual = window.height()
    window.resize(window.width(), 420)
    told = on_stick(window, asked, stick, qtbot)
    assert [state for state, _words in told] == ["held", "taken", "taken", "written", "written"]
    assert {words.partition("：")[0] for _state, words in told[1:3]} == {"石桥镇人民政府", "白鹿乡人民政府"}
    assert window.exchange.tabs.tabText(1) == "未收下（1）"
    table = window.exchange.lines.table  # which a low window shows whole, for what became of the stick is read there
    qtbot.waitUntil(lambda: table.visibleRegion().boundingRect().height() == table.height())
    window.resize(window.width(), usual)
    for one in (desk, other):
        done = one.exchange_stick(stick)
        assert [line.words for line in done.of("taken") if "签收" in line.words]
        assert one.exchange().waiting == 0
    in_front(window, qtbot)
    press(Qt.Key.Key_F5)
    in_front(window, qtbot)
    assert page.status is not None
    assert [(one.code, one.days_since is None) for one in page.status.stations] == [
        (desk.station, False),
        (other.station, False),
    ]
    press(Qt.Key.Key_Up)
    by_letter(Qt.Key.Key_T, page.revoke, qtbot)
    dialog = page.findChild(RevokeDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    type_here("电脑被盗")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    in_view(program, qtbot)
    assert page.words.text().startswith("公钥已于")
    assert not page.revoke.isEnabled()
    registered(desk)
    again = tmp_path / "again"
    again.mkdir()
    desk.export(again)
    ((state, words),) = on_stick(window, asked, again, qtbot)
    assert state == "held"
    assert "停用" in words


def checked(window: CountyWindow) -> str:
    """What 更多—校验 says, with everything counted anew."""
    window.rare["verify"].trigger()
    dialog = window.findChild(VerifyDialog)
    assert dialog is not None
    dialog.rebuild.setChecked(True)
    dialog.main.click()
    told = dialog.sheet.text()
    dialog.leave()
    assert freed(dialog)
    return told


def test_a_damaged_store_is_found_out_and_put_back_from_its_backup(
    program: Program, paired: Paired, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    registered(paired.desk)
    paired.desk.export(paired.stick)
    paired.county.exchange_stick(paired.stick)
    backup, folder = Path(paired.county.backup().file), paired.county.folder
    paired.county.close()
    tamper(folder, "DELETE FROM entries WHERE seq = 2", kind=COUNTY)
    assert program.unlock is not None
    program.unlock.from_backup.click()
    of_desk = program.unlock.findChild(RestoreDialog)
    assert of_desk is not None
    asked.chosen_files = [backup]
    of_desk.choose_file()  # which is of a county: its own form takes the place of that of a desk
    dialog = program.unlock.findChild(RestoreCountyDialog)
    assert dialog is not None
    assert freed(of_desk)
    assert len(program.unlock.findChildren(RestoreCountyDialog)) == 1
    assert "县级接收库 430621" in dialog.told.text()
    dialog.leave()
    window = unlocked(program, folder, qtbot)
    assert checked(window).startswith("校验未通过")
    window.lock()
    program.unlock.from_backup.click()
    dialog = program.unlock.findChild(RestoreCountyDialog)
    assert dialog is not None
    height = dialog.height()
    dialog.main.click()
    qtbot.waitUntil(lambda: dialog.height() > height)  # by what it refuses
    assert dialog.body.verticalScrollBar().maximum() == 0
    dialog.choose_file()
    dialog.passphrase.setText(PASSPHRASE)
    dialog.main.click()
    assert "原有县级接收库保存在" in asked.said[-1]
    program.unlock.passphrase.setText(PASSPHRASE)
    program.unlock.unlock()
    assert in_view(program, qtbot) is window
    assert checked(window).startswith("校验通过")
    window.rare["back_up"].trigger()
    backups = window.findChild(CountyBackupsDialog)
    assert backups is not None
    asked.chosen_folder = tmp_path / "second"
    asked.chosen_folder.mkdir()
    backups.choose.click()
    with qtbot.waitSignal(window.backing.ended, timeout=10_000):
        backups.main.click()
    assert len(list(asked.chosen_folder.glob("*.swtbak"))) == 1
    asked.chosen_folder.rename(tmp_path / "pulled out")
    with qtbot.waitSignal(window.backing.ended, timeout=10_000):
        backups.main.click()
    assert "找不到" in backups.outcome.text()
    assert "第二处" in backups.state.text()
    backups.list.check.click()
    assert "全部完好" in backups.list.sheet.text()
    backups.leave()
    (tmp_path / "pulled out").rename(asked.chosen_folder)
    window.runner.county.revoke(paired.desk.station, "撤销")
    kept = len(window.runner.county.backups())
    window.close()
    with County.open(window.runner.county.folder, PASSPHRASE, clock=FixedClock()) as county:
        found = [one.header.reason for one in county.backups() if one.header]
        assert (len(found), found.count("close")) == (kept + 1, 1)
        assert len(list(asked.chosen_folder.glob("*.swtbak"))) == 2


def test_the_lines_stay_where_they_are_when_the_new_place_is_none(
    program: Program, county_folder: Path, asked: Answers, qtbot: QtBot
) -> None:
    assert program.unlock is not None
    assert not program.unlock.move_county.isEnabled()
    asked.chosen_folder = county_folder
    program.unlock.other_desk.click()
    program.unlock.move_county.trigger()
    dialog = program.unlock.findChild(MoveDialog)
    assert dialog is not None
    dialog.act()
    assert "地址" in dialog.fields["url"].note.text()
    dialog.url.setText("mysql://somewhere")
    dialog.passphrase.setText(PASSPHRASE)
    dialog.act()
    assert "postgresql://" in dialog.fields["url"].note.text()
    dialog.ways.choose("folder")
    dialog.act()
    assert "存放在文件夹中" in dialog.refusal.text()
    dialog.leave()
    assert unlocked(program, county_folder, qtbot).runner.county.kept_in == "sqlite"


def test_keys_are_renewed_where_others_write_into_the_same_database(
    program: Program, on_server: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    window = unlocked(program, on_server, qtbot)
    with County.open(on_server, PASSPHRASE, clock=clock) as beside:  # nobody holds the folder
        before = beside.fingerprint()
        window.stations.renew.click()
        dialog = window.findChild(RenewCountyKeysDialog)
        assert dialog is not None
        dialog.reason.setText("例行更换")
        dialog.main.click()
        assert beside.fingerprint() == window.runner.county.fingerprint() != before
        assert window.runner.county.fingerprint() in window.stations.own.text()
