"""落实: what an opinion supports is carried out, by the day that was promised, request by request (第三十二条)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app.domain.clocks import FULFILMENT, clocks_of
from app.domain.codes import Result
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.fulfilment import Fulfil
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from app.shipped import load_calendar, load_periods
from tests.app.domain.folding import RECEIVED, Folding
from tests.helpers import registration

ISSUED, PROMISED, LATER = dt.date(2026, 3, 11), dt.date(2026, 3, 31), dt.date(2026, 6, 30)


def issued(*results: Result, fulfil_by: dt.date | None = None, today: dt.date = dt.date(2026, 3, 20)) -> Folding:
    folding = Folding(registration(on=RECEIVED, requests=("修路", "补偿", "公开")), today=today)
    answers = tuple(RequestResult(request=n, result=r, opinion="按意见办。") for n, r in enumerate(results, 1))
    draft = DraftOpinion(
        on=dt.date(2026, 3, 9), facts_found="属实。", basis=(Basis(law="《公路法》"),), results=answers
    )
    folding.run(
        Accept(on=dt.date(2026, 3, 4)),
        Investigate(on=dt.date(2026, 3, 6), record="查。"),
        draft,
        ApproveOpinion(on=dt.date(2026, 3, 10), approver="陈明"),
        IssueOpinion(on=ISSUED, fulfil_by=fulfil_by),
    )
    return folding


def fulfil(request: int = 1, state: Any = "done", **given: Any) -> Fulfil:
    return Fulfil(request=request, state=state, unit="村镇建设办", evidence="照片3张", **given)


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    return refused.value


def promises(folding: Folding) -> list[Deadline]:
    clocks = clocks_of(folding.petition, load_periods(), load_calendar(), folding.today)
    return [clock for clock in clocks if clock.code == FULFILMENT]


@pytest.mark.parametrize(
    ("step", "code", "field"),
    [
        (fulfil(2), "not-to-fulfil", "request"),  # explained, not supported
        (fulfil(9), "not-to-fulfil", "request"),
        (fulfil(next_on=LATER), "next-not-here", "next_on"),
        (fulfil(state="partly", on=dt.date(2026, 3, 20), next_on=dt.date(2026, 3, 19)), "next-too-early", "next_on"),
    ],
)
def test_only_what_was_supported_is_carried_out_and_by_a_day_to_come(step: Fulfil, code: str, field: str) -> None:
    refused = refusal(issued("support", "explain", "support"), step)
    assert (refused.code, refused.facts["field"]) == (code, field)


def test_nothing_is_to_be_carried_out_where_nothing_was_supported() -> None:
    assert refusal(issued("explain", "reject", "explain"), fulfil()).code == "nothing-supported"


@pytest.mark.parametrize(
    ("results", "day", "code"),
    [
        (("explain", "reject", "reject"), PROMISED, "promise-not-here"),
        (("support", "reject", "reject"), dt.date(2026, 3, 10), "promise-too-early"),
    ],
)
def test_a_promise_belongs_to_a_supported_request_and_to_a_day_to_come(
    results: tuple[Result, ...], day: dt.date, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        issued(*results, fulfil_by=day)
    assert (refused.value.code, refused.value.facts["field"]) == (code, "fulfil_by")


@pytest.mark.parametrize(("today", "state"), [(PROMISED, "running"), (PROMISED + dt.timedelta(days=1), "missed")])
def test_each_supported_request_has_the_promised_day_as_its_clock(today: dt.date, state: str) -> None:
    folding = issued("support", "explain", "support", fulfil_by=PROMISED, today=today)
    assert [(clock.subject, clock.effective, clock.state) for clock in promises(folding)] == [
        ("第1项诉求", PROMISED, state),
        ("第3项诉求", PROMISED, state),
    ]
    assert "法律没有规定天数" in promises(folding)[0].why


def test_a_day_that_was_set_since_takes_the_place_of_the_promise_for_its_request_alone() -> None:
    folding = issued("support", "explain", "support", fulfil_by=PROMISED)
    folding.run(fulfil(3, "partly", next_on=LATER), fulfil(1))
    first, third = promises(folding)
    assert (first.state, first.met_on) == ("met", dt.date(2026, 3, 20))
    assert (third.effective, third.state) == (LATER, "running")
    assert folding.petition.unfulfilled == (3,)


def test_what_was_carried_out_after_its_day_was_late() -> None:
    folding = issued("support", "reject", "reject", fulfil_by=PROMISED, today=LATER)
    folding.run(fulfil(on=dt.date(2026, 4, 1)))
    assert promises(folding)[0].state == "met_late"


def test_without_a_day_there_is_no_clock() -> None:
    assert promises(issued("support", "explain", "support")) == []


def test_the_form_of_closing_says_what_is_open_and_closing_does_not_end_the_promise() -> None:
    folding = issued("support", "explain", "support", fulfil_by=PROMISED)
    folding.run(Serve(paper="F12"))
    assert Close.told(folding.petition).startswith("予以支持的第1、3项诉求尚未登记落实")
    folding.run(Close())
    assert Close.leaves_open(folding.petition) == (Close.told(folding.petition),)
    assert not folding.petition.at_rest
    folding.run(fulfil(1), fulfil(3))
    assert folding.petition.at_rest
    assert Close.leaves_open(folding.petition) == ()
    assert Close.told(folding.petition) == ""
    assert refusal(folding, fulfil(1)).code == "fulfilled-already"


def test_the_form_proposes_the_first_open_request_and_the_office_that_handled_it() -> None:
    folding = issued("explain", "support", "support")
    assert Fulfil.suggest(folding.petition, folding.context()) == {"request": 2, "unit": folding.office.name}
    long = msgspec.structs.replace(folding.petition, requests=("一", "很" * 60, "三"))
    assert Fulfil.told(long) == f"尚未落实的诉求：2. {'很' * 40}……；3. 三"
