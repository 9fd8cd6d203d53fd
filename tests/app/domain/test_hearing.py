"""听证: called for an accepted matter, told anew when it moves, held on the day that was told, concluded by request;
its days count in the 60 unless a local rule leaves them out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline, Period, Periods, deadline, explain
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.hearing import HearingView, Invited
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.extension import Extend
from app.domain.steps.hearing import CallOffHearing, PlanHearing, PostponeHearing, clock_time
from app.domain.steps.hearing_held import ConcludeHearing, RecordHearing
from app.domain.steps.hearing_right import TellHearingRight
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion, evidence_at_hand
from app.domain.steps.recusal import Recuse
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from tests.app.domain.folding import TODAY, Folding
from tests.helpers import person, registration

NOTICE_ON, HELD_ON = dt.date(2026, 3, 8), dt.date(2026, 3, 16)
ACCEPT = Accept(on=dt.date(2026, 3, 4), office="村镇建设办", handler="赵强")
PLAN = PlanHearing(
    on=NOTICE_ON,
    asked_by="petitioner",
    asked_on=dt.date(2026, 3, 6),
    pending=False,
    subject="道路硬化",
    held_on=HELD_ON,
    time="9:30",
    place="镇政府三楼",
    chair="陈明",
    members=("孙丽", "周强"),
    clerk="王芳",
    invited=(Invited(name="李志远", role="村民代表"),),
    public=True,
)
HOLD = RecordHearing(
    on=HELD_ON,
    from_time="9:30",
    to_time="11时20分",
    present=("张三", "陈明", "孙丽", "周强", "王芳"),
    absent=("李志远",),
    petitioner_statement="请求修路。",
    office_statement="资金已到账。",
)
CONCLUDE = ConcludeHearing(
    on=dt.date(2026, 3, 18),
    facts_held="属实。",
    views=(HearingView(request=1, view="应予支持。"),),
    conclusion="建议支持。",
    votes_for=2,
    votes_against=1,
)
TELL = TellHearingRight(on=dt.date(2026, 3, 5), subject="道路硬化", days=7, pending=False)
TO_ISSUE = (
    Investigate(on=dt.date(2026, 3, 6), record="查"),
    DraftOpinion(
        on=dt.date(2026, 3, 18),
        facts_found="属实",
        basis=(Basis(law="《公路法》"),),
        results=(RequestResult(request=1, result="support", opinion="办"),),
    ),
    ApproveOpinion(on=dt.date(2026, 3, 18)),
    IssueOpinion(on=dt.date(2026, 3, 19)),
)


def after(*steps: Step, today: dt.date = TODAY) -> Folding:
    folding = Folding(today=today)
    folding.run(ACCEPT, *steps)
    return folding


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.decide(step)
    return refused.value


def changed(step: Step, **fields: Any) -> Any:
    return msgspec.structs.replace(step, **fields)


def test_a_hearing_is_called_held_and_concluded() -> None:
    petition = after(PLAN, HOLD, CONCLUDE).petition
    (hearing,) = petition.hearings
    assert petition.open_hearing is None
    assert (hearing.asked_on, hearing.time, hearing.number) == (dt.date(2026, 3, 6), "09:30", "石桥镇信听〔2026〕1号")
    assert hearing.session is not None
    assert (hearing.session.from_time, hearing.session.to_time) == ("09:30", "11:20")
    assert hearing.conclusion is not None
    assert (hearing.conclusion.number, hearing.conclusion.votes_abstained) == ("石桥镇信听〔2026〕2号", None)
    assert [paper.key for paper in petition.made] == ["F03", "F22a", "F22b", "F22c", "F22d", "F22e"]
    assert list(petition.outgoing) == ["F03", "F22a", "F22e"]


def test_the_petitioners_are_told_that_they_may_ask_and_the_hearing_follows() -> None:
    folding = after(TELL)
    (told,) = folding.petition.hearing_rights
    assert (told.days, told.number, told.on) == (7, "石桥镇信听〔2026〕1号", dt.date(2026, 3, 5))
    folding.run(PLAN)
    assert [paper.key for paper in folding.petition.made][:3] == ["F03", "F22f", "F22a"]
    assert folding.petition.hearings[0].number == "石桥镇信听〔2026〕2号"


@pytest.mark.parametrize(
    ("rule", "said"), [("", "条例未规定天数，由本单位确定"), ("《某县信访听证办法》", "依据《某县信访听证办法》")]
)
def test_the_timeline_says_whose_days_they_are(rule: str, said: str) -> None:
    (facts,) = after().decide(changed(TELL, rule=rule))
    assert said in facts.sentence(None)  # type: ignore[arg-type]


def test_the_right_is_told_anew_only_after_another_hearing() -> None:
    folding = after(TELL)
    again = changed(TELL, on=dt.date(2026, 3, 18))
    assert refusal(folding, again).code == "hearing-right-told"
    folding.run(PLAN)
    assert refusal(folding, again).code == "hearing-open"
    folding.run(HOLD, CONCLUDE, again)
    assert len(folding.petition.hearing_rights) == 2


def test_nobody_is_told_of_a_hearing_of_what_lies_with_a_court() -> None:
    assert refusal(after(), changed(TELL, pending=True)).code == "hearing-elsewhere"


def test_to_wait_for_an_answer_moves_no_clock() -> None:
    def clocks(folding: Folding) -> list[tuple[str, dt.date]]:
        return [(one.code, one.nominal) for one in clocks_of(folding.petition, NATIONAL, CALENDAR, TODAY)]

    assert clocks(after(TELL)) == clocks(after())


def test_a_hearing_that_is_not_public_is_not_announced() -> None:
    assert "F22b" not in [paper.key for paper in after(changed(PLAN, public=False)).petition.made]


def test_the_notice_is_served_like_any_paper() -> None:
    petition = after(PLAN, Serve(paper="F22a", on=dt.date(2026, 3, 9))).petition
    assert petition.served("F22a") == {1: dt.date(2026, 3, 9)}


def test_a_hearing_put_off_has_a_second_notice_and_keeps_its_place_unless_another_is_named() -> None:
    postpone = PostponeHearing(on=dt.date(2026, 3, 10), held_on=dt.date(2026, 3, 19), time="14时", reason="住院。")
    petition = after(PLAN, postpone).petition
    hearing = petition.open_hearing
    assert hearing is not None
    now = hearing.announced
    assert (now.held_on, now.time, now.place) == (dt.date(2026, 3, 19), "14:00", "镇政府三楼")
    assert hearing.told_before(hearing.changes[0].ref).held_on == HELD_ON
    assert [paper.key for paper in petition.made][-3:] == ["F22a.2", "F22b.2", "F22c.2"]
    assert "F22a.2" in petition.outgoing


def test_a_hearing_called_off_is_over_and_another_may_be_called() -> None:
    folding = after(PLAN, CallOffHearing(on=dt.date(2026, 3, 10), reason="撤回申请。"))
    assert folding.petition.open_hearing is None
    assert [paper.key for paper in folding.petition.made][-2:] == ["F22a.2", "F22b.2"]
    again = changed(PLAN, on=dt.date(2026, 3, 10))
    assert len(folding.run(again).hearings) == 2


# What is refused: (steps before, step, code, field)
REFUSED: list[tuple[tuple[Step, ...], Step, str, str]] = [
    ((), changed(PLAN, pending=True), "hearing-elsewhere", "pending"),
    ((), changed(PLAN, asked_on=None), "asked-on-missing", "asked_on"),
    ((), changed(PLAN, asked_on=dt.date(2026, 3, 9)), "on-in-future", ""),
    ((), changed(PLAN, asked_on=dt.date(2026, 3, 1)), "on-before-event", ""),
    ((), changed(PLAN, held_on=dt.date(2026, 3, 7)), "hearing-before-notice", "held_on"),
    ((), changed(PLAN, time="上午"), "time-invalid", "time"),
    ((), changed(PLAN, time="24:00"), "time-invalid", "time"),
    ((), changed(PLAN, chair="张 三"), "hearing-recusal", "chair"),
    ((), changed(PLAN, clerk="孙丽"), "hearing-role-twice", "members"),
    ((PLAN,), PostponeHearing(held_on=HELD_ON, time="9:30", reason="病"), "hearing-before-notice", "held_on"),
    (
        (PLAN,),
        PostponeHearing(on=dt.date(2026, 3, 9), held_on=HELD_ON, time="9:30", reason="病"),
        "hearing-not-later",
        "held_on",
    ),
    ((PLAN,), changed(HOLD, on=dt.date(2026, 3, 17)), "hearing-other-day", "on"),
    ((PLAN,), changed(HOLD, to_time="9:30"), "hearing-times", "to_time"),
    ((PLAN,), changed(HOLD, absent=("张三",)), "hearing-present-and-absent", "absent"),
    ((PLAN, HOLD), changed(CONCLUDE, views=(HearingView(request=2, view="好。"),)), "hearing-views", "views"),
    ((PLAN, HOLD), changed(CONCLUDE, votes_abstained=1), "hearing-votes", "votes_for"),
]


@pytest.mark.parametrize(("before", "step", "code", "field"), REFUSED)
def test_what_cannot_be_is_refused_at_its_field(before: tuple[Step, ...], step: Step, code: str, field: str) -> None:
    refused = refusal(after(*before), step)
    assert refused.code == code
    assert refused.facts.get("field", "") == field


def test_who_was_recused_holds_no_hearing() -> None:
    recuse = Recuse(
        on=dt.date(2026, 3, 5), person="陈明", asked_by="petitioner", reason="亲属", decided_by="周涛", granted=True
    )
    assert refusal(after(recuse), PLAN).code == "recused"


def test_every_request_gets_a_view_once() -> None:
    folding = Folding(registration(person(), on=dt.date(2026, 3, 2), requests=("修路", "公开账目")))
    folding.run(ACCEPT, PLAN, HOLD)
    one = HearingView(request=1, view="支持。")
    two = HearingView(request=2, view="公开。")
    assert refusal(folding, changed(CONCLUDE, views=(one,))).code == "hearing-views"
    assert refusal(folding, changed(CONCLUDE, views=(one, two, one))).code == "hearing-views"
    assert folding.run(changed(CONCLUDE, views=(two, one))).hearings[0].conclusion


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("9:30", "09:30"),
        ("14：05", "14:05"),
        ("9时30分", "09:30"),
        ("9时", "09:00"),
        ("8点整", "08:00"),
        ("0:00", "00:00"),
    ],
)
def test_a_time_is_read_as_people_write_it(told: str, time: str) -> None:
    assert clock_time(told, "time") == time


def test_the_record_of_the_hearing_is_offered_as_evidence() -> None:
    folding = after(PLAN, HOLD, Investigate(on=dt.date(2026, 3, 6), record="查", evidence=("照片",)))
    assert evidence_at_hand(folding.petition) == ("照片", "2026年3月16日听证笔录")
    folding.run(changed(TO_ISSUE[1], evidence=("照片2张",)))
    assert evidence_at_hand(folding.petition) == ("照片2张", "2026年3月16日听证笔录")


# Clocks


NATIONAL = shipped.load_periods()
CALENDAR = shipped.load_calendar()


def local(*codes: str) -> Periods:
    """The periods as a local rule would have them that leaves the time of a hearing out."""
    return Periods(
        [
            *NATIONAL.all,
            *(
                msgspec.structs.replace(period, excludes_hearing=True, region="test")
                for period in NATIONAL.all
                if period.code in codes
            ),
        ]
    )


def clock(petition: Petition, code: str, periods: Periods, today: dt.date = TODAY) -> Deadline:
    return next(one for one in clocks_of(petition, periods, CALENDAR, today) if one.code == code)


def test_only_the_final_review_leaves_the_hearing_out_by_the_regulation() -> None:
    assert [period.code for period in NATIONAL.all if period.excludes_hearing] == ["D10"]


@given(
    notice=st.integers(0, 14),
    held=st.integers(0, 5),
    concluded=st.integers(0, 5),
    end=st.sampled_from(["open", "held", "concluded", "called off"]),
    later=st.integers(0, 200),
)
def test_a_hearing_never_moves_the_sixty_days_under_the_national_periods(
    notice: int, held: int, concluded: int, end: str, later: int
) -> None:
    on = dt.date(2026, 3, 4) + dt.timedelta(days=notice)
    held_on = on + dt.timedelta(days=held)
    today = max(TODAY, held_on + dt.timedelta(days=concluded))
    plan = changed(PLAN, on=on, asked_by="office", asked_on=None, held_on=held_on)
    ways: dict[str, tuple[Step, ...]] = {
        "open": (),
        "held": (changed(HOLD, on=held_on),),
        "concluded": (
            changed(HOLD, on=held_on),
            changed(CONCLUDE, on=held_on + dt.timedelta(days=concluded)),
        ),
        "called off": (CallOffHearing(on=held_on, reason="撤回。"),),
    }
    plain, heard = after(today=today), after(plan, *ways[end], today=today)
    seen = today + dt.timedelta(days=later)
    assert clock(heard.petition, "D5", NATIONAL, seen) == clock(plain.petition, "D5", NATIONAL, seen)


def test_a_local_rule_leaves_out_the_days_after_the_notice_up_to_the_conclusion() -> None:
    petition = after(PLAN, HOLD, CONCLUDE).petition
    found = clock(petition, "D5", local("D5"))
    assert clock(petition, "D5", NATIONAL).nominal == dt.date(2026, 5, 3)
    assert found.nominal == dt.date(2026, 5, 13)  # ten days, 9 to 18 March
    assert "60日（听证期间2026-03-09至2026-03-18不计），止于2026-05-13" in found.why
    days = explain(found, CALENDAR)
    left_out = [day for day in days if day.kind == "skipped"]
    assert [day.day.day for day in left_out] == list(range(9, 19))
    assert {day.reason for day in left_out} == {"听证期间不计（2026-03-08通知听证，2026-03-18作出结论）"}
    counted = [day for day in days if day.kind == "counted"]
    assert [day.number for day in counted] == list(range(1, 61))
    assert counted[-1].day == found.nominal


@pytest.mark.parametrize(
    ("steps", "today", "nominal"),
    [
        ((), dt.date(2026, 3, 8), dt.date(2026, 5, 3)),  # the day of the notice counts
        ((), dt.date(2026, 3, 9), dt.date(2026, 5, 4)),
        ((), dt.date(2026, 3, 20), dt.date(2026, 5, 15)),  # it goes on: the days so far
        ((HOLD,), dt.date(2026, 3, 20), dt.date(2026, 5, 15)),
        ((CallOffHearing(on=NOTICE_ON, reason="撤回。"),), dt.date(2026, 3, 20), dt.date(2026, 5, 3)),
        ((CallOffHearing(on=dt.date(2026, 3, 9), reason="撤回。"),), dt.date(2026, 3, 20), dt.date(2026, 5, 4)),
        ((HOLD, changed(CONCLUDE, on=HELD_ON)), dt.date(2026, 3, 20), dt.date(2026, 5, 11)),
    ],
)
def test_the_days_left_out_begin_after_the_notice_and_end_with_the_hearing(
    steps: tuple[Step, ...], today: dt.date, nominal: dt.date
) -> None:
    assert clock(after(PLAN, *steps).petition, "D5", local("D5"), today).nominal == nominal


def test_two_hearings_are_both_left_out() -> None:
    again = changed(PLAN, on=dt.date(2026, 3, 12), held_on=dt.date(2026, 3, 14))
    steps = (CallOffHearing(on=dt.date(2026, 3, 10), reason="撤回。"), again, changed(HOLD, on=dt.date(2026, 3, 14)))
    petition = after(PLAN, *steps, changed(CONCLUDE, on=dt.date(2026, 3, 15))).petition
    found = clock(petition, "D5", local("D5"))
    assert found.nominal == dt.date(2026, 5, 8)
    assert len(found.pauses) == 2


def test_the_issue_of_the_opinion_ends_what_is_left_out() -> None:
    petition = after(PLAN, *TO_ISSUE).petition
    found = [clock(petition, "D5", local("D5"), dt.date(2026, month, 28)) for month in (3, 6)]
    assert found[0] == found[1]
    assert (found[0].state, found[0].nominal) == ("met", dt.date(2026, 5, 14))


def test_a_period_in_working_days_leaves_the_hearing_out_too() -> None:
    period = msgspec.structs.replace(NATIONAL.lookup("D5", TODAY), unit="working_day", length=10, excludes_hearing=True)
    found = clock(after(PLAN, HOLD, CONCLUDE).petition, "D5", Periods([*NATIONAL.all, period]))
    # 5, 6 March count; 9 to 18 March are left out; 19 March is the third working day
    assert found.nominal == dt.date(2026, 3, 30)
    days = {day.day: day for day in explain(found, CALENDAR)}
    assert days[dt.date(2026, 3, 19)].number == 3
    assert days[dt.date(2026, 3, 14)].reason.startswith("听证期间不计")


def test_the_ten_days_of_a_simplified_matter_count_the_hearing_unless_their_rule_leaves_it_out() -> None:
    petition = after(PLAN, HOLD, CONCLUDE).petition
    assert petition.acceptance
    simplified = msgspec.structs.replace(petition.acceptance, simplified=True)
    petition = msgspec.structs.replace(petition, acceptance=simplified)
    assert clock(petition, "D13", NATIONAL).nominal == dt.date(2026, 3, 18)
    assert clock(petition, "D13", local("D5")).nominal == dt.date(2026, 3, 18)  # each by its own rule
    assert clock(petition, "D13", local("D13")).nominal == dt.date(2026, 3, 30)


def test_an_extension_counts_on_from_the_last_day_past_the_hearing() -> None:
    periods = local("D5", "D6")

    def last(code: str, day: dt.date, pauses: Any = ()) -> dt.date:
        return deadline(periods.lookup(code, day), day, CALENDAR, today=TODAY, pauses=pauses).nominal

    folding = after(PLAN, HOLD, CONCLUDE, today=dt.date(2026, 5, 10))
    context = msgspec.structs.replace(folding.context(), due=last, last_day=last)
    extend = Extend(on=dt.date(2026, 5, 8), reason="鉴定。", days=20, approver="陈明")
    (facts,) = extend.decide(folding.petition, context)
    assert facts.due == dt.date(2026, 6, 2)  # type: ignore[attr-defined]
    with pytest.raises(RuleBroken):
        extend.decide(folding.petition, folding.context())


def test_a_period_file_says_whether_the_hearing_counts() -> None:
    written = msgspec.to_builtins(NATIONAL.lookup("D5", TODAY))
    assert msgspec.convert({**written, "excludes_hearing": True}, Period).excludes_hearing
