"""The first decision other than to accept, the reply and the extension: what each fixes, asks for and leads to."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec
import pytest

from app.domain import shape
from app.domain.codes import STAGES
from app.domain.errors import RuleBroken
from app.domain.papers import SERVED
from app.domain.petition import Petition
from app.domain.records.opinion import Basis
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.at_desk import AT_ONCE
from app.domain.steps.closing import Close
from app.domain.steps.extension import Extend
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import Decline, DeclineFinal, Forward, NotifyElsewhere, NotifyRoute
from app.domain.steps.register import Register
from app.domain.steps.reply import Reply
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from tests.app.domain.folding import COMPLETE, RECEIVED, TODAY, Folding
from tests.helpers import OFFICE, person, registration

REGULATION = "《信访工作条例》"
DAY = dt.date(2026, 3, 4)
SUGGESTION = registration(on=RECEIVED, category="suggestion")
CONSULTATION = registration(on=RECEIVED, category="consultation")
COURT = NotifyRoute(
    on=DAY, route="31-1", procedure="民事诉讼", body="县人民法院", body_phone="0730-1", term="依法律规定"
)
ACT = NotifyRoute(on=DAY, route="31-5", procedure="查处违法行为", term="60日")
ELSEWHERE = NotifyElsewhere(
    on=DAY, body="县自然资源局", body_address="县城", body_phone="0730-2", reason="属该局职责。"
)
FORWARD = Forward(on=DAY, body="石桥镇供水站", reason="属该站职责。")
DECLINE = Decline(on=DAY, reason_code="N3", reason="已由法院立案。", body="县人民法院")
FINAL = DeclineFinal(
    on=DAY,
    reason_code="R1",
    original_number="市信复核〔2025〕3号",
    original_body="某市人民政府",
    original_on=dt.date(2025, 6, 20),
)
INVESTIGATE = Investigate(on=dt.date(2026, 3, 6), record="现场查看。")
REPLY = Reply(on=dt.date(2026, 3, 10), findings="属实。", handling="已责令改正。", basis=(Basis(law="《水法》"),))
ANSWER = Reply(on=dt.date(2026, 3, 10), handling="已列入计划。", outcome="partly")
Paper = Literal["F03", "F04", "F04b", "F05", "F06", "F07", "F11", "F12", "F13", "F14"]


def after(*steps: Step, register: Register | None = None, **given: Any) -> Folding:
    folding = Folding(register, **given)
    folding.run(*steps)
    return folding


def refusal(folding: Folding, step: Step) -> RuleBroken:
    before = folding.petition
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    assert folding.petition == before
    assert refused.value.message.endswith("。")
    return refused.value


def sentence(step: Step, *before: Step, register: Register | None = None) -> str:
    """The line of the timeline that a step leaves."""
    folding = after(*before, register=register)
    (facts,) = folding.decide(step)
    return facts.sentence(None)  # type: ignore[arg-type]


# What each decision fixes

FIXED: list[tuple[Step, dict[str, str], str]] = [
    (COURT, {"kind": "route", "paper": "F04", "number": "石桥镇信告〔2026〕1号", "body": "县人民法院"}, "第三十一条"),
    (ACT, {"kind": "route", "route": "31-5", "body": OFFICE.name, "term": "60日"}, "第三十一条"),
    (ELSEWHERE, {"kind": "elsewhere", "paper": "F04b", "number": "石桥镇信告〔2026〕1号"}, "第二十三条第一款"),
    (FORWARD, {"kind": "forwarded", "paper": "F05", "letter_number": "石桥镇信转〔2026〕1号"}, "第二十三条第一款"),
    (DECLINE, {"kind": "declined", "paper": "F06", "number": "石桥镇信不受〔2026〕1号"}, "第十九条第三款"),
    (FINAL, {"kind": "declined_final", "paper": "F07", "number": "石桥镇信不受〔2026〕1号"}, "第三十六条第三款"),
]


@pytest.mark.parametrize(("step", "fixed", "article"), FIXED)
def test_a_decision_fixes_what_its_paper_says(step: Step, fixed: dict[str, str], article: str) -> None:
    notice = after(step).petition.notice
    assert notice is not None
    assert {name: getattr(notice, name) for name in fixed} == fixed
    assert (notice.on, notice.by, notice.unit, notice.phone) == (DAY, "李明", OFFICE.name, OFFICE.phone)
    given = msgspec.structs.asdict(step)
    said = {name: value for name, value in given.items() if name not in ("on", "body", AT_ONCE)}
    assert {name: getattr(notice, name) for name in said} == said
    assert article in step.article


SAID: list[tuple[Step, str]] = [
    (COURT, "告知处理途径：审判、复议、检察、公安法律程序，出具告知书（石桥镇信告〔2026〕1号）"),
    (ELSEWHERE, "告知向县自然资源局提出，出具告知书（石桥镇信告〔2026〕1号）"),
    (FORWARD, "转送石桥镇供水站，转送函石桥镇信转〔2026〕1号，出具告知书（石桥镇信告〔2026〕1号）"),
    (
        DECLINE,
        "决定不予受理：涉及诉讼权利救济，应当按照法律法规规定的程序向有关政法部门提出，"
        "出具告知书（石桥镇信不受〔2026〕1号）",
    ),
    (FINAL, "决定不再受理：对复核意见不服，仍然以同一事实和理由提出投诉请求，出具告知书（石桥镇信不受〔2026〕1号）"),
]


@pytest.mark.parametrize(("step", "said"), SAID)
def test_the_timeline_says_what_was_decided(step: Step, said: str) -> None:
    assert sentence(step) == said


def test_the_timeline_says_what_was_replied_and_granted() -> None:
    assert sentence(REPLY, ACT, INVESTIGATE) == "答复处理情况，出具处理情况告知书（石桥镇信复〔2026〕1号）"
    assert sentence(ANSWER, register=SUGGESTION) == "答复信访人，建议意见部分采纳，出具回复函（石桥镇信复〔2026〕1号）"
    told = msgspec.structs.replace(ANSWER, outcome="")
    assert sentence(told, register=CONSULTATION) == "答复信访人，出具回复函（石桥镇信复〔2026〕1号）"
    said = sentence(Extend(reason="需鉴定。", days=20, approver="陈明"), Accept(on=DAY))
    assert said == "陈明批准延长办理期限20日，应于2026-05-23前办结，出具延期办理告知书（石桥镇信延〔2026〕1号）"


@pytest.mark.parametrize("step", [COURT, ELSEWHERE, FORWARD, DECLINE, FINAL])
def test_a_decision_names_itself_to_the_next_one(step: Step) -> None:
    refused = refusal(after(step), Accept())
    assert refused.code == "decided-already"
    assert str(DAY) in refused.message
    assert refused.facts["decision"] in refused.message


def test_a_reply_is_a_decision_too() -> None:
    folding = after(ANSWER, register=SUGGESTION)
    for step in (ELSEWHERE, FORWARD, DECLINE, FINAL):
        assert refusal(folding, step).code == "decided-already"
    assert refusal(folding, ANSWER).code == "replied-already"


# What a decision asks for


@pytest.mark.parametrize("route", ["31-1", "31-2", "31-3"])
def test_a_route_that_is_never_ours_names_its_body(route: Any) -> None:
    refused = refusal(Folding(), NotifyRoute(route=route, procedure="程序"))
    assert (refused.code, refused.article) == ("body-missing", f"{REGULATION}第二十三条第一款、第三十一条")


@pytest.mark.parametrize(("route", "body"), [("31-4", ""), ("31-4", "县林业局"), ("31-5", ""), ("31-5", OFFICE.name)])
def test_our_own_office_handles_what_names_no_other_body(route: Any, body: str) -> None:
    notice = after(NotifyRoute(route=route, procedure="程序", body=body)).petition.notice
    assert notice is not None
    assert notice.body == (body or OFFICE.name)


def test_an_application_to_another_body_is_not_ours_to_handle() -> None:
    refused = refusal(Folding(), NotifyRoute(route="31-5", procedure="查处", body="县林业局"))
    assert (refused.code, refused.article) == ("body-elsewhere", f"{REGULATION}第二十三条第一款")


@pytest.mark.parametrize("register", [SUGGESTION, CONSULTATION])
def test_the_routes_are_for_claims_only(register: Register) -> None:
    folding = Folding(register)
    refused = refusal(folding, COURT)
    assert (refused.code, refused.article) == ("not-a-claim", f"{REGULATION}第三十一条")
    for step in (ELSEWHERE, FORWARD, DECLINE, FINAL):
        assert folding.decide(step)


@pytest.mark.parametrize("step", [ELSEWHERE, FORWARD])
def test_nothing_is_forwarded_to_ourselves(step: Any) -> None:
    refused = refusal(Folding(), msgspec.structs.replace(step, body=f" {OFFICE.name}"))
    assert (refused.code, refused.article) == ("body-is-own", f"{REGULATION}第二十三条第一款")


def test_a_final_opinion_was_there_before_the_petition_came() -> None:
    refused = refusal(Folding(), msgspec.structs.replace(FINAL, original_on=RECEIVED + dt.timedelta(days=1)))
    assert (refused.code, refused.article) == ("original-too-late", f"{REGULATION}第三十六条第三款")
    assert Folding().decide(msgspec.structs.replace(FINAL, original_on=RECEIVED))


SHAPES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("notify_route", {"route": "31-6", "procedure": "信访"}, ["route"]),
    ("notify_route", {"route": "31-2"}, ["procedure"]),
    ("notify_elsewhere", {"body": " "}, ["body"]),
    ("forward", {"reason": "属该站"}, ["body"]),
    ("decline", {"reason_code": "N4", "reason": "", "body": ""}, ["reason_code", "reason", "body"]),
    ("decline", {"reason_code": "N1", "body": "县政府"}, ["reason"]),
    ("decline_final", {"reason_code": "N1"}, ["reason_code", "original_number", "original_body", "original_on"]),
    ("reply", {"outcome": "maybe"}, ["handling", "outcome"]),
    ("extend", {"reason": "", "days": 0}, ["reason", "days", "approver"]),
    ("extend", {"reason": "复杂", "days": 31, "approver": "陈明"}, ["days"]),
]


@pytest.mark.parametrize(("name", "data", "wrong"), SHAPES)
def test_what_a_paper_must_say_is_asked_for(name: str, data: dict[str, Any], wrong: list[str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        shape.read(table.STEPS[name], data)
    assert sorted(problem["field"] for problem in refused.value.facts["problems"]) == sorted(wrong)


def test_a_value_that_is_none_of_the_list_is_told_the_list() -> None:
    with pytest.raises(RuleBroken) as refused:
        shape.read(Reply, {"handling": "办", "outcome": "maybe"})
    assert "只能是 adopted、not_adopted、partly 之一" in refused.value.message


# Numbers


def test_each_series_counts_for_itself() -> None:
    numbers = []
    folding = Folding()
    for step in (COURT, DECLINE, FORWARD, FINAL, ELSEWHERE):
        folding.petition = msgspec.structs.replace(folding.petition, notice=None)
        notice = folding.run(step).notice
        assert notice is not None
        numbers.append((notice.paper, notice.number, notice.letter_number))
    assert numbers == [
        ("F04", "石桥镇信告〔2026〕1号", ""),
        ("F06", "石桥镇信不受〔2026〕1号", ""),
        ("F05", "石桥镇信告〔2026〕2号", "石桥镇信转〔2026〕1号"),
        ("F07", "石桥镇信不受〔2026〕2号", ""),
        ("F04b", "石桥镇信告〔2026〕3号", ""),
    ]


def test_the_office_chooses_its_patterns() -> None:
    office = msgspec.structs.replace(COMPLETE, notice_number="告{year}-{serial}", letter_number="转{year}-{serial}")
    notice = after(FORWARD, office=office).petition.notice
    assert notice is not None
    assert (notice.number, notice.letter_number) == ("告2026-1", "转2026-1")


# The reply


def test_an_application_to_act_is_answered_with_its_own_notice() -> None:
    reply = after(ACT, INVESTIGATE, REPLY).petition.reply
    assert reply is not None
    assert (reply.paper, reply.number, reply.on) == ("F13", "石桥镇信复〔2026〕1号", REPLY.on)
    assert (reply.findings, reply.handling, reply.basis) == (REPLY.findings, REPLY.handling, REPLY.basis)
    assert (reply.outcome, reply.interest, reply.unit, reply.phone) == ("", False, OFFICE.name, OFFICE.phone)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"findings": " "}, ["调查（研究论证）情况"]),
        ({"basis": ()}, ["法律法规依据"]),
        ({"interest": True}, ["行政复议机关", "管辖法院"]),
        ({"interest": True, "review_body": "县人民政府", "court": " "}, ["管辖法院"]),
        ({"interest": True, "review_body": "县人民政府", "court": "县人民法院"}, []),
    ],
)
def test_a_reply_to_an_application_is_whole_and_names_the_remedies(given: dict[str, Any], missing: list[str]) -> None:
    folding, step = after(ACT, INVESTIGATE), msgspec.structs.replace(REPLY, **given)
    if not missing:
        reply = folding.run(step).reply
        assert reply is not None
        assert (reply.review_body, reply.court) == ("县人民政府", "县人民法院")
        return
    refused = refusal(folding, step)
    assert (refused.code, refused.article) == ("reply-incomplete", f"{REGULATION}第三十一条第五项")
    assert refused.facts["missing"] == missing


@pytest.mark.parametrize(
    ("register", "given", "code"),
    [
        (SUGGESTION, {"outcome": "adopted"}, ""),
        (SUGGESTION, {"outcome": "not_adopted"}, ""),
        (SUGGESTION, {"outcome": ""}, "outcome-missing"),
        (SUGGESTION, {"interest": True}, "remedy-not-here"),
        (CONSULTATION, {"outcome": ""}, ""),
        (CONSULTATION, {}, "outcome-not-here"),
    ],
)
def test_a_suggestion_is_adopted_or_not_and_a_consultation_is_answered(
    register: Register, given: dict[str, Any], code: str
) -> None:
    folding, step = Folding(register), msgspec.structs.replace(ANSWER, **given)
    if code:
        assert refusal(folding, step).code == code
        return
    reply = folding.run(step).reply
    assert reply is not None
    assert (reply.paper, reply.outcome, reply.interest) == ("F14", step.outcome, False)


def test_the_outcome_is_not_said_of_an_application() -> None:
    refused = refusal(after(ACT, INVESTIGATE), msgspec.structs.replace(REPLY, outcome="adopted"))
    assert refused.code == "outcome-not-here"


@pytest.mark.parametrize("first", [COURT, NotifyRoute(on=DAY, route="31-4", procedure="行政裁决")])
def test_only_an_application_to_act_is_investigated_and_answered_after_its_notice(first: Step) -> None:
    assert refusal(after(first), INVESTIGATE).code == "decided-already"
    assert refusal(after(first), REPLY).code == "decided-already"


# Service, closing, stage

ENDS: list[tuple[Register | None, tuple[Step, ...], Paper]] = [
    (None, (COURT,), "F04"),
    (None, (NotifyRoute(on=DAY, route="31-4", procedure="行政裁决"),), "F04"),
    (None, (ELSEWHERE,), "F04b"),
    (None, (FORWARD,), "F05"),
    (None, (DECLINE,), "F06"),
    (None, (FINAL,), "F07"),
    (None, (ACT, INVESTIGATE, REPLY), "F13"),
    (SUGGESTION, (ANSWER,), "F14"),
    (CONSULTATION, (msgspec.structs.replace(ANSWER, outcome=""),), "F14"),
]


@pytest.mark.parametrize(("register", "steps", "paper"), ENDS)
def test_the_last_paper_closes_the_petition_once_everybody_has_it(
    register: Register | None, steps: tuple[Step, ...], paper: Paper
) -> None:
    several = msgspec.structs.replace(register or registration(on=RECEIVED), petitioners=(person(), person("李四")))
    folding = after(*steps, register=several)
    assert folding.petition.last_paper == paper
    folding.run(Serve(paper=paper, to=(2,)))
    refused = refusal(folding, Close())
    assert (refused.code, refused.article) == ("not-served", f"{REGULATION}第二十三条第二款")
    assert SERVED[paper] in refused.message
    assert refused.facts["missing"] == ["张三"]
    folding.run(Serve(paper=paper))
    assert folding.petition.services[-1].number == folding.petition.outgoing[paper][0]
    assert folding.run(Close()).stage == "closed"


@pytest.mark.parametrize("step", [COURT, ELSEWHERE, FORWARD, DECLINE, FINAL])
def test_a_notice_need_not_reach_people_who_are_not_known(step: Step) -> None:
    unclear = registration(person("未署名", address=""), on=RECEIVED, identity_unclear=True)
    folding = after(step, register=unclear)
    assert refusal(folding, Close(on=DAY - dt.timedelta(days=1))).code == "on-before-event"
    assert folding.run(Close()).stage == "closed"


def test_a_reply_reaches_everybody_who_is_to_have_it() -> None:
    unclear = registration(person("未署名", address=""), on=RECEIVED, identity_unclear=True)
    refused = refusal(after(ACT, INVESTIGATE, REPLY, register=unclear), Close())
    assert refused.code == "not-served"
    assert "公告送达" in refused.message
    known = registration(on=RECEIVED)
    assert "公告送达" not in refusal(after(ACT, INVESTIGATE, REPLY, register=known), Close()).message


def test_a_suggestion_is_not_closed_without_a_reply() -> None:
    for register in (SUGGESTION, CONSULTATION):
        assert refusal(Folding(register), Close()).code == "no-reply"


def test_the_stage_says_told_and_replied() -> None:
    assert after(FORWARD).petition.stage == "notified"
    assert after(ACT, INVESTIGATE).petition.stage == "notified"
    assert after(ACT, INVESTIGATE, REPLY).petition.stage == "replied"
    assert after(ANSWER, register=SUGGESTION).petition.stage == "replied"
    assert list(STAGES)[:3] == ["registered", "notified", "accepted"]
    assert list(STAGES)[-5:] == ["replied", "terminated", "closed", "archived", "voided"]


def test_papers_stand_in_the_order_of_their_making() -> None:
    def made(*steps: Step) -> list[str]:
        return list(after(*steps).petition.outgoing)

    assert made() == []
    assert made(Accept(on=DAY), Extend(reason="需鉴定。", days=5, approver="陈明")) == ["F03", "F11"]
    assert made(ACT, INVESTIGATE, REPLY) == ["F04", "F13"]


def test_every_paper_with_a_name_can_be_served() -> None:
    for paper in SERVED:
        assert shape.read(Serve, {"paper": paper}).paper == paper


# Extension


def extended(folding: Folding) -> Petition:
    return folding.run(Extend(on=dt.date(2026, 3, 9), reason="需鉴定。", days=20, approver="陈明"))


def test_an_extension_fixes_day_number_and_approver() -> None:
    extension = extended(after(Accept(on=DAY))).extension
    assert extension is not None
    assert (extension.on, extension.days, extension.approver) == (dt.date(2026, 3, 9), 20, "陈明")
    assert extension.due == DAY + dt.timedelta(days=80)
    assert (extension.number, extension.unit, extension.phone) == (
        "石桥镇信延〔2026〕1号",
        OFFICE.name,
        OFFICE.phone,
    )
    assert extended(after(Accept(on=DAY))).stage == "accepted"


@pytest.mark.parametrize("days", [1, 30])
def test_an_extension_lasts_up_to_thirty_days(days: int) -> None:
    folding = after(Accept(on=DAY))
    extension = folding.run(Extend(reason="需鉴定。", days=days, approver="陈明")).extension
    assert extension is not None
    assert (extension.due - DAY).days == 60 + days
    assert extension.approver == "陈明"


def test_an_extension_may_be_granted_until_the_legal_last_day() -> None:
    last = DAY + dt.timedelta(days=61)  # the test's calendar moves every last day on by one
    folding = after(Accept(on=DAY), today=last)
    assert folding.decide(Extend(reason="需鉴定。", days=5, approver="陈明"))
    folding.today = last + dt.timedelta(days=1)
    refused = refusal(folding, Extend(reason="需鉴定。", days=5, approver="陈明"))
    assert (refused.code, refused.article) == ("extension-too-late", f"{REGULATION}第三十四条")
    assert refused.facts["last_day"] == str(last)
    assert folding.decide(Extend(on=TODAY, reason="需鉴定。", days=5, approver="陈明"))
