"""The page of one petition: what may be done, why not the rest, the story, papers, clocks."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.opinion import DraftOpinion
from app.domain.steps.service import Serve
from tests.helpers import FixedClock, Paired, person, registered, serve_all, to_issue
from tests.ui.helpers import Answers, press, printed
from tests.ui.test_steps import ACCEPT, ASSIGN, DRAFT, INVESTIGATE, taken
from ui import next_step, offscreen
from ui.main_window import MainWindow
from ui.pages.petition import PetitionPage


@pytest.fixture
def number(desk: Desk) -> str:
    return registered(desk, person("张三", phone="13800001234", id_number="430621197005121234"))


def page_of(window: MainWindow, number: str) -> PetitionPage:
    window.open_petition(number)
    return window.petition


def test_head_names_stage_and_clock_and_masks_the_person(window: MainWindow, number: str) -> None:
    page = page_of(window, number)
    assert page.stage.text() == "已登记"
    assert "书面告知信访人" in page.clock.text()
    assert "张三 430621********1234 138****1234" in page.people.text()


def test_numbers_are_shown_when_asked_for_and_masked_on_the_next_page(
    window: MainWindow, desk: Desk, number: str
) -> None:
    page = page_of(window, number)
    page.take_purpose("电话联系信访人")
    page.details.held.emit(True)
    assert "430621197005121234 13800001234" in page.people.text()
    assert "13800001234" in page.matter.text()
    page_of(window, registered(desk, person("李四", phone="13900005678")))
    assert "139****5678" in page.people.text()


def test_first_possible_step_has_the_focus_and_enter_takes_it(window: MainWindow, number: str) -> None:
    page = page_of(window, number)
    first = next(iter(page.steps.values()))
    assert first.text().startswith("受理")
    assert QApplication.focusWidget() is first
    press(Qt.Key.Key_Return)
    assert page.dialog is not None
    assert page.dialog.step_type.name == "accept"
    page.dialog.leave()


def test_after_acceptance_the_notice_is_ready_to_be_printed_by_enter(
    window: MainWindow, desk: Desk, number: str, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    page = page_of(window, number)
    press(Qt.Key.Key_Return)
    assert page.dialog is not None
    page.dialog.main.click()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.papers.print_button)
    assert page.papers.code == "F03"
    asked.paper = tmp_path / "notice.pdf"
    press(Qt.Key.Key_Return)
    printed(window.runner, qtbot)
    assert asked.paper.exists()


def test_after_any_other_step_the_next_one_has_the_focus(window: MainWindow, desk: Desk, number: str) -> None:
    taken(desk, number, ACCEPT, Serve(paper="F03"))
    page = page_of(window, number)
    press(Qt.Key.Key_Return)
    assert page.dialog is not None
    page.dialog.main.click()
    window.activateWindow()
    assert QApplication.focusWidget() is page.steps["investigate"]


def test_what_is_not_possible_says_why(window: MainWindow, number: str) -> None:
    page = page_of(window, number)
    assert "close" not in page.steps
    page.fold.head.click()
    told = [shown.text() for shown in page.fold.content.findChildren(QLabel)]
    assert "尚未签发信访处理意见书，不能办结。" in told
    assert page.fold.content.isVisible()


def test_mnemonic_takes_a_step(window: MainWindow, number: str, qtbot: QtBot) -> None:
    page = page_of(window, number)
    wanted = list(page.steps)[1]
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.dialog is not None)
    assert page.dialog is not None
    assert page.dialog.step_type.name == wanted
    page.dialog.leave()


def test_the_step_that_moves_the_matter_on_stands_first(desk: Desk, number: str) -> None:
    firsts = [next_step.usual(desk.view(number))[0]]
    for step in (ACCEPT, Serve(paper="F03"), ASSIGN, INVESTIGATE, DRAFT):
        desk.run(number, step)
        firsts.append(next_step.usual(desk.view(number))[0])
    assert firsts == ["accept", "serve", "assign", "investigate", "draft_opinion", "approve_opinion"]


def test_after_issue_comes_service_and_then_closing(desk: Desk, number: str) -> None:
    to_issue(desk, number)
    assert next_step.usual(desk.view(number))[0] == "serve"
    serve_all(desk, number)
    assert next_step.usual(desk.view(number))[0] == "close"
    desk.run(number, Close())
    assert next_step.usual(desk.view(number))[0] == "archive"


def test_requests_show_their_results_once_there_are_any(window: MainWindow, desk: Desk, number: str) -> None:
    page = page_of(window, number)
    assert "尚无处理结果" in page.matter.text()
    taken(desk, number, ACCEPT, ASSIGN, INVESTIGATE, DRAFT)
    page.refresh()
    assert "予以支持（尚未签发）：年内硬化" in page.matter.text()


def test_story_is_told_in_sentences_under_their_days(
    window: MainWindow, desk: Desk, number: str, clock: FixedClock
) -> None:
    clock.pass_by(days=3)
    desk.run(number, Accept(on=clock().date().replace(day=4)))
    page = page_of(window, number)
    told = page.story.text()
    assert "2026-03-02 星期一" in told
    assert f"李明：登记来访，首问责任人李明，编号{number}" in told
    assert "2026-03-04 星期三" in told
    assert "（2026-03-05 补记）" in told


def test_clocks_are_explained_day_by_day(window: MainWindow, number: str) -> None:
    page = page_of(window, number)
    told = page.clocks.text()
    assert "2026-03-02  起算日" in told
    assert "计入，第1至15日" in told


def test_delivery_to_the_county_is_said(window: MainWindow, paired: Paired) -> None:
    number = registered(paired.desk)
    page = page_of(window, number)
    assert "待导出" in page.matter.text()
    paired.desk.export(paired.stick)
    page.refresh()
    assert "等待县级回执" in page.matter.text()


def test_papers_are_previewed_printed_and_saved(
    window: MainWindow, desk: Desk, number: str, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.run(number, Accept())
    page = page_of(window, number)
    page.tabs.setCurrentWidget(page.papers)
    page.papers.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: page.papers.preview.pdf == desk.paper(number, "F02"))
    asked.chosen_name = tmp_path / "回执.pdf"
    page.papers.save_button.click()
    assert (tmp_path / "回执.pdf").read_bytes() == desk.paper(number, "F02")
    assert list(tmp_path.glob("*.part")) == []
    asked.paper = tmp_path / "printed.pdf"
    page.papers.print_button.click()
    printed(window.runner, qtbot)
    assert (tmp_path / "printed.pdf").stat().st_size > 1000


def test_the_whole_case_file_is_shown_and_saved_from_the_papers(
    window: MainWindow, desk: Desk, number: str, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.run(number, Accept())
    page = page_of(window, number)
    page.tabs.setCurrentWidget(page.papers)
    last = page.papers.list.count() - 1
    assert page.papers.list.item(last).text() == "全部案卷（PDF）"
    assert page.papers.list.currentRow() == last - 1
    page.papers.list.setCurrentRow(last)
    qtbot.waitUntil(lambda: page.papers.preview.pdf == desk.case_file(number))
    asked.chosen_name = tmp_path / "案卷.pdf"
    page.papers.save_button.click()
    assert (tmp_path / "案卷.pdf").read_bytes() == desk.case_file(number)
    asked.paper = tmp_path / "printed.pdf"
    page.papers.print_button.click()
    printed(window.runner, qtbot)
    pages = len(pdfium.PdfDocument(desk.case_file(number)))
    assert len(pdfium.PdfDocument(tmp_path / "printed.pdf")) == pages > 5


def test_paper_that_is_not_ready_says_what_is_missing(window: MainWindow, desk: Desk, number: str) -> None:
    taken(desk, number, ACCEPT, INVESTIGATE, DraftOpinion(facts_found="道路确为土路。"))
    page = page_of(window, number)
    page.tabs.setCurrentWidget(page.papers)
    page.papers.list.setCurrentRow(3)
    assert page.papers.code == "F12"
    assert page.papers.reason.isVisible()
    assert "第三十二条" in page.papers.reason.text()
    assert not page.papers.print_button.isEnabled()


def test_without_a_printer_the_paper_can_still_be_saved(
    window: MainWindow, desk: Desk, number: str, asked: Answers
) -> None:
    page = page_of(window, number)
    page.tabs.setCurrentWidget(page.papers)
    page.papers.print_button.click()
    assert page.papers.save_button.isEnabled()


def test_joint_visit_names_five_and_counts_the_rest(window: MainWindow, desk: Desk) -> None:
    people = [person(f"村民{n}", representative=n < 3) for n in range(7)]
    page = page_of(window, registered(desk, *people, head_count=12))
    assert "另有2人" in page.people.text()
    assert "共12人" in page.people.text()


def test_suggestion_says_why_it_is_not_accepted(window: MainWindow, desk: Desk) -> None:
    page = page_of(window, registered(desk, category="suggestion"))
    told = " ".join(shown.text() for shown in page.fold.content.findChildren(QLabel))
    assert "意见建议" in told
    assert "accept" not in page.steps


def test_unknown_number_is_said_and_leaves_the_page(window: MainWindow, number: str, asked: Answers) -> None:
    page = page_of(window, number)
    assert not page.show_petition("43062110100001-2026-999999")
    assert "没有编号" in asked.said[0]
    assert page.number == number


def test_overdue_clock_is_marked_by_shape_and_words(
    window: MainWindow, desk: Desk, number: str, clock: FixedClock
) -> None:
    clock.pass_by(days=20)
    page = page_of(window, number)
    assert page.clock.text().startswith("■")
    assert "逾期" in page.clock.text()
    assert page.clock.property("role") == "late"


def test_materials_and_organisation_are_told(window: MainWindow, desk: Desk) -> None:
    from app.domain.records.petitioner import Material

    firm = msgspec.structs.replace(person("顺达公司"), kind="organisation", contact_person="何立新")
    page = page_of(window, registered(desk, firm, materials=(Material(name="合同", pages=4, original=True),)))
    assert "合同1份4页（原件）" in page.matter.text()
    assert "联系人 何立新" in page.people.text()


def test_a_word_without_end_does_not_widen_the_window(window: MainWindow, desk: Desk) -> None:
    number = registered(desk, person("W" * 100), title="W" * 100, facts="W" * 20_000, requests=("W" * 5_000,))
    page_of(window, number)
    QApplication.processEvents()
    assert window.width() == offscreen.WIDTH
    assert window.minimumSizeHint().width() <= offscreen.WIDTH


def test_words_of_visitors_are_never_read_as_html(window: MainWindow, desk: Desk) -> None:
    page = page_of(window, registered(desk, person("<b>张三</b>"), title="<img src='x'>"))
    assert page.title.text() == "<img src='x'>"
    assert page.title.textFormat() == Qt.TextFormat.PlainText
    assert "<b>张三</b>" in page.people.text()
