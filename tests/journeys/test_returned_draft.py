"""The head sends a draft back; a better one is agreed to and issued."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from tests.helpers import FixedClock, registered
from tests.journeys.days import day, it_is

REQUESTS = ("硬化道路", "说明去年没有动工的原因")
THIN = DraftOpinion(
    facts_found="该段道路确为土路。", results=(RequestResult(request=1, result="support", opinion="尽快硬化。"),)
)
WHOLE = DraftOpinion(
    facts_found="该段道路确为土路，资金推迟到六月下达，去年没有招标。",
    basis=(Basis(law="《信访工作条例》", article="第三十二条"),),
    results=(
        RequestResult(request=1, result="support", opinion="10月底前硬化。"),
        RequestResult(request=2, result="explain", opinion="资金推迟下达。"),
    ),
)


def refusal(desk: Desk, number: str, step: Step) -> RuleBroken:
    """What the desk says to a step that is not allowed."""
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, step)
    return refused.value


def test_a_draft_comes_back_once_and_leaves_the_house_whole(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk, requests=REQUESTS)
    assert refusal(desk, number, THIN).code == "not-accepted"
    it_is(clock, "2026-03-04")
    desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    desk.run(number, Serve(paper="F03"))
    assert refusal(desk, number, THIN).code == "not-investigated"
    desk.run(number, Investigate(record="现场查看，听取陈述。"))

    # 16 March: a thin draft. It may be kept, but not agreed to; article 32 names what is missing.
    it_is(clock, "2026-03-16")
    desk.run(number, THIN)
    refused = refusal(desk, number, ApproveOpinion())
    assert refused.code == "opinion-incomplete"
    assert refused.article == "《信访工作条例》第三十二条"
    assert refused.facts["missing"] == ["第2项诉求的处理意见", "法律法规依据"]

    # 17 March: sent back, which needs a word why; after that this draft is decided.
    it_is(clock, "2026-03-17")
    assert refusal(desk, number, ApproveOpinion(agreed=False)).code == "remarks-missing"
    desk.run(number, ApproveOpinion(approver="陈镇长", agreed=False, remarks="写明期限和依据。"))
    assert desk.petition(number).stage == "drafted"
    assert refusal(desk, number, IssueOpinion()).code == "not-approved"
    assert refusal(desk, number, ApproveOpinion()).code == "decided-already"
    assert "F12" in desk.papers(desk.petition(number))  # as a draft, for the head's desk

    # 19 March: the better draft; it can't be agreed to on a day before it was written.
    it_is(clock, "2026-03-19")
    desk.run(number, WHOLE)
    assert refusal(desk, number, ApproveOpinion(on=day("2026-03-18"))).code == "on-before-event"
    desk.run(number, ApproveOpinion(approver="陈镇长"))
    assert desk.petition(number).stage == "approved"

    # Whoever writes a new draft after the agreement needs a new agreement.
    desk.run(number, WHOLE)
    assert desk.petition(number).stage == "drafted"
    it_is(clock, "2026-03-20")
    desk.run(number, ApproveOpinion(approver="陈镇长"))
    desk.run(number, IssueOpinion())
    assert desk.petition(number).stage == "issued"
    assert refusal(desk, number, WHOLE).code == "opinion-issued"
    said = [event.sentence for event in desk.view(number).timeline if event.kind == "opinion_approved"]
    assert said == ["陈镇长将处理意见退回修改：写明期限和依据。", "陈镇长审批同意处理意见", "陈镇长审批同意处理意见"]
