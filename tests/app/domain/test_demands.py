"""催办、督办、改进工作建议 that we send: their clock, on which we wait; and the report of an urgent matter."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.demands import ReceiveFeedback, Remind, SuggestImprovement, Supervise
from app.domain.steps.first_contact import HandOver
from app.domain.steps.notice import Forward
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from app.domain.steps.urgent import ReportUrgent, elapsed
from tests.app.domain.folding import COMPLETE, RECEIVED, TODAY, Folding
from tests.helpers import FixedClock, Paired, registered

SENT = dt.date(2026, 3, 10)
DUE = dt.date(2026, 3, 18)
ACCEPT = Accept(on=dt.date(2026, 3, 4), office="村镇建设办", handler="赵强")
FORWARD = Forward(on=dt.date(2026, 3, 4), body="供水站")


def reminder(**given: Any) -> Remind:
    return Remind(**{"on": SENT, "body": "村镇建设办", "asked": "请抓紧办理。", "due": DUE, **given})


def supervision(**given: Any) -> Supervise:
    told = {"on": SENT, "body": "村镇建设办", "trigger": "T4", "reason": "没有核实。", "asked": "请核实。", "due": DUE}
    return Supervise(**{**told, **given})


def urgent(**given: Any) -> ReportUrgent:
    told = {
        "reported_to": ("镇党委",),
        "happened_on": RECEIVED,
        "place": "三组",
        "happening": "塌陷。",
        "measures": "已警示。",
    }
    return ReportUrgent(**{**told, **given})


def after(*steps: Step) -> Folding:
    folding = Folding()
    folding.run(*steps)
    return folding


def clocks(folding: Folding, today: dt.date = TODAY) -> list[Deadline]:
    found = clocks_of(folding.petition, shipped.load_periods(), shipped.load_calendar(), today)
    return [clock for clock in found if clock.code == "D12"]


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    return refused.value


@pytest.mark.parametrize(("today", "state"), [(SENT, "running"), (DUE, "running"), (dt.date(2026, 3, 19), "missed")])
@pytest.mark.parametrize("step", [reminder(), supervision()])
def test_the_other_side_has_until_the_day_that_the_letter_sets(step: Step, today: dt.date, state: str) -> None:
    (clock,) = clocks(after(ACCEPT, step), today)
    assert (clock.whose, clock.day_zero, clock.effective, clock.state) == ("other", SENT, DUE, state)
    assert clock.title == "村镇建设办书面反馈"
    assert "由去函确定" in clock.why


@pytest.mark.parametrize(("heard", "state"), [(SENT, "met"), (DUE, "met"), (dt.date(2026, 3, 19), "met_late")])
def test_their_answer_meets_it(heard: dt.date, state: str) -> None:
    folding = after(ACCEPT, reminder(), ReceiveFeedback(on=heard, answer="已核实。"))
    (clock,) = clocks(folding)
    assert (clock.state, clock.met_on) == (state, heard)
    assert folding.petition.demands[0].answer == "已核实。"


def test_a_later_letter_to_the_same_body_takes_the_place_of_the_one_before() -> None:
    folding = after(ACCEPT, reminder(), supervision(on=DUE, due=TODAY))
    first, second = clocks(folding)
    assert (first.state, second.state) == ("stopped", "running")
    assert "石桥镇信督〔2026〕1号" in first.why
    assert [made.key for made in folding.petition.made if made.code == "F27"] == ["F27", "F27.2"]


def test_letters_to_two_bodies_and_a_suggestion_run_beside_each_other() -> None:
    improve = SuggestImprovement(on=SENT, body="村镇建设办", reason="没有公示。", asked="建议公示。", due=TODAY)
    folding = after(ACCEPT, HandOver(to_office="财政所"), reminder(), reminder(body="财政所"), improve)
    assert {clock.state for clock in clocks(folding, DUE)} == {"running"}
    assert len(clocks(folding)) == 3


def test_each_kind_has_its_own_series() -> None:
    improve = SuggestImprovement(on=SENT, body="村镇建设办", reason="没有公示。", asked="建议公示。")
    petition = after(ACCEPT, reminder(), supervision(), reminder(), improve).petition
    assert [one.number for one in petition.demands] == [
        *("石桥镇信催〔2026〕1号", "石桥镇信督〔2026〕1号", "石桥镇信催〔2026〕2号", "石桥镇信建〔2026〕1号")
    ]
    assert petition.demands[3].due is None


@pytest.mark.parametrize(
    ("step", "given"),
    [
        (ACCEPT, ("交由", dt.date(2026, 3, 4))),
        (HandOver(on=SENT, to_office="村镇建设办"), ("移交", SENT)),
        (Forward(on=SENT, body="村镇建设办"), ("转送", SENT)),
    ],
)
def test_the_letter_says_how_and_when_the_matter_went_to_the_body(step: Step, given: tuple[str, dt.date]) -> None:
    folding = after(step)
    assert Remind.suggest(folding.petition, folding.context())["body"] == "村镇建设办"
    demand = folding.run(reminder()).demands[0]
    assert (demand.given, demand.given_on) == given
    assert folding.run(reminder(body="别的办公室")).demands[1].given == ""


@pytest.mark.parametrize("step", [reminder(), supervision()])
def test_nobody_is_reminded_of_what_nobody_else_has(step: Step) -> None:
    assert refusal(Folding(), step).code == "nobody-to-remind"
    assert refusal(after(Accept(on=dt.date(2026, 3, 4))), step).code == "nobody-to-remind"


@pytest.mark.parametrize(
    ("step", "code", "field"),
    [
        (reminder(body=COMPLETE.name), "body-is-own", "body"),
        (reminder(due=dt.date(2026, 3, 9)), "due-too-early", "due"),
    ],
)
def test_a_letter_to_ourselves_or_for_a_day_gone_by_is_refused(step: Step, code: str, field: str) -> None:
    refused = refusal(after(ACCEPT), step)
    assert (refused.code, refused.facts["field"]) == (code, field)
    after(ACCEPT).run(reminder(due=SENT))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"letter": 2}, "letter-unknown"),
        ({"outcome": "adopted"}, "outcome-not-here"),
        ({"on": dt.date(2026, 3, 9)}, "on-before-event"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(given: dict[str, Any], code: str) -> None:
    assert refusal(after(ACCEPT, reminder()), ReceiveFeedback(**{"answer": "已核实。", **given})).code == code


def test_the_answer_to_a_suggestion_says_whether_it_is_adopted() -> None:
    folding = after(SuggestImprovement(on=SENT, body="村镇建设办", reason="没有公示。", asked="建议公示。"))
    assert refusal(folding, ReceiveFeedback(answer="照办。")).code == "outcome-missing"
    assert folding.run(ReceiveFeedback(answer="照办。", outcome="adopted")).demands[0].outcome == "adopted"


def test_closing_ends_what_was_asked_before_and_not_what_is_asked_after() -> None:
    folding = after(FORWARD, reminder(body="供水站"), Serve(paper="F05", on=SENT), Close(on=SENT))
    assert [clock.state for clock in clocks(folding)] == ["stopped"]
    assert not folding.petition.awaits_answer
    folding.run(supervision(body="供水站", trigger="T5"))
    assert folding.petition.awaits_answer


# The urgent report


def test_an_urgent_matter_is_reported_before_anything_is_decided_and_again() -> None:
    folding = after(urgent(on=RECEIVED), urgent(on=SENT, happening="便道已通。"))
    first, second = folding.petition.urgent_reports
    assert (first.follow_up, second.follow_up) == (False, True)
    assert (first.number, second.number) == ("石桥镇信急〔2026〕1号", "石桥镇信急〔2026〕2号")
    assert [made.key for made in folding.petition.made] == ["F29", "F29.2"]
    assert folding.petition.stage == "registered"
    assert {clock.code for clock in clocks_of(folding.petition, *loaded())} == {"D1"}  # no hours in the law


def loaded() -> Any:
    return shipped.load_periods(), shipped.load_calendar(), TODAY


def test_a_closed_matter_may_become_urgent() -> None:
    folding = after(FORWARD, Serve(paper="F05", on=SENT), Close(on=SENT))
    assert folding.run(urgent()).urgent_reports


def test_what_has_not_happened_is_not_reported() -> None:
    assert refusal(Folding(), urgent(on=SENT, happened_on=dt.date(2026, 3, 11))).code == "happened-too-late"
    after(urgent(on=SENT, happened_on=SENT))


def test_the_next_report_goes_on_from_the_one_before() -> None:
    folding = Folding()
    assert ReportUrgent.suggest(folding.petition, folding.context())["reported_to"] == (
        "中共石桥镇委员会",
        "石桥镇人民政府",
    )
    folding.run(urgent(place="三组路口"))
    assert ReportUrgent.suggest(folding.petition, folding.context())["place"] == "三组路口"


@pytest.mark.parametrize(
    ("at", "on", "told"),
    [
        ("2026-03-02T09:00:30+08:00", dt.date(2026, 3, 2), "距登记0分"),
        ("2026-03-02T09:59:59+08:00", dt.date(2026, 3, 2), "距登记59分"),
        ("2026-03-02T10:00:00+08:00", dt.date(2026, 3, 2), "距登记1小时0分"),
        ("2026-03-04T12:20:00+08:00", dt.date(2026, 3, 4), "距登记2天3小时20分"),
        ("2026-03-04T12:20:00+08:00", dt.date(2026, 3, 3), "登记后第1日"),
        ("2026-03-04T12:20:00+08:00", dt.date(2026, 3, 2), "登记当日"),
        ("2026-03-04T12:20:00+08:00", dt.date(2026, 3, 1), "在登记以前"),
    ],
)
def test_the_sentence_says_how_long_after_the_registration(at: str, on: dt.date, told: str) -> None:
    assert elapsed("2026-03-02T09:00:00+08:00", at, on) == told


# At the desk


def test_a_late_office_is_listed_waited_for_and_known_at_the_county(paired: Paired, clock: FixedClock) -> None:
    desk = paired.desk
    number = registered(desk)
    desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    desk.run(number, reminder(on=None, due=dt.date(2026, 3, 4)))
    assert {duty.urgency for duty in desk.due() if duty.deadline.code == "D12"} == {"waiting"}
    clock.pass_by(days=3)
    assert [duty.what for duty in desk.due() if duty.urgency == "overdue"] == ["村镇建设办书面反馈"]
    desk.run(number, urgent(happened_on=dt.date(2026, 3, 5)))
    assert "距登记3天0分" in desk.view(number).timeline[-1].sentence
    desk.run(number, ReceiveFeedback(answer="已核实。"))
    assert not [duty for duty in desk.due() if duty.deadline.code == "D12"]
    for key in ("F27", "F29"):
        assert desk.paper(number, key).startswith(b"%PDF")
    sent = desk.export(paired.stick)
    paired.county.receive(Path(str(sent.file)))
    there = paired.county.show(number)[0]
    assert (there.demands[0].answer, len(there.urgent_reports)) == ("已核实。", 1)
    desk.verify(rebuild=True)
    assert paired.county.verify(rebuild=True)["rebuilt"] == {"petitions": 1}
