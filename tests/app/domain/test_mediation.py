"""调解、和解: nothing without the consent of both; agreement in writing, 30 days to ask the court, performance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app import shipped
from app.desk import Desk
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.steps.acceptance import Accept
from app.domain.steps.mediation import ConsentMediation, EndMediation, HoldMediation
from app.domain.steps.notice import Forward, NotifyRoute
from app.domain.steps.opinion import evidence_at_hand
from app.domain.steps.register import Register
from app.domain.steps.settlement import ConfirmInCourt, RecordPerformance, Settle
from app.domain.steps.step import Step
from tests.app.domain.folding import RECEIVED, TODAY, Folding
from tests.helpers import person, registered, registration

REGULATION = "《信访工作条例》"
ARTICLE = f"{REGULATION}第三十三条"
ACCEPT = Accept(on=dt.date(2026, 3, 4), office="村镇建设办", handler="赵强")
CONSENT = ConsentMediation(
    on=dt.date(2026, 3, 6),
    other_name="石桥村村民委员会",
    other_kind="organisation",
    other_phone="0730-8410001",
    dispute="修路占地补偿",
    petitioners_agree=True,
    petitioners_on=dt.date(2026, 3, 5),
    other_agrees=True,
)
SESSION = HoldMediation(
    on=dt.date(2026, 3, 8),
    form="people",
    body="石桥镇人民调解委员会",
    place="村部",
    mediators=("孙丽",),
    present=("张三", "村主任"),
    record="双方同意补偿标准。",
)
SETTLE = Settle(
    on=dt.date(2026, 3, 10),
    form="people",
    body="石桥镇人民调解委员会",
    mediators=("孙丽",),
    facts="占用菜地86平方米。",
    content="补偿1032元。",
    performance="转账。",
    perform_by=dt.date(2026, 4, 15),
    lawful=True,
)
FAILED = EndMediation(on=dt.date(2026, 3, 9), reason="分歧较大。")
COURT = ConfirmInCourt(
    on=dt.date(2026, 3, 20), applied_on=dt.date(2026, 3, 12), court="岳阳县人民法院", result="pending"
)
PERFORMED = RecordPerformance(on=dt.date(2026, 3, 20), performed=True)
ALL: tuple[Step, ...] = (CONSENT, SESSION, SETTLE, FAILED, COURT, PERFORMED)


def after(*steps: Step, register: Register | None = None, today: dt.date = TODAY) -> Folding:
    folding = Folding(register, today=today)
    folding.run(*steps)
    return folding


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.decide(step)
    return refused.value


def changed(step: Step, **fields: Any) -> Any:
    return msgspec.structs.replace(step, **fields)


def test_a_dispute_is_mediated_settled_confirmed_and_carried_out() -> None:
    folding = after(ACCEPT, CONSENT, SESSION, SETTLE, COURT, PERFORMED)
    folding.run(changed(COURT, result="confirmed", ruling="（2026）某民特1号"))
    mediation = folding.petition.mediation
    assert mediation is not None
    assert mediation.agreed
    assert not mediation.open
    assert (mediation.petitioners.on, mediation.opposite.on) == (dt.date(2026, 3, 5), dt.date(2026, 3, 6))
    assert mediation.settlement is not None
    assert (mediation.settlement.number, mediation.settlement.title) == ("石桥镇信调〔2026〕1号", "调解协议书")
    assert mediation.confirmation is not None
    assert mediation.confirmation.result == "confirmed"
    assert mediation.performance is not None
    assert mediation.performance.performed
    assert [paper.key for paper in folding.petition.made] == ["F03", "F23"]
    assert list(folding.petition.outgoing) == ["F03"]


def test_an_agreement_ends_nothing_by_itself() -> None:
    folding = after(ACCEPT, CONSENT, SESSION, SETTLE)
    assert folding.petition.stage == "accepted"
    assert clock(folding.petition, "D5", TODAY).state == "running"
    assert evidence_at_hand(folding.petition) == ("调解协议书（石桥镇信调〔2026〕1号）",)


@pytest.mark.parametrize(("ours", "theirs"), [(False, True), (True, False), (False, False)])
def test_there_is_no_mediation_without_the_consent_of_both(ours: bool, theirs: bool) -> None:
    folding = after(ACCEPT, changed(CONSENT, petitioners_agree=ours, other_agrees=theirs))
    for step in (SESSION, SETTLE, FAILED):
        refused = refusal(folding, step)
        assert (refused.code, refused.article) == ("consent-refused", ARTICLE)
    assert refusal(folding, COURT).code == "no-settlement"
    folding.run(changed(CONSENT, on=dt.date(2026, 3, 7)))  # they may think better of it
    assert folding.run(SESSION).mediations[1].sessions


def test_a_failed_attempt_may_be_followed_by_another_with_new_consent() -> None:
    folding = after(ACCEPT, CONSENT, SESSION, FAILED)
    assert refusal(folding, changed(SETTLE, on=TODAY)).code == "mediation-over"
    assert refusal(folding, changed(SESSION, on=TODAY)).code == "mediation-over"
    assert len(folding.run(changed(CONSENT, on=TODAY, petitioners_on=None)).mediations) == 2


# (steps before, step, code, article)
ORDER: list[tuple[tuple[Step, ...], Step, str, str]] = [
    *(((), step, "not-accepted", f"{REGULATION}第二十三条") for step in ALL[:4]),
    *(
        ((Forward(on=dt.date(2026, 3, 4), body="供水站"),), step, "decided-already", f"{REGULATION}第二十三条第一款")
        for step in ALL[:4]
    ),
    *(((ACCEPT,), step, "no-consent", ARTICLE) for step in (SESSION, SETTLE, FAILED)),
    *(((ACCEPT, CONSENT), step, "no-settlement", ARTICLE) for step in (COURT, PERFORMED)),
    ((ACCEPT, CONSENT), CONSENT, "mediation-open", ""),
    ((ACCEPT, CONSENT), SETTLE, "no-session", ARTICLE),
    *(((ACCEPT, CONSENT, SESSION, SETTLE), step, "settled-already", "") for step in (CONSENT, SESSION, SETTLE, FAILED)),
    (
        (ACCEPT, CONSENT, SESSION, changed(SETTLE, form="settlement")),
        COURT,
        "not-mediated",
        "《中华人民共和国人民调解法》第三十三条",
    ),
    ((ACCEPT, CONSENT, SESSION, SETTLE, changed(COURT, result="confirmed")), COURT, "ruled-already", ""),
    ((ACCEPT, CONSENT, SESSION, SETTLE, PERFORMED), PERFORMED, "performed-already", ""),
]


@pytest.mark.parametrize(("before", "step", "code", "article"), ORDER)
def test_nothing_is_done_too_early_or_twice(before: tuple[Step, ...], step: Step, code: str, article: str) -> None:
    refused = refusal(after(*before), step)
    assert (refused.code, refused.article) == (code, article)


@pytest.mark.parametrize(
    ("before", "step", "code", "field"),
    [
        ((), changed(CONSENT, other_on=dt.date(2026, 3, 7)), "on-in-future", ""),
        ((), changed(CONSENT, petitioners_on=dt.date(2026, 3, 1)), "on-before-event", ""),
        ((CONSENT,), changed(SESSION, mediators=()), "mediator-missing", "mediators"),
        ((CONSENT, SESSION), changed(SETTLE, mediators=()), "mediator-missing", "mediators"),
        ((CONSENT, SESSION), changed(SETTLE, lawful=False), "not-confirmed", "lawful"),
        ((CONSENT, SESSION), changed(SETTLE, perform_by=dt.date(2026, 3, 9)), "perform-by-past", "perform_by"),
        ((CONSENT, SESSION, SETTLE), changed(COURT, applied_on=dt.date(2026, 3, 9)), "on-before-event", ""),
        ((CONSENT, SESSION, SETTLE), changed(COURT, applied_on=dt.date(2026, 3, 21)), "on-in-future", ""),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(before: tuple[Step, ...], step: Step, code: str, field: str) -> None:
    refused = refusal(after(ACCEPT, *before), step)
    assert (refused.code, refused.facts.get("field", "")) == (code, field)


def test_the_agreement_keeps_to_discretion_and_mandatory_rules_by_article() -> None:
    assert refusal(after(ACCEPT, CONSENT, SESSION), changed(SETTLE, lawful=False)).article == ARTICLE


def test_sides_that_settle_among_themselves_need_no_mediator() -> None:
    session = changed(SESSION, form="settlement", mediators=())
    petition = after(ACCEPT, CONSENT, session, changed(SETTLE, form="settlement", mediators=())).petition
    assert petition.mediation is not None
    assert petition.mediation.settlement is not None
    assert petition.mediation.settlement.title == "和解协议书"


def test_an_application_to_act_may_be_mediated_too_a_suggestion_may_not() -> None:
    route = NotifyRoute(on=dt.date(2026, 3, 4), route="31-5", procedure="查处违法行为")
    assert after(route, CONSENT).petition.mediation
    suggestion = registration(person(), on=RECEIVED, category="suggestion")
    refused = refusal(after(register=suggestion), CONSENT)
    assert (refused.code, refused.article) == ("not-a-claim", ARTICLE)


# 司法确认


def clock(petition: Petition, code: str, today: dt.date) -> Deadline:
    found = clocks_of(petition, shipped.load_periods(), shipped.load_calendar(), today)
    return next(one for one in found if one.code == code)


@pytest.mark.parametrize(
    ("applied", "today", "state"),
    [
        (None, dt.date(2026, 4, 9), "running"),  # the thirtieth day after 10 March
        (None, dt.date(2026, 4, 10), "lapsed"),
        (dt.date(2026, 4, 9), dt.date(2026, 4, 20), "met"),
        (dt.date(2026, 4, 10), dt.date(2026, 4, 20), "met_late"),
    ],
)
def test_both_sides_have_thirty_days_to_ask_the_court(applied: dt.date | None, today: dt.date, state: str) -> None:
    folding = after(ACCEPT, CONSENT, SESSION, SETTLE, today=today)
    if applied:
        folding.run(changed(COURT, on=today, applied_on=applied))
    found = clock(folding.petition, "M1", today)
    assert (found.day_zero, found.nominal, found.effective) == (SETTLE.on, dt.date(2026, 4, 9), dt.date(2026, 4, 9))
    assert (found.state, found.whose) == (state, "citizen")
    assert found.article == "《中华人民共和国人民调解法》第三十三条"
    assert "石桥村村民委员会" in found.subject


def test_a_last_day_of_rest_moves_on() -> None:
    petition = after(ACCEPT, CONSENT, SESSION, changed(SETTLE, on=dt.date(2026, 3, 12))).petition
    found = clock(petition, "M1", TODAY)
    assert (found.nominal, found.effective) == (dt.date(2026, 4, 11), dt.date(2026, 4, 13))  # a Saturday


@pytest.mark.parametrize("form", ["administrative", "judicial", "settlement"])
def test_only_a_peoples_mediation_has_the_thirty_days(form: str) -> None:
    petition = after(ACCEPT, CONSENT, SESSION, changed(SETTLE, form=form)).petition
    found = clocks_of(petition, shipped.load_periods(), shipped.load_calendar(), TODAY)
    assert "M1" not in [one.code for one in found]


# The other side


def test_the_other_side_is_found_by_no_search(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, Accept())
    desk.run(number, changed(CONSENT, on=None, petitioners_on=None, other_name="欧阳远山", other_phone="13711112222"))
    for words in ("欧阳远山", "oyys", "13711112222"):
        assert not desk.search(words)
    assert desk.search("张三")
    assert desk.petition(number).mediation
