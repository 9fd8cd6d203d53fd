"""异议 (第二十三条第三款): five working days, the sender's word, and periods that never stand still."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app.desk import Desk
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.records.origin import Origin
from app.domain.records.petitioner import Material
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.objection import AnswerObjection, RaiseObjection
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from tests.helpers import ZONE, FixedClock, registered

REASON = "该路段为省道，由县公路部门管理。"
SENT = Origin(kind="forwarded", body="岳阳县信访局", letter_number="岳信转〔2026〕7号")


def on_the_day(clock: FixedClock, day: dt.date) -> None:
    clock.set(dt.datetime.combine(day, dt.time(9), ZONE))


def clocks(desk: Desk, number: str) -> dict[str, Deadline]:
    return {clock.code: clock for clock in desk.view(number).deadlines}


# Received, the fifth working day (《信访工作条例》第二十三条第三款; schedules of the State Council).
LAST_DAYS = [
    (dt.date(2026, 3, 2), dt.date(2026, 3, 9)),  # a plain week
    (dt.date(2026, 3, 6), dt.date(2026, 3, 13)),  # a Friday
    (dt.date(2026, 3, 7), dt.date(2026, 3, 13)),  # a Saturday: Monday is the first
    (dt.date(2025, 9, 26), dt.date(2025, 10, 10)),  # 28 September is worked; National Day 1-8 October
    (dt.date(2026, 4, 20), dt.date(2026, 4, 27)),
    (dt.date(2026, 9, 30), dt.date(2026, 10, 13)),  # National Day 1-7 October, Saturday 10 October is worked
    (dt.date(2026, 2, 11), dt.date(2026, 2, 25)),  # Spring Festival 15-23 February, Saturday 14 February is worked
    (dt.date(2026, 2, 13), dt.date(2026, 2, 27)),
    (dt.date(2026, 2, 25), dt.date(2026, 3, 3)),  # Saturday 28 February is worked
    (dt.date(2026, 4, 30), dt.date(2026, 5, 11)),  # Labour Day 1-5 May, Saturday 9 May is worked
    (dt.date(2026, 12, 28), dt.date(2027, 1, 5)),  # the schedule of 2027 is not published
]


@pytest.mark.parametrize(("received", "last"), LAST_DAYS)
def test_an_objection_is_raised_up_to_the_fifth_working_day_and_not_later(
    desk: Desk, clock: FixedClock, received: dt.date, last: dt.date
) -> None:
    on_the_day(clock, last + dt.timedelta(days=1))
    number = registered(desk, on=received, origin=SENT)
    found = clocks(desk, number)["D3"]
    assert (found.nominal, found.effective, found.state) == (last, last, "lapsed")
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, RaiseObjection(reason=REASON))
    assert (refused.value.code, refused.value.article) == ("objection-too-late", "《信访工作条例》第二十三条第三款")
    assert refused.value.facts["last_day"] == str(last)
    desk.run(number, RaiseObjection(on=last, reason=REASON))
    assert (clocks(desk, number)["D3"].state, clocks(desk, number)["D3"].met_on) == ("met", last)


def sent_down(desk: Desk, **given: Any) -> str:
    return registered(desk, origin=SENT, **given)


def test_the_period_of_objection_ends_with_the_decision_and_says_so(desk: Desk) -> None:
    number = sent_down(desk)
    assert clocks(desk, number)["D3"].state == "running"
    desk.run(number, Accept())
    found = clocks(desk, number)["D3"]
    assert found.state == "not_applicable"
    assert "已于2026-03-02受理，没有提出异议" in found.why


def test_what_was_raised_here_has_no_period_of_objection(desk: Desk) -> None:
    assert "D3" not in clocks(desk, registered(desk))


def test_the_letter_that_goes_back_is_named_with_its_day_as_papers_write_it(desk: Desk) -> None:
    dated = msgspec.structs.replace(SENT, letter_on=dt.date(2026, 2, 27))
    number = registered(desk, origin=dated)
    desk.run(number, RaiseObjection(reason=REASON))
    waiting = desk.petition(number).open_objection
    assert waiting is not None
    assert waiting.returned == ("岳阳县信访局来文（岳信转〔2026〕7号，2026年2月27日）",)


def test_an_objection_lists_what_goes_back_and_nothing_goes_before_the_answer(desk: Desk) -> None:
    number = sent_down(desk, materials=(Material(name="照片", pages=3, original=True),))
    desk.run(number, AddContact(materials=(Material(name="说明"),)))
    desk.run(number, RaiseObjection(reason=REASON, competent="县公路中心"))
    waiting = desk.petition(number).open_objection
    assert waiting is not None
    assert waiting.returned == (
        "岳阳县信访局来文（岳信转〔2026〕7号）",
        "照片，1份，3页（原件）",
        "说明，1份，1页",
    )
    assert desk.petition(number).returned is None
    assert waiting.number == "石桥镇信异〔2026〕1号"
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Close())
    assert refused.value.code == "no-opinion"


def test_agreed_the_matter_goes_back_and_no_notice_is_owed(desk: Desk, clock: FixedClock) -> None:
    number = sent_down(desk)
    desk.run(number, RaiseObjection(reason=REASON))
    clock.pass_by(days=2)
    desk.run(number, AnswerObjection(outcome="agreed", number="岳信函〔2026〕3号"))
    assert desk.petition(number).stage == "returned"
    assert [row.stage for row in desk.page()] == ["returned"]
    found = clocks(desk, number)
    assert (found["D2"].state, found["D3"].state) == ("not_applicable", "met")
    assert "岳阳县信访局已于2026-03-04同意异议，材料交还" in found["D2"].why
    assert desk.view(number).timeline[-1].sentence == "岳阳县信访局核实同意异议（岳信函〔2026〕3号），材料交还"
    desk.run(number, Close(summary="材料已交还"))
    assert desk.petition(number).stage == "closed"


@pytest.mark.parametrize("outcome", ["refused", "withdrawn"])
def test_refused_the_fifteen_days_have_run_on_from_the_day_of_receipt(
    desk: Desk, clock: FixedClock, outcome: Any
) -> None:
    number = sent_down(desk)
    before = clocks(desk, number)["D2"]
    desk.run(number, RaiseObjection(reason=REASON))
    assert desk.petition(number).stage == "registered"
    open_one = clocks(desk, number)["D2"]
    assert "异议不中止本期限" in open_one.why
    clock.pass_by(days=14)
    desk.run(number, AnswerObjection(outcome=outcome))
    assert desk.petition(number).stage == "registered"
    after = clocks(desk, number)["D2"]
    assert {(c.day_zero, c.nominal, c.effective) for c in (before, open_one, after)} == {
        (dt.date(2026, 3, 2), dt.date(2026, 3, 17), dt.date(2026, 3, 17))
    }
    assert "期限没有中止，仍自收到之日起计算" in after.why
    desk.run(number, Accept())
    clock.pass_by(days=1)
    desk.run(number, Serve(paper="F03"))
    assert clocks(desk, number)["D2"].state == "met"
    assert desk.petition(number).stage == "accepted"


def test_a_refused_objection_is_raised_again_for_another_reason_only(desk: Desk) -> None:
    number = sent_down(desk)
    desk.run(number, RaiseObjection(reason=REASON))
    desk.run(number, AnswerObjection(outcome="refused"))
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, RaiseObjection(reason=f" {REASON}\n"))
    assert refused.value.code == "objection-repeated"
    desk.run(number, RaiseObjection(reason="该路段已移交县交通运输局。"))
    assert [one.number[-2:] for one in desk.petition(number).objections] == ["1号", "2号"]
    assert list(desk.view(number).papers) == ["F01", "F02", "F10", "F10.2"]


def test_our_own_office_is_no_body_to_propose(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.run(sent_down(desk), RaiseObjection(reason=REASON, competent=desk.office.name))
    assert refused.value.code == "body-is-own"


def test_a_title_that_stands_on_the_letter_is_not_corrected(desk: Desk) -> None:
    number = sent_down(desk)
    desk.run(number, RaiseObjection(reason=REASON))
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, desk.read_step("correct", {"field": "title", "value": "改", "reason": "笔误"}))
    assert refused.value.code == "correction-on-paper"
