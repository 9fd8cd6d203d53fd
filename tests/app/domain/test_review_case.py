"""Our office as the body that reviews: a request of 复查 or 复核 goes its own way, under its own clock."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.domain.clocks import clocks_of
from app.domain.counting import CountingRules, judged, occasions
from app.domain.deadlines import Deadline, Periods, deadline
from app.domain.errors import RuleBroken
from app.domain.finality import finality
from app.domain.petition import Petition
from app.domain.records.opinion import Basis
from app.domain.records.review import Instance
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.answer_below import AskAnswer, ReceiveAnswer, ReceiveRedone
from app.domain.steps.closing import Close
from app.domain.steps.extension import Extend
from app.domain.steps.opinion import ApproveOpinion, IssueOpinion
from app.domain.steps.review_case import DecideReviewRequest, ReceiveReviewRequest
from app.domain.steps.review_opinion import DraftReviewOpinion
from app.domain.steps.review_request import RequestReview
from app.domain.steps.service import Serve
from app.domain.steps.step import Context, Step
from app.domain.steps.supplement import AskSupplement, ReceiveSupplement
from app.shipped import load_calendar, load_periods
from tests.app.domain.folding import COMPLETE, RECEIVED, Folding
from tests.helpers import person, registration

CALENDAR = load_calendar()
NATIONAL = load_periods()
SHANDONG = load_periods(["shandong"])


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


REQUEST = ReceiveReviewRequest(
    on=day("2026-03-03"),
    instance="review",
    body="石桥镇水利站",
    about="水站信访意〔2026〕1号",
    decided_on=day("2026-02-05"),
    served_on=day("2026-02-09"),
)
TAKE = DecideReviewRequest(on=day("2026-03-05"), accepted=True, office="复查复核办", handler="王芳")
REFUSE = DecideReviewRequest(on=day("2026-03-05"), accepted=False, reason="原处理意见不是本单位下级作出的。")
DRAFT = DraftReviewOpinion(
    on=day("2026-03-10"),
    conclusion="uphold",
    facts_found="事实清楚。",
    basis=(Basis(law="《信访工作条例》", article="第三十一条"),),
    conclusion_words="处理适当。",
)
APPROVE = ApproveOpinion(on=day("2026-03-11"), approver="陈明")
ISSUE = IssueOpinion(on=day("2026-03-12"))
WHOLE = (REQUEST, TAKE, DRAFT, APPROVE, ISSUE)


class Counted(Folding):
    """With the periods and the calendar as they are shipped, of the country or of a province."""

    def __init__(self, periods: Periods = NATIONAL, today: str = "2026-03-20", people: int = 1) -> None:
        self.periods = periods
        names = [person(), person("李四")][:people]
        super().__init__(registration(*names, on=RECEIVED), today=day(today))

    def context(self) -> Context:
        def clock(code: str, on: dt.date, pauses: tuple = ()) -> Deadline:  # type: ignore[type-arg]
            return deadline(self.periods.lookup(code, on), on, CALENDAR, today=self.today, pauses=pauses)

        return msgspec.structs.replace(
            super().context(),
            due=lambda code, on, pauses=(): clock(code, on, pauses).nominal,
            last_day=lambda code, on, pauses=(): clock(code, on, pauses).effective,
            period=self.periods.find,
        )

    def clocks(self, today: str = "") -> dict[str, Deadline]:
        on = day(today) if today else self.today
        return {clock.code: clock for clock in clocks_of(self.petition, self.periods, CALENDAR, on)}


def of(instance: Instance, *steps: Step) -> tuple[Step, ...]:
    return tuple(
        msgspec.structs.replace(step, instance=instance) if isinstance(step, ReceiveReviewRequest) else step
        for step in steps
    )


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.decide(step)
    return refused.value


def test_a_request_for_review_is_decided_drafted_issued_served_and_closed() -> None:
    folding = Counted()
    petition = folding.run(*WHOLE)
    assert [paper.code for paper in petition.made] == ["F15", "F17"]
    assert petition.stage == "issued"
    assert petition.opinion is not None
    assert petition.opinion.issue is not None
    assert petition.opinion.issue.review_body == COMPLETE.review_body
    assert refusal(folding, Close()).code == "not-served"
    petition = folding.run(Serve(paper="F17", on=day("2026-03-13")), Close(on=day("2026-03-13")))
    assert petition.stage == "closed"


def test_a_final_review_names_no_further_body_and_ends_the_matter() -> None:
    folding = Counted()
    petition = folding.run(*of("final_review", *WHOLE))
    assert [paper.code for paper in petition.made] == ["F16", "F18"]
    assert petition.opinion is not None
    assert petition.opinion.issue is not None
    assert petition.opinion.issue.review_body == ""
    told = finality(petition, ())
    assert told.final
    assert petition.opinion.issue.number in told.words
    assert [part.name for part in told.chain] == ["复查意见", "受理复核请求", "复核意见"]


@pytest.mark.parametrize("conclusion", ["annul", "return"])
def test_what_is_to_be_handled_anew_is_not_final(conclusion: str) -> None:
    draft = msgspec.structs.replace(DRAFT, conclusion=conclusion, redo_by=day("2026-04-20"))
    petition = Counted().run(*of("final_review", REQUEST, TAKE), draft, APPROVE, ISSUE)
    assert not finality(petition, ()).final


@pytest.mark.parametrize(("instance", "code"), [("review", "D8"), ("final_review", "D10")])
def test_only_its_own_clock_runs_thirty_days_from_the_request(instance: Instance, code: str) -> None:
    folding = Counted()
    folding.run(*of(instance, REQUEST))
    clocks = folding.clocks()
    assert {one for one, clock in clocks.items() if clock.state == "running"} == {code}
    assert clocks["D1"].state == "not_applicable"
    assert clocks[code].day_zero == RECEIVED
    assert clocks[code].nominal == day("2026-04-01")
    assert clocks[code].whose == "office"
    assert "没有规定决定是否受理请求的期限" in clocks["D1"].why
    folding.run(TAKE)
    assert not folding.clocks().keys() & {"D5", "D6", "D7"}


@pytest.mark.parametrize(("on", "state"), [("2026-04-01", "met"), ("2026-04-02", "met_late")])
def test_the_thirtieth_day_is_in_time_and_the_next_is_late(on: str, state: str) -> None:
    folding = Counted(today="2026-04-10")
    folding.run(*WHOLE[:-1], IssueOpinion(on=day(on)))
    assert folding.clocks()["D8"].state == state


def test_the_petitioner_has_thirty_days_for_the_final_review_from_the_day_of_service() -> None:
    folding = Counted(people=2)
    folding.run(*WHOLE, Serve(paper="F17", on=day("2026-03-13"), to=(1,)), Serve(paper="F17", on=day("2026-03-16")))
    asked = [c for c in clocks_of(folding.petition, NATIONAL, CALENDAR, folding.today) if c.code == "D9"]
    assert [(clock.subject, clock.nominal) for clock in asked] == [
        ("张三", day("2026-04-12")),
        ("李四", day("2026-04-15")),
    ]
    folding = Counted()
    folding.run(*of("final_review", *WHOLE), Serve(paper="F18", on=day("2026-03-13")))
    assert "D9" not in folding.clocks()


SUPPLEMENT = AskSupplement(on=day("2026-03-04"), missing=("处理意见书复印件",), due=day("2026-03-18"))
BROUGHT = ReceiveSupplement(on=day("2026-03-11"), received=("处理意见书复印件",))


def test_supplementing_counts_in_the_thirty_days_unless_a_rule_of_the_region_leaves_it_out() -> None:
    national, province = Counted(), Counted(SHANDONG)
    for folding in (national, province):
        folding.run(REQUEST, SUPPLEMENT, BROUGHT, msgspec.structs.replace(TAKE, on=day("2026-03-12")))
    assert national.clocks()["D8"].nominal == day("2026-04-01")
    assert province.clocks()["D8"].nominal == day("2026-04-08")  # 5 to 11 March
    assert "补正期间2026-03-05至2026-03-11不计" in province.clocks()["D8"].why
    for folding in (national, province):
        assert folding.petition.acceptance is not None
        assert folding.petition.acceptance.due == folding.clocks()["D8"].nominal


def test_papers_that_never_came_stop_the_clock_no_longer_than_the_notice_said() -> None:
    folding = Counted(SHANDONG, today="2026-03-30")
    folding.run(REQUEST, SUPPLEMENT)
    assert folding.clocks()["D15"].state == "lapsed"
    assert folding.clocks()["D8"].nominal == day("2026-04-15")  # 5 to 18 March


def test_once_the_request_is_taken_nobody_waits_for_papers_any_more() -> None:
    folding = Counted(SHANDONG, today="2026-03-17")
    folding.run(REQUEST, SUPPLEMENT, msgspec.structs.replace(TAKE, on=day("2026-03-09")))
    assert folding.petition.acceptance is not None
    assert folding.petition.acceptance.due == day("2026-04-06")  # 5 to 9 March
    assert folding.clocks()["D8"].nominal == folding.petition.acceptance.due


@pytest.mark.parametrize(
    ("periods", "due", "allowed"),
    [
        (SHANDONG, "2026-03-18", True),  # the tenth working day after 4 March
        (SHANDONG, "2026-03-19", False),
        (NATIONAL, "2026-03-19", True),
        (NATIONAL, "2026-04-01", True),  # the time counts: no longer than our own 30 days
        (NATIONAL, "2026-04-02", False),
        (NATIONAL, "2026-03-04", False),
    ],
)
def test_the_day_for_supplementing_has_its_bounds(periods: Periods, due: str, allowed: bool) -> None:
    folding = Counted(periods)
    folding.run(REQUEST)
    step = msgspec.structs.replace(SUPPLEMENT, due=day(due))
    if allowed:
        assert folding.decide(step)
    else:
        assert refusal(folding, step).code == "supplement-day-wrong"


def test_a_supplement_that_is_not_counted_is_asked_for_once_and_waited_for_before_a_refusal() -> None:
    folding = Counted(SHANDONG)
    folding.run(REQUEST, SUPPLEMENT)
    assert refusal(folding, REFUSE).code == "supplement-waiting"
    assert folding.decide(TAKE)
    folding.run(BROUGHT)
    again = msgspec.structs.replace(SUPPLEMENT, on=day("2026-03-12"))
    assert refusal(folding, again).code == "supplemented-already"


def test_the_provinces_three_working_days_for_the_decision_are_met_by_telling() -> None:
    folding = Counted(SHANDONG)
    folding.run(REQUEST, TAKE)
    clock = folding.clocks()["D14"]
    assert (clock.state, clock.nominal, clock.whose) == ("missed", day("2026-03-05"), "office")
    folding.run(Serve(paper="F15", on=day("2026-03-05")))
    assert folding.clocks()["D14"].state == "met"
    assert "D14" not in Counted().clocks()


def test_a_request_that_is_not_taken_is_told_with_its_reason_and_closed() -> None:
    folding = Counted()
    folding.run(REQUEST)
    assert refusal(folding, msgspec.structs.replace(REFUSE, reason=" ")).code == "reason-missing"
    petition = folding.run(REFUSE)
    assert folding.clocks()["D8"].state == "stopped"
    assert [paper.code for paper in petition.made] == ["F15a"]
    assert refusal(folding, DRAFT).code == "not-accepted"
    assert folding.run(Serve(paper="F15a", on=day("2026-03-06")), Close(on=day("2026-03-06"))).stage == "closed"


def test_a_late_request_is_for_the_office_to_decide_and_said_to_be_late() -> None:
    folding = Counted()
    petition = folding.run(msgspec.structs.replace(REQUEST, decided_on=day("2026-01-05"), served_on=day("2026-01-20")))
    assert petition.review_case is not None
    assert petition.review_case.late
    assert "是否受理由本单位决定" in DecideReviewRequest.told(petition)
    assert folding.decide(TAKE)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"body": COMPLETE.name}, "body-is-own"),
        ({"served_on": day("2026-02-04")}, "served-out-of-order"),
        ({"served_on": day("2026-03-03")}, "served-out-of-order"),
    ],
)
def test_our_own_opinion_is_not_reviewed_here_and_days_stand_in_order(changed: dict[str, object], code: str) -> None:
    assert refusal(Counted(), msgspec.structs.replace(REQUEST, **changed)).code == code


FIRST_INSTANCE = {
    *("accept", "notify_route", "notify_elsewhere", "forward", "assign_down", "decline", "decline_final", "object"),
    *("draft_opinion", "reply", "answer_on_spot", "extend", "to_ordinary", "request_review", "request_final_review"),
    *("review_accepted", "review_decided", "file_requested", "answer_review", "receive_review_request"),
}
REVIEWING = {
    *("ask_answer", "receive_answer", "receive_redone"),
    "ask_supplement",
    "receive_supplement",
    "decide_review_request",
    "draft_review_opinion",
}


@pytest.mark.parametrize("done", range(1, len(WHOLE) + 1))
def test_no_step_of_the_first_instance_is_possible_on_a_request_for_review(done: int) -> None:
    folding = Counted()
    petition = folding.run(*WHOLE[:done])
    if done == len(WHOLE):
        petition = folding.run(Serve(paper="F17", on=day("2026-03-13")))
    assert not {offer.step for offer in table.offers(petition) if offer.possible} & FIRST_INSTANCE


def test_no_step_of_the_reviewing_body_is_possible_on_another_matter() -> None:
    folding = Counted()
    assert not {offer.step for offer in table.offers(folding.petition) if offer.possible} & REVIEWING
    folding.run(Accept(on=day("2026-03-04"), office="村镇建设办", handler="赵强"))
    possible = {offer.step for offer in table.offers(folding.petition) if offer.possible}
    assert not possible & {*REVIEWING, "receive_review_request"}
    assert refusal(folding, REQUEST).code == "decided-already"


def test_thirty_days_are_not_extended_and_a_review_is_not_reviewed_here() -> None:
    folding = Counted()
    folding.run(*WHOLE, Serve(paper="F17", on=day("2026-03-13")))
    assert refusal(folding, Extend(reason="复杂", days=10, approver="陈明")).code == "review-case"
    assert refusal(folding, RequestReview(to=1)).code == "review-case"


@pytest.mark.parametrize("field", ["facts_found", "basis", "conclusion_words"])
def test_an_opinion_without_finding_basis_or_words_is_not_approved(field: str) -> None:
    folding = Counted()
    empty: object = () if field == "basis" else " "
    folding.run(REQUEST, TAKE, msgspec.structs.replace(DRAFT, **{field: empty}))
    assert refusal(folding, APPROVE).code == "opinion-incomplete"


def test_a_day_for_a_new_opinion_is_set_only_where_the_old_one_is_gone() -> None:
    folding = Counted()
    folding.run(REQUEST, TAKE)
    assert refusal(folding, msgspec.structs.replace(DRAFT, redo_by=day("2026-04-20"))).code == "redo-not-here"


def test_it_stands_in_no_figure_of_the_first_instance() -> None:
    folding = Counted(today="2026-06-01")
    petition: Petition = folding.run(*WHOLE)
    clocks = folding.clocks().values()
    assert list(occasions(petition)) == []
    assert list(judged(CountingRules(), petition, clocks)) == []


ASK_ANSWER = AskAnswer(on=day("2026-03-06"), due=day("2026-03-13"))


def test_the_answer_of_the_body_below_is_asked_for_with_a_day_and_waited_for() -> None:
    folding = Counted()
    folding.run(REQUEST, TAKE)
    assert refusal(folding, msgspec.structs.replace(ASK_ANSWER, due=None)).code == "due-missing"
    petition = folding.run(ASK_ANSWER)
    assert "F21a" in [paper.code for paper in petition.made]
    assert "F21a" not in petition.outgoing
    clock = folding.clocks()["D16"]
    assert (clock.state, clock.whose, clock.nominal) == ("missed", "other", day("2026-03-13"))
    folding.run(ReceiveAnswer(on=day("2026-03-12"), answer="答辩意见书。"))
    assert folding.clocks()["D16"].state == "met"


def test_in_a_province_with_its_own_period_the_day_for_the_answer_is_that() -> None:
    folding = Counted(SHANDONG)
    folding.run(REQUEST, TAKE, AskAnswer(on=day("2026-03-06")))
    clock = folding.clocks()["D16"]
    assert clock.nominal == day("2026-03-13")  # the fifth working day
    assert "第二十一条" in clock.article


@pytest.mark.parametrize(("periods", "redo_by"), [(NATIONAL, "2026-04-20"), (SHANDONG, ""), (NATIONAL, "")])
def test_what_the_body_below_does_anew_is_waited_for_where_a_day_is_set(periods: Periods, redo_by: str) -> None:
    folding = Counted(periods, today="2026-04-13")
    draft = msgspec.structs.replace(DRAFT, conclusion="annul", redo_by=day(redo_by) if redo_by else None)
    folding.run(REQUEST, TAKE, draft, APPROVE, ISSUE)
    clock = folding.clocks().get("D17")
    if clock is None:
        assert periods is NATIONAL
        assert not redo_by
        return
    assert (clock.state, clock.whose) == ("running", "other")
    assert clock.nominal == day(redo_by or "2026-04-11")
    folding.run(Serve(paper="F17", on=day("2026-03-13")), Close(on=day("2026-03-13")))
    folding.run(ReceiveRedone(on=day("2026-04-10"), number="水站信访意〔2026〕7号", decided_on=day("2026-04-09")))
    assert folding.clocks()["D17"].met_on == day("2026-04-09")
