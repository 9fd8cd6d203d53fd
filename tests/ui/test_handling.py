"""The ways a matter is handled besides the ordinary one: what the page tells and where it leads."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.closing import Close
from app.domain.steps.ending import Terminate, Withdraw
from app.domain.steps.fulfilment import Fulfil
from app.domain.steps.recusal import Recuse
from app.domain.steps.service import Serve
from app.domain.steps.simplified import TurnOrdinary
from tests.app.documents.sample import SUSPENDED
from tests.helpers import FixedClock, person, registered, to_issue
from tests.ui.test_steps import act, dialog_for
from ui import next_step, telling
from ui.dialogs.accept import AcceptDialog
from ui.dialogs.office import OfficeDialog
from ui.runner import Runner

SUSPENDED_NOW = msgspec.structs.replace(SUSPENDED, resumed=None)


@pytest.fixture
def number(desk: Desk) -> str:
    return registered(desk)


def told(desk: Desk, number: str) -> str:
    return "\n".join(text for _role, text in telling.matter(desk.view(number)))


def test_page_tells_who_keeps_out_and_leads_to_the_next_handler(desk: Desk, number: str) -> None:
    desk.run(number, Accept(handler="赵强"))
    desk.run(number, Assign(office="村镇建设办", handler="赵强"))
    desk.run(number, Recuse(person="赵强", asked_by="self", reason="系信访人近亲属。", decided_by="陈明", granted=True))
    assert next_step.towards(desk.view(number), "D5") == "assign"
    assert "陈明 同意赵强回避（本人提出）：系信访人近亲属。" in told(desk, number)
    assert "承办人赵强已回避，尚未交其他人员承办" in told(desk, number)
    desk.run(number, Assign(office="村镇建设办", handler="孙丽", reason="赵强回避。"))
    assert next_step.towards(desk.view(number), "D5") == "investigate"
    assert "承办人由赵强调整为孙丽（村镇建设办）：赵强回避。" in told(desk, number)


def test_page_tells_how_a_matter_ended_and_leads_from_withdrawal_to_closing(desk: Desk, number: str) -> None:
    desk.run(number, Accept(handler="赵强"))
    desk.run(number, Serve(paper="F03"))
    steps = (
        Withdraw(who=(1,), form="oral", voluntary=True, reason="已协商解决。"),
        Terminate(ground="withdrawn", approver="陈明"),
        Serve(paper="F25"),
        Close(),
    )
    for step in steps:
        if step is not steps[0]:
            assert next_step.usual(desk.view(number))[0] == step.name
        desk.run(number, step)
    text = told(desk, number)
    assert "口头撤回：已协商解决。" in text
    assert "陈明 批准终止办理" in text
    assert "不出具处理意见书，见下面的“撤回、终止”" in text


def test_a_withdrawal_of_one_leaves_the_others_in_hand(desk: Desk) -> None:
    number = registered(desk, person("张三"), person("李四"))
    desk.run(number, Accept())
    desk.run(number, Withdraw(who=(2,), form="written", voluntary=True))
    assert "李四书面撤回" in told(desk, number)
    assert "其他信访人（张三等）没有撤回，事项继续办理" in told(desk, number)
    assert next_step.towards(desk.view(number), "D5") == "assign"


def test_simplified_handling_is_offered_once_the_office_has_switched_it_on(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "accept", qtbot)
    assert "simplified" not in dialog.fields
    dialog.leave()
    office = OfficeDialog(runner)
    office.open()
    office.office_form.simplified.setChecked(True)
    office.act()
    assert desk.office.simplified
    dialog = dialog_for(runner, number, "accept", qtbot)
    assert isinstance(dialog, AcceptDialog)
    dialog.simplified.setChecked(True)
    act(dialog)
    assert desk.petition(number).simplified
    assert next_step.towards(desk.view(number), "D13") == "assign"
    assert "受理时适用简易办理，应于2026-03-16前出具处理意见" in told(desk, number)
    desk.run(number, TurnOrdinary(reason="争议较大。"))
    assert "转为普通程序：争议较大。" in told(desk, number)


def test_a_refusal_of_simplified_handling_stands_beside_it(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    desk.describe(msgspec.structs.replace(desk.office, simplified=True), desk.officers)
    number = registered(desk, person("张三", representative=True), head_count=8)
    dialog = dialog_for(runner, number, "accept", qtbot)
    assert isinstance(dialog, AcceptDialog)
    dialog.simplified.setChecked(True)
    act(dialog)
    assert "属于集体信访" in dialog.fields["simplified"].note.text()
    assert desk.petition(number).stage == "registered"


def test_page_tells_what_is_to_be_carried_out_and_by_when(desk: Desk, number: str) -> None:
    to_issue(desk, number)
    assert "第1项诉求：尚未登记落实，没有约定落实日期（法律未规定期限）" in told(desk, number)
    day = desk.today() + timedelta(days=30)
    desk.run(number, Fulfil(request=1, state="partly", unit="村镇建设办", evidence="路基已修复。", next_on=day))
    assert "部分落实（村镇建设办），路基已修复。" in told(desk, number)
    assert f"第1项诉求：应于{day}前落实" in told(desk, number)
    assert next_step.towards(desk.view(number), "A32") == "fulfil"


def test_the_paper_is_handed_over_with_one_tick_on_the_day_of_a_visit_only(
    runner: Runner, desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    number = registered(desk)
    dialog = dialog_for(runner, number, "accept", qtbot)
    assert dialog.serve_now is not None
    dialog.serve_now.setChecked(True)
    act(dialog)
    assert desk.petition(number).served("F03") == {1: desk.today()}
    clock.pass_by(days=1)
    later = dialog_for(runner, number, "extend", qtbot)
    assert later.serve_now is None
    later.leave()


def test_suspended_handling_is_told_and_leads_to_its_resumption(desk: Desk, number: str) -> None:
    desk.run(number, Accept())
    petition = msgspec.structs.replace(desk.petition(number), suspensions=(SUSPENDED_NOW,))
    view = msgspec.structs.replace(desk.view(number), petition=petition, steps=table.offers(petition))
    assert next_step.towards(view, "D5") == "resume"
    told = "\n".join(text for _role, text in telling.matter(view))
    assert "批准中止办理（某某镇信中〔2026〕1号，《某省信访条例》第四十条）" in told
    assert "尚未恢复办理" in told
