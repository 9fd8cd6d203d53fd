"""What may follow what: every rule of every step, with its article."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app.domain.entries import Facts, NumberedFacts, Unknown
from app.domain.errors import RuleBroken
from app.domain.from_county import FromCounty
from app.domain.records.attachment import FileGiven
from app.domain.records.custody import Station
from app.domain.records.denunciation import Denounced
from app.domain.records.hearing import HearingView
from app.domain.records.opinion import Basis, RequestResult
from app.domain.records.origin import Origin
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.answer_below import AskAnswer, ReceiveAnswer, ReceiveRedone
from app.domain.steps.archive import Archive
from app.domain.steps.assign_down import AssignDown, ReceiveReport
from app.domain.steps.assignment import Assign
from app.domain.steps.attachment import Attach, SetAsideAttachment
from app.domain.steps.closing import Close
from app.domain.steps.correction import Correct
from app.domain.steps.custody import PassBack, PassOn, SettleBeside, TakeOver
from app.domain.steps.demands import ReceiveFeedback, Remind, SuggestImprovement, Supervise
from app.domain.steps.dispute import DisputeCompetence, SettleCompetence
from app.domain.steps.ending import Terminate, Withdraw
from app.domain.steps.extension import Extend
from app.domain.steps.first_contact import Confirm, HandOver, ReturnHandOver
from app.domain.steps.follow_up import FollowUpWith
from app.domain.steps.fulfilment import Fulfil
from app.domain.steps.hearing import CallOffHearing, PlanHearing, PostponeHearing
from app.domain.steps.hearing_held import ConcludeHearing, RecordHearing
from app.domain.steps.hearing_right import TellHearingRight
from app.domain.steps.investigation import Investigate
from app.domain.steps.leader import EndLeadCase, RecordInstruction, TakeLeadCase
from app.domain.steps.links import LinkEarlier, Unlink
from app.domain.steps.mediation import ConsentMediation, EndMediation, HoldMediation
from app.domain.steps.notice import Decline, DeclineFinal, Forward, NotifyElsewhere, NotifyRoute
from app.domain.steps.numbers import Reissue, Void, VoidRegistration
from app.domain.steps.objection import AnswerObjection, RaiseObjection
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion, opinion_gaps
from app.domain.steps.reception import AnswerLeader, ReceiveByLeader
from app.domain.steps.recusal import Recuse
from app.domain.steps.register import AddContact, Register
from app.domain.steps.reopening import Reopen
from app.domain.steps.reply import Reply
from app.domain.steps.report_up import ReportResult
from app.domain.steps.result_day import TellResultDay
from app.domain.steps.review_answer import AnswerReview, RequestFile
from app.domain.steps.review_case import DecideReviewRequest, ReceiveReviewRequest
from app.domain.steps.review_decision import DecidedFinalReview, DecidedReview, HearFinalReview, ServedReview
from app.domain.steps.review_opinion import DraftReviewOpinion
from app.domain.steps.review_request import AcceptedFinalReview, AcceptedReview, RequestFinalReview, RequestReview
from app.domain.steps.service import Serve
from app.domain.steps.settlement import ConfirmInCourt, RecordPerformance, Settle
from app.domain.steps.simplified import TurnOrdinary
from app.domain.steps.split import SplitContact
from app.domain.steps.spot import AnswerOnSpot
from app.domain.steps.step import Step
from app.domain.steps.supervision import GiveFeedback, ReceiveReminder, ReceiveSuggestion, ReceiveSupervision
from app.domain.steps.supplement import AskSupplement, ReceiveSupplement
from app.domain.steps.suspension import Resume, Suspend
from app.domain.steps.urgent import ReportUrgent
from tests.app.domain.folding import COMPLETE, RECEIVED, SUSPENSION, TODAY, Folding
from tests.helpers import OFFICE, person, registration

ACCEPT = Accept(on=dt.date(2026, 3, 4), office="村镇建设办", handler="赵强")
INVESTIGATE = Investigate(on=dt.date(2026, 3, 6), record="现场查看。")
DRAFT = DraftOpinion(
    on=dt.date(2026, 3, 9),
    facts_found="属实。",
    basis=(Basis(law="《公路法》", article="第八条"),),
    results=(RequestResult(request=1, result="support", opinion="年内硬化。"),),
)
APPROVE = ApproveOpinion(on=dt.date(2026, 3, 10), approver="陈明")
ISSUE = IssueOpinion(on=dt.date(2026, 3, 11))
SERVE = Serve(on=dt.date(2026, 3, 12), paper="F12")
CLOSE = Close(on=dt.date(2026, 3, 13))
ARCHIVE = Archive(on=dt.date(2026, 3, 16), retention="30_years", pages=16)
EXTEND = Extend(on=dt.date(2026, 3, 8), reason="需鉴定。", days=20, approver="陈明")
ROUTE = NotifyRoute(on=dt.date(2026, 3, 4), route="31-5", procedure="查处违法行为")
ELSEWHERE = NotifyElsewhere(on=dt.date(2026, 3, 4), body="县自然资源局")
FORWARD = Forward(on=dt.date(2026, 3, 4), body="石桥镇供水站")
DECLINE = Decline(on=dt.date(2026, 3, 4), reason_code="N3", reason="已由法院立案。", body="县人民法院")
FINAL = DeclineFinal(
    on=dt.date(2026, 3, 4),
    reason_code="R1",
    original_number="市信复核〔2025〕3号",
    original_body="某市人民政府",
    original_on=dt.date(2025, 6, 20),
)
REPLY = Reply(on=dt.date(2026, 3, 10), findings="属实。", handling="已责令改正。", basis=(Basis(law="《水法》"),))
ASSIGN = Assign(office="农办", handler="钱进", reason="分工调整。")
RECUSE = Recuse(person="赵强", asked_by="self", reason="系信访人近亲属。", decided_by="陈明", granted=True)
WITHDRAW = Withdraw(on=dt.date(2026, 3, 6), who=(1,), form="oral", voluntary=True)
TERMINATE = Terminate(on=dt.date(2026, 3, 7), ground="solved", approver="陈明", reason="已修通。", evidence="验收单")
ENDED = (ACCEPT, WITHDRAW, msgspec.structs.replace(TERMINATE, ground="withdrawn"))
LEAD = TakeLeadCase(leader="陈明", post="镇长", reason="涉及多个部门")
END_LEAD = EndLeadCase(reason="问题已化解")
INSTRUCTION = RecordInstruction(leader="陈明", words="请抓紧核实。")
BY_LEADER = ReceiveByLeader(leader="陈明", post="镇长", decided="由村镇建设办核实进度。")
WANTED = ReceiveByLeader(on=dt.date(2026, 3, 5), leader="陈明", decided="核实。", due=dt.date(2026, 3, 30))
ANSWER = AnswerLeader(answer="已核实。")
FOLLOW_UP = FollowUpWith(way="phone", satisfaction="basically")
ON_SPOT = AnswerOnSpot(handling="材料清单已交来访人。", accepted=True)
FULFIL = Fulfil(request=1, state="partly", unit="村镇建设办", evidence="路基已修复。")
SIMPLE = msgspec.structs.replace(ACCEPT, simplified=True)
SIMPLE_HERE = msgspec.structs.replace(COMPLETE, simplified=True)
TURN = TurnOrdinary(on=dt.date(2026, 3, 7), reason="争议较大。")
HANDED = HandOver(on=dt.date(2026, 3, 4), to_office="农办", to_officer="赵强")
F03_NUMBER = "石桥镇信受〔2026〕1号"
VOID = Void(on=dt.date(2026, 3, 6), number=F03_NUMBER, reason="卡纸。", reissue=False)
REISSUE = Reissue(number=F03_NUMBER)
DECISIONS: tuple[Step, ...] = (ACCEPT, ROUTE, ELSEWHERE, FORWARD, DECLINE, FINAL)
DISPUTE = DisputeCompetence(
    on=dt.date(2026, 3, 3), bodies=("城关镇人民政府",), superior="岳阳县人民政府", views="协商未能一致。", signer="陈明"
)
OURS = SettleCompetence(on=dt.date(2026, 3, 4), outcome="ours")
THEIRS = SettleCompetence(on=dt.date(2026, 3, 4), outcome="other", competent="城关镇人民政府")
TELL = TellHearingRight(on=dt.date(2026, 3, 6), subject="道路硬化", days=7, pending=False)
PLAN = PlanHearing(
    on=dt.date(2026, 3, 8),
    asked_by="office",
    pending=False,
    subject="道路硬化",
    held_on=TODAY,
    time="9:30",
    place="镇政府",
    chair="陈明",
    members=("孙丽",),
    clerk="王芳",
    public=True,
)
POSTPONE = PostponeHearing(on=dt.date(2026, 3, 9), held_on=TODAY, time="14时", reason="信访人住院。")
CALL_OFF = CallOffHearing(on=dt.date(2026, 3, 9), reason="信访人撤回申请。")
HOLD = RecordHearing(
    on=TODAY,
    from_time="9:30",
    to_time="11:00",
    present=("张三", "陈明"),
    petitioner_statement="请求修路。",
    office_statement="资金已到账。",
)
CONCLUDE = ConcludeHearing(
    on=TODAY, facts_held="属实。", views=(HearingView(request=1, view="应予支持。"),), conclusion="建议支持。"
)
DOWN = AssignDown(on=dt.date(2026, 3, 4), body="石桥镇供水站", report_due=dt.date(2026, 4, 10))
RECEIVE = ReceiveReport(on=dt.date(2026, 3, 13), summary="已恢复供水。")
DECISIONS: tuple[Step, ...] = (ACCEPT, ROUTE, ELSEWHERE, FORWARD, DOWN, DECLINE, FINAL)
CONSENT = ConsentMediation(
    on=dt.date(2026, 3, 8),
    other_name="石桥村委会",
    other_kind="organisation",
    dispute="补偿",
    petitioners_agree=True,
    other_agrees=True,
)
SESSION = HoldMediation(
    on=dt.date(2026, 3, 9),
    form="people",
    body="石桥镇人民调解委员会",
    place="村部",
    mediators=("孙丽",),
    present=("张三",),
    record="双方同意。",
)
SETTLE = Settle(
    on=dt.date(2026, 3, 10),
    form="people",
    body="石桥镇人民调解委员会",
    mediators=("孙丽",),
    facts="占地。",
    content="补偿1000元。",
    performance="转账。",
    lawful=True,
)
NO_AGREEMENT = EndMediation(on=dt.date(2026, 3, 10), reason="分歧较大。")
COURT = ConfirmInCourt(applied_on=dt.date(2026, 3, 12), court="岳阳县人民法院", result="pending")
PERFORMED = RecordPerformance(performed=True)
PATH: tuple[Step, ...] = (ACCEPT, INVESTIGATE, DRAFT, APPROVE, ISSUE, SERVE, CLOSE)
REGULATION = "《信访工作条例》"


def after(*steps: Step, register: Register | None = None, **given: Any) -> Folding:
    folding = Folding(register, **{"office": SIMPLE_HERE, **given})
    folding.others["以往"] = EARLIER
    folding.suspension = SUSPENSION
    folding.run(*steps)
    return folding


def refusal(folding: Folding, step: Step) -> RuleBroken:
    """The step is refused and the petition is the same as before."""
    before, seq = folding.petition, folding.seq
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    assert (folding.petition, folding.seq) == (before, seq)
    assert refused.value.message.endswith("。")
    return refused.value


def test_the_main_path_is_possible_from_end_to_end() -> None:
    folding = Folding()
    stages = [folding.petition.stage]
    for step in PATH:
        stages.append(folding.run(step).stage)
    assert stages == ["registered", "accepted", "accepted", "drafted", "approved", "issued", "served", "closed"]
    assert folding.petition.entries == 8


# What comes too early, and what has been done already: (steps before, step, code, article)
ORDER: list[tuple[tuple[Step, ...], Step, str, str]] = [
    ((ACCEPT,), ACCEPT, "accepted-already", ""),
    ((), Assign(office="村镇建设办", handler="赵强"), "not-accepted", f"{REGULATION}第二十三条"),
    ((), INVESTIGATE, "not-accepted", f"{REGULATION}第二十三条"),
    ((), DRAFT, "not-accepted", f"{REGULATION}第二十三条"),
    ((ACCEPT,), DRAFT, "not-investigated", f"{REGULATION}第三十一条第六项"),
    ((ACCEPT, INVESTIGATE), APPROVE, "no-draft", ""),
    ((ACCEPT, INVESTIGATE, DRAFT), ISSUE, "not-approved", ""),
    ((ACCEPT, INVESTIGATE, DRAFT, APPROVE), APPROVE, "decided-already", ""),
    (PATH[:5], DRAFT, "opinion-issued", ""),
    (PATH[:5], APPROVE, "opinion-issued", ""),
    (PATH[:5], ISSUE, "opinion-issued", ""),
    (PATH[:5], ASSIGN, "opinion-issued", ""),
    ((), Serve(paper="F03"), "nothing-to-serve", ""),
    ((ACCEPT,), SERVE, "not-issued", ""),
    ((ACCEPT, Serve(paper="F03", on=dt.date(2026, 3, 5))), Serve(paper="F03"), "served-already", ""),
    (PATH[:6], SERVE, "served-already", ""),
    ((), CLOSE, "no-opinion", f"{REGULATION}第三十一条第六项"),
    (PATH[:4], CLOSE, "no-opinion", f"{REGULATION}第三十一条第六项"),
    (PATH[:5], CLOSE, "not-served", f"{REGULATION}第三十五条"),
    ((), Confirm(), "no-hand-over", ""),
    ((HandOver(to_office="农办"),), HandOver(to_office="综治办"), "hand-over-waiting", ""),
    *((PATH, step, "closed", "") for step in (*PATH, Confirm(), HandOver(to_office="农办"))),
    (PATH, ASSIGN, "closed", ""),
    # One first decision, once (第二十三条第一款)
    *(
        ((first,), second, "decided-already", f"{REGULATION}第二十三条第一款")
        for first in DECISIONS
        for second in DECISIONS
        if (first, second) != (ACCEPT, ACCEPT)
    ),
    *(
        ((first,), second, "decided-already", f"{REGULATION}第二十三条第一款")
        for first in (ROUTE, ELSEWHERE, FORWARD, DOWN, DECLINE, FINAL)
        for second in (DRAFT, EXTEND)
    ),
    *(
        ((first,), second, "decided-already", f"{REGULATION}第二十三条第一款")
        for first in (ELSEWHERE, FORWARD, DOWN, DECLINE, FINAL)
        for second in (ASSIGN, INVESTIGATE, REPLY)
    ),
    ((ACCEPT,), REPLY, "decided-already", f"{REGULATION}第二十三条第一款"),
    *((PATH, step, "closed", "") for step in (ROUTE, ELSEWHERE, FORWARD, DECLINE, FINAL, REPLY, EXTEND)),
    ((), REPLY, "not-decided", f"{REGULATION}第二十三条第一款"),
    ((ROUTE,), REPLY, "not-investigated", f"{REGULATION}第三十一条第五项"),
    ((ROUTE, INVESTIGATE, REPLY), REPLY, "replied-already", ""),
    ((ROUTE, INVESTIGATE, REPLY), INVESTIGATE, "replied-already", ""),
    ((ROUTE, INVESTIGATE, REPLY), Assign(office="农办", handler="钱进"), "replied-already", ""),
    # What the opinion supports is carried out (第三十二条)
    (PATH[:4], FULFIL, "not-issued", f"{REGULATION}第三十二条"),
    (
        (*PATH[:5], msgspec.structs.replace(FULFIL, state="done")),
        FULFIL,
        "fulfilled-already",
        f"{REGULATION}第三十二条",
    ),
    # Simplified handling
    ((SIMPLE,), EXTEND, "simplified-first", f"{REGULATION}第三十四条"),
    ((ACCEPT,), TURN, "not-simplified", ""),
    ((SIMPLE, TURN), TURN, "ordinary-already", ""),
    ((SIMPLE, *PATH[1:5]), TURN, "opinion-issued", ""),
    # Taken back and ended: nothing is handled afterwards, the notice is served and the matter closed
    *((ENDED, step, "terminated", "") for step in (*PATH[:5], ASSIGN, EXTEND, WITHDRAW, TERMINATE, RECUSE, REPLY)),
    (ENDED, CLOSE, "not-served", ""),
    ((WITHDRAW,), WITHDRAW, "withdrawn-already", ""),
    (PATH[:5], WITHDRAW, "answered-already", ""),
    (PATH[:5], TERMINATE, "answered-already", ""),
    ((FORWARD,), WITHDRAW, "answered-already", ""),
    ((ROUTE, INVESTIGATE, REPLY), TERMINATE, "answered-already", ""),
    # Recusal (第二十八条第三款)
    ((ACCEPT, RECUSE), INVESTIGATE, "handler-recused", f"{REGULATION}第二十八条第三款"),
    ((ACCEPT, INVESTIGATE, RECUSE), DRAFT, "handler-recused", f"{REGULATION}第二十八条第三款"),
    ((RECUSE,), RECUSE, "recused-already", ""),
    ((ROUTE,), CLOSE, "no-reply", f"{REGULATION}第三十一条第五项"),
    ((ROUTE, Serve(paper="F04")), CLOSE, "no-reply", f"{REGULATION}第三十一条第五项"),
    ((ROUTE, INVESTIGATE, REPLY), CLOSE, "not-served", f"{REGULATION}第二十三条第二款"),
    ((), RECEIVE, "not-assigned-down", f"{REGULATION}第二十三条第一款"),
    ((FORWARD,), RECEIVE, "not-assigned-down", f"{REGULATION}第二十三条第一款"),
    ((DOWN, RECEIVE), RECEIVE, "report-received-already", ""),
    ((DOWN, RECEIVE), CLOSE, "not-served", f"{REGULATION}第二十三条第二款"),
    ((DOWN, Serve(paper="F05")), CLOSE, "report-waiting", f"{REGULATION}第二十三条第一款"),
    ((DOWN, Serve(paper="F05"), RECEIVE, Close()), RECEIVE, "closed", ""),
    ((FORWARD,), CLOSE, "not-served", f"{REGULATION}第二十三条第二款"),
    ((FORWARD,), Serve(paper="F03"), "not-issued", ""),
    ((FORWARD, Serve(paper="F05", on=dt.date(2026, 3, 5))), Serve(paper="F05"), "served-already", ""),
    ((), FOLLOW_UP, "not-decided", f"{REGULATION}第二十三条第一款"),
    ((LEAD,), LEAD, "led-already", ""),
    ((), ANSWER, "no-open-reception", ""),
    ((BY_LEADER,), ANSWER, "no-open-reception", ""),  # no day was set
    ((WANTED, ANSWER), ANSWER, "no-open-reception", ""),
    ((WANTED,), msgspec.structs.replace(ANSWER, leader="周岚"), "no-open-reception", ""),
    ((), END_LEAD, "no-lead-case", ""),
    ((LEAD, END_LEAD), END_LEAD, "no-lead-case", ""),
    # Extension (第三十四条)
    ((), EXTEND, "not-accepted", f"{REGULATION}第二十三条"),
    # Several bodies (第二十四条)
    ((), OURS, "no-dispute", f"{REGULATION}第二十四条"),
    *(((DISPUTE,), step, "dispute-waiting", f"{REGULATION}第二十四条") for step in (*DECISIONS, DISPUTE)),
    ((DISPUTE, OURS), THEIRS, "no-dispute", f"{REGULATION}第二十四条"),
    *(((DISPUTE, THEIRS), step, "competent-elsewhere", f"{REGULATION}第二十四条") for step in (ACCEPT, REPLY)),
    *(((step,), DISPUTE, "decided-already", f"{REGULATION}第二十三条第一款") for step in DECISIONS),
    # Hearing (第三十一条第六项)
    *(
        ((), step, "not-accepted", f"{REGULATION}第二十三条")
        for step in (TELL, PLAN, POSTPONE, CALL_OFF, HOLD, CONCLUDE)
    ),
    *(((ROUTE,), step, "decided-already", f"{REGULATION}第二十三条第一款") for step in (PLAN, POSTPONE, HOLD)),
    *(
        ((ACCEPT,), step, "no-hearing", f"{REGULATION}第三十一条第六项")
        for step in (POSTPONE, CALL_OFF, HOLD, CONCLUDE)
    ),
    ((ACCEPT, TELL), TELL, "hearing-right-told", f"{REGULATION}第三十一条第六项"),
    *(((ACCEPT, PLAN), step, "hearing-open", "") for step in (TELL, PLAN)),
    *((PATH[:5], step, "opinion-issued", "") for step in (TELL, PLAN)),
    ((ACCEPT, PLAN), CONCLUDE, "hearing-not-held", f"{REGULATION}第三十一条第六项"),
    *(((ACCEPT, PLAN, HOLD), step, "hearing-held", "") for step in (POSTPONE, CALL_OFF, HOLD)),
    ((ACCEPT, PLAN, CALL_OFF), HOLD, "no-hearing", f"{REGULATION}第三十一条第六项"),
    *(((ACCEPT, PLAN, *PATH[1:5]), step, "opinion-issued", "") for step in (PLAN, POSTPONE, CALL_OFF, HOLD, CONCLUDE)),
    *((PATH, step, "closed", "") for step in (PLAN, POSTPONE, CALL_OFF, HOLD, CONCLUDE)),
    ((ACCEPT, EXTEND), EXTEND, "extended-already", f"{REGULATION}第三十四条"),
    (PATH[:5], EXTEND, "opinion-issued", ""),
]


@pytest.mark.parametrize(("before", "step", "code", "article"), ORDER)
def test_nothing_is_done_too_early_or_twice(before: tuple[Step, ...], step: Step, code: str, article: str) -> None:
    refused = refusal(after(*before), step)
    assert (refused.code, refused.article) == (code, article)


# What was sent down (第二十三条第三款)
SENT = registration(on=RECEIVED, origin=Origin(kind="forwarded", body="岳阳县信访局"))
OBJECT = RaiseObjection(on=dt.date(2026, 3, 4), reason="省道由县公路部门管理。", competent="县公路中心")
AGREED = AnswerObjection(on=dt.date(2026, 3, 6), outcome="agreed")
REFUSED = AnswerObjection(on=dt.date(2026, 3, 6), outcome="refused")
REPORT = ReportResult(on=dt.date(2026, 3, 13), signer="陈明", handler="赵强", findings="属实。", handling="年内硬化。")
ASKED = registration(on=RECEIVED, origin=Origin(kind="assigned", body="岳阳县信访局"))
ASSIGNED = f"{REGULATION}第二十二条第一款第三项"
PARAGRAPH_3 = f"{REGULATION}第二十三条第三款"

SENT_ORDER: list[tuple[tuple[Step, ...], Step, str, str]] = [
    ((), AGREED, "no-objection", PARAGRAPH_3),
    ((), ELSEWHERE, "object-instead", PARAGRAPH_3),
    ((OBJECT,), OBJECT, "objection-waiting", PARAGRAPH_3),
    *(((OBJECT,), step, "objection-waiting", PARAGRAPH_3) for step in DECISIONS),
    ((OBJECT,), CLOSE, "no-opinion", f"{REGULATION}第三十一条第六项"),
    ((OBJECT, AGREED), OBJECT, "decided-already", PARAGRAPH_3),
    *(((OBJECT, AGREED), step, "decided-already", f"{REGULATION}第二十三条第一款") for step in DECISIONS),
    ((OBJECT, REFUSED), OBJECT, "objection-repeated", PARAGRAPH_3),
    ((OBJECT, REFUSED), AGREED, "no-objection", PARAGRAPH_3),
    *(((step,), OBJECT, "decided-already", PARAGRAPH_3) for step in DECISIONS if step is not ELSEWHERE),
    *(((OBJECT, AGREED, CLOSE), step, "closed", "") for step in (OBJECT, AGREED)),
]


@pytest.mark.parametrize(("before", "step", "code", "article"), SENT_ORDER)
def test_what_was_sent_down_is_objected_to_before_any_decision_and_decided_after_the_answer(
    before: tuple[Step, ...], step: Step, code: str, article: str
) -> None:
    refused = refusal(after(*before, register=SENT), step)
    assert (refused.code, refused.article) == (code, article)


RESULT_DAY = TellResultDay(due=dt.date(2026, 5, 15), why="moved", reason="等待鉴定。")
ASKED_ORDER: list[tuple[tuple[Step, ...], Step, str, str]] = [
    *((PATH[:done], REPORT, "not-answered", ASSIGNED) for done in range(5)),
    ((OBJECT,), REPORT, "objection-waiting", PARAGRAPH_3),
    ((OBJECT, AGREED), REPORT, "returned", PARAGRAPH_3),
    (PATH[:6], CLOSE, "no-report", ASSIGNED),
    (PATH[:5], CLOSE, "not-served", f"{REGULATION}第三十五条"),
    *(((*PATH[:5], REPORT), step, "reported-already", "") for step in (REPORT, RESULT_DAY)),
    ((*PATH[:6], REPORT, CLOSE), RESULT_DAY, "closed", ""),
    ((*PATH[:6], REPORT, CLOSE), REPORT, "closed", ""),
    ((ROUTE,), REPORT, "not-answered", ASSIGNED),
    ((DOWN,), REPORT, "not-answered", ASSIGNED),
]


@pytest.mark.parametrize(("before", "step", "code", "article"), ASKED_ORDER)
def test_a_report_that_was_asked_for_follows_the_answer_and_comes_before_the_closing(
    before: tuple[Step, ...], step: Step, code: str, article: str
) -> None:
    refused = refusal(after(*before, register=ASKED), step)
    assert (refused.code, refused.article) == (code, article)


@pytest.mark.parametrize("register", [None, SENT])
def test_nobody_reports_what_was_not_asked(register: Register | None) -> None:
    assert refusal(after(*PATH[:5], register=register), REPORT).code == "no-report-asked"


def test_nobody_objects_to_what_was_raised_here() -> None:
    refused = refusal(Folding(), OBJECT)
    assert (refused.code, refused.article) == ("not-from-above", PARAGRAPH_3)


CORRECT = Correct(field="address", to=1, value="石桥村四组", reason="听错组别")

EARLIER = Folding(registration(person("李四"), on=dt.date(2026, 2, 2))).petition
EARLIER = msgspec.structs.replace(EARLIER, id=f"{EARLIER.station}.1.1", number="以往")
LINK = LinkEarlier(other="以往", link="repeat", reason="同一条道路")
SUSPEND = Suspend(ground="pending", reason="正在确权。", evidence="受理通知书", approver="陈明")
RESUME = Resume(reason="已确权。", approver="陈明")
REOPEN = Reopen(reason="选错事项", approver="陈明")
SPLIT = SplitContact(contact=2, reason="另一事项")
UNLINK = Unlink(other="以往", reason="经核实是另一条道路")

ATTACH = Attach(files=(FileGiven(path="/media/usb/合同.pdf"),))
SET_ASIDE = SetAsideAttachment(attachment=1, reason="另一事项的材料")
REMINDED = ReceiveReminder(body="县信访局", asked="请按期办结。")
SUPERVISED = ReceiveSupervision(body="县信访局", trigger="T1", asked="请按期办结。")
SUGGESTED = ReceiveSuggestion(body="县信访局", suggestion="improve", asked="建议公示进度。")
FEEDBACK = GiveFeedback(situation="已进场施工。", reasons="资金到位晚。")
FROM_ABOVE: tuple[Step, ...] = (REMINDED, SUPERVISED, SUGGESTED)
ASK = RequestReview(on=dt.date(2026, 3, 13), to=1)
TAKEN = AcceptedReview(on=dt.date(2026, 3, 14), accepted=True, received_on=dt.date(2026, 3, 13))
FILE = RequestFile(on=dt.date(2026, 3, 14))
DEFENCE = AnswerReview(on=dt.date(2026, 3, 15), reasons="请求维持。")
UPHELD = DecidedReview(on=dt.date(2026, 3, 16), result="uphold", number="县复查1号", decided_on=dt.date(2026, 3, 15))
HAD = ServedReview(on=dt.date(2026, 3, 16), to=(1,))
ASK_FINALLY = RequestFinalReview(on=dt.date(2026, 3, 17), to=1, body="市人民政府")
TAKEN_FINALLY = AcceptedFinalReview(on=dt.date(2026, 3, 17), accepted=True, received_on=dt.date(2026, 3, 17))
HEARD = HearFinalReview(on=dt.date(2026, 3, 18), begins=dt.date(2026, 3, 17), ends=dt.date(2026, 3, 17))
UPHELD_FINALLY = DecidedFinalReview(
    on=dt.date(2026, 3, 18), result="uphold", number="市复核1号", decided_on=dt.date(2026, 3, 17)
)
REVIEW: tuple[Step, ...] = (*PATH, ASK, TAKEN, FILE, DEFENCE, UPHELD, HAD, ASK_FINALLY, TAKEN_FINALLY, HEARD)
REMIND = Remind(body="村镇建设办", asked="请抓紧办理。", due=TODAY)
SUPERVISE = Supervise(body="村镇建设办", trigger="T4", reason="没有核实。", asked="请抓紧办理。", due=TODAY)
IMPROVE = SuggestImprovement(body="村镇建设办", reason="没有公示。", asked="建议公示。")
ANSWERED = ReceiveFeedback(answer="已核实。")
URGENT = ReportUrgent(
    reported_to=("镇党委",), happened_on=RECEIVED, place="三组", happening="路基塌陷。", measures="已设警示。"
)
OWN_WORD: tuple[Step, ...] = (REMIND, SUPERVISE, IMPROVE, ANSWERED, URGENT)

REQUESTED = ReceiveReviewRequest(
    on=dt.date(2026, 3, 3),
    instance="review",
    body="石桥镇水利站",
    about="水站信访意〔2026〕1号",
    decided_on=dt.date(2026, 2, 5),
    served_on=dt.date(2026, 2, 9),
)
ASK_FOR = AskSupplement(on=dt.date(2026, 3, 4), missing=("处理意见书复印件",), due=dt.date(2026, 3, 27))
BROUGHT = ReceiveSupplement(on=dt.date(2026, 3, 6), received=("处理意见书复印件",))
TAKE = DecideReviewRequest(on=dt.date(2026, 3, 9), accepted=True, handler="王芳")
DRAFT_REVIEW = DraftReviewOpinion(conclusion="uphold")
ASK_BELOW = AskAnswer(on=dt.date(2026, 3, 10), due=dt.date(2026, 3, 27))
BELOW_ANSWERED = ReceiveAnswer(answer="答辩意见书。")
ANNUL = DraftReviewOpinion(
    on=dt.date(2026, 3, 11),
    conclusion="annul",
    facts_found="未测量。",
    basis=(Basis(law="《信访工作条例》"),),
    conclusion_words="重新测量。",
)
APPROVE_REVIEW = ApproveOpinion(on=dt.date(2026, 3, 12), approver="陈明")
ISSUE_REVIEW = IssueOpinion(on=dt.date(2026, 3, 13))
REDONE = ReceiveRedone(number="水站信访意〔2026〕7号", decided_on=dt.date(2026, 3, 13))
DAYS: list[tuple[tuple[Step, ...], Step, dt.date]] = [
    ((), ACCEPT, RECEIVED),
    ((), HandOver(to_office="农办"), RECEIVED),
    ((), AddContact(), RECEIVED),
    ((), CORRECT, RECEIVED),
    ((), ATTACH, RECEIVED),
    ((msgspec.structs.replace(ATTACH, on=dt.date(2026, 3, 5)),), SET_ASIDE, dt.date(2026, 3, 5)),
    *(((), step, RECEIVED) for step in FROM_ABOVE),
    ((msgspec.structs.replace(SUPERVISED, on=dt.date(2026, 3, 5)),), FEEDBACK, dt.date(2026, 3, 5)),
    *(((ACCEPT,), step, dt.date(2026, 3, 4)) for step in (REMIND, SUPERVISE)),
    *(((), step, RECEIVED) for step in (IMPROVE, URGENT)),
    ((msgspec.structs.replace(URGENT, on=dt.date(2026, 3, 6)),), URGENT, dt.date(2026, 3, 6)),
    ((ACCEPT, msgspec.structs.replace(REMIND, on=dt.date(2026, 3, 9))), ANSWERED, dt.date(2026, 3, 9)),
    ((), LINK, RECEIVED),
    ((), RECUSE, RECEIVED),
    (PATH[:5], FULFIL, dt.date(2026, 3, 11)),
    (PATH, FULFIL, dt.date(2026, 3, 11)),
    ((), WITHDRAW, RECEIVED),
    ((SIMPLE,), TURN, dt.date(2026, 3, 4)),
    ((), TERMINATE, RECEIVED),
    ((ACCEPT,), TERMINATE, dt.date(2026, 3, 4)),
    ((ACCEPT, WITHDRAW), TERMINATE, dt.date(2026, 3, 6)),
    (ENDED, Serve(paper="F25"), dt.date(2026, 3, 7)),
    ((*ENDED, Serve(paper="F25", on=dt.date(2026, 3, 8))), CLOSE, dt.date(2026, 3, 8)),
    *(((), step, RECEIVED) for step in (BY_LEADER, LEAD, INSTRUCTION)),
    ((msgspec.structs.replace(LEAD, on=dt.date(2026, 3, 5)),), END_LEAD, dt.date(2026, 3, 5)),
    ((WANTED,), ANSWER, dt.date(2026, 3, 5)),
    ((ACCEPT,), FOLLOW_UP, dt.date(2026, 3, 4)),
    ((FORWARD,), FOLLOW_UP, dt.date(2026, 3, 4)),
    (PATH, FOLLOW_UP, dt.date(2026, 3, 4)),
    ((*PATH, ARCHIVE), FOLLOW_UP, dt.date(2026, 3, 4)),
    ((msgspec.structs.replace(LINK, on=dt.date(2026, 3, 5)),), UNLINK, dt.date(2026, 3, 5)),
    ((HandOver(to_office="农办", on=dt.date(2026, 3, 5)),), Confirm(), dt.date(2026, 3, 5)),
    (
        (HandOver(to_office="农办", on=dt.date(2026, 3, 5)), Confirm(on=dt.date(2026, 3, 6))),
        HandOver(to_office="综治办"),
        dt.date(2026, 3, 6),
    ),
    ((ACCEPT,), ASSIGN, dt.date(2026, 3, 4)),
    ((ACCEPT,), INVESTIGATE, dt.date(2026, 3, 4)),
    ((ACCEPT, Investigate(on=dt.date(2026, 3, 8), record="查"), INVESTIGATE), DRAFT, dt.date(2026, 3, 6)),
    (PATH[:3], APPROVE, dt.date(2026, 3, 9)),
    ((*PATH[:3], ApproveOpinion(on=dt.date(2026, 3, 10), agreed=False, remarks="补证据")), DRAFT, dt.date(2026, 3, 10)),
    (PATH[:4], ISSUE, dt.date(2026, 3, 10)),
    ((ACCEPT,), Serve(paper="F03"), dt.date(2026, 3, 4)),
    (PATH[:5], SERVE, dt.date(2026, 3, 11)),
    (PATH[:6], CLOSE, dt.date(2026, 3, 12)),
    (PATH, ARCHIVE, dt.date(2026, 3, 13)),
    *(((), step, RECEIVED) for step in (ROUTE, ELSEWHERE, FORWARD, DOWN, DECLINE, FINAL)),
    ((DOWN,), RECEIVE, dt.date(2026, 3, 4)),
    ((DOWN, Serve(paper="F05", on=dt.date(2026, 3, 5)), RECEIVE), CLOSE, dt.date(2026, 3, 13)),
    ((ACCEPT,), EXTEND, dt.date(2026, 3, 4)),
    ((), DISPUTE, RECEIVED),
    ((DISPUTE,), OURS, dt.date(2026, 3, 3)),
    ((DISPUTE, OURS), ACCEPT, dt.date(2026, 3, 4)),
    ((DISPUTE, THEIRS), FORWARD, dt.date(2026, 3, 4)),
    ((ACCEPT,), TELL, dt.date(2026, 3, 4)),
    ((ACCEPT,), PLAN, dt.date(2026, 3, 4)),
    ((ACCEPT, PLAN, CALL_OFF), PLAN, dt.date(2026, 3, 9)),
    ((ACCEPT, PLAN), POSTPONE, dt.date(2026, 3, 8)),
    ((ACCEPT, PLAN, POSTPONE), CALL_OFF, dt.date(2026, 3, 9)),
    ((ACCEPT, PLAN), HOLD, TODAY),
    ((ACCEPT, PLAN, HOLD), CONCLUDE, TODAY),
    ((ACCEPT,), CONSENT, dt.date(2026, 3, 4)),
    ((ACCEPT, CONSENT), SESSION, dt.date(2026, 3, 8)),
    ((ACCEPT, CONSENT, SESSION), SETTLE, dt.date(2026, 3, 9)),
    ((ACCEPT, CONSENT), NO_AGREEMENT, dt.date(2026, 3, 8)),
    (
        (ACCEPT, CONSENT, SESSION, SETTLE, msgspec.structs.replace(COURT, on=dt.date(2026, 3, 13))),
        COURT,
        dt.date(2026, 3, 13),
    ),
    ((ACCEPT, CONSENT, SESSION, SETTLE), PERFORMED, dt.date(2026, 3, 10)),
    ((ROUTE,), INVESTIGATE, dt.date(2026, 3, 4)),
    ((ROUTE,), Assign(office="农办", handler="钱进"), dt.date(2026, 3, 4)),
    ((ROUTE, INVESTIGATE), REPLY, dt.date(2026, 3, 6)),
    ((DECLINE,), Serve(paper="F06"), dt.date(2026, 3, 4)),
    ((ROUTE, INVESTIGATE, REPLY), Serve(paper="F13"), dt.date(2026, 3, 10)),
    ((HANDED,), ReturnHandOver(reason="不属本办职责"), dt.date(2026, 3, 4)),
    ((), VoidRegistration(reason="误登"), RECEIVED),
    ((ACCEPT,), SUSPEND, dt.date(2026, 3, 4)),
    ((ACCEPT, msgspec.structs.replace(SUSPEND, on=dt.date(2026, 3, 9))), RESUME, dt.date(2026, 3, 9)),
    (PATH, REOPEN, dt.date(2026, 3, 13)),
    ((AddContact(on=dt.date(2026, 3, 6)),), SPLIT, dt.date(2026, 3, 6)),
    ((ACCEPT,), VOID, dt.date(2026, 3, 4)),
    ((ACCEPT, VOID), REISSUE, dt.date(2026, 3, 6)),
    ((DECLINE, Serve(paper="F06", on=dt.date(2026, 3, 7))), CLOSE, dt.date(2026, 3, 7)),
    (PATH[:6], ASK, dt.date(2026, 3, 12)),
    (REVIEW[:8], TAKEN, dt.date(2026, 3, 13)),
    (REVIEW[:9], FILE, dt.date(2026, 3, 13)),
    (REVIEW[:10], DEFENCE, dt.date(2026, 3, 14)),
    (REVIEW[:11], msgspec.structs.replace(UPHELD, decided_on=dt.date(2026, 3, 13)), dt.date(2026, 3, 13)),
    (REVIEW[:12], HAD, dt.date(2026, 3, 15)),
    (REVIEW[:13], ASK_FINALLY, dt.date(2026, 3, 16)),
    (REVIEW[:14], TAKEN_FINALLY, dt.date(2026, 3, 17)),
    (REVIEW[:15], HEARD, dt.date(2026, 3, 17)),
    (REVIEW, UPHELD_FINALLY, dt.date(2026, 3, 17)),
    ((), REQUESTED, RECEIVED),
    ((REQUESTED,), ASK_FOR, dt.date(2026, 3, 3)),
    ((REQUESTED, ASK_FOR), BROUGHT, dt.date(2026, 3, 4)),
    ((REQUESTED, ASK_FOR, BROUGHT), TAKE, dt.date(2026, 3, 6)),
    ((REQUESTED, TAKE), DRAFT_REVIEW, dt.date(2026, 3, 9)),
    ((REQUESTED, TAKE), ASK_BELOW, dt.date(2026, 3, 9)),
    ((REQUESTED, TAKE, ASK_BELOW), BELOW_ANSWERED, dt.date(2026, 3, 10)),
    ((REQUESTED, TAKE, ANNUL, APPROVE_REVIEW, ISSUE_REVIEW), REDONE, dt.date(2026, 3, 13)),
]


@pytest.mark.parametrize(("before", "step", "earliest"), DAYS)
def test_nothing_happens_before_what_it_follows_nor_in_the_future(
    before: tuple[Step, ...], step: Step, earliest: dt.date
) -> None:
    keeps_its_day(after(*before), step, earliest)


SENT_DAYS: list[tuple[tuple[Step, ...], Step, dt.date]] = [
    ((), OBJECT, RECEIVED),
    ((OBJECT,), AGREED, dt.date(2026, 3, 4)),
    ((OBJECT, REFUSED), ACCEPT, RECEIVED),
    ((OBJECT, AGREED), CLOSE, dt.date(2026, 3, 6)),
]


ASKED_DAYS: list[tuple[tuple[Step, ...], Step, dt.date]] = [
    ((), RESULT_DAY, RECEIVED),
    (PATH[:5], REPORT, dt.date(2026, 3, 11)),
    ((*PATH[:6], REPORT), CLOSE, dt.date(2026, 3, 13)),
    ((DECLINE,), REPORT, dt.date(2026, 3, 4)),
    ((DOWN, RECEIVE), REPORT, dt.date(2026, 3, 13)),
    ((ACCEPT, TERMINATE), REPORT, dt.date(2026, 3, 7)),
    ((ACCEPT, TERMINATE, Serve(paper="F25", on=dt.date(2026, 3, 8)), REPORT), CLOSE, dt.date(2026, 3, 13)),
]


QUESTION = registration(on=RECEIVED, category="consultation")
QUESTION_DAYS: list[tuple[tuple[Step, ...], Step, dt.date]] = [((AddContact(on=TODAY),), ON_SPOT, RECEIVED)]


@pytest.mark.parametrize(("before", "step", "earliest"), QUESTION_DAYS)
def test_nor_with_a_question(before: tuple[Step, ...], step: Step, earliest: dt.date) -> None:
    keeps_its_day(after(*before, register=QUESTION), step, earliest)


@pytest.mark.parametrize(("before", "step", "earliest"), ASKED_DAYS)
def test_nor_with_what_was_assigned(before: tuple[Step, ...], step: Step, earliest: dt.date) -> None:
    keeps_its_day(after(*before, register=ASKED), step, earliest)


@pytest.mark.parametrize(("before", "step", "earliest"), SENT_DAYS)
def test_nor_with_what_was_sent_down(before: tuple[Step, ...], step: Step, earliest: dt.date) -> None:
    keeps_its_day(after(*before, register=SENT), step, earliest)


def keeps_its_day(folding: Folding, step: Step, earliest: dt.date) -> None:
    """Not before what it follows, not in the future; on the first day it is possible."""
    early = refusal(folding, msgspec.structs.replace(step, on=earliest - dt.timedelta(days=1)))
    assert early.code == "on-before-event"
    assert early.facts["event_on"] == str(earliest)
    late = refusal(folding, msgspec.structs.replace(step, on=TODAY + dt.timedelta(days=1)))
    assert late.code == "on-in-future"
    folding.decide(msgspec.structs.replace(step, on=earliest))
    if not isinstance(step, RaiseObjection):  # its five working days are over by today
        folding.decide(msgspec.structs.replace(step, on=None))


def test_every_step_of_the_table_has_a_day_in_the_cases_above() -> None:
    tried = {type(step) for _before, step, _day in (*DAYS, *SENT_DAYS, *ASKED_DAYS, *QUESTION_DAYS)}
    assert tried | {PassOn, TakeOver, PassBack, SettleBeside} == set(table.STEPS.values())  # those in test_custody


@pytest.mark.parametrize("step", table.STEPS.values(), ids=table.STEPS)
def test_every_step_decides_for_itself_and_says_what_it_is(step: type[Step]) -> None:
    assert step.decide is not Step.decide, "that of Step leaves nothing: a step without its own would vanish"
    assert any("follows" in vars(kind) for kind in step.__mro__[: step.__mro__.index(Step)])
    assert step.name
    assert step.label
    assert step.article
    assert step.example
    assert msgspec.convert(step.example, step)


def steps_of(step: type[Step]) -> list[type[Step]]:
    """Every step that can be taken; what only others are made from has no name."""
    below = [one for kind in step.__subclasses__() for one in steps_of(kind)]
    return [step, *below] if step.name else below


def test_the_table_lists_every_step_there_is() -> None:
    ours = {step for step in steps_of(Step) if step.__module__.startswith("app.")}  # tests make some too
    assert {*table.STEPS.values(), Register} == ours
    assert all(name == step.name for name, step in table.STEPS.items())


def kinds_of(facts: type[Facts]) -> list[type[Facts]]:
    """Every kind of facts, those behind another one too."""
    found = facts.__subclasses__()
    return found + [kind for one in found for kind in kinds_of(one)]


def test_every_kind_of_facts_is_in_the_table() -> None:
    assert {*table.KINDS.values(), Unknown} == set(kinds_of(Facts)) - {NumberedFacts, FromCounty}
    assert all(kind == facts.kind for kind, facts in table.KINDS.items())


def test_the_page_offers_what_is_possible_first_and_says_why_not() -> None:
    offers = table.offers(Folding().petition)
    assert [offer.step for offer in offers if offer.possible] == [
        *("accept", "notify_route", "notify_elsewhere", "forward", "assign_down", "decline", "decline_final"),
        *("dispute_competence", "receive_review_request", "recuse", "withdraw", "terminate", "hand_over"),
        *("reminder_received", "supervision_received", "suggestion_received", "suggest_improvement", "report_urgent"),
        *("contact", "attach", "receive_by_leader", "instruction", "lead_case", "link", "void_registration", "correct"),
        "pass_on",
    ]
    assert {offer.step for offer in offers} == set(table.STEPS)
    assert [offer.possible for offer in offers] == sorted((offer.possible for offer in offers), reverse=True)
    for offer in offers:
        assert bool(offer.reason) == bool(offer.code) == (not offer.possible)


@pytest.mark.parametrize("done", range(8))
def test_what_is_offered_is_what_is_allowed(done: int) -> None:
    """An offer that says no is refused with the same words; one that says yes is possible with some input."""
    folding = after(*PATH[:done])
    folding.above = Station(code="430621101000", name="城关镇人民政府")
    others = (
        HandOver(to_office="农办"),
        AddContact(),
        Confirm(),
        CONSENT,
        SESSION,
        SETTLE,
        NO_AGREEMENT,
        COURT,
        PERFORMED,
        TELL,
        PLAN,
        POSTPONE,
        CALL_OFF,
        HOLD,
        CONCLUDE,
        REPLY,
        EXTEND,
        CORRECT,
        LINK,
        UNLINK,
        ARCHIVE,
        RECUSE,
        OBJECT,
        AGREED,
        DISPUTE,
        OURS,
        REPORT,
        RESULT_DAY,
        BY_LEADER,
        WITHDRAW,
        TERMINATE,
        LEAD,
        END_LEAD,
        INSTRUCTION,
        ANSWER,
        FOLLOW_UP,
        RECEIVE,
        TURN,
        *REVIEW[7:],
        UPHELD_FINALLY,
        *(REQUESTED, ASK_FOR, BROUGHT, TAKE, DRAFT_REVIEW, ASK_BELOW, BELOW_ANSWERED, REDONE),
        FULFIL,
        ON_SPOT,
        VOID,
        REISSUE,
        VoidRegistration(reason="误登"),
        SPLIT,
        ATTACH,
        SET_ASIDE,
        REOPEN,
        SUSPEND,
        RESUME,
        ReturnHandOver(reason="不属本办职责"),
        *(PassOn(reason="请办。", despite=True), TakeOver(), PassBack(reason="不接收。")),
        SettleBeside(entry="1.1.1", adopted=False, reason="不采用。"),
    )
    others = (*others, *FROM_ABOVE, FEEDBACK, *OWN_WORD)
    steps = {type(step).name: step for step in (*DECISIONS, *PATH, *others)}
    steps["assign"] = ASSIGN if folding.petition.handler else msgspec.structs.replace(ASSIGN, reason="")
    steps["serve"] = Serve(paper="F03")  # nobody has it yet
    for offer in table.offers(folding.petition):
        step = msgspec.structs.replace(steps[offer.step], on=None)
        if offer.possible:
            assert folding.decide(step)
        else:
            assert refusal(folding, step).code == offer.code


def test_a_closed_petition_takes_no_step_that_would_handle_it_anew() -> None:
    folding = after(*PATH)
    possible = [offer.step for offer in table.offers(folding.petition) if offer.possible]
    assert possible == [
        *("fulfil", "archive", "reopen", "request_review"),
        *("reminder_received", "supervision_received", "suggestion_received"),
        *("remind", "supervise", "suggest_improvement", "report_urgent"),
        *("contact", "attach", "follow_up", "receive_by_leader", "instruction", "lead_case", "link", "correct"),
    ]
    petition = folding.run(AddContact(channel="phone", note="问进度"))
    assert len(petition.contacts) == 2
    assert petition.stage == "closed"


# Registration


@pytest.mark.parametrize("unclear", [False, True])
def test_an_address_is_asked_for_unless_it_is_unclear(unclear: bool) -> None:
    step = registration(person(address=" "), person("李四"), on=RECEIVED, identity_unclear=unclear)
    if unclear:
        assert Folding(step).petition.identity_unclear
        return
    with pytest.raises(RuleBroken) as refused:
        Folding(step)
    assert refused.value.code == "address-missing"
    assert refused.value.article == f"{REGULATION}第十九条第一款"
    assert refused.value.facts["petitioners"] == ["张三"]


def test_a_denunciation_says_whom_it_complains_of_and_nothing_else_does() -> None:
    about = Denounced(people=("钱某",))
    for category, given_, code in (("denunciation", None, "denounced-missing"), ("claim", about, "denounced-given")):
        with pytest.raises(RuleBroken) as refused:
            Folding(registration(on=RECEIVED, category=category, denounced=given_))
        assert refused.value.code == code
    assert Folding(registration(on=RECEIVED, category="denunciation", denounced=about)).petition.denounced == about


def people(count: int, representatives: int) -> tuple[Any, ...]:
    return tuple(person(f"村民{n}", representative=n < representatives) for n in range(count))


@pytest.mark.parametrize(
    ("channel", "listed", "representatives", "head_count", "code"),
    [
        ("visit", 5, 0, None, ""),
        ("visit", 5, 5, None, ""),
        ("visit", 6, 0, None, "representatives-missing"),
        ("visit", 1, 0, 6, "representatives-missing"),
        ("visit", 1, 1, 6, ""),
        ("visit", 6, 1, None, ""),
        ("visit", 6, 5, 300, ""),
        ("visit", 6, 6, None, "too-many-representatives"),
        ("letter", 6, 6, None, "too-many-representatives"),
        ("letter", 6, 0, None, ""),
        ("phone", 1, 0, 6, ""),
        ("visit", 3, 0, 2, "head-count-too-small"),
    ],
)
def test_more_than_five_visitors_send_at_most_five_representatives(
    channel: Any, listed: int, representatives: int, head_count: int | None, code: str
) -> None:
    step = registration(*people(listed, representatives), on=RECEIVED, channel=channel, head_count=head_count)
    if not code:
        petition = Folding(step).petition
        assert petition.head_count == (head_count or listed)
        assert len(petition.addressees) == (representatives or listed)
        return
    with pytest.raises(RuleBroken) as refused:
        Folding(step)
    assert refused.value.code == code
    assert refused.value.article == ("" if code == "head-count-too-small" else f"{REGULATION}第二十条第三款")


def test_an_organisation_alone_counts_as_one() -> None:
    petition = Folding(registration(person("石桥木业公司", kind="organisation"), on=RECEIVED)).petition
    assert petition.head_count == 1
    assert petition.who == "石桥木业公司"


def test_a_registration_may_be_late_but_not_early() -> None:
    assert Folding(registration(on=RECEIVED)).petition.received_on == RECEIVED
    with pytest.raises(RuleBroken) as refused:
        Folding(registration(on=TODAY + dt.timedelta(days=1)))
    assert refused.value.code == "on-in-future"


def test_the_number_carries_station_year_and_serial() -> None:
    assert Folding().petition.number == f"{OFFICE.station}-2026-000001"
    late = Folding(registration(on=dt.date(2025, 12, 31)))
    assert late.petition.number == f"{OFFICE.station}-2025-000001"


# First contact


def test_the_first_contact_stays_and_the_confirmed_receiver_answers() -> None:
    folding = Folding()
    assert folding.petition.now_responsible == "李明"
    folding.run(HandOver(to_office="村镇建设办", to_officer="赵强"))
    assert folding.petition.now_responsible == "李明"
    folding.run(Confirm())
    assert folding.petition.now_responsible == "赵强"
    assert folding.petition.first_contact == "李明"


def test_an_office_without_a_name_is_confirmed_by_whoever_confirms() -> None:
    folding = after(HandOver(to_office="村镇建设办"))
    assert folding.run(Confirm()).now_responsible == "李明"
    again = after(HandOver(to_office="村镇建设办", to_officer="赵强"))
    assert again.run(Confirm(receiver="孙丽")).now_responsible == "孙丽"


def test_a_confirmation_closes_its_own_hand_over_only() -> None:
    petition = after(HandOver(to_office="甲", to_officer="赵"), Confirm(), HandOver(to_office="乙")).petition
    assert [hand_over.confirmed_by for hand_over in petition.hand_overs] == ["赵", ""]
    assert petition.open_hand_over == petition.hand_overs[1]


# Acceptance and assignment


@pytest.mark.parametrize(
    ("category", "article"), [("suggestion", f"{REGULATION}第二十九条"), ("consultation", f"{REGULATION}第二十三条")]
)
def test_only_claims_are_accepted(category: Any, article: str) -> None:
    refused = refusal(Folding(registration(on=RECEIVED, category=category)), ACCEPT)
    assert (refused.code, refused.article) == ("not-a-claim", article)


def test_the_acceptance_fixes_number_day_and_office() -> None:
    acceptance = after(ACCEPT).petition.acceptance
    assert acceptance is not None
    assert acceptance.notice_number == "石桥镇信受〔2026〕1号"
    assert acceptance.due == dt.date(2026, 5, 3)
    assert (acceptance.unit, acceptance.phone) == (OFFICE.name, OFFICE.phone)


@pytest.mark.parametrize(
    "given", [{"handler": "张三"}, {"handler": " 张\u3000三 "}, {"handler": "赵强", "co_handlers": ("孙丽", "张三")}]
)
def test_a_petitioner_does_not_handle_the_own_matter(given: dict[str, Any]) -> None:
    refused = refusal(after(ACCEPT), Assign(office="村镇建设办", **given))
    assert (refused.code, refused.article) == ("recusal", f"{REGULATION}第二十八条第三款")


def test_a_later_assignment_replaces_the_handler_and_keeps_the_earlier_one() -> None:
    petition = after(ACCEPT, ASSIGN, Assign(office="综治办", handler="孙丽", reason="轮岗。")).petition
    assert (petition.office, petition.handler) == ("综治办", "孙丽")
    assert [assignment.handler for assignment in petition.assignments] == ["钱进", "孙丽"]
    assert petition.stage == "handling"


# The opinion

TWO = registration(on=RECEIVED, requests=("修路", "装灯"))
BOTH = tuple(RequestResult(request=n, result="support", opinion="办") for n in (1, 2))


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"facts_found": " "}, ["事实和理由"]),
        ({"basis": ()}, ["法律法规依据"]),
        ({"results": ()}, ["第1项诉求的处理意见", "第2项诉求的处理意见"]),
        ({"results": BOTH[:1]}, ["第2项诉求的处理意见"]),
        ({"results": (BOTH[0], msgspec.structs.replace(BOTH[1], opinion=" "))}, ["第2项诉求的处理意见内容"]),
        ({"facts_found": "", "basis": (), "results": BOTH[1:]}, ["事实和理由", "第1项诉求的处理意见", "法律法规依据"]),
    ],
)
def test_an_opinion_with_a_gap_is_not_approved(given: dict[str, Any], missing: list[str]) -> None:
    whole = msgspec.structs.replace(DRAFT, results=BOTH)
    folding = after(ACCEPT, INVESTIGATE, msgspec.structs.replace(whole, **given), register=TWO)
    refused = refusal(folding, APPROVE)
    assert (refused.code, refused.article) == ("opinion-incomplete", f"{REGULATION}第三十二条")
    assert refused.facts["missing"] == missing
    assert all(part in refused.message for part in missing)
    folding.run(msgspec.structs.replace(APPROVE, agreed=False, remarks="补"), msgspec.structs.replace(whole, on=None))
    assert opinion_gaps(folding.petition) == ()
    folding.run(ApproveOpinion(approver="陈明"))


@pytest.mark.parametrize("numbers", [(3,), (1, 1), (2, 2, 1), (999,)])
def test_every_request_is_answered_once(numbers: tuple[int, ...]) -> None:
    results = tuple(RequestResult(request=n, result="reject", opinion="否") for n in numbers)
    refused = refusal(after(ACCEPT, INVESTIGATE, register=TWO), msgspec.structs.replace(DRAFT, results=results))
    assert refused.code == "request-number-wrong"


def test_a_return_needs_remarks_and_a_new_draft() -> None:
    folding = after(*PATH[:3])
    assert refusal(folding, msgspec.structs.replace(APPROVE, agreed=False, remarks=" ")).code == "remarks-missing"
    folding.run(msgspec.structs.replace(APPROVE, agreed=False, remarks="补充证据"))
    assert folding.petition.stage == "drafted"
    assert refusal(folding, ISSUE).code == "not-approved"
    assert refusal(folding, APPROVE).code == "decided-already"
    folding.run(msgspec.structs.replace(DRAFT, on=None), ApproveOpinion())
    assert folding.petition.stage == "approved"


def test_a_new_draft_voids_the_approval() -> None:
    folding = after(*PATH[:4])
    folding.run(msgspec.structs.replace(DRAFT, on=None, facts_found="改写。"))
    assert refusal(folding, IssueOpinion()).code == "not-approved"
    assert folding.petition.opinion is not None
    assert folding.petition.opinion.approval is None


def test_the_approval_names_the_draft_it_agreed_to() -> None:
    folding = after(*PATH[:3])
    (approved,) = folding.decide(APPROVE)
    assert folding.petition.opinion is not None
    assert approved.draft == folding.petition.opinion.draft.ref  # type: ignore[attr-defined]


def test_an_opinion_without_a_review_body_does_not_leave_the_house() -> None:
    office = msgspec.structs.replace(OFFICE, review_body=" ")
    refused = refusal(after(*PATH[:4], office=office), ISSUE)
    assert (refused.code, refused.article) == ("review-body-missing", f"{REGULATION}第三十五条")


# Service

FOUR = registration(
    person("张三", representative=True),
    person("李四"),
    person("张三", representative=True, address="五组"),
    person("王五"),
    on=RECEIVED,
)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"mode": "left"}, "left-needs-witness"),
        ({"mode": "left", "refusal": "拒签"}, "left-needs-witness"),
        ({"mode": "left", "witnesses": ("村支书",)}, "left-needs-witness"),
        ({"mode": "left", "refusal": " ", "witnesses": ("村支书",)}, "left-needs-witness"),
        ({"mode": "left", "refusal": "拒签", "witnesses": ("村支书",)}, ""),
        ({"mode": "post"}, "post-needs-tracking"),
        ({"mode": "post", "tracking": " "}, "post-needs-tracking"),
        ({"mode": "post", "tracking": "EMS1"}, ""),
        ({"mode": "entrusted"}, ""),
        ({"mode": "electronic"}, ""),
        ({"mode": "public"}, ""),
        ({"to": (2,)}, "not-an-addressee"),
        ({"to": (0,)}, "not-an-addressee"),
        ({"to": (-1,)}, "not-an-addressee"),
        ({"to": (1, 99)}, "not-an-addressee"),
        ({"to": (3, 3, 1)}, ""),
    ],
)
def test_service_is_recorded_as_it_was_done(given: dict[str, Any], code: str) -> None:
    folding = after(ACCEPT, register=FOUR)
    step = Serve(paper="F03", **given)
    if code:
        assert refusal(folding, step).code == code
    else:
        assert sorted(service.to for service in folding.run(step).services) == [1, 3]


def test_two_petitioners_of_one_name_are_served_each() -> None:
    folding = after(*PATH[:5], register=FOUR)
    folding.run(Serve(paper="F12", to=(3,)))
    assert folding.petition.served("F12") == {3: TODAY}
    refused = refusal(folding, Close())
    assert refused.code == "not-served"
    assert refused.facts["missing"] == ["张三"]
    assert refusal(folding, Serve(paper="F12", to=(3,))).code == "served-already"
    assert refusal(folding, Serve(paper="F12", to=(1, 3))).code == "served-already"
    folding.run(Serve(paper="F12"))
    assert [service.to for service in folding.petition.services] == [3, 1]
    assert folding.run(Close()).stage == "closed"


def test_who_signed_is_the_addressee_only_when_served_in_person() -> None:
    assert after(ACCEPT, Serve(paper="F03")).petition.services[0].receiver == "张三"
    assert after(ACCEPT, Serve(paper="F03", mode="public")).petition.services[0].receiver == ""
    other = after(ACCEPT, Serve(paper="F03", receiver="张三之女", relation="女儿")).petition.services[0]
    assert (other.receiver, other.relation) == ("张三之女", "女儿")


def test_the_petition_is_closed_not_before_the_last_service() -> None:
    folding = after(*PATH[:5], register=FOUR)
    folding.run(
        Serve(paper="F12", to=(1,), on=dt.date(2026, 3, 15)), Serve(paper="F12", to=(3,), on=dt.date(2026, 3, 12))
    )
    assert folding.petition.served_on_all("F12") == dt.date(2026, 3, 15)
    assert refusal(folding, Close(on=dt.date(2026, 3, 14))).code == "on-before-event"


@pytest.mark.parametrize("settled", [True, False, None])
def test_closed_is_not_the_same_as_solved(settled: bool | None) -> None:
    petition = after(*PATH[:6], Close(settled=settled)).petition
    assert petition.closing is not None
    assert petition.closing.settled is settled
    assert petition.stage == "closed"
