"""来源 in the registration form: out of the way for who came directly, whole for what was sent down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.records.origin import Origin
from app.domain.steps.correction import OF_ORIGIN
from app.domain.steps.service import Serve
from tests.helpers import registered
from tests.ui.helpers import freed, press, show, type_here
from ui.corrected import correctable
from ui.dialogs.register import RegisterDialog
from ui.main_window import MainWindow
from ui.next_step import open_dialog, usual
from ui.runner import Runner
from ui.todo import todos
from ui.widgets.origin import SHOWN

ENTER = Qt.Key.Key_Return


@pytest.fixture
def form(runner: Runner, qtbot: QtBot) -> Iterator[RegisterDialog]:
    made = RegisterDialog(runner)
    show(made, qtbot)
    yield made
    if not freed(made):
        made.leave()


def fill(form: RegisterDialog) -> None:
    row = form.people.rows[0]
    row.name.setText("张建国")
    row.address.setText("石桥镇石桥村三组")
    form.facts.setPlainText("道路没有硬化。")
    form.reasons.setPlainText("去年列入计划。")
    form.requests.areas[0].setPlainText("硬化道路")


def test_nothing_of_a_source_is_shown_for_who_came_directly(form: RegisterDialog) -> None:
    assert not form.origin.isVisible()
    assert form.step().origin is None
    assert QApplication.focusWidget() is form.people.rows[0].name


@pytest.mark.parametrize("kind", SHOWN)
def test_a_chosen_source_shows_its_own_fields_only(form: RegisterDialog, kind: str) -> None:
    form.origin.kind.choose(kind)
    shown = {name.removeprefix("origin.") for name, field in form.origin.fields.items() if field.isVisible()}
    if form.origin.report.isVisible():
        shown.add("report")
    assert shown == set(SHOWN[kind])


def test_an_assigned_matter_is_registered_with_its_letter(form: RegisterDialog, desk: Desk) -> None:
    fill(form)
    form.origin.kind.choose("assigned")
    form.origin.lines["body"].setFocus()
    for text in ("岳阳县信访局", "岳信交〔2026〕3号", "2026.2.27", "430621-2026-88", "", "2026年4月30日"):
        if text:
            type_here(text)
        press(ENTER)
    assert QApplication.focusWidget() is form.people.rows[0].name
    form.act()
    petition = desk.petition(desk.page()[0].number)
    assert petition.origin is not None
    assert (petition.source, petition.origin.body, petition.origin.body_number) == (
        "上级交办",
        "岳阳县信访局",
        "430621-2026-88",
    )
    assert (str(petition.origin.letter_on), str(petition.origin.result_due)) == ("2026-02-27", "2026-04-30")
    assert petition.origin.raised_on is None


def test_a_missing_sender_is_refused_beside_its_field(form: RegisterDialog, desk: Desk) -> None:
    fill(form)
    form.origin.kind.choose("forwarded")
    form.act()
    assert desk.count() == 0
    assert "请填写转送的机关、单位" in form.fields["origin.body"].note.text()
    assert QApplication.focusWidget() is form.origin.lines["body"]


def test_a_day_that_is_none_is_refused_and_not_dropped(form: RegisterDialog, desk: Desk) -> None:
    fill(form)
    form.origin.kind.choose("forwarded")
    form.origin.lines["body"].setText("岳阳县信访局")
    form.origin.days["letter_on"].setText("2月30日")
    form.act()
    assert desk.count() == 0
    assert "不是有效的日期" in form.fields["origin.letter_on"].note.text()


def test_what_was_typed_for_a_source_that_was_left_again_does_not_count(form: RegisterDialog) -> None:
    form.origin.kind.choose("agency")
    form.origin.lines["agent"].setText("刘运来")
    form.origin.kind.choose("other")
    origin = form.step().origin
    assert origin is not None
    assert (origin.kind, origin.agent) == ("other", "")


def test_the_petition_page_tells_the_source_and_what_is_asked_back(window: MainWindow, desk: Desk) -> None:
    sent = Origin(kind="assigned", body="岳阳县信访局", letter_number="岳信交〔2026〕3号")
    window.open_petition(registered(desk, origin=sent))
    told = [line.text() for line in window.petition.matter.findChildren(QLabel)]
    assert "来源：上级交办" in told
    assert "来件机关、单位：岳阳县信访局" in told
    assert "来文：岳信交〔2026〕3号" in told
    assert "要求：报送办结报告，来文未写明期限" in told


def test_an_objection_is_raised_and_answered_from_the_petition_page(window: MainWindow, desk: Desk) -> None:
    number = registered(desk, origin=Origin(kind="forwarded", body="岳阳县信访局"))
    window.open_petition(number)
    raising = open_dialog(window.runner, desk.petition(number), "object", window)
    raising.editors["reason"].put("该路段为省道，由县公路部门管理。")  # type: ignore[attr-defined]
    raising.act()
    view = desk.view(number)
    assert usual(view)[0] == "objection_answer"
    answering = open_dialog(window.runner, view.petition, "objection_answer", window)
    assert answering.editors["body"].get() == "岳阳县信访局"  # type: ignore[attr-defined]
    answering.editors["outcome"].put("agreed")  # type: ignore[attr-defined]
    answering.act()
    assert usual(desk.view(number))[0] == "close"
    told = [line.text() for line in window.petition.matter.findChildren(QLabel)]
    assert "异议" in told
    assert any(text.endswith("岳阳县信访局：同意退回") for text in told)
    assert window.petition.stage.text() == "已退回"


def test_an_assignment_down_is_waited_for_and_its_report_taken_in(window: MainWindow, desk: Desk) -> None:
    number = registered(desk)
    window.open_petition(number)
    sending = open_dialog(window.runner, desk.petition(number), "assign_down", window)
    sending.editors["body"].put("石桥镇供水站")  # type: ignore[attr-defined]
    sending.editors["report_due"].put("2026-04-10")  # type: ignore[attr-defined]
    sending.act()
    desk.run(number, Serve(paper="F05"))
    assert usual(desk.view(number))[0] == "report_received"
    assert [todo.urgency for todo in todos(window.runner) if todo.number == number] == ["waiting"]
    receiving = open_dialog(window.runner, desk.petition(number), "report_received", window)
    receiving.editors["summary"].put("支管已更换，恢复供水。")  # type: ignore[attr-defined]
    receiving.act()
    assert usual(desk.view(number))[0] == "close"
    told = [line.text() for line in window.petition.matter.findChildren(QLabel)]
    assert "报告内容：支管已更换，恢复供水。" in told


def test_the_senders_letter_is_put_right_where_there_is_one(window: MainWindow, desk: Desk) -> None:
    number = registered(desk, origin=Origin(kind="forwarded", body="岳阳县信访局", letter_number="岳信转〔2026〕8号"))
    asked = correctable(desk.petition(number))
    assert {asked[name, 0] for name in OF_ORIGIN} == set(OF_ORIGIN.values())
    assert not any(name in OF_ORIGIN for name, _to in correctable(desk.petition(registered(desk))))
    dialog = open_dialog(window.runner, desk.petition(number), "correct", window)
    dialog.place.choose("letter_number 0")  # type: ignore[attr-defined]
    assert dialog.present.text() == "岳信转〔2026〕8号"  # type: ignore[attr-defined]
    dialog.value.setText("岳信转〔2026〕7号")  # type: ignore[attr-defined]
    dialog.reason.setPlainText("看错")  # type: ignore[attr-defined]
    dialog.act()
    window.open_petition(number)
    told = [line.text() for line in window.petition.matter.findChildren(QLabel)]
    assert "来文：岳信转〔2026〕7号" in told
    assert any("来文文号：原为“岳信转〔2026〕8号”" in text for text in told)
