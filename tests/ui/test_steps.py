"""Each step's dialog does its step, keeps what is known filled in, and shows a refusal beside the field."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.closing import Close
from app.domain.steps.first_contact import HandOver
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion
from app.domain.steps.recusal import Recuse
from app.domain.steps.step import Step
from app.domain.steps.table import STEPS
from tests.helpers import FixedClock, person, registered, serve_all, to_issue
from tests.ui.helpers import Answers, commit, freed, press, show
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.step_dialog import StepDialog
from ui.next_step import DIALOGS, open_dialog
from ui.runner import Runner

ACCEPT = Accept(office="村镇建设办", handler="赵强")
ASSIGN = Assign(office="村镇建设办", handler="赵强")
INVESTIGATE = Investigate(record="现场查看，道路确为土路。", evidence=("现场照片",))
DRAFT = DraftOpinion(
    facts_found="道路确为土路。",
    basis=(Basis(law="《农村公路建设管理办法》", article="第十条"),),
    results=(RequestResult(request=1, result="support", opinion="年内硬化"),),
)


@pytest.fixture
def number(desk: Desk) -> str:
    return registered(desk, person("张三", phone="13800001234"))


def taken(desk: Desk, number: str, *steps: Step) -> None:
    for step in steps:
        desk.run(number, step)


def dialog_for(runner: Runner, number: str, step: str, qtbot: QtBot) -> StepDialog:
    made = open_dialog(runner, runner.desk.petition(number), step, None)
    show(made, qtbot)
    return made


def act(dialog: StepDialog) -> None:
    """Press the main button by its key."""
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_special_dialogs_are_for_steps_of_the_table(runner: Runner, number: str, qtbot: QtBot) -> None:
    assert DIALOGS.keys() < STEPS.keys()
    for step in [step for step in DIALOGS if step != "serve"]:  # which needs a paper
        dialog = dialog_for(runner, number, step, qtbot)
        assert dialog.step_type is STEPS[step]
        dialog.leave()


def test_hand_over_and_confirm(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    handing = dialog_for(runner, number, "hand_over", qtbot)
    commit(handing.fields["to_office"].editor, "村镇建设办")
    commit(handing.fields["to_officer"].editor, "赵强")
    act(handing)
    assert freed(handing)
    assert desk.petition(number).open_hand_over is not None
    confirming = dialog_for(runner, number, "confirm", qtbot)
    assert confirming.fields["receiver"].editor.value == "赵强"
    act(confirming)
    assert desk.petition(number).now_responsible == "赵强"


def test_accept_fills_in_who_took_the_hand_over(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, HandOver(to_office="村镇建设办", to_officer="赵强"))
    confirming = dialog_for(runner, number, "confirm", qtbot)
    act(confirming)
    accepting = dialog_for(runner, number, "accept", qtbot)
    assert (accepting.office.value, accepting.handler.value) == ("村镇建设办", "赵强")
    act(accepting)
    acceptance = desk.petition(number).acceptance
    assert acceptance is not None
    assert acceptance.handler == "赵强"


def test_assign_names_several_helpers(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, ACCEPT)
    dialog = dialog_for(runner, number, "assign", qtbot)
    assert dialog.fields["office"].editor.value == "村镇建设办"
    commit(dialog.fields["co_handlers"].editor, "刘强、孙梅")
    act(dialog)
    assert desk.petition(number).assignments[0].co_handlers == ("刘强", "孙梅")


def test_assign_to_the_petitioner_is_refused_beside_the_handler(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    taken(desk, number, ACCEPT)
    dialog = dialog_for(runner, number, "assign", qtbot)
    dialog.fields["handler"].editor.setText("张三")
    act(dialog)
    assert "回避" in dialog.fields["handler"].note.text()
    assert "第二十八条" in dialog.fields["handler"].note.text()
    assert QApplication.focusWidget() is dialog.fields["handler"].editor
    assert desk.petition(number).assignments == ()
    dialog.leave()


def test_investigate_records_place_people_and_evidence(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, ACCEPT)
    dialog = dialog_for(runner, number, "investigate", qtbot)
    act(dialog)
    assert "必填" in dialog.fields["record"].note.text()
    commit(dialog.fields["record"].editor, "现场查看，听取陈述。")
    commit(dialog.fields["participants"].editor, "张三、村支书李某")
    evidence = dialog.fields["evidence"].editor
    commit(evidence.areas[0], "照片4张")
    commit(evidence.add(), "计划表")
    act(dialog)
    record = desk.petition(number).investigations[0]
    assert record.participants == ("张三", "村支书李某")
    assert record.evidence == ("照片4张", "计划表")


def test_draft_takes_over_what_was_found_and_answers_each_request(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk, requests=("硬化道路", "公开计划"))
    taken(desk, number, ACCEPT, INVESTIGATE)
    dialog = dialog_for(runner, number, "draft_opinion", qtbot)
    assert dialog.facts_found.value == INVESTIGATE.record
    assert dialog.evidence.value == "现场照片"
    for choice, text in dialog.results:
        choice.choose("explain")
        commit(text, "已列入明年计划。")
    commit(dialog.basis.rows[0].law, "《农村公路建设管理办法》")
    commit(dialog.basis.add().law, "《中华人民共和国公路法》")
    act(dialog)
    opinion = desk.petition(number).opinion
    assert opinion is not None
    assert [r.result for r in opinion.draft.results] == ["explain", "explain"]
    assert len(opinion.draft.basis) == 2


def test_draft_with_words_but_no_result_is_refused_beside_them(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    taken(desk, number, ACCEPT, INVESTIGATE)
    dialog = dialog_for(runner, number, "draft_opinion", qtbot)
    commit(dialog.results[0][1], "年内硬化")
    act(dialog)
    assert "处理结果" in dialog.fields["results[0].opinion"].note.text()
    assert desk.petition(number).opinion is None
    dialog.leave()


def test_returned_draft_comes_back_with_its_remarks(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, ACCEPT, INVESTIGATE, DRAFT)
    dialog = dialog_for(runner, number, "approve_opinion", qtbot)
    dialog.agreed.choose("no")
    act(dialog)
    assert "写明意见" in dialog.fields["remarks"].note.text()
    commit(dialog.remarks, "请写明完工时间")
    act(dialog)
    again = dialog_for(runner, number, "draft_opinion", qtbot)
    assert again.facts_found.value == DRAFT.facts_found
    assert again.results[0][1].value == "年内硬化"
    assert "请写明完工时间" in texts(again)
    again.leave()


def test_incomplete_draft_is_not_approved(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, ACCEPT, INVESTIGATE, DraftOpinion(facts_found="道路确为土路。"))
    dialog = dialog_for(runner, number, "approve_opinion", qtbot)
    act(dialog)
    assert "法律法规依据" in dialog.refusal.text()
    assert "第三十二条" in dialog.refusal.text()
    assert dialog.refusal.isVisible()
    dialog.leave()


def test_approve_and_issue(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, ACCEPT, INVESTIGATE, DRAFT)
    approving = dialog_for(runner, number, "approve_opinion", qtbot)
    assert "年内硬化" in texts(approving)
    commit(approving.approver, "陈明")
    act(approving)
    issuing = dialog_for(runner, number, "issue_opinion", qtbot)
    assert isinstance(issuing, FormDialog)
    issuing.fill_in({"fulfil_by": "2026-10-31"})
    act(issuing)
    opinion = desk.petition(number).opinion
    assert opinion is not None
    assert opinion.issue is not None
    assert str(opinion.issue.fulfil_by) == "2026-10-31"
    assert opinion.approval is not None
    assert opinion.approval.by == "陈明"


def test_issue_without_a_review_body_says_what_to_do(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, ACCEPT, INVESTIGATE, DRAFT, ApproveOpinion())
    desk.describe(msgspec.structs.replace(desk.office, review_body=""), desk.officers)
    dialog = dialog_for(runner, number, "issue_opinion", qtbot)
    act(dialog)
    assert "复查机关" in dialog.refusal.text()
    dialog.leave()


def test_serve_one_of_two_people_by_post(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk, person("张三"), person("李四"))
    to_issue(desk, number)
    dialog = dialog_for(runner, number, "serve", qtbot)
    assert dialog.paper.value == "F12"
    dialog.people[2].setChecked(False)
    dialog.mode.choose("post")
    assert dialog.fields["tracking"].isVisible()
    assert not dialog.fields["receiver"].isVisible()
    assert "收件日期" in dialog.fields["mode"].note.text()
    act(dialog)
    assert "收件日期" in dialog.fields["mode"].note.text()
    assert "邮寄单号" in dialog.fields["tracking"].note.text()
    commit(dialog.tracking, "EMS1234567890CN")
    act(dialog)
    assert desk.petition(number).served("F12").keys() == {1}
    again = dialog_for(runner, number, "serve", qtbot)
    assert not again.people[1].isEnabled()
    assert "已送达" in again.people[1].text()
    again.mode.choose("public")
    assert "30日视为送达" in again.fields["mode"].note.text()
    again.mode.choose("direct")
    assert not again.fields["mode"].note.isVisible()
    again.leave()


def test_left_service_needs_witness_and_reason(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, ACCEPT)
    dialog = dialog_for(runner, number, "serve", qtbot)
    dialog.mode.choose("left")
    act(dialog)
    assert "见证人" in dialog.fields["refusal"].note.text()
    commit(dialog.refusal_reason, "拒绝签收")
    commit(dialog.witnesses, "李长林、何梅")
    act(dialog)
    assert desk.petition(number).services[0].witnesses == ("李长林", "何梅")


def test_serve_without_anybody_ticked_is_refused(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, ACCEPT)
    dialog = dialog_for(runner, number, "serve", qtbot)
    dialog.people[1].setChecked(False)
    act(dialog)
    assert "勾选" in dialog.fields["to"].note.text()
    dialog.leave()


@pytest.mark.parametrize(("answer", "settled"), [("", None), ("yes", True), ("no", False)])
def test_close_asks_whether_the_matter_is_settled(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot, answer: str, settled: bool | None
) -> None:
    to_issue(desk, number)
    serve_all(desk, number)
    dialog = dialog_for(runner, number, "close", qtbot)
    dialog.fields["settled"].editor.choose(answer)
    act(dialog)
    closing = desk.petition(number).closing
    assert closing is not None
    assert closing.settled is settled


def closed(desk: Desk, number: str) -> None:
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, Close())


def test_archive_suggests_the_period_and_counts_the_pages(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    closed(desk, number)
    dialog = dialog_for(runner, number, "archive", qtbot)
    assert dialog.retention.value == "30_years"
    assert QApplication.focusWidget() is dialog.retention.radios["30_years"]
    pages = desk.bind_case(number).pages
    assert dialog.pages.value() == pages > 5
    assert dialog.archivist.value == "李明"
    dialog.retention.choose("permanent")
    commit(dialog.place, "档案室3号柜")
    act(dialog)
    archive = desk.petition(number).archive
    assert archive is not None
    assert (archive.retention, archive.pages, archive.number) == ("permanent", pages, "XF-2026-1")
    assert desk.petition(number).stage == "archived"


def test_a_number_of_the_series_is_refused_beside_it(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    closed(desk, number)
    dialog = dialog_for(runner, number, "archive", qtbot)
    commit(dialog.number, "XF-2026-9")
    act(dialog)
    assert "XF-2026-1" in dialog.fields["number"].note.text()
    assert desk.petition(number).archive is None
    dialog.leave()


def test_archive_without_a_period_is_refused_beside_it(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "archive", qtbot)
    assert dialog.retention.value == ""
    act(dialog)
    assert "保管期限" in dialog.fields["retention"].note.text()
    dialog.leave()


def test_further_contact(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "contact", qtbot)
    commit(dialog.note, "询问进度")
    dialog.channel.choose("phone")
    act(dialog)
    assert desk.petition(number).contacts[1].note == "询问进度"


def test_day_before_the_event_it_follows_is_refused_beside_the_date(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "accept", qtbot)
    dialog.on.put(date(2026, 2, 1))
    act(dialog)
    assert "早于" in dialog.fields["on"].note.text()
    dialog.leave()


def test_a_day_in_the_future_is_refused_beside_the_date(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "accept", qtbot)
    dialog.on.put(date(2030, 1, 1))
    act(dialog)
    assert "晚于今天" in dialog.fields["on"].note.text()
    dialog.leave()


def test_late_record_keeps_the_day_it_happened(
    runner: Runner, desk: Desk, number: str, clock: FixedClock, qtbot: QtBot
) -> None:
    clock.pass_by(days=4)
    dialog = dialog_for(runner, number, "accept", qtbot)
    dialog.on.put(date(2026, 3, 4))
    act(dialog)
    acceptance = desk.petition(number).acceptance
    assert acceptance is not None
    assert acceptance.on == date(2026, 3, 4)


@pytest.mark.parametrize("step", [s for s in STEPS if s != "serve"])
def test_dialog_is_freed_when_left_and_asks_nothing_when_untouched(
    runner: Runner, desk: Desk, number: str, asked: Answers, step: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, step, qtbot)
    press(Qt.Key.Key_Escape)
    assert asked.said == []
    assert freed(dialog)


def test_typed_text_is_not_lost_by_a_slip_on_escape(runner: Runner, number: str, asked: Answers, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "contact", qtbot)
    commit(dialog.note, "询问进度")
    asked.yes = False
    press(Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.note.value == "询问进度"
    asked.yes = True
    press(Qt.Key.Key_Escape)
    assert freed(dialog)


def test_enter_walks_through_the_form_to_the_main_button(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "hand_over", qtbot)
    walked = []
    for _ in range(4):
        walked.append(QApplication.focusWidget())
        press(Qt.Key.Key_Return)
    expected = [dialog.fields[name].editor for name in ("to_office", "to_officer", "reason")]
    assert walked == [*expected, dialog.main]
    dialog.leave()


def texts(dialog: StepDialog) -> str:
    return "\n".join(shown.text() for shown in dialog.findChildren(QLabel))


def test_names_set_apart_by_commas_are_several_people(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(
        desk,
        number,
        ACCEPT,
        Recuse(person="孙立", asked_by="self", reason="系近亲属。", decided_by="陈明", granted=True),
    )
    dialog = dialog_for(runner, number, "assign", qtbot)
    assert isinstance(dialog, FormDialog)
    dialog.fill_in({"office": "村镇建设办", "handler": "王芳", "reason": "原承办人外出。"})
    helpers = dialog.editors["co_handlers"].editor
    commit(helpers, "刘强，孙立,周平；吴敏")
    act(dialog)
    assert "孙立已回避" in "".join(field.note.text() for field in dialog.fields.values()) + dialog.refusal.text()
    helpers.clear()
    commit(helpers, "刘强，周平,吴敏")
    act(dialog)
    assert desk.petition(number).co_handlers == ("刘强", "周平", "吴敏")
