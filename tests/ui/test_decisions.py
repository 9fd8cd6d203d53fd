"""What is decided other than to accept, the reply and the extension: each dialog does its step and refuses beside
the field; the page, the service and the duties follow."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.codes import ROUTES
from app.domain.records.competence import Notice
from app.domain.records.opinion import Basis
from app.domain.steps.acceptance import Accept
from app.domain.steps.extension import Extend
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import Decline, DeclineFinal, Forward, NotifyElsewhere, NotifyRoute
from app.domain.steps.reply import Reply
from app.domain.steps.service import Serve
from tests.helpers import FixedClock, registered
from tests.ui.helpers import Answers, commit, freed, press
from tests.ui.test_steps import act, dialog_for, taken
from ui import next_step, telling
from ui.dialogs.dialog import Dialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner

OURS = NotifyRoute(route="31-5", procedure="查处违法行为", term="60日")
ELSEWHERE = NotifyElsewhere(body="望川县自然资源局", body_address="县城建设路2号", body_phone="0730-7654322")
FORWARD = Forward(body="石桥镇供水站", reason="属该站职责范围。")
INVESTIGATE = Investigate(record="现场查看，堆放属实。")
REPLY = Reply(handling="已列入计划，10月底前完成。", outcome="adopted")
NEW = ("notify_route", "notify_elsewhere", "forward", "decline", "decline_final", "reply", "extend")


@pytest.fixture
def number(desk: Desk) -> str:
    return registered(desk)


@pytest.fixture
def suggestion(desk: Desk) -> str:
    return registered(desk, title="建议增开客车", category="suggestion")


def notice_of(desk: Desk, number: str) -> Notice:
    notice = desk.petition(number).notice
    assert notice is not None
    return notice


def refused(dialog: Dialog, field: str) -> str:
    """What stands beside a field."""
    note = dialog.fields[field].note
    assert note.isVisible()
    return note.text()


def by_hand(runner: Runner, number: str, qtbot: QtBot) -> Dialog:
    """The dialog of the routes, to choose from all six."""
    dialog = dialog_for(runner, number, "notify_route", qtbot)
    press(Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.fields["route"].isVisible())
    return dialog


def test_route_is_chosen_among_six_and_told(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = by_hand(runner, number, qtbot)
    assert list(dialog.route.radios) == list(ROUTES)
    assert not dialog.fields["body"].isVisible()
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.route.value == "31-2")
    assert "仲裁" in dialog.procedure.placeholderText()
    commit(dialog.procedure, "劳动争议仲裁")
    commit(dialog.competent, "望川县劳动人事争议仲裁委员会")
    commit(dialog.body_address, "县城建设路1号")
    commit(dialog.body_phone, "0730-7654321")
    commit(dialog.term, "45日")
    act(dialog)
    assert freed(dialog)
    notice = notice_of(desk, number)
    assert (notice.kind, notice.route, notice.paper) == ("route", "31-2", "F04")
    assert (notice.procedure, notice.term) == ("劳动争议仲裁", "45日")
    assert (notice.body, notice.body_address) == ("望川县劳动人事争议仲裁委员会", "县城建设路1号")
    assert notice.body_phone == "0730-7654321"


def test_sixth_route_says_to_accept_instead(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = by_hand(runner, number, qtbot)
    dialog.route.choose("31-6")
    assert "请办理“受理”" in refused(dialog, "route")
    assert not dialog.fields["procedure"].isVisible()
    dialog.route.choose("31-4")
    assert not dialog.fields["route"].note.isVisible()
    assert dialog.fields["body"].isVisible()
    assert dialog.main.text().startswith("出具告知书")
    dialog.route.choose("31-6")
    with qtbot.waitSignal(dialog.instead) as led:
        act(dialog)
    assert led.args == ["accept"]
    assert desk.petition(number).notice is None


def test_without_a_route_nothing_is_told(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = by_hand(runner, number, qtbot)
    act(dialog)
    assert "请先选择处理途径" in refused(dialog, "route")
    assert QApplication.focusWidget() is dialog.route.radios["31-1"]
    dialog.leave()


def test_another_body_must_be_named_where_the_route_is_not_ours(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = by_hand(runner, number, qtbot)
    dialog.route.choose("31-1")
    act(dialog)
    assert "必填" in refused(dialog, "procedure")
    commit(dialog.procedure, "民事诉讼")
    act(dialog)
    assert "请填写处理机关" in refused(dialog, "body")
    assert QApplication.focusWidget() is dialog.competent
    dialog.leave()


def test_what_was_typed_for_another_body_is_not_taken_along_to_our_own_route(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = by_hand(runner, number, qtbot)
    dialog.route.choose("31-4")
    commit(dialog.competent, "望川县自然资源局")
    dialog.route.choose("31-5")
    assert not dialog.fields["body"].isVisible()
    commit(dialog.procedure, "查处违法行为")
    act(dialog)
    assert notice_of(desk, number).body == desk.office.name


def test_keyboard_walks_over_the_routes(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = by_hand(runner, number, qtbot)
    assert QApplication.focusWidget() is dialog.route.radios["31-1"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is dialog.route.radios["31-3"]
    assert dialog.route.value == ""
    walked = []
    for _ in range(6):
        press(Qt.Key.Key_Return)
        walked.append(QApplication.focusWidget())
    expected = [dialog.procedure, dialog.term, dialog.competent, dialog.body_address, dialog.body_phone, dialog.main]
    assert walked == expected
    assert dialog.route.value == "31-3"
    dialog.leave()


def test_choosing_folds_the_others_and_they_come_back(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = by_hand(runner, number, qtbot)
    dialog.route.choose("31-4")
    assert QApplication.focusWidget() is dialog.procedure
    assert [code for code, radio in dialog.route.radios.items() if radio.isVisible()] == ["31-4"]
    commit(dialog.procedure, "行政裁决")
    dialog.again.click()
    assert all(radio.isVisible() for radio in dialog.route.radios.values())
    assert dialog.route.value == ""
    assert not dialog.fields["procedure"].isVisible()
    dialog.route.choose("31-4")
    assert dialog.procedure.value == "行政裁决"
    dialog.leave()


@pytest.mark.parametrize("step", NEW)
def test_enter_brings_every_field_into_view_at_large_type(
    runner: Runner, number: str, look: Look, step: str, qtbot: QtBot
) -> None:
    look.set(percent=200)
    dialog = dialog_for(runner, number, step, qtbot)
    seen = 0
    while (focused := QApplication.focusWidget()) is not dialog.main:
        assert focused is not None
        assert not focused.visibleRegion().isEmpty()
        press(Qt.Key.Key_Return)
        seen += 1
    assert seen >= 2
    dialog.leave()


def test_a_click_on_the_sentence_takes_its_route(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = by_hand(runner, number, qtbot)
    sentence = next(shown for shown in dialog.findChildren(QLabel) if "仲裁委员会" in shown.text())
    qtbot.mouseClick(sentence, Qt.MouseButton.LeftButton)
    assert dialog.route.value == "31-2"
    dialog.leave()


def test_notify_elsewhere(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "notify_elsewhere", qtbot)
    act(dialog)
    assert "必填" in refused(dialog, "body")
    commit(dialog.fields["body"].editor, desk.office.name)
    act(dialog)
    assert "就是本单位" in refused(dialog, "body")
    dialog.fields["body"].editor.setText("望川县自然资源局")
    commit(dialog.fields["body_address"].editor, "县城建设路2号")
    commit(dialog.fields["body_phone"].editor, "0730-7654322")
    commit(dialog.fields["reason"].editor, "土地登记由县自然资源局负责。")
    act(dialog)
    notice = notice_of(desk, number)
    assert (notice.kind, notice.body, notice.body_phone) == ("elsewhere", "望川县自然资源局", "0730-7654322")
    assert notice.reason == "土地登记由县自然资源局负责。"


def test_forward_makes_notice_and_letter(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "forward", qtbot)
    act(dialog)
    assert "必填" in refused(dialog, "body")
    commit(dialog.fields["body"].editor, "石桥镇供水站")
    commit(dialog.fields["reason"].editor, "属该站职责范围。")
    act(dialog)
    notice = notice_of(desk, number)
    assert (notice.kind, notice.body, notice.reason) == ("forwarded", "石桥镇供水站", "属该站职责范围。")
    assert notice.letter_number


def test_decline(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "decline", qtbot)
    act(dialog)
    assert "请先选择" in refused(dialog, "reason_code")
    dialog.fields["reason_code"].editor.choose("N3")
    act(dialog)
    assert "必填" in refused(dialog, "reason")
    assert "必填" in refused(dialog, "body")
    commit(dialog.fields["reason"].editor, "该纠纷已由县人民法院立案审理。")
    commit(dialog.fields["body"].editor, "望川县人民法院")
    act(dialog)
    notice = notice_of(desk, number)
    assert (notice.kind, notice.reason_code, notice.body) == ("declined", "N3", "望川县人民法院")


def test_decline_final_takes_the_day_as_it_stands_on_the_paper(
    runner: Runner, desk: Desk, number: str, clock: FixedClock, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "decline_final", qtbot)
    act(dialog)
    assert "请先选择" in refused(dialog, "reason_code")
    dialog.fields["reason_code"].editor.choose("R1")
    commit(dialog.fields["original_body"].editor, "岳北市人民政府")
    commit(dialog.fields["original_number"].editor, "岳信复核〔2025〕3号")
    commit(dialog.fields["original_on"].editor.line, "去年六月")
    act(dialog)
    assert "不是有效的日期" in refused(dialog, "original_on")
    dialog.fields["original_on"].editor.line.setText("2026年3月3日")
    act(dialog)
    assert "不能晚于今天" in refused(dialog, "original_on")
    clock.pass_by(days=2)
    dialog.leave()
    dialog = dialog_for(runner, number, "decline_final", qtbot)
    dialog.fill_in({**DeclineFinal.example, "on": "2026-03-04", "original_on": "2026-03-03"})
    act(dialog)
    assert "晚于收到本事项之日" in refused(dialog, "original_on")
    dialog.fields["original_on"].editor.line.setText("2025.6.20")
    act(dialog)
    notice = notice_of(desk, number)
    assert (notice.kind, notice.reason_code, notice.original_on) == ("declined_final", "R1", date(2025, 6, 20))
    assert (notice.original_body, notice.original_number) == ("某某市人民政府", "某信复核〔2025〕3号")


def test_a_half_typed_day_is_not_lost_by_a_slip_on_escape(
    runner: Runner, number: str, asked: Answers, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "decline_final", qtbot)
    commit(dialog.fields["original_on"].editor.line, "2025年")
    asked.yes = False
    press(Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.leave()


def test_reply_to_a_suggestion(runner: Runner, desk: Desk, suggestion: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, suggestion, "reply", qtbot)
    assert "court" not in dialog.fields
    act(dialog)
    assert "请先选择采纳情况" in refused(dialog, "outcome")
    dialog.outcome.choose("partly")
    act(dialog)
    assert "必填" in refused(dialog, "handling")
    assert not dialog.refusal.isVisible()
    commit(dialog.handling, "10月起赶集日加开两班。")
    act(dialog)
    reply = desk.petition(suggestion).reply
    assert reply is not None
    assert (reply.paper, reply.outcome, reply.handling) == ("F14", "partly", "10月起赶集日加开两班。")


def test_reply_to_a_question_asks_for_no_outcome(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk, category="consultation")
    dialog = dialog_for(runner, number, "reply", qtbot)
    assert "outcome" not in dialog.fields
    act(dialog)
    assert "必填" in refused(dialog, "handling")
    assert not dialog.refusal.isVisible()
    commit(dialog.handling, "可以到镇便民服务中心申请。")
    act(dialog)
    reply = desk.petition(number).reply
    assert reply is not None
    assert (reply.paper, reply.outcome) == ("F14", "")


def test_reply_on_our_own_duty_tells_the_remedies(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, OURS, INVESTIGATE)
    dialog = dialog_for(runner, number, "reply", qtbot)
    assert dialog.findings.value == INVESTIGATE.record
    commit(dialog.handling, "已责令三日内清除。")
    act(dialog)
    assert "必填" in refused(dialog, "basis")
    assert "必填" in refused(dialog, "review_body")
    assert "必填" in refused(dialog, "court")
    commit(dialog.basis.rows[0].law, "《村庄和集镇规划建设管理条例》")
    commit(dialog.review_body, "望川县人民政府")
    commit(dialog.court, "望川县人民法院")
    act(dialog)
    reply = desk.petition(number).reply
    assert reply is not None
    assert (reply.paper, reply.interest) == ("F13", True)
    assert (reply.review_body, reply.court) == ("望川县人民政府", "望川县人民法院")


def test_without_an_interest_in_law_no_remedy_is_asked_for(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    taken(desk, number, OURS, INVESTIGATE)
    dialog = dialog_for(runner, number, "reply", qtbot)
    commit(dialog.court, "望川县人民法院")
    dialog.interest.choose("no")
    assert not dialog.fields["court"].isVisible()
    commit(dialog.handling, "已责令三日内清除。")
    commit(dialog.basis.rows[0].law, "《村庄和集镇规划建设管理条例》")
    act(dialog)
    reply = desk.petition(number).reply
    assert reply is not None
    assert (reply.interest, reply.court) == (False, "")


def test_extend_shows_the_new_last_day(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, Accept())
    dialog = dialog_for(runner, number, "extend", qtbot)
    assert "延长后至 2026-05-31" in dialog.until.text()
    dialog.days.setValue(20)
    assert "原办理期限至 2026-05-01，延长后至 2026-05-21" in dialog.until.text()
    act(dialog)
    assert "必填" in refused(dialog, "reason")
    commit(dialog.reason, "需委托鉴定路基质量。")
    commit(dialog.approver, "陈明")
    act(dialog)
    extension = desk.petition(number).extension
    assert extension is not None
    assert (extension.days, extension.approver, extension.due) == (20, "陈明", date(2026, 5, 21))


def test_extension_after_the_last_day_is_refused_beside_the_date(
    runner: Runner, desk: Desk, number: str, clock: FixedClock, qtbot: QtBot
) -> None:
    taken(desk, number, Accept())
    clock.pass_by(days=80)
    dialog = dialog_for(runner, number, "extend", qtbot)
    commit(dialog.reason, "需委托鉴定路基质量。")
    commit(dialog.approver, "陈明")
    act(dialog)
    assert "不能延期" in refused(dialog, "on")
    dialog.leave()


@pytest.mark.parametrize("step", NEW)
def test_every_letter_behind_alt_stands_for_one_field(runner: Runner, number: str, step: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, step, qtbot)
    keys = [text[at + 1] for text in mnemonics(dialog) for at in [text.index("&")]]
    assert len(keys) == len(set(keys)), keys
    dialog.leave()


@pytest.mark.parametrize(("step", "paper"), [(OURS, "F04"), (ELSEWHERE, "F04b"), (FORWARD, "F05"), (Accept(), "F03")])
def test_serving_offers_the_paper_that_was_made(
    runner: Runner, desk: Desk, number: str, step: Accept, paper: str, qtbot: QtBot
) -> None:
    taken(desk, number, step)
    dialog = dialog_for(runner, number, "serve", qtbot)
    assert [dialog.paper.itemData(at) for at in range(dialog.paper.count())] == [paper]
    act(dialog)
    assert desk.petition(number).served_on_all(paper)


def test_serving_offers_the_newest_paper_first(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, Accept(), Extend(reason="需委托鉴定。", days=20, approver="陈明"))
    dialog = dialog_for(runner, number, "serve", qtbot)
    assert [dialog.paper.itemData(at) for at in range(dialog.paper.count())] == ["F11", "F03"]
    dialog.leave()


def test_duty_of_notice_leads_to_the_step_of_its_category(desk: Desk, number: str, suggestion: str) -> None:
    led = [next_step.towards(desk.view(each), "D1") for each in (number, suggestion)]
    assert led == ["accept", "reply"]


def test_after_an_extension_its_own_clock_leads_to_the_opinion(desk: Desk, number: str) -> None:
    taken(
        desk,
        number,
        Accept(handler="赵强"),
        Extend(reason="需委托鉴定。", days=20, approver="陈明"),
        Serve(paper="F03"),
    )
    taken(desk, number, Serve(paper="F11"))
    view = desk.view(number)
    assert next_step.towards(view, "D6") == "assign"
    assert next_step.usual(view)[0] == "assign"


def test_own_duty_goes_from_notice_to_closing(desk: Desk, number: str) -> None:
    done = Reply(
        handling="已清除。", findings="堆放属实。", basis=(Basis(law="《村庄和集镇规划建设管理条例》"),), interest=False
    )
    firsts = []
    for step in (OURS, Serve(paper="F04"), INVESTIGATE, done, Serve(paper="F13")):
        desk.run(number, step)
        firsts.append(next_step.usual(desk.view(number))[0])
    assert firsts == ["serve", "investigate", "reply", "serve", "close"]


def test_reception_leads_a_suggestion_to_its_reply(window: MainWindow, desk: Desk, suggestion: str) -> None:
    window.go("reception")
    wanted: list[tuple[str, str]] = []
    window.reception.step_wanted.connect(lambda number, step: wanted.append((number, step)))
    window.reception.go.click()
    assert wanted == [(suggestion, "reply")]
    assert window.petition.dialog is not None
    window.petition.dialog.leave()


def test_page_tells_what_was_decided(desk: Desk, number: str, suggestion: str) -> None:
    taken(desk, number, ELSEWHERE)
    told = "\n".join(text for _role, text in telling.matter(desk.view(number)))
    assert "见下面的“告知向有权机关提出”" in told
    assert "望川县自然资源局，县城建设路2号，0730-7654322" in told
    taken(desk, suggestion, REPLY)
    told = "\n".join(text for _role, text in telling.matter(desk.view(suggestion)))
    assert "见下面的“答复”" in told
    assert "采纳情况：采纳" in told
    assert "10月底前完成" in told


def test_page_tells_the_extension_and_its_reason(desk: Desk, number: str) -> None:
    taken(desk, number, Accept(), Extend(reason="需委托鉴定。", days=20, approver="陈明"))
    told = "\n".join(text for _role, text in telling.matter(desk.view(number)))
    assert "陈明 批准延长20日，至2026-05-21" in told
    assert "需委托鉴定。" in told
    assert "尚无处理结果" in told


def test_page_tells_the_paper_that_ended_the_matter_before(desk: Desk, number: str) -> None:
    taken(desk, number, Decline(reason_code="N3", reason="法院已立案。", body="望川县人民法院"))
    told = "\n".join(text for _role, text in telling.matter(desk.view(number)))
    assert "涉及诉讼权利救济" in told
    assert "法院已立案。" in told


@pytest.mark.parametrize(
    ("step", "paper", "fields"),
    [
        ("forward", "F05", {"body": "石桥镇供水站"}),
        ("notify_elsewhere", "F04b", {"body": "望川县自然资源局"}),
    ],
)
def test_after_the_decision_its_paper_is_ready_to_be_printed(
    window: MainWindow, number: str, step: str, paper: str, fields: dict[str, str], qtbot: QtBot
) -> None:
    window.open_petition(number)
    page = window.petition
    page.take(step)
    assert page.dialog is not None
    for name, text in fields.items():
        commit(page.dialog.fields[name].editor, text)
    page.dialog.main.click()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.papers.print_button)
    assert page.papers.code == paper
    assert page.papers.preview.pdf


def mnemonics(dialog: QWidget) -> list[str]:
    """Every text of the dialog that has a letter behind Alt."""
    shown = [widget for widget in dialog.findChildren(QWidget) if hasattr(widget, "text")]
    return [text for widget in shown if "(&" in (text := str(widget.text()))]


def test_the_papers_of_a_step_are_those_that_were_not_there_before(desk: Desk, number: str) -> None:
    made = []
    for step in (FORWARD, Serve(paper="F05")):
        before = desk.view(number)
        desk.run(number, step)
        made.append(next_step.made_since(before, desk.view(number)))
    assert made == [["F08", "F05"], []]
