"""管辖争议: who accepts is asked of the body above; its word is followed; the day to tell stays where it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.errors import RuleBroken
from app.domain.steps.acceptance import Accept
from app.domain.steps.dispute import DisputeCompetence, SettleCompetence
from app.domain.steps.notice import Forward
from app.domain.steps.step import Step
from app.domain.steps.table import offers
from tests.app.domain.folding import TODAY, Folding

NEIGHBOUR = "城关镇人民政府"
ASK = DisputeCompetence(
    on=dt.date(2026, 3, 4),
    bodies=(NEIGHBOUR,),
    superior="岳阳县人民政府",
    views="地块在两镇交界处。",
    signer="陈明",
)
OURS = SettleCompetence(on=dt.date(2026, 3, 10), outcome="ours", number="岳政函〔2026〕5号")
THEIRS = SettleCompetence(on=dt.date(2026, 3, 10), outcome="other", competent=NEIGHBOUR)


def after(*steps: Step) -> Folding:
    folding = Folding(today=TODAY)
    folding.run(*steps)
    return folding


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    return refused.value


def changed(step: Step, **fields: Any) -> Any:
    return msgspec.structs.replace(step, **fields)


def test_what_is_decided_to_be_ours_is_accepted_and_what_is_not_goes_to_the_other() -> None:
    ours = after(ASK, OURS, Accept(on=dt.date(2026, 3, 10)))
    assert ours.petition.stage == "accepted"
    assert [paper.key for paper in ours.petition.made] == ["F10a", "F03"]
    theirs = after(ASK, THEIRS)
    assert theirs.petition.competent_elsewhere == NEIGHBOUR
    assert Forward.suggest(theirs.petition, theirs.context()) == {"body": NEIGHBOUR}
    theirs.run(Forward(on=dt.date(2026, 3, 11), body=NEIGHBOUR))
    assert theirs.petition.notice
    assert theirs.petition.notice.kind == "forwarded"


def test_nothing_is_decided_before_the_decision_and_no_day_before_it() -> None:
    assert refusal(after(ASK, OURS), Accept(on=dt.date(2026, 3, 9))).code == "on-before-event"
    possible = {offer.step for offer in offers(after(ASK).petition) if offer.possible}
    assert "competence_decided" in possible
    assert not possible & {"accept", "forward", "decline", "notify_route", "notify_elsewhere", "dispute_competence"}


@pytest.mark.parametrize("steps", [(ASK,), (ASK, OURS), (ASK, THEIRS)])
def test_a_dispute_moves_no_clock(steps: tuple[Step, ...]) -> None:
    calendar, periods = shipped.load_calendar(), shipped.load_periods()

    def clocks(folding: Folding) -> list[tuple[str, dt.date, str]]:
        return [(c.code, c.nominal, c.state) for c in clocks_of(folding.petition, periods, calendar, TODAY)]

    assert clocks(after(*steps)) == clocks(after())


def test_the_bodies_may_also_agree() -> None:
    folding = after(ASK, changed(OURS, how="agreed", number=""))
    decision = folding.petition.disputes[0].decision
    assert decision
    assert (decision.by_body, decision.competent) == ("", folding.office.name)


def test_after_a_decision_for_us_a_new_dispute_can_arise() -> None:
    assert len(after(ASK, OURS, changed(ASK, on=dt.date(2026, 3, 11))).petition.disputes) == 2


@pytest.mark.parametrize(
    ("before", "step", "code"),
    [
        ((), changed(ASK, bodies=("石桥镇人民政府",)), "body-is-own"),
        ((), changed(ASK, superior=NEIGHBOUR), "superior-is-party"),
        ((ASK,), changed(OURS, competent=NEIGHBOUR), "competent-other"),
        ((ASK,), changed(THEIRS, competent=" "), "competent-missing"),
        ((ASK,), changed(THEIRS, competent="石桥镇人民政府"), "competent-missing"),
    ],
)
def test_who_takes_part_and_who_decides_are_different(before: tuple[Step, ...], step: Step, code: str) -> None:
    assert refusal(after(*before), step).code == code
