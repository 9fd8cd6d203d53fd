"""Which clocks run: from the petition's events alone, each with its article, per addressee for review."""

from __future__ import annotations

import datetime as dt

import pytest

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline
from app.domain.petition import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from tests.app.domain.folding import RECEIVED, TODAY, Folding
from tests.helpers import person, registration

TO_ISSUE = (
    Accept(on=dt.date(2026, 3, 4)),
    Investigate(on=dt.date(2026, 3, 6), record="查"),
    DraftOpinion(
        on=dt.date(2026, 3, 9),
        facts_found="属实",
        basis=(Basis(law="《公路法》"),),
        results=(RequestResult(request=1, result="support", opinion="办"),),
    ),
    ApproveOpinion(on=dt.date(2026, 3, 10)),
    IssueOpinion(on=dt.date(2026, 3, 11)),
)


def clocks(folding: Folding, today: dt.date = TODAY) -> dict[str, Deadline]:
    """Code (and addressee) -> clock."""
    found = clocks_of(folding.petition, shipped.load_periods(), shipped.load_calendar(), today)
    return {f"{clock.code} {clock.subject}".strip(): clock for clock in found}


def test_a_registered_petition_has_only_the_clock_of_the_written_notice() -> None:
    (clock,) = clocks(Folding()).values()
    assert (clock.code, clock.day_zero, clock.nominal) == ("D1", RECEIVED, dt.date(2026, 3, 17))
    assert clock.article == "《信访工作条例》第二十三条第二款"
    assert clock.state == "missed"
    assert clocks(Folding(), dt.date(2026, 3, 17))["D1"].state == "running"


def test_the_notice_is_met_when_the_last_addressee_has_it() -> None:
    folding = Folding(registration(person("张三"), person("李四"), on=RECEIVED))
    folding.run(TO_ISSUE[0], Serve(paper="F03", to=(1,), on=dt.date(2026, 3, 5)))
    assert clocks(folding)["D1"].state == "missed"
    folding.run(Serve(paper="F03", to=(2,), on=dt.date(2026, 3, 16)))
    clock = clocks(folding)["D1"]
    assert (clock.state, clock.met_on) == ("met", dt.date(2026, 3, 16))


def test_nobody_needs_a_notice_whose_name_and_address_are_unclear() -> None:
    folding = Folding(registration(person(address=""), on=RECEIVED, identity_unclear=True))
    clock = clocks(folding)["D1"]
    assert clock.state not in ("running", "missed", "met")


def test_handling_runs_from_acceptance_to_the_issue_of_the_opinion() -> None:
    folding = Folding()
    folding.run(TO_ISSUE[0])
    clock = clocks(folding)["D5"]
    assert (clock.day_zero, clock.nominal, clock.state) == (dt.date(2026, 3, 4), dt.date(2026, 5, 3), "running")
    assert folding.petition.acceptance is not None
    assert clock.set_by == folding.petition.acceptance.ref
    folding.run(*TO_ISSUE[1:])
    assert (clocks(folding)["D5"].state, clocks(folding)["D5"].met_on) == ("met", dt.date(2026, 3, 11))


def test_review_runs_for_each_addressee_from_the_own_day_of_service() -> None:
    folding = Folding(registration(person("张三"), person("李四"), on=RECEIVED))
    folding.run(*TO_ISSUE)
    assert not [name for name in clocks(folding) if name.startswith("D7")]
    folding.run(
        Serve(paper="F12", to=(1,), on=dt.date(2026, 3, 12)), Serve(paper="F12", to=(2,), on=dt.date(2026, 3, 18))
    )
    found = clocks(folding)
    assert (found["D7 张三"].day_zero, found["D7 李四"].day_zero) == (dt.date(2026, 3, 12), dt.date(2026, 3, 18))
    assert {found["D7 张三"].whose, found["D7 李四"].whose} == {"citizen"}
    assert found["D7 张三"].nominal == dt.date(2026, 4, 11)


@pytest.mark.parametrize("today", [dt.date(2026, 3, 2), dt.date(2026, 12, 1)])
def test_a_further_contact_moves_no_clock(today: dt.date) -> None:
    folding = Folding()
    before = clocks(folding, today)
    folding.run(AddContact(on=dt.date(2026, 3, 15)))
    assert clocks(folding, today) == before
