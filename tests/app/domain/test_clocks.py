"""Which clocks run: from the petition's events alone, each with its article, per addressee for review."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.extension import Extend
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import Decline, Forward, NotifyElsewhere, NotifyRoute
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.register import AddContact
from app.domain.steps.reply import Reply
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
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


@pytest.mark.parametrize(
    ("step", "paper"),
    [
        (NotifyRoute(on=dt.date(2026, 3, 4), route="31-2", procedure="仲裁", body="仲裁委员会"), "F04"),
        (NotifyElsewhere(on=dt.date(2026, 3, 4), body="县林业局"), "F04b"),
        (Forward(on=dt.date(2026, 3, 4), body="供水站"), "F05"),
        (Decline(on=dt.date(2026, 3, 4), reason_code="N5", reason="重复", body="县林业局"), "F06"),
    ],
)
def test_any_first_notice_meets_the_fifteen_days_when_it_is_served(step: Step, paper: Any) -> None:
    folding = Folding(registration(person("张三"), person("李四"), on=RECEIVED))
    folding.run(step, Serve(paper=paper, to=(1,), on=dt.date(2026, 3, 5)))
    assert clocks(folding)["D1"].state == "missed"
    folding.run(Serve(paper=paper, to=(2,), on=dt.date(2026, 3, 18)))
    clock = clocks(folding)["D1"]
    assert (clock.state, clock.met_on) == ("met_late", dt.date(2026, 3, 18))
    assert list(clocks(folding)) == ["D1"]


def test_the_answer_to_a_suggestion_is_its_notice_and_has_no_clock_of_its_own() -> None:
    folding = Folding(registration(on=RECEIVED, category="suggestion"))
    folding.run(Reply(on=dt.date(2026, 3, 9), handling="采纳。", outcome="adopted"))
    assert clocks(folding, dt.date(2026, 3, 16))["D1"].state == "running"
    folding.run(Serve(paper="F14", on=dt.date(2026, 3, 10)))
    assert [(clock.code, clock.state) for clock in clocks(folding).values()] == [("D1", "met")]


def test_an_application_to_act_is_noticed_by_its_notice_not_by_its_reply() -> None:
    folding = Folding()
    folding.run(
        NotifyRoute(on=dt.date(2026, 3, 4), route="31-5", procedure="查处"),
        Investigate(on=dt.date(2026, 3, 5), record="查"),
        Reply(on=dt.date(2026, 3, 6), findings="属实", handling="已改正", basis=(Basis(law="《水法》"),)),
        Serve(paper="F13", on=dt.date(2026, 3, 7)),
    )
    assert clocks(folding)["D1"].state == "missed"
    folding.run(Serve(paper="F04", on=dt.date(2026, 3, 16)))
    assert clocks(folding)["D1"].met_on == dt.date(2026, 3, 16)


# Extension (第三十四条): D6 goes on from the counted last day of D5


def granted(days: int) -> Folding:
    """Accepted on 4 March (D5 ends on 3 May, a Sunday in the Labour Day holiday), extended on 17 March."""
    folding = Folding()
    folding.run(TO_ISSUE[0], Extend(on=dt.date(2026, 3, 17), reason="需鉴定。", days=days, approver="陈明"))
    return folding


@pytest.mark.parametrize(
    ("days", "nominal", "effective"),
    [
        (1, dt.date(2026, 5, 4), dt.date(2026, 5, 6)),
        (10, dt.date(2026, 5, 13), dt.date(2026, 5, 13)),
        (30, dt.date(2026, 6, 2), dt.date(2026, 6, 2)),
    ],
)
def test_an_extension_runs_on_from_the_last_day_as_it_was_counted(
    days: int, nominal: dt.date, effective: dt.date
) -> None:
    folding = granted(days)
    found = clocks(folding)
    assert list(found) == ["D1", "D5", "D6"]
    clock = found["D6"]
    assert (clock.day_zero, clock.length, clock.unit) == (found["D5"].nominal, days, "day")
    assert (clock.nominal, clock.effective, clock.state) == (nominal, effective, "running")
    assert (clock.article, clock.whose) == ("《信访工作条例》第三十四条", "office")
    assert folding.petition.extension is not None
    assert clock.set_by == folding.petition.extension.ref
    assert clock.nominal == folding.petition.extension.due


def test_the_sixty_days_stop_when_more_were_granted_and_say_why() -> None:
    folding = granted(20)
    for today in (TODAY, dt.date(2026, 5, 20), dt.date(2026, 12, 1)):
        clock = clocks(folding, today)["D5"]
        assert (clock.state, clock.met_on) == ("stopped", None)
        assert clock.why.endswith("已于2026-03-17批准延长20日，本期限不再计算。")
    assert clocks(folding, dt.date(2026, 5, 26))["D6"].state == "missed"


@pytest.mark.parametrize(("issued", "state"), [(dt.date(2026, 5, 25), "met"), (dt.date(2026, 5, 26), "met_late")])
def test_the_opinion_meets_the_extended_period(issued: dt.date, state: str) -> None:
    folding = granted(20)  # until Saturday, 23 May
    folding.today = issued
    folding.run(*TO_ISSUE[1:4], IssueOpinion(on=issued))
    clock = clocks(folding, issued)["D6"]
    assert (clock.state, clock.met_on) == (state, issued)
    assert clocks(folding, issued)["D5"].state == "stopped"


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
