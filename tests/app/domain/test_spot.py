"""当场答复: answered in writing and handed over while the visitor is here (第二十三条第二款)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain.clocks import clocks_of
from app.domain.errors import RuleBroken
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import NotifyRoute
from app.domain.steps.register import AddContact, Register
from app.domain.steps.reply import Reply
from app.domain.steps.spot import AnswerOnSpot
from app.domain.steps.step import Step
from app.shipped import load_calendar, load_periods
from tests.app.domain.folding import RECEIVED, Folding
from tests.helpers import person, registration


def question(*people: Any, **given: Any) -> Register:
    return registration(*people, **{"on": RECEIVED, "category": "consultation", **given})


def answer(**given: Any) -> AnswerOnSpot:
    return AnswerOnSpot(**{"on": RECEIVED, "handling": "材料清单已交来访人。", "accepted": True, **given})


def after(register: Register, *steps: Step) -> Folding:
    folding = Folding(register)
    folding.run(*steps)
    return folding


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    return refused.value


@pytest.mark.parametrize(("accepted", "word"), [(True, "信访人认可"), (False, "信访人不认可")])
def test_the_answer_and_its_service_are_one_step(accepted: bool, word: str) -> None:
    folding = Folding(question())
    replied, served = folding.decide(answer(accepted=accepted))
    assert replied.sentence(None) == f"当场答复信访人，{word}，出具回复函（石桥镇信复〔2026〕1号）"  # type: ignore[arg-type]
    assert served.kind == "served"
    petition = folding.run(answer(accepted=accepted))
    assert petition.reply is not None
    assert (petition.reply.on_spot, petition.reply.accepted) == (True, accepted)
    assert petition.served_on_all("F14") == RECEIVED
    (told,) = clocks_of(petition, load_periods(), load_calendar(), RECEIVED)
    assert (told.code, told.state, told.met_on) == ("D1", "met", RECEIVED)


@pytest.mark.parametrize(("outcome", "code"), [("adopted", ""), ("not_adopted", ""), ("", "outcome-missing")])
def test_a_suggestion_is_told_whether_it_is_adopted(outcome: Any, code: str) -> None:
    folding = Folding(question(category="suggestion"))
    if code:
        assert refusal(folding, answer(outcome=outcome)).code == code
    else:
        assert folding.run(answer(outcome=outcome)).stage == "replied"


def test_only_those_who_are_here_have_it() -> None:
    folding = Folding(question(person("张三"), person("李四")))
    assert refusal(folding, answer(to=(3,))).code == "not-an-addressee"
    petition = folding.run(answer(to=(2, 2)))
    assert petition.served("F14") == {2: RECEIVED}
    assert petition.served_on_all("F14") is None


@pytest.mark.parametrize(
    ("channel", "visited", "answered", "code"),
    [
        ("visit", None, RECEIVED, ""),
        ("outreach", None, RECEIVED, ""),
        ("visit", None, dt.date(2026, 3, 3), "nobody-here"),
        ("letter", None, RECEIVED, "nobody-here"),
        ("phone", None, RECEIVED, "nobody-here"),
        ("letter", dt.date(2026, 3, 5), dt.date(2026, 3, 5), ""),
        ("letter", dt.date(2026, 3, 5), dt.date(2026, 3, 6), "nobody-here"),
    ],
)
def test_somebody_must_be_here_on_that_day(channel: Any, visited: dt.date | None, answered: dt.date, code: str) -> None:
    came = (AddContact(on=visited, channel="visit"),) if visited else ()
    folding = after(question(channel=channel), *came)
    if code:
        assert refusal(folding, answer(on=answered)).code == code
    else:
        assert folding.run(answer(on=answered)).reply is not None


def test_a_claim_is_decided_first_and_a_duty_is_answered_after_investigation() -> None:
    assert refusal(Folding(registration(on=RECEIVED)), answer()).code == "not-decided"
    act = NotifyRoute(on=RECEIVED, route="31-5", procedure="查处违法行为")
    duty = after(registration(on=RECEIVED), act, Investigate(on=RECEIVED, record="查。"))
    assert refusal(duty, answer()).code == "not-on-spot"
    again = after(question(), Reply(on=RECEIVED, handling="已答复。"))
    assert refusal(again, answer()).code == "replied-already"
