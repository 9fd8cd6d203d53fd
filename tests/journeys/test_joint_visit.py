"""Twelve villagers come about the water. Three speak for all; every one of the three has their own clock."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.records.petitioner import Petitioner
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.service import Serve
from tests.helpers import FixedClock, code_of, person, registration, to_issue
from tests.journeys.days import clocks, day, it_is, the_clock, urgency

NAMES = ("黄秋生", "罗㛃", "黄堃", "李冬梅", "王小满", "赵有田")


def villagers(representatives: int) -> tuple[Petitioner, ...]:
    """Six who gave their names, the first of them as representatives."""
    return tuple(person(name, representative=n < representatives) for n, name in enumerate(NAMES))


@pytest.mark.parametrize(("chosen", "code"), [(0, "representatives-missing"), (6, "too-many-representatives")])
def test_twelve_visitors_choose_one_to_five_representatives(desk: Desk, chosen: int, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.register(registration(*villagers(chosen), head_count=12))
    assert code_of(refused) == code
    assert refused.value.article == "《信访工作条例》第二十条第三款"
    assert desk.count() == 0


def test_the_notice_is_given_when_the_last_representative_has_it(desk: Desk, clock: FixedClock) -> None:
    # Monday, 2 March: the notice is due on Tuesday the 17th.
    number = desk.register(registration(*villagers(3), head_count=12)).number
    assert desk.petition(number).who == "黄秋生等12人"
    it_is(clock, "2026-03-04")
    desk.run(number, Accept(office="农业农村办", handler="苏玉兰"))
    desk.run(number, Serve(paper="F03", to=(1, 2)))
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Serve(paper="F03", to=(4,)))
    assert code_of(refused) == "not-an-addressee"

    # 黄堃 has not got it: the clock runs on, and is missed on the 18th.
    assert urgency(desk, number, "2026-03-17")["D1"] == "today"
    assert urgency(desk, number, "2026-03-18")["D1"] == "overdue"
    it_is(clock, "2026-03-20")
    desk.run(number, Serve(on=day("2026-03-18"), paper="F03", to=(3,), mode="post", tracking="YS0001"))
    notice = the_clock(desk, number, "D1")
    assert (notice.state, notice.met_on, notice.effective) == ("met_late", day("2026-03-18"), day("2026-03-17"))


def test_each_representative_has_thirty_days_from_their_own_service(desk: Desk, clock: FixedClock) -> None:
    number = desk.register(registration(*villagers(3), head_count=12)).number
    it_is(clock, "2026-04-20")
    to_issue(desk, number)
    desk.run(number, Serve(paper="F03"))
    desk.run(number, Serve(paper="F12", to=(1,)))
    it_is(clock, "2026-04-21")
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Serve(paper="F12", to=(2,), mode="left"))
    assert code_of(refused) == "left-needs-witness"
    desk.run(number, Serve(paper="F12", to=(2,), mode="left", refusal="不愿签收", witnesses=("组长钟某",)))
    it_is(clock, "2026-05-06")
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Close())
    assert refused.value.facts["missing"] == ["黄堃"]
    desk.run(number, Serve(on=day("2026-04-30"), paper="F12", mode="post", tracking="YS0002"))

    # 20 April + 30 is Wednesday 20 May; 21 April + 30 is Thursday 21 May; 30 April + 30 is Saturday 30 May,
    # so Monday 1 June.
    assert [(one.subject, str(one.nominal), str(one.effective)) for one in clocks(desk, number, "D7")] == [
        ("黄秋生", "2026-05-20", "2026-05-20"),
        ("罗㛃", "2026-05-21", "2026-05-21"),
        ("黄堃", "2026-05-30", "2026-06-01"),
    ]
    it_is(clock, "2026-05-21")
    assert [one.state for one in clocks(desk, number, "D7")] == ["lapsed", "running", "running"]
    desk.run(number, Close(settled=None))
    assert desk.petition(number).stage == "closed"
