"""Void numbers: a spoilt sheet costs its number, and nothing else of the petition changes."""

from __future__ import annotations

import datetime as dt
import re

import msgspec
import pytest

from app.domain.clocks import clocks_of
from app.domain.errors import RuleBroken
from app.domain.papers import offered
from app.domain.petition import RECORDED, Petition
from app.domain.records.record import records_in
from app.domain.records.supervision import DemandKind
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.notice import Forward
from app.domain.steps.numbers import Reissue, Void, VoidRegistration
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from app.shipped import load_calendar, load_periods
from tests.app.documents.sample import DEMAND, STATES, context_for
from tests.app.domain.folding import TODAY, Folding
from tests.app.domain.test_steps import PATH, URGENT

FIRST, SECOND = "石桥镇信受〔2026〕1号", "石桥镇信受〔2026〕2号"
ACCEPT = Accept(on=dt.date(2026, 3, 4), office="村镇建设办", handler="赵强")
SPOILT = Void(on=dt.date(2026, 3, 6), number=FIRST, reason="打印时卡纸")
KEPT_BACK = Void(on=dt.date(2026, 3, 6), number=FIRST, reason="打印时卡纸", reissue=False)


def folded(*steps: object) -> Folding:
    folding = Folding()
    folding.run(*steps)  # type: ignore[arg-type]
    return folding


def states(petition: Petition) -> dict[str, str]:
    return {clock.code: clock.state for clock in clocks_of(petition, load_periods(), load_calendar(), TODAY)}


def test_a_spoilt_paper_takes_the_next_number_and_keeps_its_contents() -> None:
    before = folded(ACCEPT).petition
    after = folded(ACCEPT, SPOILT).petition
    assert [(paper.key, paper.number, paper.on) for paper in after.made] == [("F03", SECOND, dt.date(2026, 3, 4))]
    assert before.acceptance is not None
    assert after.acceptance is not None
    assert after.acceptance.notice_number == SECOND
    assert after.acceptance.renumbered(SECOND, FIRST) == before.acceptance
    void = after.void_numbers[0]
    assert (void.number, void.replaced_by, void.reason) == (FIRST, SECOND, "打印时卡纸")
    assert states(before) == states(after)


def test_the_other_paper_of_the_same_decision_keeps_its_number() -> None:
    folding = folded(Forward(on=dt.date(2026, 3, 4), body="供水站"))
    folding.run(Void(number="石桥镇信转〔2026〕1号", reason="误填"))
    assert [(paper.key, paper.number) for paper in folding.petition.made] == [
        ("F05", "石桥镇信告〔2026〕1号"),
        ("F08", "石桥镇信转〔2026〕2号"),
    ]


def test_services_of_a_void_number_no_longer_count() -> None:
    serve = Serve(on=dt.date(2026, 3, 5), paper="F03")
    assert states(folded(ACCEPT, serve).petition)["D1"] == "met"
    folding = folded(ACCEPT, serve, SPOILT)
    assert folding.petition.served("F03") == {}
    assert folding.petition.services[0].number == FIRST  # what happened stays readable
    assert states(folding.petition)["D1"] == "missed"
    with pytest.raises(RuleBroken) as early:
        folding.run(serve)
    assert early.value.code == "on-before-event"  # the new sheet is there since the 6th
    folding.run(Serve(on=dt.date(2026, 3, 9), paper="F03"))
    assert folding.petition.services[1].number == SECOND
    assert states(folding.petition)["D1"] == "met"


def test_the_days_for_a_review_run_from_the_service_of_the_number_that_holds() -> None:
    folding = folded(*PATH[:6])
    issue = next(paper for paper in folding.petition.made if paper.code == "F12")
    folding.run(Void(on=dt.date(2026, 3, 13), number=issue.number, reason="页码缺失"))
    assert folding.petition.stage == "issued"
    assert "D7" not in states(folding.petition)
    folding.run(Serve(on=dt.date(2026, 3, 16), paper="F12"))
    clocks = clocks_of(folding.petition, load_periods(), load_calendar(), TODAY)
    assert [clock.day_zero for clock in clocks if clock.code == "D7"] == [dt.date(2026, 3, 16)]


def test_a_served_paper_is_not_left_without_a_number() -> None:
    folding = folded(ACCEPT, Serve(on=dt.date(2026, 3, 5), paper="F03"))
    with pytest.raises(RuleBroken) as refused:
        folding.run(KEPT_BACK)
    assert refused.value.code == "served-needs-reissue"


def test_a_number_is_not_void_before_its_paper_was_served() -> None:
    folding = folded(ACCEPT, Serve(on=dt.date(2026, 3, 9), paper="F03"))
    with pytest.raises(RuleBroken) as refused:
        folding.run(SPOILT)
    assert (refused.value.code, refused.value.facts["event_on"]) == ("on-before-event", "2026-03-09")


def test_without_a_number_there_is_nothing_to_serve_until_it_has_one_again() -> None:
    folding = folded(ACCEPT, KEPT_BACK)
    assert folding.petition.outgoing == {}
    assert folding.petition.told_on is None
    with pytest.raises(RuleBroken) as refused:
        folding.run(Serve(paper="F03"))
    assert refused.value.code == "nothing-to-serve"
    folding.run(Reissue(on=dt.date(2026, 3, 9), number=FIRST))
    assert folding.petition.outgoing == {"F03": (SECOND, dt.date(2026, 3, 9))}


