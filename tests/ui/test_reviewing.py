"""Our office as the body that reviews, in the windows: what comes next, and what is told of the request."""

from __future__ import annotations

import datetime as dt

from app.desk import Desk
from app.domain.records.opinion import Basis
from app.domain.steps.answer_below import AskAnswer
from app.domain.steps.opinion import ApproveOpinion, IssueOpinion
from app.domain.steps.review_case import DecideReviewRequest, ReceiveReviewRequest
from app.domain.steps.review_opinion import DraftReviewOpinion
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from app.domain.steps.supplement import AskSupplement, ReceiveSupplement
from tests.helpers import registered
from ui import next_step, telling

BEFORE, SERVED = dt.date(2026, 2, 5), dt.date(2026, 2, 9)
DUE = dt.date(2026, 3, 12)
REQUEST = ReceiveReviewRequest(
    instance="review", body="石桥镇水利站", about="水站信访意〔2026〕1号", decided_on=BEFORE, served_on=SERVED
)
DRAFT = DraftReviewOpinion(
    conclusion="return",
    facts_found="没有通知当事人到场。",
    basis=(Basis(law="《信访工作条例》"),),
    conclusion_words="重新测量。",
    redo_by=DUE,
)


def test_each_step_of_the_review_comes_first_when_its_turn_has_come(desk: Desk) -> None:
    number = registered(desk)

    def first(*steps: Step) -> str:
        for step in steps:
            desk.run(number, step)
        return next_step.usual(desk.view(number))[0]

    assert first(REQUEST) == "decide_review_request"
    assert first(AskSupplement(missing=("处理意见书复印件",), due=DUE)) == "serve"
    desk.run(number, Serve(paper="F20"))
    assert first() == "receive_supplement"
    assert first(ReceiveSupplement(received=("处理意见书复印件",))) == "decide_review_request"
    assert first(DecideReviewRequest(accepted=True, handler="王芳")) == "serve"
    desk.run(number, Serve(paper="F15"))
    assert first() == "draft_review_opinion"
    assert first(AskAnswer(due=DUE)) == "draft_review_opinion"
    assert first(DRAFT) == "approve_opinion"
    assert first(ApproveOpinion(approver="陈明")) == "issue_opinion"
    assert first(IssueOpinion()) == "serve"
    desk.run(number, Serve(paper="F17"))
    assert first() == "close"

    told = "\n".join(text for _role, text in telling.matter(desk.view(number)))
    assert "复查请求（本单位为复查机关）" in told
    assert "复查结果：退回重新办理。重新测量。" in told
    assert "由石桥镇水利站重新作出处理意见，限 2026-03-12 前" in told
