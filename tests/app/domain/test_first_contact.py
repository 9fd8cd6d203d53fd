"""首问责任: a hand-over is confirmed or returned with a reason; the office's own limits are clocks, none is preset."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.office import FirstContactRules
from app.domain.petition import Petition
from app.domain.steps.first_contact import Confirm, HandOver, ReturnHandOver
from app.shipped import load_calendar, load_periods
from tests.app.domain.folding import COMPLETE, TODAY, Folding

HAND_OVER = HandOver(on=dt.date(2026, 3, 5), to_office="农办", to_officer="赵强")  # a Thursday
RETURN = ReturnHandOver(on=dt.date(2026, 3, 6), reason="道路归村镇建设办管理")
LOCAL = msgspec.structs.replace(
    COMPLETE, first_contact=FirstContactRules(confirm_days=1, return_days=2, rule="《石桥镇首问责任制规定》")
)


def limits(petition: Petition, today: dt.date = TODAY) -> dict[str, Deadline]:
    return {
        clock.code: clock
        for clock in clocks_of(petition, load_periods(), load_calendar(), today)
        if clock.code in ("L1", "L2")
    }


def test_a_returned_hand_over_leaves_the_matter_where_it_was_and_stays_readable() -> None:
    folding = Folding()
    petition = folding.run(HAND_OVER, RETURN)
    assert petition.open_hand_over is None
    assert (petition.now_responsible, petition.first_contact) == ("李明", "李明")
    returned = petition.hand_overs[0]
    assert (returned.returned_on, returned.returned_by, returned.return_reason) == (
        dt.date(2026, 3, 6),
        "赵强",
        "道路归村镇建设办管理",
    )
    folding.run(HandOver(to_office="村镇建设办", to_officer="孙丽"), Confirm())
    assert folding.petition.now_responsible == "孙丽"
    assert [one.answered_on is not None for one in folding.petition.hand_overs] == [True, True]


def test_a_second_hand_over_that_is_returned_stays_with_the_receiver_of_the_first() -> None:
    folding = Folding()
    folding.run(HAND_OVER, Confirm(on=dt.date(2026, 3, 6)), HandOver(on=dt.date(2026, 3, 9), to_office="司法所"))
    folding.run(ReturnHandOver(reason="不属调解范围"))
    assert folding.petition.now_responsible == "赵强"


@pytest.mark.parametrize("again", [Confirm(), ReturnHandOver(reason="再退")])
def test_a_hand_over_is_answered_once(again: Confirm | ReturnHandOver) -> None:
    folding = Folding()
    folding.run(HAND_OVER, RETURN)
    with pytest.raises(RuleBroken) as refused:
        folding.run(again)
    assert refused.value.code == "no-hand-over"


def test_a_new_hand_over_is_not_earlier_than_the_return() -> None:
    folding = Folding()
    folding.run(HAND_OVER, RETURN)
    with pytest.raises(RuleBroken) as refused:
        folding.run(HandOver(on=dt.date(2026, 3, 5), to_office="司法所"))
    assert (refused.value.code, refused.value.facts["event_on"]) == ("on-before-event", "2026-03-06")


def test_without_a_local_rule_no_limit_runs() -> None:
    folding = Folding()
    assert limits(folding.run(HAND_OVER)) == {}


@pytest.mark.parametrize(
    ("code", "today", "state"),
    [
        ("L1", dt.date(2026, 3, 6), "running"),  # Friday, the first working day
        ("L1", dt.date(2026, 3, 7), "missed"),
        ("L2", dt.date(2026, 3, 9), "running"),  # Monday, the second
        ("L2", dt.date(2026, 3, 10), "missed"),
    ],
)
def test_the_limits_of_the_house_count_working_days_from_the_hand_over(code: str, today: dt.date, state: str) -> None:
    folding = Folding(office=LOCAL)
    clock = limits(folding.run(HAND_OVER), today)[code]
    assert clock.state == state
    assert clock.article == "《石桥镇首问责任制规定》（本地规定）"
    assert "自2026-03-05首问移交次日起" in clock.why


@pytest.mark.parametrize("answer", [Confirm(on=dt.date(2026, 3, 6)), RETURN])
def test_either_answer_meets_both_limits(answer: Confirm | ReturnHandOver) -> None:
    folding = Folding(office=LOCAL)
    found = limits(folding.run(HAND_OVER, answer))
    assert {clock.state for clock in found.values()} == {"met"}


def test_a_changed_rule_moves_no_clock_of_an_earlier_hand_over() -> None:
    folding = Folding(office=LOCAL)
    folding.run(HAND_OVER)
    before = limits(folding.petition)
    folding.office = COMPLETE
    folding.run(RETURN, HandOver(to_office="司法所"))
    after = [c for c in clocks_of(folding.petition, load_periods(), load_calendar(), TODAY) if c.code in before]
    assert {c.code: c.effective for c in after} == {code: clock.effective for code, clock in before.items()}
