"""What a township sends down from its window, by keyboard, and how it hears what became of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.arrival import SetAside
from app.domain.steps.officers import ChangeOfficer
from app.domain.steps.register import Register
from tests.helpers import registered
from tests.ui.helpers import Answers, commit, press, type_here
from tests.ui.test_levels import VILLAGE, village
from ui.dialogs.send_down import SendDownDialog, SendMatterDialog
from ui.dialogs.send_letter import (
    OTHERS,
    SendDataDialog,
    SendLetterDialog,
    SendObjectionAnswerDialog,
    SendReminderDialog,
    SendReviewNoticeDialog,
    SendReviewOpinionDialog,
    SendSupervisionDialog,
)
from ui.look import Look
from ui.main_window import MainWindow
from ui.pages.exchange import ExchangePage
from ui.runner import Runner

__all__ = ["village"]
ENTER, CONTROL, ALT = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def met(town: Desk, village: Desk) -> None:
    """They took each other's cards."""
    village.trust(town.card())
    town.trust(village.card(), below=True)


def carried(town: Desk, village: Desk, stick: Path) -> None:
    """The stick goes down and comes up again."""
    stick.mkdir(exist_ok=True)
    town.exchange_stick(stick)
    village.exchange_stick(stick)
    town.exchange_stick(stick)


