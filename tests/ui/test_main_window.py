"""The main window: keys, reception, search as one types, deadlines, lock, the truth about exchange."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.desk import OWN_WORDING, Desk
from app.domain.steps.acceptance import Accept
from app.domain.steps.first_contact import HandOver
from app.domain.steps.reception import PlanReceptionDay, ReceiveByLeader
from tests.helpers import OFFICERS, PASSPHRASE, FixedClock, Paired, person, registered, serve_all, to_issue
from tests.ui.helpers import Answers, commit, press, type_here
from ui import settings
from ui.application import Program
from ui.dialogs.office import OfficeDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.pages.deadlines import DeadlinesPage


def titles(window: MainWindow) -> list[str]:
    model = window.petitions.table.table
    column = [c.title for c in model.columns].index("标题")
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Qt.Key.Key_F5, "reception"),
        (Qt.Key.Key_F6, "petitions"),
        (Qt.Key.Key_F7, "deadlines"),
        (Qt.Key.Key_F9, "exchange"),
    ],
)
def test_function_keys_show_their_pages(window: MainWindow, key: Qt.Key, page: str) -> None:
    window.go("petitions" if page != "petitions" else "exchange")
    press(key)
    assert window.stack.currentWidget() is window.pages[page]
    assert window.rail[page].isChecked()
    assert window.isAncestorOf(QApplication.focusWidget())


def test_an_empty_desk_says_so_and_offers_to_register(window: MainWindow) -> None:
    assert "没有到期要办的事项" in window.reception.why.text()
    assert QApplication.focusWidget() is window.reception.register
    window.go("petitions")
    assert "还没有登记事项" in window.petitions.preview.text()
    window.go("deadlines")
    assert "没有" in window.page(DeadlinesPage).why.text()


def test_reception_shows_duties_by_urgency_and_who_was_here(window: MainWindow, desk: Desk, clock: FixedClock) -> None:
    registered(desk, title="最早的一件")
    clock.pass_by(days=10)
    registered(desk, title="后来的一件")
    clock.pass_by(days=6)
    registered(desk, person("李四"), title="今天的一件")
    window.go("reception")
    assert [row.urgency for row in window.reception.rows] == ["overdue", "later", "later"]
    assert "逾期 1" in window.reception.counts.text()
    assert "1批次 1人次" in window.reception.visit_count.text()
    assert "第二十三条" in window.reception.why.text()


def test_enter_on_a_duty_opens_the_step_that_meets_it(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    registered(desk)
    window.go("reception")
    press(Qt.Key.Key_Return)
    dialog = window.petition.dialog
    assert dialog is not None
    assert dialog.step_type.name == "accept"
    dialog.main.click()
    assert window.petition.stage.text() == "已受理"


def test_hand_over_that_nobody_confirmed_is_among_the_duties(window: MainWindow, desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, HandOver(to_office="村镇建设办", to_officer="赵强"))
    window.go("reception")
    window.reception.todos.setCurrentIndex(window.reception.todos.table.index(1, 0))
    assert "仍由李明负责" in window.reception.why.text()
    window.reception.go.click()
    assert window.petition.dialog is not None
    assert window.petition.dialog.step_type.name == "confirm"
    window.petition.dialog.leave()


@pytest.mark.parametrize("text", ["土地", "2026-000002", "lcs", "13900005678", "李春生", "补偿"])
def test_search_follows_what_is_typed(window: MainWindow, desk: Desk, qtbot: QtBot, text: str) -> None:
    registered(desk)
    registered(desk, person("李春生", phone="13900005678"), title="土地补偿", requests=("发放补偿款",))
    press(Qt.Key.Key_F3)
    assert QApplication.focusWidget() is window.search
    type_here(text)
    qtbot.waitUntil(lambda: titles(window) == ["土地补偿"])
    assert window.stack.currentWidget() is window.petitions
    assert QApplication.focusWidget() is window.search


def test_enter_in_the_search_goes_to_the_list_and_enter_opens(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk)
    press(Qt.Key.Key_F3)
    type_here("硬化")
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is window.petitions.table
    press(Qt.Key.Key_Return)
    assert window.petition.number == number
    assert window.stack.currentWidget() is window.petition
    press(Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.petitions


def test_nothing_found_says_what_to_try(window: MainWindow, desk: Desk) -> None:
    registered(desk)
    window.petitions.search("不存在的词")
    window.go("petitions")
    assert window.petitions.counted.text() == "没有找到"
    assert "换一个词" in window.petitions.preview.text()


def test_every_model_keeps_qts_rules(window: MainWindow, desk: Desk, qtmodeltester: ModelTester) -> None:
    to_issue(desk, registered(desk, person("张三"), person("李四")))
    number = registered(desk)
    desk.run_desk(PlanReceptionDay(held_on=desk.today(), leader="陈明", post="镇长", hours="上午", place="信访接待室"))
    desk.run(number, ReceiveByLeader(leader="陈明", decided="核实。"))
    window.reception.waiting.note()
    for name in window.pages:
        window.go(name)
    never_sent = (window.exchange.history, window.exchange.held.table, window.exchange.down.table)
    assert len(window.tables) > 10
    for view in window.tables:
        assert view.table.rowCount() > 0 or view in never_sent
        qtmodeltester.check(view.table)


def test_deadlines_are_in_the_order_of_their_last_day_on_any_day(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk)
    desk.run(number, Accept())
    registered(desk)
    window.go("deadlines")
    model = window.page(DeadlinesPage).table.table
    days = [model.data(model.index(row, 1))[:10] for row in range(model.rowCount())]
    assert days == sorted(days)
    assert len(days) == 3
    assert "起15日" in window.page(DeadlinesPage).why.text()
    page = window.page(DeadlinesPage)
    today = [model.index(0, column).data() for column in (0, 1, 2)]
    assert not page.back.isVisible()
    page.on.setFocus()
    page.on.setText("2026-04-01")
    qtbot.waitUntil(lambda: window.runner.working is None and page.back.isVisible())
    told = [model.index(0, column).data() for column in (0, 1, 2)]
    assert (told[1], told[2][:2]) == (today[1], "逾期")
    assert page.counts.text().startswith("■ 逾期 2")
    page.on.setText("2026-04-")  # half a day changes nothing
    assert page.counts.text().startswith("■ 逾期 2")
    page.back.click()
    assert [model.index(0, column).data() for column in (0, 1, 2)] == today
    assert not page.back.isVisible()


def test_a_step_refreshes_the_page_in_view(window: MainWindow, desk: Desk) -> None:
    number = registered(desk)
    window.open_petition(number)
    window.runner.run(lambda: desk.run(number, Accept()), window)
    assert window.petition.stage.text() == "已受理"


def test_a_clock_set_back_is_said(window: MainWindow, desk: Desk, clock: FixedClock, asked: Answers) -> None:
    number = registered(desk)
    clock.pass_by(hours=-3)
    window.runner.run(lambda: desk.run(number, Accept()), window)
    assert "时钟" in asked.said[0]


def test_officer_at_the_desk_can_be_changed(window: MainWindow, desk: Desk) -> None:
    window.officer.choose(OFFICERS[1])
    number = registered(desk)
    assert desk.petition(number).first_contact == OFFICERS[1]


def test_office_data_are_changed_and_used_from_now_on(window: MainWindow, desk: Desk) -> None:
    window.rare["office"].trigger()
    (dialog,) = window.findChildren(OfficeDialog)
    dialog.office_form.lines["phone"].setText("0730-7654321")
    dialog.main.click()
    assert desk.office.phone == "0730-7654321"


def test_foot_tells_the_truth_about_exchange(window: MainWindow, desk: Desk, paired: Paired) -> None:
    window.go("reception")
    assert "还没有回执" in window.foot.text()
    assert "还没有导出过" in window.foot.text()
    serve_all(desk, _issued(desk))
    sent = desk.export(paired.stick)
    window.go("reception")
    assert f"已导出缺回执 {sent.entries}" in window.foot.text()
    paired.county.receive(Path(str(sent.file)))
    desk.receive(paired.county.reply(desk.station, paired.stick))
    window.go("reception")
    assert "待签收 0 条" in window.foot.text()


def test_size_of_the_window_is_remembered(window: MainWindow, tmp_path: Path) -> None:
    window.leave()
    assert settings.open_settings(tmp_path).value("main/geometry") is not None


def test_high_contrast_is_in_the_menu(window: MainWindow, look: Look) -> None:
    window.rare["contrast"].trigger()
    assert look.high_contrast
    window.rare["contrast"].trigger()
    assert not look.high_contrast


def test_ctrl_plus_makes_the_type_larger(window: MainWindow, look: Look) -> None:
    press(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert look.percent == 110


def test_lock_closes_the_desk_and_unlock_opens_it_again(
    desk_folder: Path, qapp: QApplication, asked: Answers, tmp_path: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    program = Program(qapp, desk_folder, tmp_path / "config", asked)
    program.show_unlock()
    assert program.unlock is not None
    commit(program.unlock.passphrase, PASSPHRASE)
    program.unlock.unlock()
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.unlock is None
    assert program.window is not None
    program.window.lock()
    assert program.window is None
    assert program.unlock is not None
    Desk.open(desk_folder, PASSPHRASE).close()
    program.unlock.close()


def _issued(desk: Desk) -> str:
    number = registered(desk)
    to_issue(desk, number)
    return number


def test_the_region_whose_periods_hold_is_chosen_with_the_office_data(window: MainWindow, desk: Desk) -> None:
    window.rare["office"].trigger()
    (dialog,) = window.findChildren(OfficeDialog)
    assert dialog.office_form.region.value == "national"
    dialog.office_form.region.choose("zhejiang")
    dialog.main.click()
    assert desk.office.region == "zhejiang"


def test_the_first_page_says_which_own_texts_are_broken(window: MainWindow, desk: Desk) -> None:
    assert not window.reception.wrong.isVisibleTo(window)
    folder = desk.folder / OWN_WORDING
    folder.mkdir()
    for code in ("F03", "F04", "F05"):
        (folder / f"{code}.toml").write_text("[title]\n", encoding="utf-8")
    window.go("reception")
    told = window.reception.wrong.text()
    assert window.reception.wrong.isVisibleTo(window)
    assert "“F03.toml”第" in told
    assert "共3处" in told
