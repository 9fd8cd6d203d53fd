"""Matters that end without an opinion, and one that takes longer: told, forwarded, answered, extended."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.answers import Changes
from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.records.opinion import Basis
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.extension import Extend
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import Forward, NotifyRoute
from app.domain.steps.reply import Reply
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from tests.helpers import FixedClock, Paired, registered, stored
from tests.journeys.days import day, it_is

ANSWER = Reply(
    findings="经查，该户未取得乡村建设规划许可证。",
    handling="已责令停止建设、限期改正。",
    basis=(Basis(law="《城乡规划法》", article="第六十五条"),),
    interest=True,
    review_body="岳阳县人民政府",
    court="岳阳县人民法院",
)


def run(desk: Desk, number: str, *steps: Step) -> Changes:
    changes = [desk.run(number, step) for step in steps]
    return changes[-1]


def states(changes: Changes) -> dict[str, str]:
    return {deadline.code: deadline.state for deadline in changes.deadlines}


def test_an_application_to_act_is_answered_and_never_becomes_an_opinion(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk, title="要求查处邻户未经许可加建")
    it_is(clock, "2026-03-04")
    changes = run(desk, number, NotifyRoute(route="31-5", procedure="查处违法建设"), Serve(paper="F04"))
    assert states(changes) == {"D1": "met"}  # no sixty days, no review: those belong to route 31-6
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Accept())
    assert refused.value.code == "decided-already"

    it_is(clock, "2026-03-16")
    run(desk, number, Investigate(record="现场查看。"), ANSWER)
    assert desk.petition(number).stage == "replied"
    changes = run(desk, number, Serve(paper="F13"), Close(summary="已答复"))
    assert states(changes) == {"D1": "met"}
    assert [event.kind for event in desk.view(number).timeline][1:] == [
        *("notified", "served", "investigated", "replied", "served", "closed")
    ]
    assert desk.view(number).papers == ("F01", "F02", "F04", "F13", "F24", "F24-F04")


def test_the_county_reads_what_was_forwarded_and_extended(paired: Paired, clock: FixedClock) -> None:
    desk, county = paired.desk, paired.county
    forwarded, slow = registered(desk), registered(desk, title="另一事项")
    run(desk, forwarded, Forward(body="石桥镇供水站", reason="属该站职责。"), Serve(paper="F05"), Close())
    run(desk, slow, Accept(), Serve(paper="F03"))

    # Day 55: an appraisal is not back yet. The sixty days stop, twenty more run from where they would have ended.
    it_is(clock, "2026-04-26")
    changes = run(desk, slow, Extend(reason="鉴定意见尚未作出。", days=20, approver="陈镇长"), Serve(paper="F11"))
    assert states(changes) == {"D1": "met", "D5": "stopped", "D6": "running"}
    (duty,) = desk.due()
    assert (duty.deadline.code, duty.deadline.nominal) == ("D6", day("2026-05-21"))

    sent = desk.export(paired.stick)
    assert sent.file is not None
    county.receive(Path(sent.file))
    desk.receive(county.reply(desk.station, paired.stick))
    for number in (forwarded, slow):
        assert county.show(number)[0] == stored(desk, number)
        assert desk.view(number).delivery.state == "delivered"
    county.verify(rebuild=True)
    desk.verify(rebuild=True)
