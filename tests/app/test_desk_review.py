"""Reviews at a real desk: seen after closing, each opinion drawn from its own round, a final one found again."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.desk import Desk
from app.domain.steps.closing import Close
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.review_answer import AnswerReview, RequestFile
from app.domain.steps.review_decision import DecidedFinalReview, DecidedReview
from app.domain.steps.review_request import RequestFinalReview, RequestReview
from app.domain.steps.service import Serve
from tests.app.documents.reading import text_of
from tests.helpers import OFFICE, FixedClock, person, registered, serve_all, to_issue

TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def closed(desk: Desk) -> str:
    """A closed petition of 2 March with its opinion served."""
    desk.describe(msgspec.structs.replace(OFFICE, review_body="岳阳县人民政府"), desk.officers)
    number = registered(desk)
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, Close())
    return number


def annulled(desk: Desk, number: str) -> None:
    desk.run(number, RequestReview(to=1, form="oral", wish="撤销。", reasons="少算。"))
    desk.run(number, DecidedReview(result="annul", number="县复查1号", decided_on=TODAY, due=dt.date(2026, 3, 20)))


def final(desk: Desk, number: str) -> None:
    desk.run(number, RequestReview(to=1))
    desk.run(number, DecidedReview(result="uphold", number="县复查1号", decided_on=TODAY, served_on=TODAY))
    desk.run(number, RequestFinalReview(to=1, body="岳阳市人民政府"))
    desk.run(number, DecidedFinalReview(result="uphold", number="市复核1号", decided_on=TODAY))


def test_a_review_is_among_the_duties_also_after_closing(desk: Desk, closed: str) -> None:
    assert desk.due() == ()
    desk.run(closed, RequestReview(to=1))
    desk.run(closed, RequestFile(due=dt.date(2026, 3, 9)))
    assert [(duty.deadline.code, duty.urgency) for duty in desk.due()] == [("D16", "week"), ("D8", "waiting")]
    assert [duty.urgency for duty in desk.due(dt.date(2026, 6, 1))] == ["overdue", "waiting"]  # D8 is not ours
    desk.run(closed, AnswerReview(reasons="请求维持。"))
    assert [duty.deadline.code for duty in desk.due()] == ["D8"]
    assert desk.verify(rebuild=True)


def test_each_opinion_is_drawn_from_its_own_round(desk: Desk, closed: str) -> None:
    first = desk.paper(closed, "F12")
    annulled(desk, closed)
    assert desk.paper(closed, "F12") == first
    assert [duty.deadline.code for duty in desk.due()] == ["D17"]
    desk.run(closed, Investigate(record="重新测量。"))
    draft = desk.petition(closed).earlier_rounds[0].opinion.draft
    desk.run(closed, DraftOpinion(facts_found="重新核实，路长1.3公里。", basis=draft.basis, results=draft.results))
    assert "F12.2" in desk.papers(desk.petition(closed))
    assert "送审稿" in text_of(desk.paper(closed, "F12.2"))
    desk.run(closed, ApproveOpinion())
    desk.run(closed, IssueOpinion())
    desk.run(closed, Serve(paper="F12.2"))
    assert "路长1.3公里" in text_of(desk.paper(closed, "F12.2"))
    assert desk.paper(closed, "F12") == first
    titles = [item.title for item in desk.bind_case(closed).items]
    assert [title for title in titles if title.startswith("信访处理意见书")] == [
        "信访处理意见书",
        "信访处理意见书（第2份）",
    ]
    assert desk.bind_case(closed).left_out == ()
    assert desk.verify(rebuild=True)


def test_the_answer_and_the_record_of_an_oral_request_are_drawn(desk: Desk, closed: str) -> None:
    desk.run(closed, RequestReview(to=1, form="oral", way="us", wish="撤销处理意见。", reasons="少算了面积。"))
    desk.run(closed, RequestFile(number="县函3号"))
    desk.run(closed, AnswerReview(reasons="请求维持原意见。", evidence=("测量记录",)))
    record, answer = text_of(desk.paper(closed, "F19a")), text_of(desk.paper(closed, "F21"))
    for told in ("撤销处理意见。", "少算了面积。", "与我所述一致", "李明", "由本单位转交该机关"):
        assert told in record
    for told in ("岳阳县人民政府：", "县函3号", "请求维持原意见。", "测量记录", "全部案卷", "送达张三"):
        assert told in answer.replace("\n", "")
    form = text_of(desk.paper(closed, "F19"))
    assert "信访事项复查申请书" in form
    assert "撤销处理意见。" in form  # what was asked already is filled in


def test_a_final_opinion_is_found_for_the_same_person_and_fills_in_the_refusal(desk: Desk, closed: str) -> None:
    final(desk, closed)
    assert desk.finality(closed).final
    assert desk.finality(closed).earlier == ()
    again = registered(desk)
    (known,) = desk.finality(again).earlier
    assert (known.petition, known.original_number) == (closed, "市复核1号")
    assert desk.suggest(again, "decline_final")["original_body"] == "岳阳市人民政府"
    other = registered(desk, person("李四"))
    assert desk.finality(other).earlier == ()  # the same matter, but of somebody else
    assert desk.suggest(other, "decline_final") == {}


def test_a_matter_that_is_not_final_is_no_ground_for_a_refusal(desk: Desk, closed: str) -> None:
    annulled(desk, closed)
    assert not desk.finality(closed).final
    assert desk.finality(registered(desk)).earlier == ()


def test_a_lapse_is_said_and_is_not_the_end(desk: Desk, closed: str, clock: FixedClock) -> None:
    clock.pass_by(days=60)
    told = desk.finality(closed)
    assert not told.final
    assert "没有规定逾期即为终结" in told.notes[0]


def test_a_desk_that_holds_to_a_province_counts_by_its_periods(desk: Desk, closed: str, clock: FixedClock) -> None:
    desk.describe(msgspec.structs.replace(desk.office, region="shandong"), desk.officers)
    clock.pass_by(days=1)
    desk.run(closed, RequestReview(to=1))
    desk.run(closed, RequestFile(due=dt.date(2026, 3, 20)))
    found = {one.code: one for one in desk.view(closed).deadlines}
    assert (found["D14"].effective, found["D14"].whose) == (dt.date(2026, 3, 6), "reviewer")
    assert (found["D16"].effective, found["D16"].unit) == (dt.date(2026, 3, 10), "working_day")
    desk.run(closed, AnswerReview(reasons="请求维持。"))
    desk.run(closed, DecidedReview(result="annul", number="县复查1号", decided_on=desk.today()))
    found = {one.code: one for one in desk.view(closed).deadlines}
    assert (found["D16"].state, found["D17"].nominal, found["D17"].state) == ("met", dt.date(2026, 4, 2), "running")
