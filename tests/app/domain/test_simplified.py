"""简易办理: switched on by the office, who may be handled so, the ten working days beside the sixty."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.competence import Acceptance
from app.domain.records.simplified import Ordinary
from app.domain.steps.acceptance import Accept
from app.domain.steps.ending import Terminate
from app.domain.steps.extension import Extend
from app.domain.steps.links import LinkEarlier
from app.domain.steps.simplified import TurnOrdinary
from app.shipped import load_calendar, load_periods
from tests.app.domain.folding import COMPLETE, RECEIVED, Folding
from tests.helpers import person, registration

ON = msgspec.structs.replace(COMPLETE, simplified=True)
ACCEPT = Accept(on=dt.date(2026, 3, 4), simplified=True)


def here(**given: Any) -> Folding:
    return Folding(registration(on=RECEIVED, **given), office=ON)


def refusal(folding: Folding, step: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    return refused.value


def clock(petition: Petition, code: str, today: dt.date) -> Deadline:
    clocks = clocks_of(petition, load_periods(), load_calendar(), today)
    return next(one for one in clocks if one.code == code)


def accepted(on: dt.date) -> Petition:
    """A petition received and accepted on a day, whatever `today` was."""
    folding = here()
    acceptance = folding.run(ACCEPT).acceptance
    assert isinstance(acceptance, Acceptance)
    return msgspec.structs.replace(
        folding.petition, received_on=on, acceptance=msgspec.structs.replace(acceptance, on=on)
    )


# Ten working days after the day of acceptance, counted by hand from the State Council's schedules.
@pytest.mark.parametrize(
    ("day", "last"),
    [
        (dt.date(2026, 3, 4), dt.date(2026, 3, 18)),  # no holiday
        # National Day 2025: off 1-8 October, Sunday 28 September and Saturday 11 October are worked
        (dt.date(2025, 9, 26), dt.date(2025, 10, 16)),
        (dt.date(2025, 9, 30), dt.date(2025, 10, 21)),
        # Spring Festival 2026: off 15-23 February, Saturdays 14 and 28 February are worked
        (dt.date(2026, 2, 6), dt.date(2026, 2, 27)),
        (dt.date(2026, 2, 13), dt.date(2026, 3, 5)),
        # National Day 2026: off 1-7 October, Saturday 10 October is worked
        (dt.date(2026, 9, 30), dt.date(2026, 10, 20)),
    ],
)
def test_ten_working_days_skip_holidays_and_count_the_days_made_up(day: dt.date, last: dt.date) -> None:
    ten = clock(accepted(day), "D13", day)
    assert (ten.effective, ten.unit, ten.state) == (last, "working_day", "running")
    assert ten.nominal == last
    assert "第三十四条的60日仍然有效" in ten.why
    assert clock(accepted(day), "D5", day).length == 60


@pytest.mark.parametrize("office", [COMPLETE, ON])
def test_it_is_used_where_the_office_switched_it_on(office: Any) -> None:
    folding = Folding(office=office)
    if office is ON:
        assert folding.run(ACCEPT).simplified
        assert folding.petition.acceptance == msgspec.structs.replace(
            folding.petition.acceptance, simplified=True, simplified_due=dt.date(2026, 3, 18)
        )
    else:
        refused = refusal(folding, ACCEPT)
        assert (refused.code, refused.facts["field"]) == ("simplified-off", "simplified")


@pytest.mark.parametrize(("people", "allowed"), [(1, True), (4, True), (5, False), (6, False)])
def test_a_group_of_five_is_handled_by_the_ordinary_procedure(people: int, allowed: bool) -> None:
    folding = Folding(registration(person("张三", representative=True), on=RECEIVED, head_count=people), office=ON)
    if allowed:
        assert folding.run(ACCEPT).simplified
    else:
        refused = refusal(folding, ACCEPT)
        assert refused.code == "not-simple"
        assert refused.facts["reasons"] == [f"人数为{people}人，属于集体信访"]


def test_what_was_linked_as_a_repeat_is_not_raised_for_the_first_time() -> None:
    folding = here()
    earlier = Folding(registration(person("李四"), on=dt.date(2026, 2, 2))).petition
    folding.others["以往"] = msgspec.structs.replace(earlier, id="430621101000.1.1", number="以往")
    folding.run(LinkEarlier(other="以往", link="repeat", reason="同一条道路"))
    assert refusal(folding, ACCEPT).facts["reasons"] == ["已关联为重复信访，不是初次提出"]


def test_an_ordinary_acceptance_has_no_clock_of_ten_days() -> None:
    petition = here().run(Accept(on=dt.date(2026, 3, 4)))
    codes = [one.code for one in clocks_of(petition, load_periods(), load_calendar(), dt.date(2026, 3, 20))]
    assert codes == ["D1", "D5"]


@pytest.mark.parametrize(("turned", "state"), [(dt.date(2026, 3, 18), "stopped"), (dt.date(2026, 3, 19), "met_late")])
def test_turning_back_in_time_stops_the_ten_days_and_later_hides_no_delay(turned: dt.date, state: str) -> None:
    petition = here().run(ACCEPT, TurnOrdinary(on=turned, reason="争议较大。"))
    assert isinstance(petition.ordinary, Ordinary)
    assert not petition.simplified
    ten = clock(petition, "D13", dt.date(2026, 3, 20))
    assert ten.state == state
    assert "转为普通程序（争议较大）" in ten.why
    assert clock(petition, "D5", dt.date(2026, 3, 20)).state == "running"


def test_more_time_is_granted_after_turning_back_only() -> None:
    folding = here()
    folding.run(ACCEPT)
    extend = Extend(on=dt.date(2026, 3, 19), reason="需鉴定。", days=20, approver="陈明")
    assert refusal(folding, extend).code == "simplified-first"
    folding.run(TurnOrdinary(on=dt.date(2026, 3, 10), reason="需鉴定。"))
    assert folding.run(extend).extension is not None


def test_the_end_of_the_handling_stops_the_ten_days() -> None:
    end = Terminate(on=dt.date(2026, 3, 10), ground="solved", approver="陈明", reason="已修通。", evidence="验收单")
    assert clock(here().run(ACCEPT, end), "D13", dt.date(2026, 3, 20)).stopped_on == dt.date(2026, 3, 10)
