"""The county's work by keys alone: petitions looked up, reports, what goes down, what is signed, what comes by line."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.county.store import County
from app.domain.records.attachment import FileGiven
from app.domain.steps.acceptance import Accept
from app.domain.steps.upload import SetUploadAddress
from tests.app.county.test_store import exported
from tests.app.documents.reading import text_of
from tests.app.test_updates import built
from tests.helpers import PASSPHRASE, STATION, FixedClock, Paired, person, registered
from tests.ui.helpers import Answers, freed, press, printed, show, type_here
from tests.ui.test_data_files import file_of
from ui import offscreen, settings
from ui.county.line import LinePage
from ui.county.looks import CountyLooksPage
from ui.county.petition import CountyPetitionDialog, read_petition
from ui.county.petitions import NOT_FOUND, NOTHING, CountyPetitionsPage
from ui.county.reports import ReportsPage
from ui.county.runner import CountyRunner
from ui.county.sent_down import SendDownPage
from ui.county.signing import SigningPage
from ui.county.window import CountyWindow
from ui.dialogs.passphrase import ChangePassphraseDialog, RecoverStoreDialog
from ui.dialogs.send_down import SendMatterDialog
from ui.dialogs.send_letter import SendSupervisionDialog
from ui.dialogs.store_sheet import StoreSheet, StoreSheetDialog
from ui.handbook.topics import topic_of
from ui.look import Look
from ui.unlock import UnlockWindow
from ui.working import Stopped

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
NEW = "岳阳楼下的老码头"
PHONE, ID = "13874001234", "430682197005121238"


@pytest.fixture
def county_window(paired: Paired, asked: Answers, look: Look, qtbot: QtBot, tmp_path: Path) -> Iterator[CountyWindow]:
    """The county's window on a real store that knows one desk."""
    made = CountyWindow(CountyRunner(paired.county, asked, look), settings.open_settings(tmp_path))
    made.resize(offscreen.WIDTH, offscreen.HEIGHT - 28)
    qtbot.addWidget(made)
    show(made, qtbot)
    yield made
    made.leave()


def seen(window: QWidget) -> str:
    """All that its labels say."""
    labels: list[QLabel] = window.findChildren(QLabel)  # type: ignore[assignment]
    return "\n".join(one.text() for one in labels if one.isVisible())


