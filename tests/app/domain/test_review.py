"""复查 and 复核: who may ask when, what each opinion of the reviewing body starts, and what is final."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline, explain
from app.domain.errors import RuleBroken
from app.domain.finality import final_opinion, finality
from app.domain.papers import offered
from app.domain.petition import Petition
from app.domain.steps.closing import Close
from app.domain.steps.extension import Extend
from app.domain.steps.notice import DeclineFinal
from app.domain.steps.register import AddContact
from app.domain.steps.review_answer import AnswerReview, RequestFile
from app.domain.steps.review_decision import DecidedFinalReview, DecidedReview, HearFinalReview, ServedReview
from app.domain.steps.review_request import AcceptedFinalReview, AcceptedReview, RequestFinalReview, RequestReview
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from tests.app.domain.folding import RECEIVED, Folding
from tests.app.domain.test_clocks import TO_ISSUE
from tests.app.domain.test_entries import entry_of
from tests.helpers import person, registration

LATER = dt.date(2026, 12, 1)
CITY = "岳阳市人民政府"


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def clocks(folding: Folding, today: dt.date = LATER, regions: tuple[str, ...] = ()) -> dict[str, Deadline]:
    """Code (and whom it concerns) -> clock; a later one of the same kind in place of an earlier one."""
    found = clocks_of(folding.petition, shipped.load_periods(regions), shipped.load_calendar(), today)
    return {f"{clock.code} {clock.subject}".strip(): clock for clock in found}


def served(*people: str, today: dt.date = LATER, close: bool = False) -> Folding:
    """The opinion was issued on 11 March and served on the first petitioner on 12 March, on the others on the 16th."""
    folding = Folding(registration(*map(person, people or ("张三",)), on=RECEIVED), today=today)
    folding.run(*TO_ISSUE, Serve(paper="F12", to=(1,), on=day(3, 12)))
    if len(people) > 1:
        folding.run(Serve(paper="F12", on=day(3, 16)))
    if close:
        folding.run(Close(on=day(3, 20)))
    return folding


def refused(folding: Folding, step: Step) -> RuleBroken:
    before = folding.petition
    with pytest.raises(RuleBroken) as no:
        folding.run(step)
    assert folding.petition == before
    assert no.value.message.endswith("。")
    return no.value


ASK = RequestReview(on=day(3, 30), to=1)
TAKEN = AcceptedReview(on=day(4, 3), accepted=True, received_on=day(4, 1), number="县复查受1号")


def decided(result: Any = "uphold", **given: Any) -> DecidedReview:
    fields: dict[str, Any] = {"on": day(4, 24), "number": "县复查1号", "decided_on": day(4, 22), **given}
    return DecidedReview(result=result, **fields)


def finally_decided(result: Any = "uphold", **given: Any) -> DecidedFinalReview:
    fields: dict[str, Any] = {"on": day(6, 30), "number": "市复核1号", "decided_on": day(6, 26), **given}
    return DecidedFinalReview(result=result, **fields)


def upheld(*people: str) -> Folding:
    """Upheld on 22 April; the first petitioner had it on 23 April."""
    folding = served(*people, close=True)
    folding.run(ASK, TAKEN, decided(served_on=day(4, 23)))
    return folding


ASK_FINALLY = RequestFinalReview(on=day(5, 20), to=1, body=CITY)
TAKEN_FINALLY = AcceptedFinalReview(on=day(5, 25), accepted=True, received_on=day(5, 21))

# The petitioner asks (第三十五条)


@pytest.mark.parametrize(
    ("asked", "state", "late"),
    [
        (day(3, 12), "met", False),
        (day(4, 11), "met", False),  # the thirtieth day, a Saturday
        (day(4, 13), "met", False),  # the next working day, the legal last day
        (day(4, 14), "met_late", True),
    ],
)
def test_a_request_is_recorded_also_when_it_is_late_and_says_so(asked: dt.date, state: str, late: bool) -> None:
    folding = served()
    context = msgspec.structs.replace(folding.context(), last_day=lambda _code, _day: day(4, 13))
    (facts,) = msgspec.structs.replace(ASK, on=asked).decide(folding.petition, context)
    folding.run(msgspec.structs.replace(ASK, on=asked))
    clock = clocks(folding)["D7 张三"]
    assert (clock.effective, clock.state, clock.met_on) == (day(4, 13), state, asked)
    entry = msgspec.structs.replace(entry_of(facts.kind, facts), on=asked)
    assert ("晚于2026-04-13，是否受理由该机关决定" in facts.sentence(entry)) == late


def test_closing_ends_no_right_of_the_petitioner() -> None:
    folding = served(close=True)
    assert folding.petition.stage == "closed"
    assert folding.run(ASK).stage == "under_review"
    assert folding.run(TAKEN, decided()).stage == "closed"


def test_each_petitioner_asks_for_themselves_and_joins_the_review_that_is_open() -> None:
    folding = served("张三", "李四")
    folding.run(ASK)
    assert (clocks(folding, day(4, 2))["D7 张三"].state, clocks(folding, day(4, 2))["D7 李四"].state) == (
        "met",
        "running",
    )
    assert refused(folding, ASK).code == "requested-already"
    folding.run(RequestReview(on=day(4, 2), to=2))
    (review,) = folding.petition.reviews
    assert [request.petitioner for request in review.requests] == ["张三", "李四"]


def test_an_opinion_that_somebody_does_not_have_yet_is_not_reviewed_for_them() -> None:
    folding = Folding(registration(person("张三"), person("李四"), on=RECEIVED), today=LATER)
    folding.run(*TO_ISSUE)
    assert refused(folding, ASK).code == "not-served"
    folding.run(Serve(paper="F12", to=(1,), on=day(3, 12)))
    assert refused(folding, RequestReview(on=day(3, 30), to=2)).code == "not-served"
    assert refused(folding, RequestReview(on=day(3, 30), to=3)).code == "no-such-petitioner"
    assert refused(folding, RequestReview(on=day(3, 11), to=1)).code == "on-before-event"


def test_who_was_represented_may_ask_from_the_day_on_which_the_representatives_had_it() -> None:
    people = (person("张三", representative=True), person("李四"))
    folding = Folding(registration(*people, on=RECEIVED), today=LATER)
    folding.run(*TO_ISSUE, Serve(paper="F12", on=day(3, 12)), RequestReview(on=day(3, 30), to=2))
    assert folding.petition.reviews[0].requests[0].petitioner == "李四"


def test_what_is_said_aloud_is_written_down_before_it_is_signed() -> None:
    folding = served()
    oral = RequestReview(on=day(3, 30), to=1, form="oral", wish="撤销")
    no = refused(folding, oral)
    assert (no.code, no.facts["missing"]) == ("oral-not-recorded", ["事实和理由"])
    folding.run(msgspec.structs.replace(oral, reasons="少算了面积。"))
    assert "F19a" in offered(folding.petition)
    assert "F19a" not in folding.petition.outgoing


def test_the_form_is_handed_out_from_the_issue_of_the_opinion_until_the_matter_is_final() -> None:
    folding = Folding(today=LATER)
    assert "F19" not in offered(folding.petition)
    folding = upheld()
    assert "F19" in offered(folding.petition)
    folding.run(ASK_FINALLY, TAKEN_FINALLY, finally_decided())
    assert "F19" not in offered(folding.petition)


# The reviewing body: D8, D14


def test_the_thirty_days_of_the_body_run_from_the_day_on_which_it_had_the_request() -> None:
    folding = served()
    folding.run(RequestReview(on=day(3, 30), to=1, way="us"))
    assert "D8 岳阳县人民政府" not in clocks(folding)  # nobody knows yet when it was there
    folding.run(TAKEN)
    clock = clocks(folding, day(5, 1))["D8 岳阳县人民政府"]
    assert (clock.day_zero, clock.nominal, clock.effective) == (day(4, 1), day(5, 1), day(5, 6))  # Labour Day
    assert (clock.whose, clock.state, clock.article) == ("reviewer", "running", "《信访工作条例》第三十五条")
    assert clocks(folding, day(5, 7))["D8 岳阳县人民政府"].state == "missed"


@pytest.mark.parametrize(("on", "state"), [(day(5, 6), "met"), (day(5, 7), "met_late")])
def test_the_body_has_met_its_period_by_the_day_that_its_opinion_bears(on: dt.date, state: str) -> None:
    folding = served()
    folding.run(ASK, TAKEN, decided(on=day(5, 20), decided_on=on))
    clock = clocks(folding)["D8 岳阳县人民政府"]
    assert (clock.state, clock.met_on) == (state, on)


def test_a_request_made_to_the_body_itself_is_there_on_that_day() -> None:
    folding = served()
    folding.run(ASK)
    assert clocks(folding)["D8 岳阳县人民政府"].day_zero == day(3, 30)


@pytest.mark.parametrize(
    ("taken", "state"),
    [(day(4, 2), "met"), (day(4, 3), "met"), (day(4, 7), "met_late")],  # 4 to 6 April is 清明
)
def test_a_province_gives_the_body_three_working_days_to_say_whether_it_takes_it(taken: dt.date, state: str) -> None:
    folding = served()
    folding.run(RequestReview(on=day(3, 31), to=1))
    assert "D14 岳阳县人民政府" not in clocks(folding)
    assert clocks(folding, day(4, 3), ("shandong",))["D14 岳阳县人民政府"].state == "running"
    folding.run(AcceptedReview(on=taken, accepted=True, received_on=day(3, 31)))
    clock = clocks(folding, LATER, ("shandong",))["D14 岳阳县人民政府"]
    assert (clock.nominal, clock.state, clock.whose) == (day(4, 3), state, "reviewer")


def test_a_body_that_does_not_take_the_request_ends_its_clock_and_leaves_the_opinion_as_it_is() -> None:
    folding = served(close=True)
    folding.run(ASK)
    no = AcceptedReview(on=day(4, 3), accepted=False, received_on=day(4, 1))
    assert refused(folding, no).code == "reason-missing"
    assert folding.run(msgspec.structs.replace(no, reason="超过期限。")).stage == "closed"
    clock = clocks(folding)["D8 岳阳县人民政府"]
    assert (clock.state, clock.stopped_on) == ("stopped", day(4, 3))
    assert "决定不予受理，本期限不再计算" in clock.why
    folding.run(RequestReview(on=day(4, 8), to=1))  # asked again: recorded again
    assert len(folding.petition.reviews) == 2


@pytest.mark.parametrize("received", [day(3, 29), day(4, 4)])
def test_the_body_can_not_have_had_a_request_before_it_was_made_or_after_it_was_taken(received: dt.date) -> None:
    folding = served()
    folding.run(ASK)
    step = AcceptedReview(on=day(4, 3), accepted=True, received_on=received)
    assert refused(folding, step).code == "received-out-of-order"


# What the body asks of us: D16


def test_no_law_sets_a_period_for_the_answer_and_the_record_says_so() -> None:
    folding = served()
    folding.run(ASK)
    (facts,) = folding.decide(RequestFile(on=day(4, 7), number="县函3号"))
    assert facts.sentence(None).endswith("来函未定期限，《信访工作条例》未规定期限")  # type: ignore[arg-type]
    folding.run(RequestFile(on=day(4, 7), number="县函3号"))
    assert "D16" not in clocks(folding)


@pytest.mark.parametrize(("answered", "state"), [(None, "missed"), (day(4, 14), "met"), (day(4, 15), "met_late")])
def test_a_province_gives_us_five_working_days(answered: dt.date | None, state: str) -> None:
    folding = served()
    folding.run(ASK, RequestFile(on=day(4, 7), due=day(4, 30)))
    if answered:
        folding.run(AnswerReview(on=answered, reasons="请求维持。"))
    clock = clocks(folding, LATER, ("shandong",))["D16"]
    assert (clock.nominal, clock.unit, clock.state, clock.whose) == (day(4, 14), "working_day", state, "office")


@pytest.mark.parametrize(
    ("answered", "today", "state"),
    [
        (None, day(4, 18), "running"),  # a Saturday: what a letter sets is moved by no day of rest
        (None, day(4, 19), "missed"),
        (day(4, 18), LATER, "met"),
        (day(4, 20), LATER, "met_late"),
    ],
)
def test_a_day_that_the_letter_sets_stands_where_no_law_does(
    answered: dt.date | None, today: dt.date, state: str
) -> None:
    folding = served()
    folding.run(ASK, RequestFile(on=day(4, 7), number="县函3号", due=day(4, 18)))
    if answered:
        folding.run(AnswerReview(on=answered, reasons="请求维持。"))
    clock = clocks(folding, today)["D16"]
    assert (clock.nominal, clock.effective, clock.state) == (day(4, 18), day(4, 18), state)
    assert "收到岳阳县人民政府来函（县函3号），定于2026-04-18前提交答辩意见和案卷" in clock.why
    assert explain(clock, shipped.load_calendar())[-1].number == 11


def test_the_answer_names_the_whole_case_file_as_it_was_on_that_day() -> None:
    folding = served()
    folding.run(ASK, RequestFile(on=day(4, 7)), AnswerReview(on=day(4, 8), reasons="请求维持。", evidence=("照片",)))
    answer = folding.petition.reviews[0].answers[0]
    assert answer.enclosed == (
        "信访事项受理告知书（石桥镇信受〔2026〕1号）",
        "信访处理意见书（石桥镇信访意〔2026〕1号）",
        "信访处理意见书的送达回证1份",
    )
    assert (answer.number, answer.body) == ("石桥镇信答〔2026〕1号", "岳阳县人民政府")
    assert refused(folding, AnswerReview(on=day(4, 9), reasons="再答。")).code == "answered-already"
    folding.run(RequestFile(on=day(4, 10)), AnswerReview(on=day(4, 13), reasons="补充答辩。"))
    assert [paper.key for paper in folding.petition.made if paper.code == "F21"] == ["F21", "F21.2"]


def test_a_second_letter_waits_for_the_answer_to_the_first() -> None:
    folding = served()
    folding.run(ASK, RequestFile(on=day(4, 7)))
    assert refused(folding, RequestFile(on=day(4, 8))).code == "requested-already"
    assert refused(served(), RequestFile(on=day(4, 7))).code == "no-review"
    assert refused(served(), AnswerReview(on=day(4, 7), reasons="请求维持。")).code == "no-review"


def test_an_opinion_of_the_body_ends_our_duty_to_answer() -> None:
    folding = served()
    folding.run(ASK, RequestFile(on=day(4, 7), due=day(4, 30)), decided())
    clock = clocks(folding)["D16"]
    assert (clock.state, clock.stopped_on) == ("stopped", day(4, 24))


# What an opinion starts


@pytest.mark.parametrize(
    ("asked", "state"),
    [(None, "lapsed"), (day(5, 23), "met"), (day(5, 25), "met"), (day(5, 26), "met_late")],  # 23 May is a Saturday
)
def test_upheld_gives_each_petitioner_thirty_days_for_the_final_review(asked: dt.date | None, state: str) -> None:
    folding = upheld()
    if asked:
        folding.run(msgspec.structs.replace(ASK_FINALLY, on=asked))
    clock = clocks(folding)["D9 张三"]
    assert (clock.day_zero, clock.effective, clock.state) == (day(4, 23), day(5, 25), state)
    assert clock.article == "《信访工作条例》第三十六条第一款"


def test_the_final_review_waits_for_the_day_on_which_the_petitioner_had_the_review_opinion() -> None:
    folding = served("张三", "李四")
    folding.run(ASK, RequestReview(on=day(4, 1), to=2), TAKEN, decided(to=(1,), served_on=day(4, 23)))
    assert refused(folding, msgspec.structs.replace(ASK_FINALLY, to=2)).code == "not-served"
    folding.run(ServedReview(on=day(4, 27), to=(2,)))
    assert clocks(folding)["D9 李四"].day_zero == day(4, 27)
    assert clocks(folding)["D9 张三"].day_zero == day(4, 23)
    assert refused(folding, ServedReview(on=day(4, 28), to=(2,))).code == "served-already"


@pytest.mark.parametrize("result", ["annul", "return"])
def test_annulled_or_sent_back_the_matter_is_in_hand_again_and_nothing_is_lost(result: Any) -> None:
    folding = served("张三", "李四", close=True)
    before = folding.petition
    folding.run(ASK, TAKEN, decided(result, orders="重新核实。", due=day(5, 22)))
    petition = folding.petition
    assert (petition.stage, petition.opinion, petition.closing, petition.last_paper) == ("handling", None, None, "")
    (ended,) = petition.earlier_rounds
    assert (ended.opinion, ended.closing) == (before.opinion, before.closing)
    assert petition.services == before.services
    assert "F12" in offered(petition)
    assert not [name for name in clocks(folding) if name.startswith("D9")]
    stopped = clocks(folding, day(4, 24))
    assert (clocks(folding)["D5"].state, clocks(folding)["D5"].met_on) == ("met", day(3, 11))
    assert stopped["D7 李四"].state == "lapsed"  # it had run out before: 15 April


def test_who_still_could_have_asked_need_not_ask_any_more() -> None:
    folding = served("张三", "李四")
    folding.run(ASK, decided("annul", on=day(4, 10), decided_on=day(4, 9)))
    clock = clocks(folding)["D7 李四"]
    assert (clock.state, clock.stopped_on) == ("stopped", day(4, 10))
    assert "岳阳县人民政府复查意见（县复查1号）撤销，本期限不再计算" in clock.why


def anew() -> tuple[Step, ...]:
    """A new opinion in May, after the first was annulled."""
    draft, approve, issue = (
        msgspec.structs.replace(step, on=day(5, number))
        for step, number in zip(TO_ISSUE[2:], (11, 12, 13), strict=True)
    )
    return draft, approve, issue


def test_a_new_round_has_its_own_opinion_service_and_review() -> None:
    folding = served(close=True)
    folding.run(ASK, TAKEN, decided("annul", on=day(4, 24)), *anew())
    assert [paper.key for paper in folding.petition.made if paper.code == "F12"] == ["F12", "F12.2"]
    assert folding.petition.last_paper == "F12.2"
    assert refused(folding, Close(on=day(5, 20))).code == "not-served"
    assert refused(folding, Serve(paper="F12", on=day(5, 14))).code == "served-already"
    folding.run(Serve(paper="F12.2", on=day(5, 14)), RequestReview(on=day(5, 18), to=1))
    found = clocks_of(folding.petition, shipped.load_periods(), shipped.load_calendar(), LATER)
    assert [(x.day_zero, x.state) for x in found if x.code == "D7"] == [(day(3, 12), "met"), (day(5, 14), "met")]
    assert folding.petition.reviews[-1].round == 2
    assert folding.petition.with_opinion("F12").opinion == folding.petition.earlier_rounds[0].opinion
    folding.run(decided("uphold", on=day(6, 10), number="县复查2号", decided_on=day(6, 9)), Close(on=day(6, 11)))
    assert folding.petition.stage == "closed"


def test_an_opinion_that_was_annulled_needs_no_further_service() -> None:
    folding = Folding(registration(person("张三"), person("李四"), on=RECEIVED), today=LATER)
    folding.run(*TO_ISSUE, Serve(paper="F12", to=(1,), on=day(3, 12)), Serve(paper="F03", on=day(3, 12)))
    folding.run(ASK, decided("annul"))
    assert refused(folding, Serve(paper="F12", to=(2,))).code == "served-already"


def test_handling_anew_begins_when_we_know_of_it_and_is_not_extended() -> None:
    folding = served()
    folding.run(ASK, decided("return"))
    draft = msgspec.structs.replace(TO_ISSUE[2], on=day(4, 23))
    assert refused(folding, draft).code == "on-before-event"
    extend = Extend(on=day(4, 27), reason="需鉴定。", days=10, approver="陈明")
    assert refused(folding, extend).code == "handled-anew"


@pytest.mark.parametrize(("issued", "state"), [(day(5, 22), "met"), (day(5, 25), "met_late")])
def test_a_province_gives_thirty_days_for_the_new_opinion(issued: dt.date, state: str) -> None:
    folding = served()
    folding.run(ASK, decided("annul", due=day(6, 30)), *anew()[:2], msgspec.structs.replace(anew()[2], on=issued))
    clock = clocks(folding, LATER, ("shandong",))["D17"]
    assert (clock.day_zero, clock.nominal, clock.state) == (day(4, 22), day(5, 22), state)


@pytest.mark.parametrize(("issued", "state"), [(day(5, 13), "met"), (day(5, 14), "met_late"), (None, "missed")])
def test_else_the_day_that_the_review_opinion_sets_holds(issued: dt.date | None, state: str) -> None:
    folding = served()
    folding.run(ASK, decided("annul", due=day(5, 13)))
    if issued:
        folding.run(*anew()[:2], msgspec.structs.replace(anew()[2], on=issued))
    clock = clocks(folding)["D17"]
    assert (clock.effective, clock.state, clock.whose) == (day(5, 13), state, "office")


def test_where_neither_sets_a_day_the_record_says_so() -> None:
    folding = served()
    folding.run(ASK)
    (facts,) = folding.decide(decided("annul"))
    assert "意见未定期限，《信访工作条例》未规定期限" in facts.sentence(None)  # type: ignore[arg-type]
    folding.run(decided("annul"))
    assert "D17" not in clocks(folding)


def test_changed_leaves_nothing_to_be_decided_here() -> None:
    folding = served(close=True)
    folding.run(ASK, TAKEN, decided("change", orders="补助调整为每亩800元。", served_on=day(4, 23)))
    assert (folding.petition.stage, folding.petition.round) == ("closed", 1)
    assert "D9 张三" in clocks(folding)


def test_a_request_that_was_withdrawn_ends_the_clock_and_may_be_made_again() -> None:
    folding = served(close=True)
    folding.run(ASK, TAKEN, decided("ended", on=day(4, 9), decided_on=day(4, 8)))
    assert clocks(folding)["D8 岳阳县人民政府"].state == "stopped"
    assert refused(folding, ASK_FINALLY).code == "no-review-opinion"
    folding.run(RequestReview(on=day(4, 10), to=1))


# The final review (第三十六条)


def test_the_days_of_a_hearing_do_not_count_in_the_final_review_and_only_there() -> None:
    folding = upheld()
    folding.run(ASK_FINALLY, TAKEN_FINALLY)
    name = f"D10 {CITY}"
    plain = clocks(folding)[name]
    assert (plain.day_zero, plain.effective) == (day(5, 21), day(6, 22))  # 20 June is a Saturday
    folding.run(HearFinalReview(on=day(6, 5), begins=day(6, 1), ends=day(6, 3)))
    clock = clocks(folding)[name]
    assert (clock.nominal, clock.effective) == (day(6, 23), day(6, 23))
    assert "（听证期间2026-06-01至2026-06-03不计）" in clock.why
    days = {note.day: note for note in explain(clock, shipped.load_calendar())}
    assert [days[day(6, number)].number for number in (1, 3, 4)] == [None, None, 11]
    assert days[day(6, 23)].number == 30
    assert refused(served(), HearFinalReview(begins=day(3, 15), ends=day(3, 16))).code == "no-review"
    assert refused(folding, HearFinalReview(begins=day(6, 3), ends=day(6, 4))).code == "hearing-twice"
    assert refused(folding, HearFinalReview(begins=day(6, 9), ends=day(6, 8))).code == "hearing-out-of-order"


@pytest.mark.parametrize("result", ["uphold", "change"])
def test_only_a_final_review_opinion_makes_the_matter_final(result: Any) -> None:
    folding = upheld()
    told = finality(folding.petition, clocks(folding).values())
    assert (told.final, told.words) == (
        False,
        "尚未复核终结，不能依据《信访工作条例》第三十六条第三款不再受理。尚无复核意见。",
    )
    assert told.notes == (
        "张三的请求复核期限已过而未请求：《信访工作条例》没有规定逾期即为终结，各地规定不一，请按本省规定办理。",
    )
    folding.run(ASK_FINALLY, TAKEN_FINALLY, finally_decided(result))
    told = finality(folding.petition, clocks(folding).values())
    assert told.final
    assert "已经复核终结（岳阳市人民政府，市复核1号，2026-06-26）" in told.words
    assert [part.name for part in told.chain] == ["受理", "处理意见", "复查", "复核"]
    assert [part.number for part in told.chain] == [
        *("石桥镇信受〔2026〕1号", "石桥镇信访意〔2026〕1号", "县复查1号", "市复核1号"),
    ]
    assert told.chain[2].served[0].on == day(4, 23)
    assert told.chain[3].missing == ("未登记送达张三的日期",)


def test_a_final_opinion_may_send_the_matter_back_to_us_or_to_the_reviewing_body() -> None:
    folding = upheld()
    folding.run(ASK_FINALLY, TAKEN_FINALLY, finally_decided("annul"))
    assert (folding.petition.round, folding.petition.stage) == (2, "handling")
    folding = upheld()
    folding.run(ASK_FINALLY, TAKEN_FINALLY, finally_decided("return", back="reviewer", due=day(7, 31)))
    assert (folding.petition.round, folding.petition.stage) == (1, "under_review")
    clock = clocks(folding, day(7, 31))["D8 岳阳县人民政府"]
    assert (clock.effective, clock.state, clock.whose) == (day(7, 31), "running", "reviewer")
    assert not finality(folding.petition, ()).final
    folding.run(decided(on=day(7, 20), number="县复查9号", decided_on=day(7, 17), to=(1,), served_on=day(7, 20)))
    folding.run(msgspec.structs.replace(ASK_FINALLY, on=day(7, 30)))
    assert folding.petition.reviews[-1].about == "县复查9号"


def test_an_opinion_on_a_round_that_is_over_changes_nothing_in_the_present_one() -> None:
    folding = upheld("张三", "李四")
    folding.run(ASK_FINALLY)  # of the first, while the second asks for review late
    folding.run(
        RequestReview(on=day(5, 21), to=2), decided("annul", on=day(6, 1), number="县复查2号", decided_on=day(5, 29))
    )
    assert (folding.petition.round, folding.petition.stage) == (2, "handling")
    folding.run(finally_decided("annul"))
    assert (folding.petition.round, len(folding.petition.earlier_rounds)) == (2, 1)
    assert folding.petition.stage == "handling"


def test_a_refusal_is_filled_in_from_the_one_ended_matter_that_may_be_the_same() -> None:
    ended = upheld()
    ended.run(ASK_FINALLY, TAKEN_FINALLY, finally_decided())
    known = final_opinion(ended.petition)
    assert known is not None
    folding = Folding(registration(on=day(7, 1)), today=LATER)
    context = msgspec.structs.replace(folding.context(), ended=lambda _petition: (known,))
    assert DeclineFinal.suggest(folding.petition, context) == {
        "reason_code": "R1",
        "original_body": CITY,
        "original_number": "市复核1号",
        "original_on": day(6, 26),
    }
    several = msgspec.structs.replace(context, ended=lambda _petition: (known, known))
    assert DeclineFinal.suggest(folding.petition, several) == {}
    assert DeclineFinal.suggest(folding.petition, folding.context()) == {}


# No order of steps moves a clock that has ended


def dates(petition: Petition, today: dt.date) -> dict[tuple[str, str, str, dt.date], tuple[Any, ...]]:
    """Every clock that has ended: what can never change of it."""
    found = clocks_of(petition, shipped.load_periods(["shandong"]), shipped.load_calendar(), today)
    return {
        (x.code, x.subject, x.set_by, x.day_zero): (x.nominal, x.effective, x.state, x.met_on, x.stopped_on)
        for x in found
        if x.closed_on is not None
    }


ANY: tuple[Step, ...] = (
    RequestReview(to=1),
    RequestReview(to=2, way="us"),
    AcceptedReview(accepted=True, received_on=day(3, 30)),
    AcceptedReview(accepted=False, received_on=day(3, 30), reason="超期。"),
    RequestFile(due=day(12, 31)),
    AnswerReview(reasons="请求维持。"),
    *(decided(result, decided_on=LATER, on=None, served_on=LATER) for result in ("uphold", "change", "annul", "ended")),
    ServedReview(to=(1, 2)),
    RequestFinalReview(to=1, body=CITY),
    AcceptedFinalReview(accepted=True, received_on=LATER),
    HearFinalReview(begins=LATER, ends=LATER),
    *(finally_decided(result, decided_on=LATER, on=None) for result in ("uphold", "annul")),
    finally_decided("return", decided_on=LATER, on=None, back="reviewer", due=day(12, 31)),
    AddContact(),
    *(msgspec.structs.replace(step, on=None) for step in TO_ISSUE[2:]),
    *(Serve(paper=key) for key in ("F12", "F12.2", "F12.3")),
    Close(),
)


@given(st.lists(st.sampled_from(ANY), max_size=25), st.integers(0, 60))
def test_no_order_of_steps_moves_a_clock_that_has_ended(steps: list[Step], wait: int) -> None:
    folding = served("张三", "李四")
    today = LATER + dt.timedelta(days=wait)
    for step in steps:
        before = dates(folding.petition, today)
        try:
            folding.run(step)
        except RuleBroken:
            continue
        after = dates(folding.petition, today)
        assert {key: after.get(key) for key in before} == before
        assert folding.petition.round == len(folding.petition.earlier_rounds) + 1
