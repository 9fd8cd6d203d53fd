"""Who handles a matter: named, changed with a reason, kept out of it (第二十八条第三款)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app import shipped
from app.domain.errors import RuleBroken
from app.domain.records.officer import Officer
from app.domain.rights import Right
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import NotifyRoute
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion
from app.domain.steps.recusal import Recuse
from app.domain.steps.reply import Reply
from app.domain.steps.step import Step, refuse_recused_people
from tests.app.domain.folding import RECEIVED, Folding
from tests.helpers import person, registration

ARTICLE = "《信访工作条例》第二十八条第三款"
ACCEPT = Accept(on=dt.date(2026, 3, 4))
ASSIGN = Assign(on=dt.date(2026, 3, 5), office="村镇建设办", handler="赵强", co_handlers=("孙丽", "周平"))
INVESTIGATE = Investigate(on=dt.date(2026, 3, 6), record="现场查看。")
CHANGE = Assign(office="村镇建设办", handler="钱进", reason="赵强调离。")
ROUTE = NotifyRoute(on=dt.date(2026, 3, 4), route="31-5", procedure="查处违法行为")


def recuse(who: str = "赵强", **given: Any) -> Recuse:
    told = {"asked_by": "petitioner", "reason": "与信访人有相邻纠纷。", "decided_by": "陈明", "granted": True}
    return Recuse(person=who, **{**told, **given})


def after(*steps: Step, **given: Any) -> Folding:
    folding = Folding(registration(on=RECEIVED, **given))
    folding.run(*steps)
    return folding


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    return refused.value


@pytest.mark.parametrize(
    ("handler", "reason", "code"),
    [
        ("赵强", "", ""),  # the same handler, other helpers: no change
        ("赵 强", "", ""),
        ("赵强", "分工调整。", "change-reason-not-here"),
        ("钱进", "", "change-reason-missing"),
        ("钱进", "  ", "change-reason-missing"),
        ("钱进", "分工调整。", ""),
    ],
)
def test_a_handler_is_changed_with_a_reason(handler: str, reason: str, code: str) -> None:
    folding = after(ACCEPT, ASSIGN)
    step = Assign(office="农办", handler=handler, reason=reason)
    if code:
        refused = refusal(folding, step)
        assert (refused.code, refused.facts["field"]) == (code, "reason")
        return
    petition = folding.run(step)
    assert (petition.handler, petition.office) == (handler, "农办")
    assert [one.handler for one in petition.assignments] == ["赵强", handler]


def test_the_change_of_a_handler_named_on_acceptance_is_told_in_one_sentence() -> None:
    folding = after(msgspec.structs.replace(ACCEPT, handler="赵强"))
    (facts,) = folding.decide(CHANGE)
    assert facts.sentence(None) == "承办人由赵强调整为钱进，村镇建设办承办，理由：赵强调离。"  # type: ignore[arg-type]
    (named,) = after(ACCEPT).decide(ASSIGN)
    assert named.sentence(None) == "交村镇建设办承办，承办人赵强，协办孙丽、周平"  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [{"category": "suggestion"}, {"category": "consultation"}])
def test_a_suggestion_and_a_consultation_are_assigned_until_they_are_answered(given: dict[str, Any]) -> None:
    folding = after(**given)
    assert folding.run(msgspec.structs.replace(ASSIGN, on=RECEIVED)).now_responsible == "赵强"
    folding.run(Reply(handling="采纳。", outcome="adopted" if given["category"] == "suggestion" else ""))
    assert refusal(folding, CHANGE).code == "replied-already"


def test_an_application_to_act_is_assigned_investigated_and_no_more_after_its_reply() -> None:
    folding = after(ROUTE, ASSIGN, INVESTIGATE)
    assert folding.petition.handler == "赵强"
    folding.run(Reply(findings="属实。", handling="已改正。", basis=({"law": "《水法》"},)))  # type: ignore[arg-type]
    for step in (CHANGE, msgspec.structs.replace(INVESTIGATE, on=None)):
        assert refusal(folding, step).code == "replied-already"


def test_who_is_kept_out_is_not_assigned_again_in_any_part() -> None:
    folding = after(ACCEPT, recuse("赵 强"))
    for step in (ASSIGN, Assign(office="农办", handler="钱进", co_handlers=("赵强",))):
        refused = refusal(folding, msgspec.structs.replace(step, on=None))
        assert (refused.code, refused.article, refused.facts["person"]) == ("recused", ARTICLE, "赵强")
    assert folding.run(Assign(office="农办", handler="钱进")).handler == "钱进"


def test_a_request_that_was_not_granted_keeps_nobody_out() -> None:
    folding = after(ACCEPT, ASSIGN, recuse(granted=False))
    assert folding.petition.recused == frozenset()
    assert folding.run(INVESTIGATE).investigations


@pytest.mark.parametrize("step", [INVESTIGATE, DraftOpinion()])
def test_nothing_is_handled_between_the_recusal_and_the_next_handler(step: Step) -> None:
    folding = after(ACCEPT, ASSIGN, INVESTIGATE, recuse())
    step = msgspec.structs.replace(step, on=None)
    assert refusal(folding, step).code == "handler-recused"
    folding.run(CHANGE)
    assert folding.run(step)


def test_a_helper_who_is_kept_out_is_helper_no_more() -> None:
    petition = after(ACCEPT, ASSIGN, recuse("孙丽")).petition
    assert petition.co_handlers == ("周平",)
    assert not petition.handler_recused


def test_the_form_of_a_new_handler_proposes_nobody_who_is_kept_out() -> None:
    folding = after(ACCEPT, ASSIGN, recuse("孙丽"), recuse())
    assert Assign.suggest(folding.petition, folding.context()) == {
        "office": "村镇建设办",
        "handler": "",
        "co_handlers": ("周平",),
    }


def test_who_is_kept_out_neither_writes_nor_approves() -> None:
    folding = after(
        ACCEPT, ASSIGN, INVESTIGATE, DraftOpinion(on=dt.date(2026, 3, 9)), recuse("陈明", decided_by="王刚")
    )
    refused = refusal(folding, ApproveOpinion(approver="陈明", agreed=False, remarks="补证据。"))
    assert refused.code == "recused"
    folding.run(recuse("李明", decided_by="王刚"))  # the officer at the desk
    for step in (Investigate(record="查。"), DraftOpinion()):
        assert refusal(folding, step).code == "recused"


def test_a_petitioner_does_not_handle_the_own_matter_on_acceptance_either() -> None:
    folding = Folding(registration(person("张三"), on=RECEIVED))
    refused = refusal(folding, msgspec.structs.replace(ACCEPT, handler="张 三"))
    assert (refused.code, refused.article) == ("recusal", ARTICLE)


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [({"decided_by": "赵 强"}, "recusal-own-decision", "decided_by"), ({}, "recused-already", "person")],
)
def test_a_recusal_is_decided_once_and_by_somebody_else(given: dict[str, Any], code: str, field: str) -> None:
    folding = after(ACCEPT, *([] if given else [recuse()]))
    refused = refusal(folding, recuse(**given))
    assert (refused.code, refused.facts["field"]) == (code, field)


ACTS = sorted(table.STEPS)


def test_recusal_beats_every_role_on_every_step_that_handles_or_approves() -> None:
    folding = after(ACCEPT, ASSIGN, recuse("李明"))  # the officer at the desk, with every right
    for name in ACTS:
        step = table.STEPS[name]
        if step.right is not Right.REGISTER:
            refused = refusal(folding, msgspec.convert(step.example, step))
            assert (refused.code, refused.article) == ("recused", ARTICLE), name
    offers = {offer.step: offer for offer in table.offers(folding.petition, folding.context())}
    assert {offers[name].code for name in ACTS if table.STEPS[name].right is not Right.REGISTER} == {"recused"}
    assert offers["hand_over"].possible
    assert offers["contact"].possible


@pytest.mark.parametrize(("step", "field"), [(step, field) for step in table.STEPS.values() for field in step.ours])
def test_who_is_kept_out_takes_no_part_under_another_officers_hand(step: type[Step], field: str) -> None:
    folding = after(ACCEPT, ASSIGN, recuse("陈明", decided_by="王刚"))
    value = ("陈明",) if isinstance(step.example.get(field), list) else "陈 明"
    given = msgspec.structs.replace(msgspec.convert(step.example, step), **{field: value})
    with pytest.raises(RuleBroken) as refused:
        refuse_recused_people(given, folding.petition)
    assert (refused.value.code, refused.value.article) == ("recused", ARTICLE)


DRAFT = DraftOpinion(on=dt.date(2026, 3, 9))
STAFF = tuple(Officer(name=name, roles=("handler", "approver"), since=RECEIVED) for name in ("李明", "王芳"))


@pytest.mark.parametrize(
    ("one_officer", "officer", "approver", "code"),
    [
        (False, "李明", "", "own-draft"),
        (False, "李明", "陈明", "own-draft"),  # in another's name
        (False, "王芳", "李 明", "own-draft"),
        (False, "王芳", "", "remarks-missing"),
        (False, "王芳", "陈明", "remarks-missing"),
        (True, "李明", "", "remarks-missing"),
        (None, "李明", "", "remarks-missing"),  # an older desk has not said
    ],
)
def test_who_wrote_the_draft_does_not_approve_it_where_there_are_others(
    one_officer: bool | None, officer: str, approver: str, code: str
) -> None:
    folding = after(ACCEPT, ASSIGN, INVESTIGATE, DRAFT)
    office = msgspec.structs.replace(folding.office, one_officer=one_officer)
    who = msgspec.structs.replace(
        folding.context(), officer=officer, office=office, staff=STAFF, roles=shipped.load_roles()
    )
    with pytest.raises(RuleBroken) as refused:
        table.decide(folding.petition, ApproveOpinion(approver=approver, agreed=False), who)
    assert refused.value.code == code
    if code == "own-draft":
        assert refused.value.facts["others"] == ["王芳"]