def test_a_petition_is_found_and_read_with_its_numbers_hidden_until_a_key_is_held(
    paired: Paired, county_window: CountyWindow, asked: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, page = paired.desk, county_window.page(CountyPetitionsPage)
    press(Qt.Key.Key_F6)
    assert (page.table.model().rowCount(), page.chosen.text()) == (0, NOTHING)
    number = registered(desk, person("张三", phone=PHONE, id_number=ID), title="请求解决饮水问题")
    picture = tmp_path / "图.png"
    Image.new("RGB", (60, 40), "white").save(picture)
    desk.attach(number, (FileGiven(path=str(picture)),))
    registered(desk)
    desk.run(number, Accept())
    paired.county.receive(exported(desk, paired.stick))
    press(Qt.Key.Key_F6)
    assert page.table.model().rowCount() == 2
    press(Qt.Key.Key_F3)
    type_here("饮水")
    press(Qt.Key.Key_Return)
    assert page.table.hasFocus()
    assert [page.table.model().index(0, n).data() for n in (0, 1, 3, 5)] == [
        *(number, "请求解决饮水问题", "已受理", str(desk.today()))
    ]
    assert page.counted.text() == "符合 1 件，共 2 件"
    page.stage.choose("registered")
    assert page.chosen.text() == NOT_FOUND
    press(Qt.Key.Key_Escape)
    assert (page.search.text(), page.stage.value, page.table.model().rowCount()) == ("", "", 2)
    page.station.choose(STATION)
    assert page.table.model().rowCount() == 2
    page.table.reload(page.rows[-1].id if page.rows[-1].number == number else page.rows[0].id)
    press(Qt.Key.Key_Return)
    dialog = page.dialog
    assert isinstance(dialog, CountyPetitionDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    text = seen(dialog)
    assert "张三" in text
    assert PHONE not in text
    assert ID not in text
    QTest.keyPress(dialog, Qt.Key.Key_F8)
    assert PHONE not in seen(dialog)
    asking = dialog.asking
    qtbot.waitUntil(asking.isActiveWindow)
    type_here("赵敏")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    assert "为什么" in asking.fields["purpose"].note.text()
    type_here("电话联系信访人")
    press(Qt.Key.Key_Return, CTRL)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyPress(dialog, Qt.Key.Key_F8)
    assert PHONE in seen(dialog)
    assert ID in seen(dialog)
    QTest.keyRelease(dialog, Qt.Key.Key_F8)
    assert PHONE not in seen(dialog)
    press(Qt.Key.Key_J, ALT)
    assert "受理" in seen(dialog.story)
    press(Qt.Key.Key_F, ALT)
    qtbot.waitUntil(lambda: dialog.attachments.closer_button.isEnabled())
    asked.chosen_name = tmp_path / "saved.png"
    dialog.attachments.save_button.click()
    assert asked.chosen_name.read_bytes() == picture.read_bytes()
    press(Qt.Key.Key_Escape)
    assert freed(dialog)
    looks = paired.county.looked(number)
    assert [(one.act, one.officer, one.purpose) for one in looks] == [
        (act, "赵敏", "电话联系信访人") for act in ("attachment_saved", "attachment", "reveal")
    ]
    county_window.rare["looks"].trigger()
    rows = county_window.page(CountyLooksPage).table.table
    assert [rows.index(n, 2).data() for n in range(rows.rowCount())] == [one.sentence for one in looks]
    told = read_petition(paired.county, number, "")
    twice = CountyPetitionDialog(county_window.runner, (*told, *told), {}, county_window)
    show(twice, qtbot)
    assert "这个编号有 2 件" in seen(twice)
    twice.which.setFocus()
    press(Qt.Key.Key_2)
    assert twice.one is twice.told[1]
    twice.ask_why()
    qtbot.waitUntil(twice.asking.isActiveWindow)
    assert twice.asking.answers() == ("赵敏", "")
    twice.asking.leave()
    assert not twice.attachments.save_button.isEnabled()
    twice.leave()
    county_window.go("petitions")
    county_window.runner.stop()
    assert county_window.runner.looker == ""
    county_window.set_aside()
    assert (page.listing, list(page.rows)) == (None, [])
    county_window.come_back()
    assert page.table.model().rowCount() == 2


def test_the_shared_passphrase_is_changed_in_the_window(
    county_window: CountyWindow, asked: Answers, paired: Paired, qtbot: QtBot
) -> None:
    county_window.rare["change_passphrase"].trigger()
    (dialog,) = county_window.findChildren(ChangePassphraseDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    for text in ("不是原口令呀", NEW, NEW):
        type_here(text)
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    assert "原口令不对" in dialog.fields["passphrase"].note.text()
    dialog.old.setText(PASSPHRASE)
    dialog.activateWindow()  # the small one that told of the work was in front, where that took long
    qtbot.waitUntil(dialog.isActiveWindow)
    press(Qt.Key.Key_Return, CTRL)
    assert "告知其他使用的人" in asked.said[-1]
    county_window.set_aside()
    paired.county.close()
    County.open(paired.county.folder, NEW, clock=FixedClock()).close()


def test_the_sheet_is_made_once_printed_and_opens_when_the_passphrase_is_forgotten(
    county_window: CountyWindow, asked: Answers, paired: Paired, look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = county_window.runner
    county_window.rare["recovery_sheet"].trigger()
    (dialog,) = county_window.findChildren(StoreSheetDialog)
    dialog.act()
    assert paired.county.passphrases().sheet == 1
    (sheet,) = county_window.findChildren(StoreSheet)
    assert not sheet.save.isVisible()
    asked.paper = tmp_path / "printed.pdf"
    sheet.act()
    printed(runner, qtbot)
    groups = re.findall(r"(?<![0-9A-Z])[2-9A-Z]{5}(?![0-9A-Z])", text_of(sheet.pdf))
    assert asked.paper.stat().st_size > 0
    sheet.leave()
    folder = paired.county.folder
    county_window.set_aside()
    paired.county.close()
    unlock = UnlockWindow(look, asked, folder)
    qtbot.addWidget(unlock)
    show(unlock, qtbot)
    opened: list[County] = []
    unlock.opened.connect(opened.append)
    press(Qt.Key.Key_R, ALT)
    qtbot.waitUntil(lambda: bool(unlock.findChildren(RecoverStoreDialog)))
    (form,) = unlock.findChildren(RecoverStoreDialog)
    qtbot.waitUntil(form.isActiveWindow)
    form.key.setPlainText(" ".join(groups))
    for line in (form.new, form.again):
        line.setText(NEW)
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(opened))
    opened[0].close()
    County.open(folder, NEW, clock=FixedClock()).close()


def test_a_page_of_the_handbook_is_printed_from_here_too(
    county_window: CountyWindow, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    press(Qt.Key.Key_F1)
    handbook = asked.handbook.window
    assert handbook is not None
    handbook.print_button.click()
    asked.paper = tmp_path / "手册.pdf"
    handbook.paper.main.click()
    printed(county_window.runner, qtbot)
    assert asked.paper.stat().st_size > 0
    handbook.paper.leave()
    handbook.close()


def test_a_county_sends_a_matter_and_a_letter_down_and_hears_that_they_have_come(
    paired: Paired, county_window: CountyWindow, qtbot: QtBot
) -> None:
    desk, county, page = paired.desk, paired.county, county_window.page(SendDownPage)
    number = registered(desk)
    county.receive(exported(desk, paired.stick))
    press(Qt.Key.Key_F7)
    assert page.sent.matter.hasFocus()
    press(Qt.Key.Key_Return)
    form = page.sent.dialog
    assert isinstance(form, SendMatterDialog)
    assert topic_of(form) == "county_work"
    qtbot.waitUntil(form.isActiveWindow)
    assert form.station.value == STATION
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_1, ALT)  # 转送
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)  # 求决 holds
    for text in ("请求修复水渠", "周某", PHONE, "石桥村五组", "水渠垮塌。", "修复水渠"):
        type_here(text)
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(page.sent.rows) == 1)
    assert page.done.text().endswith("随下一次出具回执送达。")
    page.sent.send(SendSupervisionDialog)
    letter = page.sent.dialog
    assert isinstance(letter, SendSupervisionDialog)
    letter.fill_in({"supervision": "supervision", "asked": "请按期办结并报送结果。"})
    qtbot.waitUntil(letter.isActiveWindow)
    letter.number.setFocus()
    type_here("没有这个号")
    press(Qt.Key.Key_Return, CTRL)
    assert "没有收到过" in letter.fields["about"].note.text()
    letter.number.selectAll()
    type_here(number)
    press(Qt.Key.Key_Return, CTRL)
    assert [one.words for one in page.sent.rows] == ["督办", "转送事项"]
    assert (
        page.sent.table.model().index(0, 4).data() == "等待出具回执"
    )  # no stick is meant: a desk may fetch it by the line
    county.answer(STATION, paired.stick)
    page.refresh()
    assert page.sent.table.model().index(0, 4).data() == "已随回执发出，尚未送达"
    desk.exchange_stick(paired.stick)
    assert sorted(one.what for one in desk.arrivals()) == ["督办", "转送事项"]
    county_window.activateWindow()
    qtbot.waitUntil(county_window.isActiveWindow)
    for file in paired.stick.glob("SWT-*.swt"):
        county.receive(file)
    press(Qt.Key.Key_F7)
    assert {one.state for one in page.sent.rows} == {"arrived"}
    assert "该台尚未登记、办理" in page.sent.full.text()


def test_reports_are_read_tab_by_tab_and_exported_as_they_are_seen(
    paired: Paired, county_window: CountyWindow, asked: Answers, tmp_path: Path
) -> None:
    page = county_window.page(ReportsPage)
    number = registered(paired.desk)
    paired.county.receive(exported(paired.desk, paired.stick))
    press(Qt.Key.Key_F8)
    assert page.tab.view == "report_stations"
    assert page.tab.rows.model().index(0, 0).data() == STATION
    press(Qt.Key.Key_Q, ALT)
    assert page.tab.view == "report_petitions"
    cells = [page.tab.rows.model().index(0, n).data() for n in range(page.tab.rows.model().columnCount())]
    assert (cells[0], cells[3], cells[6]) == (number, "已登记", "否")
    asked.chosen_folder = tmp_path / "sheets"
    asked.chosen_folder.mkdir()
    page.export("csv")
    (file,) = asked.chosen_folder.iterdir()
    assert number in file.read_text("utf-8-sig")
    assert "已导出全部事项 1 行" in page.done.text()
    county_window.runner.changed.emit(None)
    assert page.tab.table is not None
    assert page.of_view["report_stations"].table is None
    county_window.set_aside()
    assert page.tab.table is None


def test_a_schedule_and_a_program_are_read_through_and_signed_as_they_were_shown(
    paired: Paired, county_window: CountyWindow, asked: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    page, out = county_window.page(SigningPage), tmp_path / "signed"
    out.mkdir()
    asked.chosen_folder = out
    press(Qt.Key.Key_F10)
    assert (page.choose.hasFocus(), page.sign_button.isEnabled()) == (True, False)
    asked.chosen_files = [file_of(tmp_path, work={"2027-02-22": "春节"})]
    press(Qt.Key.Key_Return)
    assert "没有签发" in page.sheet.text()
    assert "2027-02-22" in page.sheet.text()
    assert not page.sign_button.isEnabled()
    page.choose.setFocus()
    asked.chosen_files = [file_of(tmp_path)]
    press(Qt.Key.Key_Return)
    assert "放假　春节：2027-02-05 至 2027-02-11，共7天" in page.sheet.text()
    assert "2027-01-01是法定节假日（元旦），放假日中没有列出。" in page.sheet.text()
    asked.chosen_files[0].write_text("{}", "utf-8")  # what was shown is signed, whatever the file is now
    press(Qt.Key.Key_Q, ALT)
    qtbot.waitUntil(lambda: bool(list(out.iterdir())))
    (signed,) = out.iterdir()
    assert paired.county.fingerprint() in page.sheet.text()
    assert "2027年放假安排" in paired.desk.look_at_data(signed).title
    assert page.choose.hasFocus()
    page.kind.choose("update")
    asked.chosen_folder = built(tmp_path / "new", "0.2.0")
    page.choose.click()
    assert "0.2.0 版程序" in page.sheet.text()
    asked.chosen_folder = out
    page.sign()
    (update,) = out.glob("*.swtupdate")
    assert "0.2.0" in update.name
    assert paired.county.fingerprint() in page.sheet.text()
    assert not page.sign_button.isEnabled()


def test_a_program_whose_signing_is_stopped_leaves_no_half_package(paired: Paired, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def until_packed(done: int, total: int) -> None:
        seen.append((done, total))
        if done == total:
            raise Stopped

    folder = built(tmp_path / "new", "0.2.0")
    with pytest.raises(Stopped):
        paired.county.sign_update(folder, paired.stick, until_packed)
    assert seen == sorted(seen)
    assert not list(paired.stick.iterdir())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_desks_upload_while_the_window_is_open_and_the_lock_ends_it(
    paired: Paired, county_window: CountyWindow, asked: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, page, runner = paired.desk, county_window.page(LinePage), county_window.runner
    registered(desk)
    county_window.rare["line"].trigger()
    assert page.state.text() == "○ 没有接收。"
    page.host.setText("192.0.2.1")  # an address that no machine has (RFC 5737)
    with qtbot.waitSignal(runner.receiving.ended, timeout=20_000):
        press(Qt.Key.Key_Return)
    assert "本机没有这个地址" in page.refusal.text()
    assert page.begin_button.hasFocus()
    page.host.setText("127.0.0.1")
    page.port.setValue(free_port())
    page.key.setText("没有.key")
    page.begin()
    assert "要一起填写" in page.refusal.text()
    page.key.setText("")
    press(Qt.Key.Key_S, ALT)
    qtbot.waitUntil(lambda: page.state.text().startswith("● 正在接收"), timeout=20_000)
    assert not page.host.isEnabled()
    assert page.stop_button.hasFocus()
    assert "正在联网接收" in county_window.foot.text()
    desk.run_desk(SetUploadAddress(url=f"http://127.0.0.1:{page.port.value()}"))
    assert "县级已收下" in desk.upload().words
    qtbot.waitUntil(lambda: "收下 1 个" in page.state.text(), timeout=20_000)
    assert [page.table.model().index(0, n).data() for n in (1, 2)] == [
        *(county_window.runner.county.station_names()[STATION], "上传的数据包已收下")
    ]
    assert len(paired.county.petitions().all) == 1  # read by the window's own store
    with paired.county.twin()(None) as other, vars(other)["_db"].atomic():
        vars(other)["_db"].conn.execute("UPDATE stations SET name = name")
        assert not paired.county.free()
    assert runner.run(lambda: True, county_window)

    runner.stop()
    qtbot.waitUntil(lambda: not runner.busy, timeout=20_000)
    county_window.set_aside()
    paired.county.lock_up()
    with County.open(paired.county.folder, PASSPHRASE, clock=FixedClock()) as opened:
        paired.county.go_on(opened)
        county_window.come_back()
        qtbot.waitUntil(lambda: page.state.text().endswith("因锁定停止。"), timeout=20_000)
        page.begin()
        qtbot.waitUntil(lambda: page.state.text().startswith("● 正在接收"), timeout=20_000)
        asked.yes = False
        county_window.close()
        assert county_window.isVisible()
        asked.yes = True
        county_window.closed.connect(county_window.close_store)
        county_window.close()
        assert not runner.receiving.running
        assert opened.locked
