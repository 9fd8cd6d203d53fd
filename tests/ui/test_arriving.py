"""What came down stands on the first page with its clock, and one key opens the form that takes it up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.county.dispatching import Order
from app.exchange import data_package
from app.exchange.keys import decode_card
from tests.app.exchange.test_dispatches import REMINDER, down, matter, up
from tests.helpers import Paired, registered
from tests.ui.helpers import Answers, freed, press
from tests.ui.test_decisions import refused
from ui import todo
from ui.dialogs.arrivals import ArrivalsDialog
from ui.dialogs.data_files import DataFilesDialog
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.join import JoinDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.set_aside import SetAsideDialog
from ui.main_window import MainWindow

ENTER = Qt.Key.Key_Return


def choose(window: MainWindow) -> None:
    """The first thing that came down, as with the arrow keys."""
    page = window.reception
    page.todos.reload(todo.key(next(one for one in page.rows if one.arrival)))
    page.todos.setFocus()


def opened(window: MainWindow, kind: type[QWidget]) -> Any:
    found = [one for one in window.findChildren(kind) if one.isVisible()]
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def came(paired: Paired) -> str:
    """A matter and a reminder came down; the number of the petition that the reminder is about."""
    number = registered(paired.desk)
    up(paired)
    paired.county.dispatch(paired.desk.station, matter())
    paired.county.dispatch(paired.desk.station, Order(kind="reminder", content=REMINDER, number=number))
    for file in down(paired):
        paired.desk.receive(file)
    return number


def test_enter_on_a_matter_opens_the_registration_as_the_sender_told_it(
    came: str, paired: Paired, window: MainWindow
) -> None:
    window.go("reception")
    first = next(one for one in window.reception.rows if one.arrival)
    assert (first.what, first.matter, first.who) == ("登记交办事项", "请求修复水渠", "周某")
    assert "5个工作日" in first.why
    choose(window)
    press(ENTER)
    form = opened(window, RegisterDialog)
    step = form.step()
    assert (step.origin and step.origin.letter_number, step.title) == ("岳信交〔2026〕3号", "请求修复水渠")
    assert step.petitioners[0].phone == "138****1234"
    form.content_class.setText("农村农业")
    form.save_draft()
    form.reject()
    (kept,) = paired.desk.remembered("draft")
    assert "138" not in kept.body  # what came down and was filled in is not kept a second time
    window.reception.drafts.restore.click()
    form = opened(window, RegisterDialog)
    assert form.step() == msgspec.structs.replace(step, content_class="农村农业")
    form.act()
    assert paired.desk.remembered("draft") == ()
    assert [one.what for one in paired.desk.arrivals()] == ["催办"]
    made = paired.desk.page()[0]
    assert paired.desk.petition(made.number).origin is not None


def test_a_matter_is_joined_to_any_petition_by_its_number(
    came: str, paired: Paired, window: MainWindow, asked: Answers, qtbot: QtBot
) -> None:
    desk = paired.desk
    gone = registered(desk)
    desk.run(gone, desk.read_step("void_registration", {"reason": "登记有误"}))
    window.go("reception")
    choose(window)
    press(ENTER)
    form = opened(window, RegisterDialog)

    def join(number: str) -> JoinDialog:
        qtbot.waitUntil(form.isActiveWindow)
        press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        dialog: JoinDialog = opened(form, JoinDialog)
        dialog.number.setText(number)
        dialog.act()
        return dialog

    dialog = join("")
    assert "请填写编号" in refused(dialog, "number")
    dialog.number.setText("2025-7")
    dialog.act()
    told = refused(dialog, "number").replace("\u200b", "")  # where the number may break
    assert f"没有编号为“{desk.station}-2025-000007”的事项" in told
    dialog.leave()
    asked.yes = False
    join(str(int(came[-6:])))
    assert came in asked.said[-1]
    assert "张三：" in asked.said[-1]
    asked.yes = True
    join(gone)
    assert "作废" in form.refusal.text()
    join(f"2026-{int(came[-6:])}")
    assert freed(form)
    assert window.petition.view.petition.number == came
    assert len(desk.petition(came).contacts) == 2
    assert [one.what for one in desk.arrivals()] == ["催办"]


def test_a_reminder_is_taken_up_on_the_page_of_its_petition(came: str, paired: Paired, window: MainWindow) -> None:
    window.open_petition(came)
    button = window.petition.apart.itemAt(0).widget()
    assert button.text() == "记入收到的催办"
    button.click()
    form = opened(window, FormDialog)
    assert form.filled()["asked"] == "请按期办结并书面反馈。"
    form.act()
    assert paired.desk.petition(came).supervisions[0].letter_number == "岳信催〔2026〕7号"
    assert [one.what for one in paired.desk.arrivals()] == ["交办事项"]
    assert window.petition.apart.count() == 0


def test_what_is_here_from_the_paper_is_set_aside_with_a_reason(
    came: str, paired: Paired, window: MainWindow, asked: Answers
) -> None:
    window.go("reception")
    choose(window)
    assert window.reception.aside.isVisible()
    window.reception.aside.click()
    form = opened(window, SetAsideDialog)
    form.fill_in({"reason": "已按纸质来文登记。", "number": came})
    form.act()
    assert [one.what for one in paired.desk.arrivals()] == ["催办"]
    window.exchange.came.click()
    seen = opened(window, ArrivalsDialog)
    told = {seen.table.table.index(n, 1).data(): seen.table.table.index(n, 4).data() for n in range(2)}
    assert told["催办"] == "等待办理"
    assert told["交办事项"].endswith("不另行办理：已按纸质来文登记")
    seen.leave()


def test_a_data_file_that_came_down_is_shown_before_it_counts(paired: Paired, window: MainWindow, qtbot: QtBot) -> None:
    county = paired.county
    schedule = {
        **{"year": 2028, "notice": "示例", "source": "示例", "off": {"2028-01-03": "元旦"}, "work": {}},
        **{"provisional": False, "valid_from": None},
    }
    keys, card = vars(county)["_intake"].opening(""), decode_card(county.card())
    signed = data_package.sign(
        data_package.HOLIDAY_SCHEDULE, schedule, keys=keys, card=card, made_on=paired.desk.today()
    )
    content = {"name": "SWTDATA.swtdata", "file": signed.decode()}
    county.dispatch(paired.desk.station, Order(kind="data", content=content))
    paired.desk.receive(down(paired)[0])
    window.go("reception")
    choose(window)
    press(ENTER)
    dialog = opened(window, DataFilesDialog)
    assert all(known.schedule.year != 2028 for known in paired.desk.schedules())
    dialog.act()
    assert any(known.schedule.year == 2028 for known in paired.desk.schedules())
    assert paired.desk.arrivals() == ()
    dialog.leave()
    QApplication.processEvents()
