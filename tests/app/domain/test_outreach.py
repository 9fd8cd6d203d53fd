"""Follow-ups, lead cases and instructions: records of the office's work that move no clock."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.errors import RuleBroken
from app.domain.records.follow_up import SATISFACTION, Satisfaction, evaluation
from app.domain.steps.acceptance import Accept
from app.domain.steps.follow_up import FollowUpWith
from app.domain.steps.leader import EndLeadCase, RecordInstruction, TakeLeadCase
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
