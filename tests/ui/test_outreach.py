"""Reception days and the report: what the desk answers is what the windows show, plan and print."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.domain.steps.acceptance import Accept
from app.domain.steps.follow_up import FollowUpWith
from app.domain.steps.leader import EndLeadCase, RecordInstruction, TakeLeadCase
from app.domain.steps.reception import PlanReceptionDay, ReceiveByLeader
from tests.app.documents.reading import text_of
from tests.helpers import FixedClock, person, registered
from tests.ui.helpers import Answers, commit, press
from ui.dialogs.form_dialog import DeskFormDialog, FormDialog
from ui.dialogs.pdf import PdfDialog
from ui.main_window import MainWindow
from ui.next_step import towards
from ui.pages.reception_days import ReceptionDaysPage
from ui.pages.report import ReportPage, shown

DAY = dt.date(2026, 3, 18)
PLAN = PlanReceptionDay(held_on=DAY, leader="陈明", post="镇长", hours="上午", place="信访接待室", published="公示栏")


@pytest.fixture
def held(desk: Desk, clock: FixedClock) -> str:
    """A petition that was taken on a planned day, which is today."""
    number = registered(desk, person("张三"), title="请求修路", place="石桥村")
    desk.run_desk(PLAN)
    clock.pass_by(days=16)
    desk.run(number, ReceiveByLeader(leader="陈明", decided="由村镇建设办核实。", due=dt.date(2026, 3, 30)))
    return number


def test_the_menu_leads_to_both_pages_and_a_petition_leads_back(window: MainWindow, held: str) -> None:
    menu = window.more.menu()
    for text, name in (("领导接访日", "reception_days"), ("统计报表", "report")):
        next(action for action in menu.actions() if action.text() == text).trigger()
        page = window.pages[name]
        assert window.stack.currentWidget() is page
        window.open_petition(held)
        window.back()
        assert window.stack.currentWidget() is page


def test_a_year_without_reception_days_says_so(window: MainWindow) -> None:
    window.go("reception_days")
    page = window.page(ReceptionDaysPage)
    assert page.told.text() == "本年没有领导接访的安排和记录。"
    assert not page.print_plan.isEnabled()
    assert not page.print_record.isEnabled()
    assert QApplication.focusWidget() is page.plan


def test_a_day_is_planned_and_cancelled_by_its_form(window: MainWindow, desk: Desk) -> None:
    window.go("reception_days")
    page = window.page(ReceptionDaysPage)
    page.plan.click()
    dialog = page.dialog
    assert isinstance(dialog, DeskFormDialog)
    dialog.act()
    assert all(dialog.fields[name].note.text() for name in ("held_on", "leader", "post", "hours", "place"))
    dialog.fill_in(
        {"held_on": "2026-03-18", "leader": "陈明", "post": "镇长", "hours": "上午", "place": "接待室", "way": "visit"}
    )
    dialog.act()
    (day,) = desk.reception_days(2026)
    assert (day.held_on, day.leader) == (DAY, "陈明")
    assert page.days.current == day  # the page has heard of it
    page.cancel.click()
    cancel = page.dialog
    assert isinstance(cancel, DeskFormDialog)
    assert cancel.filled()["leader"] == "陈明"
    cancel.fill_in({"reason": "上级会议"})
    cancel.act()
    assert "已于 2026-03-02 取消：上级会议" in page.told.text()
    assert not page.cancel.isEnabled()


def test_days_of_one_leader_one_day_and_any_year_are_listed_and_printed(window: MainWindow, desk: Desk) -> None:
    for day, leader in (("2026-03-18", "陈明"), ("2026-03-19", "周强"), ("2026-03-25", "陈明")):
        desk.run_desk(msgspec.structs.replace(PLAN, held_on=dt.date.fromisoformat(day), leader=leader))
    window.go("report")
    report = window.page(ReportPage)
    report.year.setFocus()
    report.year.lineEdit().setText("2012年")
    press(Qt.Key.Key_Return)
    assert report.span.text().startswith("统计期：2012-")
    report.year.lineEdit().setText("1999年")
    press(Qt.Key.Key_Return)
    assert report.year.value() == 2012
    window.go("reception_days")
    page = window.page(ReceptionDaysPage)
    model = page.days.table

    def listed() -> list[str]:
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    page.leader.choose("陈明")
    assert listed() == ["2026-03-18", "2026-03-25"]
    page.print_plan.click()
    assert isinstance(page.dialog, PdfDialog)
    assert "周强" not in text_of(page.dialog.pdf)
    page.dialog.leave()
    page.on.setFocus()
    page.on.line.setText("2026-03-25")
    press(Qt.Key.Key_Return)
    assert listed() == ["2026-03-25"]
    page.leader.choose("周强")
    assert listed() == []
    assert page.told.text() == "所选的领导、日期没有接访的安排和记录。"
    page.on.setFocus()
    page.on.line.setText("2019-03-25")
    press(Qt.Key.Key_Return)
    assert (page.year.value(), listed()) == (2019, [])
    page.on.line.clear()
    page.year.setFocus()
    page.year.selectAll()
    for digit in "2026":
        press(getattr(Qt.Key, f"Key_{digit}"))
    assert page.year.value() == 2019  # half of it is not asked for
    press(Qt.Key.Key_Return)
    assert listed() == ["2026-03-18", "2026-03-19", "2026-03-25"]


def test_a_rule_is_said_beside_its_field(window: MainWindow, desk: Desk) -> None:
    desk.run_desk(PLAN)
    window.go("reception_days")
    window.page(ReceptionDaysPage).plan.click()
    dialog = window.page(ReceptionDaysPage).dialog
    assert isinstance(dialog, DeskFormDialog)
    assert dialog.filled()["place"] == "信访接待室"  # as the day before
    dialog.fill_in({"held_on": "2026-03-18", "leader": "陈明", "post": "镇长"})
    dialog.act()
    assert "已安排陈明接访" in dialog.fields["held_on"].note.text()
    dialog.leave()


def test_a_day_shows_its_matters_and_enter_opens_one(window: MainWindow, held: str) -> None:
    window.go("reception_days")
    page = window.page(ReceptionDaysPage)
    assert "接访1件" in page.told.text()
    assert [matter.number for matter in page.days.current.matters] == [held]
    assert not page.cancel.isEnabled()  # it was held
    page.days.setFocus()
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.matters
    press(Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.petition
    assert window.petition.number == held
    told = window.petition.matter.text()
    assert "领导接访" in told
    assert "处理意见：由村镇建设办核实。（限2026-03-30前办理）" in told


def test_the_papers_of_a_day_are_shown_and_saved(window: MainWindow, held: str, asked: Answers, tmp_path: Path) -> None:
    window.go("reception_days")
    page = window.page(ReceptionDaysPage)
    for button, name in ((page.print_plan, "领导接访安排表.pdf"), (page.print_record, f"领导接访记录-{DAY}-陈明.pdf")):
        button.click()
        dialog = page.dialog
        assert isinstance(dialog, PdfDialog)
        assert dialog.file_name == name
        asked.chosen_name = tmp_path / name
        dialog.save.click()
        assert (tmp_path / name).read_bytes() == dialog.pdf
        dialog.leave()


def test_the_report_shows_every_figure_that_is_counted_with_its_caliber(window: MainWindow, desk: Desk) -> None:
    registered(desk, place="石桥村")
    window.go("report")
    report = desk.report(2026, 3)
    figures = list(shown(report.counts))
    values = [figure.cell.value for figure in report.counts.figures]
    assert [one.value for one in figures[: len(values)]] == list(map(str, values))
    assert all(one.caliber for one in figures)
    page = window.page(ReportPage)
    seen = []
    for place in range(page.part.count()):
        page.part.setCurrentIndex(place)
        seen += page._in_part(0, 10_000)  # noqa: SLF001 - the whole list, beyond the first page of the view
    assert [(one.part, one.title, one.value) for one in seen] == [(one.part, one.title, one.value) for one in figures]


def test_a_figure_leads_to_the_numbers_behind_it(window: MainWindow, held: str) -> None:
    window.go("report")
    page = window.page(ReportPage)
    assert page.figures.current.title == "信访事项（件）"
    assert "一个编号计1件" in page.caliber.text()
    assert page.behind.current.number == held
    page.figures.setFocus()
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.behind
    press(Qt.Key.Key_Return)
    assert window.petition.number == held


def test_month_and_year_are_chosen_and_printed(window: MainWindow, held: str, desk: Desk) -> None:
    window.go("report")
    page = window.page(ReportPage)
    page.month.choose("2")
    assert page.span.text().startswith("统计期：2026-02-01 至 2026-02-28")
    assert page.behind.current is None
    page.month.choose("days")
    assert page.span.text() == "请填写统计期首日和末日，末日计入。"
    assert not page.print.isEnabled()
    page.first.line.setText("2026-01-05")
    page.last.line.setText("2026-03-31")
    page.refresh()
    assert page.span.text().startswith("统计期：2026-01-05 至 2026-03-31")
    assert page.behind.current.number == held
    page.month.choose("0")
    page.print.click()
    assert page.dialog is not None
    assert page.dialog.file_name == "信访情况年度报告（2026年）.pdf"
    assert page.dialog.pdf == desk.desk_paper("F31", desk.report(2026))
    page.dialog.leave()


def test_what_a_leader_wants_by_a_day_is_the_next_thing_and_then_answered(window: MainWindow, held: str) -> None:
    window.go("deadlines")
    waiting = [duty for duty in window.runner.desk.due() if duty.deadline.code == "LD1"]
    assert [duty.number for duty in waiting] == [held]
    assert towards(window.runner.desk.view(held), "LD1") == "answer_leader"
    window.open_petition(held)
    window.petition.take("answer_leader")
    dialog = window.petition.dialog
    assert isinstance(dialog, FormDialog)
    dialog.fill_in({"answer": "已核实，已当面告知。"})
    dialog.act()
    assert "2026-03-18 回报：已核实，已当面告知。" in window.petition.matter.text()
    assert towards(window.runner.desk.view(held), "LD1") == ""


def test_what_leaders_did_and_what_was_judged_stand_on_the_page(window: MainWindow, desk: Desk) -> None:
    number = registered(desk)
    steps = (
        Accept(),
        TakeLeadCase(leader="陈明", post="镇长", reason="涉及多个部门"),
        EndLeadCase(reason="工作调整"),
        TakeLeadCase(leader="周岚", post="副镇长"),
        RecordInstruction(leader="陈明", words="请抓紧。", passed_to="村镇建设办"),
        FollowUpWith(way="phone", satisfaction="basically", result="dissatisfied", said="太慢。", remains="补发通知"),
    )
    for step in steps:
        desk.run(number, step)
    window.open_petition(number)
    told = window.petition.matter.text()
    for words in (
        "陈明（镇长），2026-03-02至2026-03-02（工作调整），事由：涉及多个部门",
        "周岚（副镇长），自2026-03-02起",
        "陈明：请抓紧。（已转村镇建设办）",
        "电话回访张三：基本满意（结果不满意）",
        "尚需办理：补发通知（法律未规定期限）",
    ):
        assert words in told


def test_the_petitioner_who_is_asked_stands_in_the_form(window: MainWindow, desk: Desk) -> None:
    number = registered(desk, person("张三"), person("李四"))
    desk.run(number, Accept())
    window.open_petition(number)
    window.petition.take("follow_up")
    dialog = window.petition.dialog
    assert isinstance(dialog, FormDialog)
    assert dialog.filled()["to"] == 1
    dialog.fill_in({"way": "phone", "satisfaction": "satisfied", "to": 2})
    dialog.act()
    assert desk.petition(number).follow_ups[0].name == "李四"


def test_chinese_is_typed_into_the_form_of_a_day(window: MainWindow) -> None:
    window.go("reception_days")
    window.page(ReceptionDaysPage).plan.click()
    dialog = window.page(ReceptionDaysPage).dialog
    assert isinstance(dialog, DeskFormDialog)
    commit(dialog.fields["leader"].editor, "陈明")
    assert dialog.filled()["leader"] == "陈明"
    dialog.leave()
