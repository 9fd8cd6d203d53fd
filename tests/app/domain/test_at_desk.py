"""当场送达: one tick on the steps that make a paper; the service follows as if it had been registered after it."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.domain.errors import RuleBroken
from app.domain.papers import offered
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.at_desk import AtDesk
from app.domain.steps.ending import Terminate
from app.domain.steps.notice import Decline, Forward, NotifyElsewhere, NotifyRoute
from app.domain.steps.numbers import Void
from app.domain.steps.register import AddContact
from app.domain.steps.reply import Reply
from app.domain.steps.service import Serve
from tests.app.domain.folding import RECEIVED, Folding
from tests.helpers import person, registration

ACCEPT = Accept(on=RECEIVED, serve_now=True)
STEPS: tuple[tuple[AtDesk, str], ...] = (
    (ACCEPT, "F03"),
    (NotifyRoute(route="31-5", procedure="查处违法行为"), "F04"),
    (NotifyElsewhere(body="县自然资源局"), "F04b"),
    (Forward(body="石桥镇供水站"), "F05"),
    (Decline(reason_code="N3", reason="已由法院立案。", body="县人民法院"), "F06"),
    (Terminate(ground="solved", reason="已修通。", evidence="验收单", approver="陈明"), "F25"),
)


def refused(folding: Folding, step: AtDesk) -> str:
    before = folding.petition
    with pytest.raises(RuleBroken) as no:
        folding.run(step)
    assert folding.petition == before
    return no.value.code


@pytest.mark.parametrize(("step", "paper"), STEPS, ids=[paper for _step, paper in STEPS])
def test_the_tick_leaves_what_the_service_after_it_would_leave(step: AtDesk, paper: str) -> None:
    at_once, after = Folding(), Folding()
    at_once.run(msgspec.structs.replace(step, on=RECEIVED, serve_now=True))
    after.run(msgspec.structs.replace(step, on=RECEIVED, serve_now=False))
    after.run(Serve(on=RECEIVED, paper=paper, place=after.office.address))
    assert at_once.petition == after.petition
    assert at_once.petition.told_on == RECEIVED
    assert "F24" in offered(at_once.petition)


def test_a_suggestion_is_answered_and_the_reply_handed_over() -> None:
    folding = Folding(registration(on=RECEIVED, category="suggestion"))
    folding.run(Reply(on=RECEIVED, handling="予以采纳。", findings="可行。", outcome="adopted", serve_now=True))
    assert [one.paper for one in folding.petition.services] == ["F14"]


@pytest.mark.parametrize(
    ("channel", "came_on", "code"),
    [
        ("visit", RECEIVED, ""),
        ("outreach", RECEIVED, ""),
        ("phone", RECEIVED, "nobody-here"),
        ("letter", RECEIVED, "nobody-here"),
        ("visit", dt.date(2026, 3, 3), "nobody-here"),
    ],
)
def test_only_whoever_came_in_person_that_day_is_handed_a_paper(channel: str, came_on: dt.date, code: str) -> None:
    folding = Folding(registration(on=RECEIVED, channel="letter"))
    folding.run(AddContact(on=came_on, channel=channel))  # type: ignore[arg-type]
    if code:
        assert refused(folding, ACCEPT) == code
    else:
        assert folding.run(ACCEPT).served("F03") == {1: RECEIVED}


def test_everybody_who_is_to_sign_has_to_be_here() -> None:
    people = (person("张三"), person("李四"))
    folding = Folding(registration(*people, on=RECEIVED, channel="letter"))
    folding.run(AddContact(on=RECEIVED, head_count=1))
    assert refused(folding, ACCEPT) == "not-all-here"
    folding.run(AddContact(on=RECEIVED, head_count=2))
    assert folding.run(ACCEPT).served_on_all("F03") == RECEIVED


def test_the_second_paper_of_a_kind_is_served_under_its_own_key() -> None:
    folding = Folding()
    folding.run(ACCEPT)
    folding.run(Void(on=RECEIVED, number=folding.petition.services[0].number, reason="卡纸。"))
    assert not folding.petition.served("F03"), "a void number was never served"
    ended = Terminate(
        on=RECEIVED, ground="solved", reason="已修通。", evidence="验收单", approver="陈明", serve_now=True
    )
    assert set(folding.run(ended).served("F25")) == {1}


def test_every_step_that_makes_a_paper_for_the_visitor_has_the_tick() -> None:
    named = {name for name, step in table.STEPS.items() if issubclass(step, AtDesk)}
    assert named == {
        *("accept", "notify_route", "notify_elsewhere", "forward", "assign_down", "decline", "decline_final"),
        *("reply", "extend", "terminate", "issue_opinion"),
    }