@pytest.mark.parametrize("number", ["石桥镇信受〔2026〕7号", FIRST])
def test_a_number_that_is_not_borne_is_not_void(number: str) -> None:
    folding = folded(ACCEPT, SPOILT)
    with pytest.raises(RuleBroken) as refused:
        folding.run(Void(number=number, reason="卡纸"))
    assert refused.value.code == "no-such-number"


def test_a_number_that_was_replaced_is_replaced_once() -> None:
    folding = folded(ACCEPT, KEPT_BACK, Reissue(number=FIRST))
    with pytest.raises(RuleBroken) as refused:
        folding.run(Reissue(number=FIRST))
    assert refused.value.code == "no-void-number"


def test_the_new_number_is_one_of_the_year_on_the_paper() -> None:
    folding = Folding(today=dt.date(2027, 1, 5))
    folding.run(Accept(on=dt.date(2026, 12, 30), office="农办"))
    folding.run(Void(number=FIRST, reason="卡纸"))
    assert folding.petition.made[0].number == SECOND


@pytest.mark.parametrize("code", STATES)
def test_papers_are_looked_for_in_every_field_that_holds_records(code: str) -> None:
    petition = context_for(code).petition
    holding = {name for name in petition.__struct_fields__ if any(records_in(getattr(petition, name)))}
    assert holding <= set(RECORDED)


def word_of(number: str) -> str:
    """What sets the numbers of one series apart: 某信催〔2026〕1号 -> 信催."""
    found = re.search(r"信[^〔]+", number)
    return found[0] if found else number


@pytest.mark.parametrize("code", STATES)
def test_every_numbered_paper_can_become_void_and_gets_a_number_of_its_own_series(code: str) -> None:
    folding = Folding(today=dt.date(2026, 9, 30))
    folding.petition = msgspec.structs.replace(context_for(code).petition, closing=None, reviews=())
    for paper in folding.petition.made:
        if paper.number:
            folding.run(Void(number=paper.number, reason="打印时卡纸", on=folding.today))
            again = next(made for made in folding.petition.made if made.key == paper.key)
            assert again.number != paper.number
            assert word_of(again.number) == word_of(paper.number)


def test_of_a_closed_matter_only_what_was_made_since_can_become_void() -> None:
    folding = folded(*PATH)
    opinion = next(paper.number for paper in folding.petition.made if paper.code == "F12")
    with pytest.raises(RuleBroken) as refused:
        folding.run(Void(number=opinion, reason="卡纸"))
    assert refused.value.code == "closed"
    folding.run(URGENT)
    report = next(paper.number for paper in folding.petition.made if paper.code == "F29")
    folding.run(Void(number=report, reason="卡纸", reissue=False), Reissue(number=report))
    assert folding.petition.made[-1].number == report.replace("1号", "2号")
    with pytest.raises(RuleBroken) as refused:
        folding.run(Void(number=opinion, reason="卡纸"))
    assert refused.value.code == "no-such-number"


@pytest.mark.parametrize("kind", ["reminder", "supervision"])
def test_a_reminder_and_a_supervision_are_renumbered_each_in_its_series(kind: DemandKind) -> None:
    word = {"reminder": "信催", "supervision": "信督"}[kind]
    number = f"石桥镇{word}〔2026〕8号"
    demand = msgspec.structs.replace(DEMAND, demand=kind, number=number)
    folding = Folding(today=dt.date(2026, 9, 30))
    folding.petition = msgspec.structs.replace(folding.petition, demands=(demand,))
    folding.run(Void(number=number, reason="卡纸", reissue=False, on=folding.today))
    folding.run(Reissue(number=number, on=folding.today))
    assert folding.petition.demands[0].number == f"石桥镇{word}〔2026〕1号"


# A registration made by mistake

MISTAKE = VoidRegistration(on=dt.date(2026, 3, 3), reason="同一事项误登两次")


def test_a_void_registration_keeps_its_number_and_takes_nothing_more() -> None:
    folding = folded(MISTAKE)
    assert folding.petition.stage == "voided"
    assert folding.petition.number.endswith("-000001")
    assert [offer.step for offer in table.offers(folding.petition) if offer.possible] == []
    with pytest.raises(RuleBroken) as refused:
        folding.run(ACCEPT)
    assert refused.value.code == "registration-void"
    assert set(states(folding.petition).values()) == {"not_applicable"}
    assert offered(folding.petition) == ()


@pytest.mark.parametrize(
    "step",
    [ACCEPT, Forward(on=dt.date(2026, 3, 4), body="供水站"), AddContact(on=dt.date(2026, 3, 4), note="再次来访")],
)
def test_a_matter_of_which_something_came_is_not_made_void(step: Step) -> None:
    folding = folded(step)
    with pytest.raises(RuleBroken) as refused:
        folding.run(VoidRegistration(reason="误登"))
    assert refused.value.code == "registration-handled"
