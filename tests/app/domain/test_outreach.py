"""Follow-ups, lead cases and instructions: records of the office's work that move no clock."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.domain.clocks import LEADER_CLOCK, clocks_of
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.records.follow_up import SATISFACTION, Satisfaction, evaluation
from app.domain.records.reception import ReceptionDay
from app.domain.steps.acceptance import Accept
from app.domain.steps.follow_up import FollowUpWith
from app.domain.steps.leader import EndLeadCase, RecordInstruction, TakeLeadCase
from app.domain.steps.reception import AnswerLeader, ReceiveByLeader
from app.shipped import load_calendar, load_periods
from tests.app.domain.folding import RECEIVED, Folding
from tests.helpers import person, registration

ACCEPT = Accept(on=dt.date(2026, 3, 4), office="村镇建设办", handler="赵强")


def asked(satisfaction: Satisfaction, day: int = 10) -> FollowUpWith:
    return FollowUpWith(on=dt.date(2026, 3, day), way="phone", satisfaction=satisfaction)


@pytest.mark.parametrize("satisfaction", SATISFACTION)
def test_every_evaluation_is_kept_as_it_was_given(satisfaction: Satisfaction) -> None:
    folding = Folding()
    petition = folding.run(ACCEPT, asked(satisfaction))
    (kept,) = petition.follow_ups
    assert (kept.satisfaction, kept.name, kept.to) == (satisfaction, "张三", 1)
    assert evaluation(petition.follow_ups) == ("" if satisfaction == "none" else satisfaction)


@pytest.mark.parametrize(
    ("given", "standing"),
    [
        ((), ""),
        ((("satisfied", 10), ("dissatisfied", 12)), "dissatisfied"),
        ((("dissatisfied", 12), ("satisfied", 10)), "dissatisfied"),  # written down later, happened earlier
        ((("satisfied", 10), ("none", 12)), "satisfied"),
        ((("basically", 10), ("satisfied", 10)), "satisfied"),
    ],
)
def test_the_evaluation_given_last_stands(given: tuple[tuple[Satisfaction, int], ...], standing: str) -> None:
    petition = Folding().run(ACCEPT, *(asked(*one) for one in given))
    assert evaluation(petition.follow_ups) == standing


def test_a_follow_up_names_the_petitioner_who_was_asked() -> None:
    folding = Folding(registration(person("张三"), person("李四"), on=RECEIVED))
    petition = folding.run(ACCEPT, FollowUpWith(way="visit", to=2, satisfaction="none", remains="补发通知"))
    assert petition.follow_ups[0].name == "李四"
    with pytest.raises(RuleBroken) as refused:
        folding.decide(FollowUpWith(way="visit", to=3, satisfaction="none"))
    assert (refused.value.code, refused.value.facts["field"]) == ("no-such-petitioner", "to")


def test_a_lead_case_is_changed_by_ending_it_and_beginning_another() -> None:
    folding = Folding()
    folding.run(ACCEPT, TakeLeadCase(on=dt.date(2026, 3, 5), leader="陈明", post="镇长"))
    folding.run(EndLeadCase(on=dt.date(2026, 3, 9), reason="工作调整"))
    with pytest.raises(RuleBroken) as refused:
        folding.decide(TakeLeadCase(on=dt.date(2026, 3, 8), leader="周岚", post="副镇长"))
    assert refused.value.code == "on-before-event"
    petition = folding.run(TakeLeadCase(on=dt.date(2026, 3, 9), leader="周岚", post="副镇长"))
    first, second = petition.lead_cases
    assert (first.leader, first.ended_on, first.ended_reason) == ("陈明", dt.date(2026, 3, 9), "工作调整")
    assert (second.leader, second.ended_on) == ("周岚", None)
    assert (petition.handler, petition.stage) == ("赵强", "accepted")


def test_instructions_are_kept_word_by_word_in_their_order() -> None:
    petition = Folding().run(
        RecordInstruction(leader="陈明", words="请核实。\n按期答复。", passed_to="村镇建设办"),
        RecordInstruction(leader="周岚", post="副镇长", words="同意。"),
    )
    assert [(one.words, one.passed_to) for one in petition.instructions] == [
        ("请核实。\n按期答复。", "村镇建设办"),
        ("同意。", ""),
    ]
    assert petition.made == ()


def clocks(folding: Folding, today: dt.date) -> list[Deadline]:
    found = clocks_of(folding.petition, load_periods(), load_calendar(), today)
    return [clock for clock in found if clock.code == LEADER_CLOCK]


def test_what_a_leader_wants_by_a_day_has_a_clock_until_it_is_answered() -> None:
    folding = Folding()
    folding.run(ReceiveByLeader(on=dt.date(2026, 3, 4), leader="陈明", decided="核实。", due=dt.date(2026, 3, 14)))
    (running,) = clocks(folding, dt.date(2026, 3, 14))
    assert (running.state, running.effective, running.subject) == ("running", dt.date(2026, 3, 14), "陈明")
    assert running.why == (
        "2026-03-04陈明接访，定于2026-03-14前回报接访意见办理情况（周六，请提前办到）。"
        "该日期由领导接访时确定，法律没有规定天数。依据《信访工作条例》第十八条第二款。"
    )
    assert clocks(folding, dt.date(2026, 3, 15))[0].state == "missed"
    folding.run(AnswerLeader(on=dt.date(2026, 3, 13), answer="已核实，已当面告知。"))
    (met,) = clocks(folding, dt.date(2026, 3, 15))
    assert (met.state, met.met_on) == ("met", dt.date(2026, 3, 13))
    assert folding.petition.receptions[0].answer == "已核实，已当面告知。"


def test_a_reception_without_a_day_has_no_clock() -> None:
    folding = Folding()
    folding.run(ReceiveByLeader(on=dt.date(2026, 3, 4), leader="陈明", decided="核实。"))
    assert clocks(folding, dt.date(2026, 3, 14)) == []


def test_the_earliest_day_is_answered_first_unless_a_leader_is_named() -> None:
    folding = Folding()
    for leader, day in (("陈明", 18), ("周岚", 16), ("赵海", 17)):
        due = dt.date(2026, 3, day)
        folding.run(ReceiveByLeader(on=dt.date(2026, 3, 4), leader=leader, decided="核实。", due=due))
    folding.run(AnswerLeader(leader="赵海", answer="甲"), AnswerLeader(answer="乙"))
    assert [one.answer for one in folding.petition.receptions] == ["", "乙", "甲"]
    assert "陈明：核实。（限2026-03-18前）" in AnswerLeader.told(folding.petition)


def test_the_leader_who_receives_today_stands_in_the_form() -> None:
    folding = Folding()
    day = ReceptionDay(
        on=RECEIVED,
        by="李明",
        held_on=folding.today,
        leader="陈明",
        post="镇长",
        way="outreach",
        place="石桥村",
        hours="上午",
        published="",
    )
    folding.reception_days = [day]
    known = {"leader": "陈明", "post": "镇长", "way": "outreach"}
    assert ReceiveByLeader.suggest(folding.petition, folding.context()) == known
    folding.reception_days = [day, msgspec.structs.replace(day, leader="周岚")]
    assert ReceiveByLeader.suggest(folding.petition, folding.context()) == {}
    folding.reception_days = [msgspec.structs.replace(day, cancelled_on=RECEIVED)]
    assert ReceiveByLeader.suggest(folding.petition, folding.context()) == {}