def test_a_matter_is_sent_down_by_keyboard_and_is_a_duty_in_the_village(
    window: MainWindow, desk: Desk, village: Desk, tmp_path: Path, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    met(desk, village)
    window.go("exchange")
    page = window.exchange
    page.tabs.setCurrentWidget(page.down)
    page.down.matter.setFocus()
    press(Qt.Key.Key_Space)
    form = page.down.dialog
    assert isinstance(form, SendMatterDialog)
    qtbot.waitUntil(form.isActiveWindow)
    press(ENTER)  # the only village is chosen
    press(Qt.Key.Key_2, ALT)  # 交办
    press(ENTER)
    press(ENTER)  # 求决 holds
    for text in ("请求修复水渠", "周某", "13900001234", "石桥村五组", "水渠垮塌。", "修复水渠"):
        type_here(text)
        press(ENTER)
    press(ENTER, CONTROL)
    assert "交办的，请填写要求报送结果的日期" in form.fields["result_due"].note.text()
    assert desk.dispatches() == ()
    type_here("2026-05-29")  # the refusal has brought the focus there
    press(ENTER, CONTROL)
    assert "随下一次U盘交换送达" in page.result.text()
    assert "等待U盘交换" in page.down.full.text()

    carried(desk, village, tmp_path / "stick")
    (duty,) = village.arrivals()
    assert (duty.what, duty.title, duty.who, duty.step) == ("交办事项", "请求修复水渠", "周某", "register")
    told = msgspec.convert(village.registration(duty.ref), Register)
    assert (told.petitioners[0].address, told.petitioners[0].phone) == (
        "石桥村****",
        "139****1234",
    )  # until it is needed
    assert told.origin is not None
    assert (told.origin.body, str(told.origin.result_due)) == (desk.office.name, "2026-05-29")
    village.set_aside(duty.ref, SetAside(reason="已按纸质来文登记。"))
    carried(desk, village, tmp_path / "stick")
    page.refresh()
    qtmodeltester.check(page.down.table.table)
    assert page.down.table.table.index(0, 4).data() == "不另行办理：已按纸质来文登记"
    village.close()


def test_a_reminder_about_a_matter_that_the_village_has_not_is_refused_beside_its_number(
    window: MainWindow, desk: Desk, village: Desk, tmp_path: Path
) -> None:
    met(desk, village)
    number = registered(village)
    carried(desk, village, tmp_path / "stick")
    window.go("exchange")
    down = window.exchange.down
    down.reminder.click()
    form = down.dialog
    assert isinstance(form, SendReminderDialog)
    form.act()
    assert form.fields["about"].note.text() == "请填写事项编号。"
    assert form.focusWidget() is form.number
    commit(form.number, "43062110120001-2026-000099")
    form.fill_in({"asked": "请到现场核实。"})
    form.act()
    assert "请核对编号" in form.fields["about"].note.text()
    form.number.setText(number)
    form.act()
    assert [(one.words, one.petition, one.station) for one in desk.dispatches()] == [("催办", number, VILLAGE)]
    village.close()


def test_who_may_not_handle_reads_why_nothing_can_be_sent_down(window: MainWindow, desk: Desk, village: Desk) -> None:
    met(desk, village)
    desk.change_officer(ChangeOfficer(officer="王芳", roles=("administrator",)))
    window.officer.choose("王芳")
    window.go("exchange")
    down = window.exchange.down
    assert not down.matter.isEnabled()
    assert "王芳没有" in down.told.text()
    assert "王芳没有" in down.full.text()
    village.close()


def test_without_a_village_it_is_said_and_a_village_itself_has_no_such_place(
    runner: Runner, village: Desk, asked: Answers, look: Look, qtbot: QtBot
) -> None:
    village.trust(runner.desk.card())
    here, below = ExchangePage(runner), ExchangePage(Runner(village, asked, look))
    for page in (here, below):
        qtbot.addWidget(page)
        page.refresh()
    assert "没有登记村级代办点" in here.down.told.text()
    assert not here.down.matter.isEnabled()
    assert [page.tabs.isTabVisible(page.tabs.indexOf(page.down)) for page in (here, below)] == [True, False]
    village.close()


def test_every_letter_of_a_body_above_goes_down_and_is_a_duty_in_the_village(
    window: MainWindow, desk: Desk, village: Desk, tmp_path: Path
) -> None:
    met(desk, village)
    number = registered(village)
    carried(desk, village, tmp_path / "stick")
    window.go("exchange")
    down = window.exchange.down
    letters: dict[type[SendDownDialog], dict[str, object]] = {
        SendSupervisionDialog: {"trigger": "T1", "asked": "请说明原因。", "due": "2026-05-29"},
        SendReviewNoticeDialog: {"due": "2026-05-29", "petitioner": "张某"},
        SendReviewOpinionDialog: {"result": "uphold", "number": "岳政信复〔2026〕7号", "decided_on": "2026-03-02"},
        SendObjectionAnswerDialog: {"outcome": "refused", "note": "仍由村里办理。"},
    }
    assert [form for form in OTHERS.values() if form is not SendDataDialog] == list(letters)
    for form, given in letters.items():
        down.send(form)
        letter = down.dialog
        assert isinstance(letter, SendLetterDialog)
        letter.fill_in({"about": number, **given})
        letter.act()
        assert "随下一次U盘交换送达" in window.exchange.result.text(), letter.refusal.text()
    carried(desk, village, tmp_path / "stick")
    assert {one.what for one in village.arrivals()} == {"督办", "复查答辩通知", "复查意见", "异议答复"}
    told = [one.arrival.content.get("body") for one in village.arrivals()]
    assert sorted(told) == sorted([desk.office.name, desk.office.name, *[desk.office.review_body] * 2])
    village.close()


def test_a_trigger_of_supervision_and_an_unsigned_file_are_refused_before_they_go(
    window: MainWindow, desk: Desk, village: Desk, asked: Answers, tmp_path: Path
) -> None:
    met(desk, village)
    window.go("exchange")
    down = window.exchange.down
    down.send(SendSupervisionDialog)
    letter = down.dialog
    assert isinstance(letter, SendSupervisionDialog)
    letter.fill_in({"about": "1", "supervision": "improve", "trigger": "T2", "asked": "请改进。"})
    letter.act()
    assert "只用于督办" in letter.fields["trigger"].note.text()
    letter.leave()
    down.send(SendDataDialog)
    data = down.dialog
    assert isinstance(data, SendDataDialog)
    data.act()
    assert data.fields["file"].note.text() == "请选择数据文件。"
    typed = tmp_path / "2027.json"
    typed.write_text("{}")
    asked.chosen_files = [typed]
    data.choose.click()
    data.act()
    assert "不是县级签发的数据文件" in data.fields["file"].note.text()
    assert desk.dispatches() == ()
    village.close()
