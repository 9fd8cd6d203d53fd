"""撤回、终止办理: who takes a matter back, when it ends, and what that does to its clocks and papers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.ending import Terminate, Withdraw
from app.domain.steps.extension import Extend
from app.domain.steps.register import Register
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from app.shipped import load_calendar, load_periods
from tests.app.domain.folding import RECEIVED, Folding
from tests.helpers import person, registration

ACCEPT = Accept(on=dt.date(2026, 3, 4))
JOINT = registration(person("张三"), person("李四"), person("王五"), on=RECEIVED)
LED = registration(person("张三", representative=True), person("李四", representative=True), on=RECEIVED, head_count=12)


def withdraw(*who: int, **given: Any) -> Withdraw:
    return Withdraw(who=who, **{"form": "written", "voluntary": True, **given})


def terminate(ground: Any = "withdrawn", **given: Any) -> Terminate:
    told = {} if ground == "withdrawn" else {"reason": "已经修通。", "evidence": "验收单"}
    return Terminate(ground=ground, approver="陈明", **{**told, **given})


def after(*steps: Step, register: Register | None = None, today: dt.date = dt.date(2026, 3, 20)) -> Folding:
    folding = Folding(register, today=today)
    folding.run(*steps)
    return folding


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    return refused.value


def clock(petition: Petition, code: str, today: dt.date) -> Deadline:
    clocks = clocks_of(petition, load_periods(), load_calendar(), today)
    return next(one for one in clocks if one.code == code)


@pytest.mark.parametrize(
    ("step", "code", "field"),
    [
        (withdraw(1, voluntary=False), "not-voluntary", "voluntary"),
        (withdraw(4), "no-such-petitioner", "who"),
        (withdraw(0), "no-such-petitioner", "who"),
        (withdraw(2), "withdrawn-already", "who"),
        (terminate("solved", evidence=" "), "termination-incomplete", "evidence"),
        (terminate("gone", reason=""), "termination-incomplete", "reason"),
        (terminate("other", reason=" "), "termination-incomplete", "reason"),
        (terminate(), "not-withdrawn", "ground"),
    ],
)
def test_what_is_not_whole_or_not_wanted_is_refused_beside_its_field(step: Step, code: str, field: str) -> None:
    refused = refusal(after(ACCEPT, withdraw(2), register=JOINT), step)
    assert (refused.code, refused.facts["field"]) == (code, field)
    assert "条例" not in refused.article or "没有规定" in refused.article


def test_the_withdrawal_of_some_does_not_end_the_matter_of_the_others() -> None:
    folding = after(ACCEPT, withdraw(2), register=JOINT)
    assert "张三、王五没有撤回" in refusal(folding, terminate()).message
    folding.run(withdraw(1, 3))
    assert folding.run(terminate()).stage == "terminated"


def test_whoever_was_only_counted_has_not_withdrawn_unless_somebody_acts_for_all() -> None:
    folding = after(ACCEPT, withdraw(1, 2), register=LED)
    assert refusal(folding, terminate()).code == "not-withdrawn"
    for_all = after(ACCEPT, withdraw(1, for_all=True), register=LED)
    assert for_all.run(terminate()).stage == "terminated"
    assert for_all.petition.addressee_numbers == (1, 2)


def test_who_withdrew_gets_no_further_paper_and_keeps_what_was_served() -> None:
    folding = after(ACCEPT, Serve(paper="F03", on=dt.date(2026, 3, 5)), withdraw(2), register=JOINT)
    petition = folding.petition
    assert petition.addressee_numbers == (1, 3)
    assert petition.served("F03").keys() == {1, 2, 3}
    assert petition.as_on(dt.date(2026, 3, 5)).addressee_numbers == (1, 2, 3)
    assert petition.as_on(dt.date(2026, 3, 20)) is petition


def test_a_representative_who_withdrew_leaves_the_other_one() -> None:
    assert after(withdraw(1), register=LED).petition.addressee_numbers == (2,)


def test_the_end_is_closed_once_everybody_has_the_notice() -> None:
    folding = after(ACCEPT, withdraw(1), terminate())
    assert refusal(folding, Close()).code == "not-served"
    folding.run(Serve(paper="F25"))
    assert folding.run(Close()).stage == "closed"


@pytest.mark.parametrize(("ground", "unclear"), [("gone", False), ("solved", True)])
def test_where_nobody_can_be_told_the_end_is_closed_at_once(ground: str, unclear: bool) -> None:
    register = registration(on=RECEIVED, identity_unclear=unclear)
    assert after(ACCEPT, terminate(ground), Close(), register=register).petition.stage == "closed"


# Acceptance on 4 March 2026: the 60 days end on Sunday 3 May, a holiday; the legal last day is Wednesday 6 May.
@pytest.mark.parametrize(
    ("ended", "state"),
    [(dt.date(2026, 3, 20), "stopped"), (dt.date(2026, 5, 6), "stopped"), (dt.date(2026, 5, 7), "met_late")],
)
def test_the_end_stops_the_sixty_days_while_they_run_and_hides_no_delay(ended: dt.date, state: str) -> None:
    today = dt.date(2026, 6, 30)
    folding = after(ACCEPT, withdraw(1, on=dt.date(2026, 3, 19)), terminate(on=ended), today=today)
    petition = folding.petition
    sixty = clock(petition, "D5", today)
    assert sixty.state == state
    assert ("本期限不再计算" in sixty.why) == (state == "stopped")
    assert (sixty.stopped_on, sixty.met_on) == ((ended, None) if state == "stopped" else (None, ended))


def test_an_extension_ends_with_the_handling_too() -> None:
    today = dt.date(2026, 5, 20)
    extend = Extend(on=dt.date(2026, 4, 20), reason="需鉴定。", days=30, approver="陈明")
    petition = after(ACCEPT, extend, terminate("solved", on=dt.date(2026, 5, 12)), today=today).petition
    assert clock(petition, "D5", today).stopped_on == dt.date(2026, 4, 20)
    assert clock(petition, "D6", today).stopped_on == dt.date(2026, 5, 12)


def test_the_notice_of_the_end_tells_in_writing_where_nothing_did_before() -> None:
    today = dt.date(2026, 3, 20)
    ended = after(withdraw(1, on=RECEIVED), terminate(on=dt.date(2026, 3, 9)))
    assert clock(ended.petition, "D1", today).state == "missed"
    ended.run(Serve(paper="F25", on=dt.date(2026, 3, 10)))
    assert clock(ended.petition, "D1", today).met_on == dt.date(2026, 3, 10)


def test_nobody_is_left_to_be_told_of_a_petitioner_who_is_gone() -> None:
    today = dt.date(2026, 3, 20)
    assert clock(after(terminate("gone", on=dt.date(2026, 3, 9))).petition, "D1", today).state == "stopped"


def test_each_withdrawal_recorded_here_has_its_form_to_sign() -> None:
    folding = after(ACCEPT, withdraw(1, form="oral"), withdraw(2, form="oral"), withdraw(3), register=JOINT)
    assert [paper.key for paper in folding.petition.made] == ["F03", "F25a", "F25a.2"]
    assert list(folding.petition.outgoing) == ["F03"]
    folding.run(terminate())
    assert list(folding.petition.outgoing) == ["F03", "F25"]
    assert folding.petition.made[-1].number == "石桥镇信终〔2026〕1号"
