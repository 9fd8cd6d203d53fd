"""听证 and 调解 in the windows: the next thing to do, refusals beside the field, what came of it on the page."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.records.hearing import HearingView
from app.domain.steps.acceptance import Accept
from app.domain.steps.hearing import PlanHearing, PostponeHearing
from app.domain.steps.hearing_held import ConcludeHearing, RecordHearing
from app.domain.steps.mediation import ConsentMediation, HoldMediation
from app.domain.steps.service import Serve
from app.domain.steps.settlement import ConfirmInCourt, Settle
from tests.helpers import FixedClock, person, registered
from tests.ui.clipping import clipped
from tests.ui.helpers import freed, press, show
from ui.decided import decided
from ui.dialogs.form_dialog import FormDialog
from ui.look import Look
from ui.next_step import open_dialog, usual
from ui.runner import Runner


@pytest.fixture
def number(desk: Desk) -> str:
    made = registered(desk, person("张三"))
    desk.run(made, Accept(office="村镇建设办", handler="赵强"))
    desk.run(made, Serve(paper="F03"))
    return made


def plan(desk: Desk) -> PlanHearing:
    return PlanHearing(
        asked_by="office",
        pending=False,
        subject="道路硬化",
        held_on=desk.today() + dt.timedelta(days=3),
        time="9:30",
        place="镇政府",
        chair="陈明",
        clerk="王芳",
        public=True,
    )


def form(runner: Runner, number: str, step: str, qtbot: QtBot) -> FormDialog:
    made = open_dialog(runner, runner.desk.petition(number), step, None)
    show(made, qtbot)
    assert isinstance(made, FormDialog)
    return made


def told(desk: Desk, number: str) -> str:
    return "\n".join(text for _role, text in decided(desk.petition(number)))


def test_a_hearing_is_called_in_the_form_with_the_handler_invited(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = form(runner, number, "plan_hearing", qtbot)
    dialog.fill_in(
        {
            "asked_by": "office",
            "pending": True,
            "held_on": str(desk.today() + dt.timedelta(days=3)),
            "time": "9:30",
            "place": "镇政府",
            "chair": "陈明",
            "clerk": "王芳",
            "public": False,
        }
    )
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "2022年以前" in dialog.fields["pending"].note.text()
    dialog.fill_in({"pending": False})
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert freed(dialog)
    (hearing,) = desk.petition(number).hearings
    assert [(one.name, one.role) for one in hearing.invited] == [("赵强", "村镇建设办，承办人")]


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("step", ["plan_hearing", "record_hearing", "conclude_hearing", "consent_mediation", "settle"])
def test_nothing_of_the_forms_is_cut_off(
    runner: Runner, number: str, step: str, percent: int, look: Look, qtbot: QtBot
) -> None:
    look.set(percent=percent)
    dialog = form(runner, number, step, qtbot)
    dialog.fill_in(dialog.step_type.example)
    QApplication.processEvents()
    assert clipped(dialog) == []
    dialog.leave()


def test_the_next_thing_is_the_notice_then_the_record_then_the_conclusion(
    desk: Desk, number: str, clock: FixedClock
) -> None:
    desk.run(number, plan(desk))
    assert usual(desk.view(number))[0] == "serve"
    desk.run(number, Serve(paper="F22a"))
    assert usual(desk.view(number))[0] == "record_hearing"
    later = desk.today() + dt.timedelta(days=5)
    desk.run(number, PostponeHearing(held_on=later, time="14时", reason="住院。"))
    assert usual(desk.view(number))[0] == "serve"
    desk.run(number, Serve(paper="F22a.2"))
    clock.pass_by(days=5)
    record = RecordHearing(
        from_time="14:00",
        to_time="15:00",
        present=("张三", "陈明"),
        petitioner_statement="请求修路。",
        office_statement="资金已到账。",
    )
    desk.run(number, record)
    assert usual(desk.view(number))[0] == "conclude_hearing"
    assert "尚未作出结论（条例未规定作出结论的期限）" in told(desk, number)
    view = HearingView(request=1, view="应予支持。")
    desk.run(number, ConcludeHearing(facts_held="属实。", views=(view,), conclusion="建议支持。"))
    assert "conclude_hearing" not in usual(desk.view(number))[:1]
    assert "结论：建议支持。" in told(desk, number)


def test_the_page_tells_of_a_mediation_and_keeps_the_other_sides_phone_to_its_papers(
    desk: Desk, number: str, clock: FixedClock
) -> None:
    desk.run(
        number,
        ConsentMediation(
            other_name="石桥村委会",
            other_kind="organisation",
            other_phone="13711112222",
            dispute="占地补偿",
            petitioners_agree=True,
            other_agrees=True,
            other_how="oral",
        ),
    )
    assert "调解中（法律未规定调解期限，不延长办理期限）" in told(desk, number)
    people = {"form": "people", "body": "石桥镇人民调解委员会", "mediators": ("孙丽",)}
    desk.run(number, HoldMediation(**people, place="村部", present=("张三",), record="双方同意。"))
    settle = Settle(**people, facts="占地。", content="补偿1032元。", performance="转账", lawful=True)
    desk.run(number, settle)
    text = told(desk, number)
    for wanted in ("对方：", "口头（已记入笔录）同意", "协议内容：补偿1032元。", "转账（法律未规定履行期限）"):
        assert wanted in text
    assert "13711112222" not in text
    clock.pass_by(days=2)
    desk.run(number, ConfirmInCourt(applied_on=desk.today(), court="岳阳县人民法院", result="pending"))
    assert "向岳阳县人民法院申请，尚未裁定" in told(desk, number)
